"""Days of the company's zone as stretches of UTC, and how ranges of them are cut."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aics_app.core.errors import Invalid
from aics_app.stats.models import Granularity

MAX_YEARS = 10
ONE_DAY = timedelta(days=1)
USUAL = timedelta(days=29)
"""The first of thirty days is so long before the last."""

Span = tuple[datetime, datetime]
"""From the first instant until one that is not in it."""


@dataclass(frozen=True, order=True)
class Window:
    """Local days, both inclusive. Raises `Invalid` when they are the wrong way round, or too many."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Nobody looks at what can't be."""
        if self.first > self.last:
            raise Invalid(fields={"to": "before_from"})
        if (self.last - self.first).days >= MAX_YEARS * 366:
            raise Invalid(fields={"to": "too_long_range"})
        if self.first.year < date.min.year + MAX_YEARS + 1 or self.last.year == date.max.year:
            raise Invalid(fields={"from": "range"})

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def before(self) -> "Window":
        """As many days, just before."""
        last = self.first - ONE_DAY
        return Window(last - timedelta(days=self.length - 1), last)

    def days(self) -> Iterator[date]:
        """Each of them, in order."""
        for place in range(self.length):
            yield self.first + timedelta(days=place)

    def span(self, zone: ZoneInfo) -> Span:
        """The instants that lie in it."""
        return begin_of(self.first, zone), begin_of(self.last + ONE_DAY, zone)


def window_of(first: date | None, last: date | None, today: date) -> Window:
    """The days that are asked for; thirty, until today, unless it is said. Raises `Invalid`."""
    last = last or today
    if first is None and last.year == date.min.year:
        raise Invalid(fields={"to": "range"})
    return Window(first or last - USUAL, last)


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day. Where the clocks skip midnight, that is when they do.

    A midnight that does not exist is read by the offset before it, which is the moment of the skip.
    """
    return datetime.combine(day, time(), zone).astimezone(UTC)


def hour_of(day: date, hour: int, zone: ZoneInfo) -> Span:
    """The instants of one hour on the wall; all of a day on which the clocks change."""
    start, end = Window(day, day).span(zone)
    if end - start != ONE_DAY:
        return start, end
    return start + timedelta(hours=hour), start + timedelta(hours=hour + 1)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The local day that an instant belongs to, as `begin_of` cuts them.

    The date on the wall, except where the clocks are put back over midnight: the new day has begun then.
    """
    shown = at.astimezone(zone).date()
    return shown + ONE_DAY if at >= begin_of(shown + ONE_DAY, zone) else shown


def today_in(timezone: str, now: datetime) -> date:
    """The local day that it is."""
    return day_of(now, ZoneInfo(timezone))


def bucket_of(day: date, granularity: Granularity) -> date:
    """The first day of the week (Monday) or month that a day belongs to."""
    if granularity == Granularity.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if granularity == Granularity.MONTH else day


def buckets(window: Window, granularity: Granularity) -> Iterator[tuple[date, Window]]:
    """The first day of each bucket that a range touches, and its days that are in the range."""
    first = window.first
    while first <= window.last:
        begin = bucket_of(first, granularity)
        last = min(_next(begin, granularity) - ONE_DAY, window.last)
        yield begin, Window(first, last)
        first = last + ONE_DAY


def _next(begin: date, granularity: Granularity) -> date:
    if granularity == Granularity.MONTH:
        return (begin + timedelta(days=32)).replace(day=1)
    return begin + timedelta(days=7 if granularity == Granularity.WEEK else 1)
