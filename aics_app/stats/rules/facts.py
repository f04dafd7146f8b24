"""Facts: the smallest pieces of figures, each of one instant, and at most one person's."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from aics_app.stats.models import Measure, RowKind
from aics_app.workforce.rules.hours import Hours, business_seconds

GOOD, BAD = "good", "bad"
MET, BREACHED = "met", "breached"
AI, MIXED, PERSON = "ai", "mixed", "person"


@dataclass(frozen=True)
class Lens:
    """How one looks: whose days, when the company is open, and until when."""

    zone: ZoneInfo
    hours: Hours
    now: datetime

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
    """It counts once for its day; `value` is in seconds, `business` the same while the company was open.

    `key` says of which part it is, `settles_at` when time alone would change it.
    """

    measure: Measure
    at: datetime
    subject: Subject
    key: str = ""
    person_id: int | None = None
    value: float | None = None
    business: float | None = None
    settles_at: datetime | None = None


@dataclass
class Tally:
    """Facts of one measure and key, put together."""

    n: int = 0
    total: float = 0.0
    values: list[float] = field(default_factory=list)
    business: list[float] = field(default_factory=list)

    def add(self, fact: Fact) -> None:
        """One more."""
        self.n += 1
        if fact.value is not None:
            self.total += fact.value
            self.values.append(fact.value)
        if fact.business is not None:
            self.business.append(fact.business)

    def include(self, other: "Tally") -> None:
        """All of another one."""
        self.n += other.n
        self.total += other.total
        self.values += other.values
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
    seconds = max(0.0, (end - start).total_seconds())
    business = business_seconds(lens.hours, start, end) if seconds else 0.0
    return Fact(measure, at, subject, person_id=person_id, value=seconds, business=business)
