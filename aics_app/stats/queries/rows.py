"""What a figure is made of: each conversation, hand-off or ticket, newest first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.core import paging
from aics_app.core.errors import Invalid
from aics_app.stats.models import Measure, Metric, RowKind, Share
from aics_app.stats.queries import looking, plain
from aics_app.stats.queries.figures import SHARED
from aics_app.stats.queries.looking import Look, look
from aics_app.stats.queries.standing import standing
from aics_app.stats.queries.telling import told
from aics_app.stats.rules.days import Span, Window, begin_of, day_of, hour_of
from aics_app.stats.rules.facts import AI, MIXED, PERSON, Fact, Subject
from aics_app.stats.rules.figures import Row
from aics_app.stats.rules.periods import stretches

MOST_DAYS = 60
"""So many days are gone through for one page."""
MOST_AT_ONCE = 16
MAX_DIGITS = 18
"""A 64-bit id has no more."""


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


async def rows(  # noqa: PLR0913 - what is looked at how, and when
    session: AsyncSession,
    actor: Actor,
    what: Metric | Part | Hour,
    window: Window,
    *,
    tz: str,
    business: bool = False,
    now: datetime,
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[Row], str | None]:
    """What `what` counts, newest first, and the cursor of what follows. Raises `Forbidden`, `Invalid`."""
    own = await look(session, actor, tz=tz, business=business, now=now)
    before = _position(cursor) if cursor else None
    if what == Metric.BACKLOG:
        until = window.span(own.lens.zone)[1]
        found, following = await _standing(session, own, until, before, limit), None
    else:
        found, following = await _counted(session, own, window, _wanted(what), before, limit)
    if len(found) > limit:
        following = _place(found[limit - 1])
    shown = [_in_business(fact) for fact in found[:limit]] if business else found[:limit]
    return await told(session, actor, shown), paging.encode(*following) if following else None


async def _counted(
    session: AsyncSession, own: Look, window: Window, wanted: "Wanted", before: "Place | None", limit: int
) -> tuple[list[Fact], "Place | None"]:
    """One more than `limit` where there are, and the beginning of the last day that was gone through."""
    days = await _days(session, own, window, wanted, before)
    found: list[Fact] = []
    rest, guess = days[:MOST_DAYS], 1
    while rest and len(found) <= limit:
        size = _portion(rest, limit + 1 - len(found), guess)
        guess = min(2 * guess, MOST_AT_ONCE)
        some, rest = [day for day, _ in rest[:size]], rest[size:]
        found += [
            fact for fact in await _facts(session, own, some, wanted) if not before or _place(fact) < before
        ]
    if len(days) <= MOST_DAYS:
        return found, None
    # The page may be short, and goes on.
    return found, (_instant(begin_of(days[MOST_DAYS - 1][0], own.lens.zone)), "", "", "")


def _portion(days: Sequence[tuple[date, int | None]], enough: int, guess: int) -> int:
    """How many of the first days have so much together; of which nothing is known, `guess` of them."""
    there = 0.0
    for place, (_, n) in enumerate(days):
        there += enough / guess if n is None else n
        if there >= enough:
            return place + 1
    return len(days)


async def _standing(
    session: AsyncSession, own: Look, until: datetime, before: "Place | None", limit: int
) -> list[Fact]:
    """The tickets that were open then, by when they were filed; one more than `limit` where there are."""
    last = (datetime.fromisoformat(before[0]), _number(before[2])) if before else None
    found = await standing(session, own.people, until, last, limit + 1)
    return [Fact(Measure.BACKLOG, one.filed_at, Subject(RowKind.TICKET, str(one.id))) for one in found]


def _number(text: str) -> int:
    """A ticket's id in a cursor."""
    if not text.isdecimal() or len(text.lstrip("0")) > MAX_DIGITS:
        raise Invalid(fields={"cursor": "cursor"})
    return int(text)


Place = tuple[str, str, str, str]
"""Where a fact stands in the list; the beginning of a day has only its instant."""


async def _days(
    session: AsyncSession, own: Look, window: Window, wanted: "Wanted", before: Place | None
) -> list[tuple[date, int | None]]:
    """The days on which there may be something, the latest first."""
    zone = own.lens.zone
    last = min(window.last, day_of(own.lens.now, zone))
    if before:
        last = min(last, day_of(datetime.fromisoformat(before[0]), zone))
    if last < window.first:
        return []
    return await looking.busy_days(session, own, Window(window.first, last), wanted)


