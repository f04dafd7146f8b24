"""What a list of rows is of: a figure or one side of it, a part of a whole, an hour, what one person did."""

from collections.abc import Iterable
from dataclasses import dataclass

from aics_app.core.errors import Invalid
from aics_app.stats.models import Measure, Metric, Share
from aics_app.stats.queries import plain
from aics_app.stats.queries.figures import SHARED
from aics_app.stats.rules.facts import AI, BAD, BREACHED, GOOD, MET, MIXED, PERSON, Fact

CONFIRMED, ASSUMED, TAKEN, RESOLVED = "confirmed", "assumed", "taken", "resolved"
SIDES_OF_WORK = (TAKEN, RESOLVED)


@dataclass(frozen=True)
class Part:
    """One slice of a whole, instead of a figure."""

    kind: Share
    key: str


@dataclass(frozen=True)
class Hour:
    """What came in one hour of the week, instead of a figure; weekday 0 is Monday."""

    weekday: int
    hour: int

    @property
    def is_one(self) -> bool:
        """Whether a week has such an hour."""
        return self.weekday in range(7) and self.hour in range(24)


@dataclass(frozen=True)
class Side:
    """One of the sides of a figure, as the promises that were broken: `word` is one of `sides_of`."""

    metric: Metric
    word: str


@dataclass(frozen=True)
class Work:
    """What the ranking counts of one person; `word` is `taken` or `resolved`, and empty is both."""

    person_id: int
    word: str = ""


What = Metric | Part | Hour | Side | Work
Wanted = list[tuple[Measure, str | None]]
"""Measures with their key, or with any."""


def wanted_of(what: What) -> Wanted:
    """What is looked for. Raises `Invalid` for a side that there is not."""
    if isinstance(what, Hour):
        return [(Measure.ARRIVAL, f"{what.weekday}-{what.hour}")]
    if isinstance(what, Part):
        return [(SHARED[what.kind], what.key)]
    if isinstance(what, Metric):
        return _ROWS[what]
    sides = _WORK if isinstance(what, Work) else _SIDES.get(what.metric, {})
    if isinstance(what, Work) and not what.word:
        return _whole(sides.values())
    if what.word not in sides:
        raise Invalid(fields={"part": "part"})
    return sides[what.word]


def sides_of(metric: Metric) -> tuple[str, ...]:
    """What a figure can be parted by, the good side first; most have no sides."""
    return tuple(_SIDES.get(metric, ()))


def is_wanted(fact: Fact, wanted: Wanted) -> bool:
    """Whether it is one of these."""
    return any(fact.measure == measure and key in (None, fact.key) for measure, key in wanted)


def sources_of(wanted: Wanted) -> frozenset[plain.Source]:
    """Where these are looked for: ratings by whom they are of."""
    keys = [key for measure, key in wanted if measure == Measure.RATED and key]
    if keys:
        return frozenset(source for key in keys for source in _RATED_IN[key.partition("-")[0]])
    return plain.sources_of([measure for measure, _ in wanted])


def key_of(fact: Fact) -> str:
    """Of which part or side it is; empty where there is only one."""
    return fact.key or _BY_MEASURE.get(fact.measure, "")


_RATED_IN = {
    AI: (plain.Source.TALKS,),
    MIXED: (plain.Source.WAITS,),
    PERSON: (plain.Source.WAITS, plain.Source.MATTERS),
}
_BY_MEASURE = {
    Measure.AI_CONFIRMED: CONFIRMED,
    Measure.AI_ASSUMED: ASSUMED,
    Measure.TAKEN: TAKEN,
    Measure.RESOLVED: RESOLVED,
}
"""Where the measure itself says it."""
_WORK: dict[str, Wanted] = {TAKEN: [(Measure.TAKEN, None)], RESOLVED: [(Measure.RESOLVED, None)]}


def _rated(*whose: str) -> dict[str, Wanted]:
    return {word: [(Measure.RATED, f"{one}-{word}") for one in whose] for word in (GOOD, BAD)}


def _kept(measure: Measure) -> dict[str, Wanted]:
    return {word: [(measure, word)] for word in (MET, BREACHED)}


def _whole(sides: Iterable[Wanted]) -> Wanted:
    return [one for side in sides for one in side]


_SIDES: dict[Metric, dict[str, Wanted]] = {
    Metric.AI_RESOLUTION_RATE: {
        CONFIRMED: [(Measure.AI_CONFIRMED, None)],
        ASSUMED: [(Measure.AI_ASSUMED, None)],
    },
    Metric.SLA_REPLY: _kept(Measure.SLA_REPLY),
    Metric.SLA_RESOLVE: _kept(Measure.SLA_RESOLVE),
    Metric.CSAT: _rated(AI, MIXED, PERSON),
    Metric.CSAT_AI: _rated(AI),
    Metric.CSAT_MIXED: _rated(MIXED),
    Metric.CSAT_PERSON: _rated(PERSON),
}
_ROWS: dict[Metric, Wanted] = {
    Metric.QUESTIONS: [(Measure.QUESTION, None)],
    Metric.AI_HANDLED: [(Measure.AI_HANDLED, None)],
    Metric.HANDOFF_RATE: [(Measure.HANDED_OFF, None)],
    Metric.CACHE_HIT_RATE: [(Measure.ANSWER, "cache")],
    Metric.FALSE_HIT_RATE: [(Measure.FALSE_HIT, None)],
    Metric.QUEUE_WAIT: [(Measure.QUEUE_WAIT, None)],
    Metric.ABANDON_RATE: [(Measure.ABANDONED, None)],
    Metric.FIRST_RESPONSE_CHAT: [(Measure.FIRST_RESPONSE_CHAT, None)],
    Metric.FIRST_RESPONSE_TICKET: [(Measure.FIRST_RESPONSE_TICKET, None)],
    Metric.CUSTOMER_WAIT: [(Measure.CUSTOMER_WAIT, None)],
    Metric.TIMELY_REPLY_RATE: [(Measure.TIMELY, None)],
    Metric.HANDLING_TIME: [(Measure.HANDLING, None)],
    Metric.HANDLING_TIME_LAST: [(Measure.HANDLING_LAST, None)],
    Metric.HANDLING_TIME_ACTIVE: [(Measure.HANDLING_ACTIVE, None)],
    Metric.REOPEN_RATE: [(Measure.REOPENED, None)],
    **{metric: _whole(sides.values()) for metric, sides in _SIDES.items()},
}
