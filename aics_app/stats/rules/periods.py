"""Which computed days and months together are a range, and which of its days have to be looked at."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from aics_app.stats.models import ANYBODY, Granularity
from aics_app.stats.rules.days import ONE_DAY, Window, buckets
from aics_app.stats.rules.facts import Fact, Tallies, tallied

DEFINITIONS = 2
"""Counted up whenever a fact comes to mean something else: what was computed before no longer counts."""


@dataclass(frozen=True)
class Cover:
    """What is computed, and what is not."""

    periods: tuple[str, ...]
    pending: tuple[date, ...]


def key_of_day(day: date) -> str:
    """As `stats_period` names a day."""
    return day.isoformat()


def key_of_month(day: date) -> str:
    """As `stats_period` names a month."""
    return day.isoformat()[:7]


def cover(window: Window, known: Collection[str], *, months: bool = True) -> Cover:
    """Whole months where there are, days else. Without `months` by days only."""
    periods: list[str] = []
    pending: list[date] = []
    for begin, days in buckets(window, Granularity.MONTH):
        if months and days == month_of(begin) and key_of_month(begin) in known:
            periods.append(key_of_month(begin))
            continue
        for day in days.days():
            if key_of_day(day) in known:
                periods.append(key_of_day(day))
            else:
                pending.append(day)
    return Cover(tuple(periods), tuple(pending))


def month_of(day: date) -> Window:
    """All of its days."""
    first = day.replace(day=1)
    return Window(first, (first.replace(day=28) + 4 * ONE_DAY).replace(day=1) - ONE_DAY)


def stretches(days: Iterable[date]) -> Iterator[Window]:
    """Days that follow each other, as ranges."""
    first: date | None = None
    last: date | None = None
    for day in sorted(days):
        if first is None or last is None:
            first = day
        elif day != last + ONE_DAY:
            yield Window(first, last)
            first = day
        last = day
    if first and last:
        yield Window(first, last)


def by_person(facts: Collection[Fact]) -> Iterator[tuple[int, Tallies]]:
    """The tallies of everybody, and of each person who has some."""
    yield ANYBODY, tallied(facts)
    people: dict[int, list[Fact]] = {}
    for fact in facts:
        if fact.person_id is not None:
            people.setdefault(fact.person_id, []).append(fact)
    for person, own in people.items():
        yield person, tallied(own)
