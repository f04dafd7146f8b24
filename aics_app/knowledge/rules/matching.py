"""One form for texts that ask the same thing, and the pieces by which wordings are compared."""

import re
import unicodedata

from aics_app.core.text import folded

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PIECES = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:'[a-z]+)?")
_IS_HAN = re.compile(rf"[{_HAN}]")
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}]) +(?=[{_HAN}])")

_POLITE = {
    "zh": re.compile(
        r"^(?:请问一下|请问|你好|您好|亲|那个|麻烦问下|想问一下|想问下|问一下|问下)+|(?:谢谢|多谢|谢谢你|呀|啊|呢|哦|哈)+$"
    ),
    "en": re.compile(
        r"^(?:hi|hello|hey|please|excuse me|sorry|ok|so)\b ?|\b(?:please|pls|thanks|thank you|thx)$"
    ),
}


def normalised(text: str) -> str:
    """The text without width, case, punctuation and polite filler; never empty where the text has letters.

    Two texts with the same result ask the same thing. Numbers, names and negations stay.
    """
    whole = _BETWEEN_HAN.sub("", folded(text))
    bare = whole
    for filler in _POLITE.values():
        bare = filler.sub("", bare).strip()
    return bare or whole


def grams(text: str) -> list[str]:
    """Pieces in which wordings overlap: Han characters and their pairs; words and 3–4 letters of them.

    Character pairs beat word segmentation for short Chinese texts; letters forgive typing mistakes in
    English.
    """
    found: list[str] = []
    for run in _PIECES.findall(unicodedata.normalize("NFKC", text).casefold()):
        if _IS_HAN.match(run):
            found += run
            found += (run[at : at + 2] for at in range(len(run) - 1))
        else:
            found.append(f"={run}")
            padded = f" {run} "
            found += (padded[at : at + 3] for at in range(len(padded) - 2))
            found += (padded[at : at + 4] for at in range(len(padded) - 3))
    return found
