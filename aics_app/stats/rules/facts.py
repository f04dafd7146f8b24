"""Facts: the smallest pieces of figures, each of one instant, and at most one person's."""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aics_app.stats.models import Measure, RowKind
from aics_app.workforce.rules.hours import Hours, business_seconds

MOST_SECONDS = 2**31 - 1
GOOD, BAD = "good", "bad"
MET, BREACHED = "met", "breached"
AI, MIXED, PERSON = "ai", "mixed", "person"


@dataclass(frozen=True)
class Lens:
    """How one looks: whose days, when the company is open, until when, and within what a reply is timely."""

    zone: ZoneInfo
    hours: Hours
    now: datetime
    timely: timedelta

    def hour_key(self, at: datetime) -> str:
        """The weekday (0 is Monday) and hour on the wall."""
        local = at.astimezone(self.zone)
        return f"{local.weekday()}-{local.hour}"


@dataclass(frozen=True)
class Subject:
    """What a fact is about; the id of a conversation is text."""

    kind: RowKind
    id: str


@dataclass(frozen=True)
class Fact:
    """It counts once for its day; `value` is in whole seconds, `business` those while the company was open.

    `key` says of which part it is, `settles_at` when time alone would change it. A value without `business`
    is no time, but what is added up. `nth` numbers those that are else the same, where they are listed.
    """

    measure: Measure
    at: datetime
    subject: Subject
    key: str = ""
    person_id: int | None = None
    value: int | None = None
    business: int | None = None
    settles_at: datetime | None = None
    nth: int = 0


def no_seconds() -> "array[int]":
    """Where seconds are gathered: a median needs every one, and packed they are read back at once."""
    return array("i")


@dataclass
class Tally:
    """Facts of one measure and key, put together; `clock` and `business` are the seconds of each."""

    n: int = 0
    total: int = 0
    clock: "array[int]" = field(default_factory=no_seconds)
    business: "array[int]" = field(default_factory=no_seconds)

    def add(self, fact: Fact) -> None:
        """One more."""
        self.n += 1
        self.total += fact.value or 0
        if fact.business is not None:
            self.clock.append(fact.value or 0)
            self.business.append(fact.business)

    def include(self, other: "Tally") -> None:
        """All of another one."""
        self.n += other.n
        self.total += other.total
        self.clock += other.clock
        self.business += other.business


Tallies = dict[tuple[Measure, str], Tally]


def tallied(facts: Iterable[Fact]) -> Tallies:
    """By measure and key."""
    found: Tallies = defaultdict(Tally)
    for fact in facts:
        found[fact.measure, fact.key].add(fact)
    return found


def took(  # noqa: PLR0913 - what, of whom, from when to when
    measure: Measure,
    subject: Subject,
    lens: Lens,
    start: datetime,
    end: datetime,
    *,
    at: datetime,
    person_id: int | None = None,
) -> Fact:
    """A fact about the time between two instants, never less than none: columns differ in coarseness."""
    seconds = min(max(0, round((end - start).total_seconds())), MOST_SECONDS)
    business = min(round(business_seconds(lens.hours, start, end)), seconds) if seconds else 0
    return Fact(measure, at, subject, person_id=person_id, value=seconds, business=business)
