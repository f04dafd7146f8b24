"""When the company is open: slots of the local day, in UTC.

A wall time means the first instant at which the clock on the wall shows it or more. So a time that the
clocks skip is the moment of the skip, and one that comes twice is its first coming; stretches never overlap.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from aics_app.workforce.models import DAY_MINUTES

Slot = tuple[int, int]
"""Opens and closes, in minutes of the local day; past 1440 is the day after."""
Stretch = tuple[datetime, datetime]

HORIZON = timedelta(days=400)
"""How far ahead is looked: past any holiday that comes once a year."""

_ALL_DAY: tuple[Slot, ...] = ((0, DAY_MINUTES),)
_ONE_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_RESOLUTION = timedelta(microseconds=1)


@dataclass(frozen=True)
class Hours:
    """Slots by weekday (0 is Monday), and days with slots of their own; no week at all is always open."""

    zone: ZoneInfo
    week: Mapping[int, tuple[Slot, ...]] = field(default_factory=dict)
    holidays: Mapping[date, tuple[Slot, ...]] = field(default_factory=dict)

    def slots(self, day: date) -> tuple[Slot, ...]:
        """The slots that begin on this day. One of the evening before may reach into it."""
        if day in self.holidays:
            return self.holidays[day]
        return self.week.get(day.weekday(), ()) if any(self.week.values()) else _ALL_DAY

    @property
    def is_always_open(self) -> bool:
        """Whether nobody ever set any: no day need be looked at."""
        return not self.holidays and not any(self.week.values())


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether somebody may be expected at this instant."""
    return next(_stretches(hours, at, at + _RESOLUTION), None) is not None


def opens_next(hours: Hours, at: datetime) -> datetime | None:
    """The first open instant from `at` on, which is `at` itself when open; None when there is none."""
    if is_open(hours, at):  # or it would be looked for the end of being open, perhaps a year ahead
        return at
    found = next(_stretches(hours, at, at + HORIZON), None)
    return found and found[0]


def closes_next(hours: Hours, at: datetime) -> datetime | None:
    """The first closed instant from `at` on, which is `at` itself when closed; None when there is none."""
    found = next(_stretches(hours, at, at + HORIZON), None)
    if found is None or found[0] > at:
        return at
    return found[1] if found[1] < at + HORIZON else None


def business_seconds(hours: Hours, start: datetime, end: datetime) -> float:
    """How long the company is open between two instants; 0 when they are the other way round."""
    stretches = _stretches(hours, start, end)
    return sum((closes - opens for opens, closes in stretches), timedelta()).total_seconds()


def after_business(hours: Hours, start: datetime, time_open: timedelta) -> datetime:
    """The instant by which the company has been open for so long; by the plain clock where it does not open.

    Without any time it is `start` itself, open or not.
    """
    if not time_open:
        return start
    ahead = time_open + _WEEK  # a year is not walked through for an hour that is near
    while ahead < HORIZON:
        if found := _within(hours, start, time_open, ahead):
            return found
        ahead *= 4
    is_ever_open = next(_stretches(hours, start, start + HORIZON), None) is not None
    return _within(hours, start, time_open, HORIZON) or start + (HORIZON if is_ever_open else time_open)


def before_business(hours: Hours, end: datetime, time_open: timedelta) -> datetime:
    """The instant from which on the company has been open for so long; by the plain clock if it was not."""
    behind = time_open + _WEEK
    while behind < HORIZON:
        rest = time_open
        for opens, closes in reversed(list(_stretches(hours, end - behind, end))):
            if closes - opens >= rest:
                return closes - rest
            rest -= closes - opens
        behind *= 4
    return end - time_open


def _within(hours: Hours, start: datetime, time_open: timedelta, ahead: timedelta) -> datetime | None:
    rest = time_open
    for opens, closes in _stretches(hours, start, start + ahead):
        if closes - opens >= rest:
            return opens + rest
        rest -= closes - opens
    return None


def _stretches(hours: Hours, start: datetime, end: datetime) -> Iterator[Stretch]:
    """The open stretches between two instants, in order, joined where they meet, cut at both ends."""
    open_from = open_until = start
    if hours.is_always_open:
        open_until = end
    for opens, closes in () if hours.is_always_open else _openings(hours, start, end):
        if opens > open_until:
            if open_from < open_until:
                yield open_from, open_until
            open_from = opens
        open_until = max(open_until, min(closes, end))
    if open_from < open_until:
        yield open_from, open_until


def _openings(hours: Hours, start: datetime, end: datetime) -> Iterator[Stretch]:
    """Each slot that may touch the time between, from the evening before on, ordered by its beginning."""
    day = start.astimezone(hours.zone).date() - _ONE_DAY
    while _instant(hours.zone, day, 0) < end:
        for opens, closes in sorted(hours.slots(day)):
            begins = max(_instant(hours.zone, day, opens), start)
            if begins < end:
                yield begins, _instant(hours.zone, day, closes)
        day += _ONE_DAY


@lru_cache(maxsize=4096)  # a list of tickets asks for the same few days again and again
def _instant(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    """The first instant at which the wall clock shows this time, or more."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    local = wall.replace(tzinfo=zone)
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    assert before is not None
    assert after is not None
    if after > before:  # the clocks skip it
        return _skip(zone, (wall - after).replace(tzinfo=UTC), after)
    return (wall - before).replace(tzinfo=UTC)


def _skip(zone: ZoneInfo, early: datetime, after: timedelta) -> datetime:
    """The instant after `early` at which the clocks were put forward; zones count whole seconds."""

    def is_past(seconds: int) -> bool:
        return (early + timedelta(seconds=seconds)).astimezone(zone).utcoffset() == after

    return early + timedelta(seconds=bisect_left(range(2 * 86_400), True, key=is_past))
