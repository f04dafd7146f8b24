"""Pure rules: what a profile may say, and how a customer seems to feel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from aics_app.core.errors import Invalid
from aics_app.core.text import clean, folded, has_letters, one_line
from aics_app.customers.models import MAX_REMARK_CHARS, MAX_TAG_CHARS

RECENT = timedelta(days=90)
COUNTED = 6
"""How many of the latest signals make the mood: more would hide that it has changed."""
GOOD_SCORE, BAD_SCORE = 4, 2


class Tone(StrEnum):
    """How one signal sounds."""

    GOOD = "good"
    MIXED = "mixed"
    BAD = "bad"


class Kind(StrEnum):
    """What a signal is made of."""

    RATING = "rating"
    FEEDBACK = "feedback"
    SOLVED = "solved"
    COMPLAINT = "complaint"


class Mood(StrEnum):
    """What the latest signals say together."""

    CONTENT = "content"
    MIXED = "mixed"
    UPSET = "upset"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Signal:
    """Something that the customer said or did; `score` only of a rating."""

    at: datetime
    kind: Kind
    tone: Tone
    score: int | None = None


def mood_of(signals: Sequence[Signal], now: datetime) -> Mood:
    """By the latest signals of the last 90 days: two thirds good ones are content, half bad ones upset."""
    recent = sorted((one for one in signals if one.at > now - RECENT), key=lambda one: one.at)[-COUNTED:]
    if not recent:
        return Mood.UNKNOWN
    good, bad = (sum(one.tone is tone for one in recent) for tone in (Tone.GOOD, Tone.BAD))
    if 2 * bad >= len(recent):
        return Mood.UPSET
    return Mood.CONTENT if 3 * good >= 2 * len(recent) else Mood.MIXED


def tone_of_score(score: int) -> Tone:
    """How a rating of 1 to 5 sounds."""
    if score >= GOOD_SCORE:
        return Tone.GOOD
    return Tone.BAD if score <= BAD_SCORE else Tone.MIXED


def tidy_tag(tag: str) -> str:
    """The tag on one line. Raises `Invalid` for none, or one that is too long."""
    tidy = one_line(tag, MAX_TAG_CHARS + 1)
    if not has_letters(tidy):
        raise Invalid(fields={"tag": "required"})
    if len(tidy) > MAX_TAG_CHARS:
        raise Invalid(fields={"tag": "too_long"})
    return tidy


def find_alike(tag: str, known: Sequence[str]) -> str | None:
    """The known tag that reads the same but for case, width and punctuation."""
    return next((one for one in known if folded(one) == folded(tag)), None)


def tidy_remark(remark: str) -> str:
    """The remark without what could hide or reorder it. Raises `Invalid` if it is too long."""
    tidy = clean(remark)
    if len(tidy) > MAX_REMARK_CHARS:
        raise Invalid(fields={"remark": "too_long"})
    return tidy
