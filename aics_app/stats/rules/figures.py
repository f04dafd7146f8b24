"""From tallies to the figures that people read. n = 0 has no value: it is shown as a dash."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from aics_app.stats.models import Measure, Metric, RowKind, Share, Unit
from aics_app.stats.rules.facts import AI, BAD, BREACHED, GOOD, MET, MIXED, PERSON, Tallies, Tally

ENOUGH_RATINGS = 5
SLICES = {
    Share.SOURCES: "stats.source.",
    Share.INTENTS: "knowledge.intent.",
    Share.REASONS: "reason.",
}
"""How the catalogues' keys of slices begin; what a ticket is about is named in the workflow."""


@dataclass(frozen=True)
class Figure:
    """A value on n things, with its median where it is a mean, what it is made of, and what it was before.

    `pending_days` are left out of it, until the background has computed them.
    """

    value: float | None
    n: int
    unit: Unit
    median: float | None = None
    parts: dict[str, float | None] = field(default_factory=dict)
    previous: float | None = None
    pending_days: int = 0


SHARES_OF: dict[str, Callable[[Figure], float | None]] = {
    "confirmed": lambda figure: figure.n,
    "assumed": lambda figure: figure.n,
    "response_rate": lambda figure: figure.parts["asked"],
}
"""Parts that are shares, and of how many; the others are numbers themselves."""


@dataclass(frozen=True)
class Point:
    """A figure's value in the bucket that begins on this day, with its median where it is a mean."""

    start: date
    value: float | None
    n: int
    median: float | None = None


@dataclass(frozen=True)
class Slice:
    """So many of this kind; an empty key is what nobody named."""

    key: str
    n: int


@dataclass(frozen=True)
class AgentRow:
    """What one of the staff did, never one number alone. CSAT is None below `ENOUGH_RATINGS`.

    `quality` is None until conversations are inspected.
    """

    user_id: int
    name: str
    taken: int
    resolved: int
    first_response: float | None
    first_response_n: int
    csat: float | None
    csat_n: int
    quality: float | None = None


@dataclass(frozen=True)
class Row:
    """What a figure leads to. `number` is the ticket's; `value` belongs to the figure, as seconds do.

    `key` says of which part or side of it the row is.
    """

    kind: RowKind
    id: str
    number: str
    title: str
    at: datetime
    person: str
    value: float | None
    key: str = ""


@dataclass(frozen=True)
class _Counted:
    """Tallies by what is asked of them."""

    tallies: Tallies
    business: bool = False

    def n(self, measure: Measure, key: str | None = None) -> int:
        return sum(
            tally.n for (own, word), tally in self.tallies.items() if own == measure and key in (None, word)
        )

    def seconds(self, *measures: Measure) -> NDArray[np.intc]:
        found = [self.tallies.get((measure, "")) or Tally() for measure in measures]
        return np.concatenate(
            [np.frombuffer(one.business if self.business else one.clock, dtype=np.intc) for one in found]
        )


def figure(metric: Metric, tallies: Tallies, *, business: bool = False) -> Figure:
    """One figure of what was tallied; the backlog is another matter (`backlog`)."""
    return _HOW[metric](_Counted(tallies, business))


def backlog(open_then: int) -> Figure:
    """So many tickets were open."""
    return Figure(open_then or None, open_then, Unit.COUNT)


def share(part: int, whole: int) -> float | None:
    """None of nothing."""
    return part / whole if whole else None


def _count(measure: Measure) -> Callable[[_Counted], Figure]:
    def counted(found: _Counted) -> Figure:
        n = found.n(measure)
        return Figure(n or None, n, Unit.COUNT)

    return counted


def _mean(measure: Measure) -> Callable[[_Counted], Figure]:
    def averaged(found: _Counted) -> Figure:
        seconds = found.seconds(measure)
        if not len(seconds):
            return Figure(None, 0, Unit.SECONDS)
        return Figure(float(seconds.mean()), len(seconds), Unit.SECONDS, float(np.median(seconds)))

    return averaged


def _ratio(
    part: Measure, whole: Measure, part_key: str | None = None, whole_key: str | None = None
) -> Callable[[_Counted], Figure]:
    def divided(found: _Counted) -> Figure:
        n = found.n(whole, whole_key)
        return Figure(share(found.n(part, part_key), n), n, Unit.SHARE)

    return divided


def _resolution(found: _Counted) -> Figure:
    """Of those whose end is decided; the others are told beside it."""
    undecided = found.n(Measure.AI_OPEN)
    n = found.n(Measure.AI_HANDLED) - undecided
    confirmed, assumed = found.n(Measure.AI_CONFIRMED), found.n(Measure.AI_ASSUMED)
    parts = {"confirmed": share(confirmed, n), "assumed": share(assumed, n), "open": float(undecided)}
    return Figure(share(confirmed + assumed, n), n, Unit.SHARE, parts=parts)


def _kept(measure: Measure) -> Callable[[_Counted], Figure]:
    def kept(found: _Counted) -> Figure:
        met, breached = found.n(measure, MET), found.n(measure, BREACHED)
        n = met + breached
        return Figure(share(met, n), n, Unit.SHARE, parts={MET: float(met), BREACHED: float(breached)})

    return kept


def _csat(*whose: str) -> Callable[[_Counted], Figure]:
    def satisfied(found: _Counted) -> Figure:
        good, bad, asked = (
            sum(found.n(measure, key + word) for key in whose)
            for measure, word in (
                (Measure.RATED, f"-{GOOD}"),
                (Measure.RATED, f"-{BAD}"),
                (Measure.ASKED, ""),
            )
        )
        n = good + bad
        rate = share(good, n)
        parts = {"response_rate": share(n, asked), "asked": float(asked)}
        return Figure(None if rate is None else 100 * rate, n, Unit.SCORE, parts=parts)

    return satisfied


