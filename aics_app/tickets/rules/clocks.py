"""What is promised on a ticket, counted in business time. Pure: what a clock reads after each act."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aics_app.workforce.rules.hours import (
    Hours,
    after_business,
    before_business,
    business_seconds,
    opens_next,
)

WARNED_AT = 0.8
"""The share of the time after which a warning comes."""


@dataclass(frozen=True)
class Reading:
    """How a clock stands: it runs towards `due_at`, or stands with `left_s` business seconds."""

    target_s: int
    due_at: datetime | None = None
    warn_at: datetime | None = None
    left_s: int | None = None


def started(hours: Hours, target_s: int, at: datetime) -> Reading:
    """A new promise. Where the company never opens it counts around the clock, for it must end some day."""
    return _running(hours, Reading(target_s), target_s, at)


def paused(hours: Hours, reading: Reading, at: datetime) -> Reading:
    """It stands. What was overdue has nothing left."""
    if reading.due_at is None:
        return reading
    return replace(reading, due_at=None, warn_at=None, left_s=left(hours, reading, at))


def resumed(hours: Hours, reading: Reading, at: datetime) -> Reading:
    """It runs on with what was left."""
    if reading.left_s is None:
        return reading
    return _running(hours, reading, reading.left_s, at)


def promised(hours: Hours, reading: Reading, target_s: int, at: datetime) -> Reading:
    """Another target: what was used up stays used up, also what is overdue.

    Where more is left than was promised, as when the company opens longer, nothing was used up. What is
    over by the new target was due when that was used up, so that a third one counts no less.
    """
    used = max(0, reading.target_s - left(hours, reading, at) + _overdue(hours, reading, at))
    fresh = replace(reading, target_s=target_s)
    rest = target_s - used
    if reading.due_at is None:
        return replace(fresh, left_s=max(0, rest))
    if rest < 0:
        due_at = _before(hours, at, timedelta(seconds=-rest))
        return replace(fresh, due_at=due_at, warn_at=due_at)
    return _running(hours, fresh, rest, at)


def is_over(reading: Reading, at: datetime) -> bool:
    """Whether nothing is left of it."""
    return reading.left_s == 0 if reading.due_at is None else reading.due_at <= at


def left(hours: Hours, reading: Reading, at: datetime) -> int:
    """Business seconds until it is due, never below 0; by the plain clock where the company never opens."""
    if reading.due_at is None:
        return reading.left_s or 0
    if at >= reading.due_at:
        return 0
    return _counted(hours, at, reading.due_at)


def _overdue(hours: Hours, reading: Reading, at: datetime) -> int:
    if reading.due_at is None or at <= reading.due_at:
        return 0
    return _counted(hours, reading.due_at, at)


def _before(hours: Hours, at: datetime, length: timedelta) -> datetime:
    """So long ago, in business time."""
    is_plain = opens_next(hours, at) is None
    return at - length if is_plain else before_business(hours, at, length)


def _counted(hours: Hours, start: datetime, end: datetime) -> int:
    seconds = business_seconds(hours, start, end)
    if (
        not seconds and opens_next(hours, start) is None
    ):  # it was promised by the plain clock, and is counted so
        return round((end - start).total_seconds())
    return round(seconds)


def _running(hours: Hours, reading: Reading, rest_s: int, at: datetime) -> Reading:
    warn_in = max(0, rest_s - round(reading.target_s * (1 - WARNED_AT)))
    return replace(
        reading,
        due_at=after_business(hours, at, timedelta(seconds=rest_s)),
        warn_at=after_business(hours, at, timedelta(seconds=warn_in)),
        left_s=None,
    )
