"""A message in one spelling, clause by clause: what is negated in one clause may be meant in the next."""

import re
import unicodedata

_TRADITIONAL = str.maketrans(
    "轉請幫說話個給換機講與沒聯專員經務處讓來還問應關單電號碼",
    "转请帮说话个给换机讲与没联专员经务处让来还问应关单电号码",
)
_BREAKS = re.compile(r"[,.!?;:~，。！？；：、…\n]+")
_SPACES = re.compile(r"\s+")


def clauses(text: str) -> list[str]:
    """The parts between punctuation; between spaces too where Chinese is written with spaces for commas."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").translate(_TRADITIONAL)
    text = "".join(character if character.isprintable() else " " for character in text)
    parts: list[str] = []
    for part in _BREAKS.split(text):
        words = _SPACES.split(part.strip())
        if not any("\u4e00" <= character <= "\u9fff" for character in part):
            parts.append(" ".join(words))
        elif all(len(word) == 1 for word in words):
            parts.append("".join(words))
        else:
            parts += words
    return [part for part in parts if part]