def agent_row(user_id: int, name: str, tallies: Tallies, *, business: bool) -> AgentRow:
    """What one of the staff did."""
    found = _Counted(tallies, business)
    replies = found.seconds(Measure.FIRST_RESPONSE_CHAT, Measure.FIRST_RESPONSE_TICKET)
    rated = _csat(MIXED, PERSON)(found)
    return AgentRow(
        user_id,
        name,
        taken=found.n(Measure.TAKEN),
        resolved=found.n(Measure.RESOLVED),
        first_response=float(np.median(replies)) if len(replies) else None,
        first_response_n=len(replies),
        csat=rated.value if rated.n >= ENOUGH_RATINGS else None,
        csat_n=rated.n,
    )


_CSAT = frozenset({Measure.RATED, Measure.ASKED})
MADE_OF: dict[Metric, frozenset[Measure]] = {
    Metric.QUESTIONS: frozenset({Measure.QUESTION}),
    Metric.AI_HANDLED: frozenset({Measure.AI_HANDLED}),
    Metric.AI_RESOLUTION_RATE: frozenset(
        {Measure.AI_HANDLED, Measure.AI_CONFIRMED, Measure.AI_ASSUMED, Measure.AI_OPEN}
    ),
    Metric.HANDOFF_RATE: frozenset({Measure.HANDED_OFF, Measure.AI_HANDLED}),
    Metric.CACHE_HIT_RATE: frozenset({Measure.ANSWER}),
    Metric.FALSE_HIT_RATE: frozenset({Measure.FALSE_HIT, Measure.ANSWER}),
    Metric.QUEUE_WAIT: frozenset({Measure.QUEUE_WAIT}),
    Metric.ABANDON_RATE: frozenset({Measure.ABANDONED, Measure.QUEUED}),
    Metric.FIRST_RESPONSE_CHAT: frozenset({Measure.FIRST_RESPONSE_CHAT}),
    Metric.FIRST_RESPONSE_TICKET: frozenset({Measure.FIRST_RESPONSE_TICKET}),
    Metric.CUSTOMER_WAIT: frozenset({Measure.CUSTOMER_WAIT}),
    Metric.TIMELY_REPLY_RATE: frozenset({Measure.TIMELY, Measure.CHAT_JUDGED}),
    Metric.HANDLING_TIME: frozenset({Measure.HANDLING}),
    Metric.HANDLING_TIME_LAST: frozenset({Measure.HANDLING_LAST}),
    Metric.HANDLING_TIME_ACTIVE: frozenset({Measure.HANDLING_ACTIVE}),
    Metric.BACKLOG: frozenset({Measure.BACKLOG}),
    Metric.SLA_REPLY: frozenset({Measure.SLA_REPLY}),
    Metric.SLA_RESOLVE: frozenset({Measure.SLA_RESOLVE}),
    **dict.fromkeys((Metric.CSAT, Metric.CSAT_AI, Metric.CSAT_MIXED, Metric.CSAT_PERSON), _CSAT),
    Metric.REOPEN_RATE: frozenset({Measure.REOPENED, Measure.RESOLVED}),
}
TIMED = frozenset(
    {
        *(Measure.QUEUE_WAIT, Measure.FIRST_RESPONSE_CHAT, Measure.FIRST_RESPONSE_TICKET),
        *(Measure.CUSTOMER_WAIT, Measure.HANDLING, Measure.HANDLING_LAST, Measure.HANDLING_ACTIVE),
    }
)
"""What has seconds."""

_HOW: dict[Metric, Callable[[_Counted], Figure]] = {
    Metric.QUESTIONS: _count(Measure.QUESTION),
    Metric.AI_HANDLED: _count(Measure.AI_HANDLED),
    Metric.AI_RESOLUTION_RATE: _resolution,
    Metric.HANDOFF_RATE: _ratio(Measure.HANDED_OFF, Measure.AI_HANDLED),
    Metric.CACHE_HIT_RATE: _ratio(Measure.ANSWER, Measure.ANSWER, part_key="cache"),
    Metric.FALSE_HIT_RATE: _ratio(Measure.FALSE_HIT, Measure.ANSWER, whole_key="cache"),
    Metric.QUEUE_WAIT: _mean(Measure.QUEUE_WAIT),
    Metric.ABANDON_RATE: _ratio(Measure.ABANDONED, Measure.QUEUED),
    Metric.FIRST_RESPONSE_CHAT: _mean(Measure.FIRST_RESPONSE_CHAT),
    Metric.FIRST_RESPONSE_TICKET: _mean(Measure.FIRST_RESPONSE_TICKET),
    Metric.CUSTOMER_WAIT: _mean(Measure.CUSTOMER_WAIT),
    Metric.TIMELY_REPLY_RATE: _ratio(Measure.TIMELY, Measure.CHAT_JUDGED),
    Metric.HANDLING_TIME: _mean(Measure.HANDLING),
    Metric.HANDLING_TIME_LAST: _mean(Measure.HANDLING_LAST),
    Metric.HANDLING_TIME_ACTIVE: _mean(Measure.HANDLING_ACTIVE),
    Metric.SLA_REPLY: _kept(Measure.SLA_REPLY),
    Metric.SLA_RESOLVE: _kept(Measure.SLA_RESOLVE),
    Metric.CSAT: _csat(AI, MIXED, PERSON),
    Metric.CSAT_AI: _csat(AI),
    Metric.CSAT_MIXED: _csat(MIXED),
    Metric.CSAT_PERSON: _csat(PERSON),
    Metric.REOPEN_RATE: _ratio(Measure.REOPENED, Measure.RESOLVED),
}