async def _facts(session: AsyncSession, own: Look, days: list[date], wanted: "Wanted") -> list[Fact]:
    found = await plain.facts_within(session, _spans(own, days, wanted), own.lens, _sources(own, wanted))
    chosen = [fact for fact in plain.of_people(found, own.people) if _is_wanted(fact, wanted)]
    return _told_apart(chosen)[::-1]


def _told_apart(found: Sequence[Fact]) -> list[Fact]:
    """In order, each with a place of its own: a page may end between two that are else the same."""
    numbers: Counter[Place] = Counter()
    apart: list[Fact] = []
    for fact in sorted(found, key=lambda fact: (_place(fact), fact.key, fact.person_id or 0)):
        place = _place(fact)
        apart.append(replace(fact, nth=numbers[place]))
        numbers[place] += 1
    return apart


def _spans(own: Look, days: list[date], wanted: "Wanted") -> list[Span]:
    """The instants to be looked through; of an hour of the week only its own."""
    zone, (measure, key) = own.lens.zone, wanted[0]
    if measure == Measure.ARRIVAL and key:
        return [hour_of(day, int(key.partition("-")[2]), zone) for day in days]
    return [window.span(zone) for window in stretches(days)]


def _sources(own: Look, wanted: "Wanted") -> frozenset[plain.Source]:
    """Where these are: ratings by whom they are of, and nobody of the staff has a talk with the AI."""
    keys = [key for measure, key in wanted if measure == Measure.RATED and key]
    found = plain.sources_of([measure for measure, _ in wanted])
    if keys:
        found = frozenset(source for key in keys for source in _RATED_IN[key.partition("-")[0]])
    return found if own.people is None else found - {plain.Source.TALKS}


_RATED_IN = {
    AI: (plain.Source.TALKS,),
    MIXED: (plain.Source.WAITS,),
    PERSON: (plain.Source.WAITS, plain.Source.MATTERS),
}


def _in_business(fact: Fact) -> Fact:
    """With the seconds in which the company was open, where it has any."""
    return fact if fact.business is None else replace(fact, value=fact.business)


def _place(fact: Fact) -> Place:
    own = fact.subject
    return (
        _instant(fact.at),
        own.kind,
        own.id.zfill(32),
        f"{fact.measure}-{fact.value or 0:012d}-{fact.nth:06d}",
    )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _position(cursor: str) -> Place:
    at, kind, own, rest = paging.decode(cursor, 4)
    paging.instant(at)
    if kind not in {*RowKind, ""}:
        raise Invalid(fields={"cursor": "cursor"})
    return at, kind, own, rest


Wanted = list[tuple[Measure, str | None]]
"""Measures with the beginning of their key, or any."""


def _wanted(what: Metric | Part | Hour) -> Wanted:
    if isinstance(what, Hour):
        return [(Measure.ARRIVAL, f"{what.weekday}-{what.hour}")]
    return [(SHARED[what.kind], what.key)] if isinstance(what, Part) else _ROWS[what]


def _is_wanted(fact: Fact, wanted: Wanted) -> bool:
    return any(fact.measure == measure and key in (None, fact.key) for measure, key in wanted)


def _rated(*whose: str) -> Wanted:
    return [(Measure.RATED, f"{one}-{word}") for one in whose for word in ("good", "bad")]


_ROWS: dict[Metric, Wanted] = {
    Metric.QUESTIONS: [(Measure.QUESTION, None)],
    Metric.AI_HANDLED: [(Measure.AI_HANDLED, None)],
    Metric.AI_RESOLUTION_RATE: [(Measure.AI_CONFIRMED, None), (Measure.AI_ASSUMED, None)],
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
    Metric.SLA_REPLY: [(Measure.SLA_REPLY, None)],
    Metric.SLA_RESOLVE: [(Measure.SLA_RESOLVE, None)],
    Metric.CSAT: _rated(AI, MIXED, PERSON),
    Metric.CSAT_AI: _rated(AI),
    Metric.CSAT_MIXED: _rated(MIXED),
    Metric.CSAT_PERSON: _rated(PERSON),
    Metric.REOPEN_RATE: [(Measure.REOPENED, None)],
}
