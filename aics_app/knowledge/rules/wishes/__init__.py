"""Whether a message explicitly asks for a person to take over, in Chinese or English.

Precision first: who wants a person says so in few ways, and who is handed over against their will is
annoyed. A message is read clause by clause. A clause wishes when a verb of fetching or talking meets a word
for a person, unless that is negated, told of the past, or a question about hours, numbers and waiting. "How
do I reach a person?" is a question too, which the FAQ answers. A later clause may take a wish back.
"""

import re
import unicodedata

from aics_app.knowledge.rules.wishes import chinese, english

__all__ = ["wants_person"]

_TRADITIONAL = str.maketrans(
    "轉請幫說話個給換機講與沒聯專員經務處讓來還問應關單電號碼",
    "转请帮说话个给换机讲与没联专员经务处让来还问应关单电号码",
)
_BREAKS = re.compile(r"[,.!?;:~，。！？；：、…\n]+")
_SPACES = re.compile(r"\s+")


def wants_person(text: str) -> bool:
    """Whether the message asks for a person: "转人工", "get me an agent". Negated or in passing is no."""
    wishing = False
    for clause in _clauses(text):
        if chinese.wishes(clause) or english.wishes(clause):
            wishing = True
        elif chinese.takes_back(clause) or english.takes_back(clause):
            wishing = False
    return wishing


def _clauses(text: str) -> list[str]:
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
