"""The words by which texts are found: what a text is made of, and what must be in one that holds a phrase.

Chinese has no spaces, so each pair of neighbouring characters is a word. What is told of a phrase holds for
every text in which it stands; whether it really stands there, only the text knows.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from aics_app.tickets.models import MAX_INDEXED_CHARS

_PIECE = MAX_INDEXED_CHARS // 2
"""A longer word, such as an address of the web, is kept in pieces that overlap by half."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_RUN = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_IS_HAN = re.compile(f"[{_HAN}]")


class Fit(IntEnum):
    """How a word must be met, the cheapest to look up first."""

    WHOLE = 0
    BEGIN = 1
    WITHIN = 2


@dataclass(frozen=True, order=True)
class Clue:
    """Every text that holds the phrase has a word that is, begins with, or contains this one."""

    fit: Fit
    word: str


def words_of(*texts: str) -> set[str]:
    """What is to be kept of these texts."""
    return {word for text in texts for run in _RUN.findall(_folded(text)) for word in _kept(run)}


def clues_of(phrase: str) -> list[Clue]:
    """What texts with this phrase are known by, the cheapest first; nothing where it has no letters."""
    runs = _RUN.findall(_folded(phrase))
    last = len(runs) - 1
    found = {
        clue
        for place, run in enumerate(runs)
        for clue in _clues(run, is_first=place == 0, is_last=place == last)
    }
    return sorted(found)


def _folded(text: str) -> str:
    """Without case, accents and width, as databases compare; some do less, none does more."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(one for one in apart if unicodedata.category(one) != "Mn")
    return unicodedata.normalize("NFC", bare).casefold()


def _kept(run: str) -> Iterator[str]:
    if _IS_HAN.match(run) and len(run) > 1:
        yield from (run[place : place + 2] for place in range(len(run) - 1))
    elif len(run) <= MAX_INDEXED_CHARS:
        yield run
    else:
        yield from (run[place : place + MAX_INDEXED_CHARS] for place in range(0, len(run) - _PIECE, _PIECE))


def _clues(run: str, *, is_first: bool, is_last: bool) -> Iterator[Clue]:
    """A word in the middle stands between others in the text, too; at an end there may be more of it."""
    if _IS_HAN.match(run) and len(run) > 1:
        yield from (Clue(Fit.WHOLE, pair) for pair in _kept(run))
    elif len(run) > MAX_INDEXED_CHARS or is_first:
        yield Clue(Fit.WITHIN, run[:_PIECE])
    else:
        yield Clue(Fit.BEGIN if is_last else Fit.WHOLE, run)
