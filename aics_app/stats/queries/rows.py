"""What a figure is made of: each conversation, hand-off or ticket, newest first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.core import paging
from aics_app.core.errors import Invalid, NotFound
from aics_app.stats.models import Measure, Metric, RowKind
from aics_app.stats.queries import looking, plain
from aics_app.stats.queries.looking import Look, look
from aics_app.stats.queries.standing import standing
from aics_app.stats.queries.telling import told
from aics_app.stats.queries.wanted import Wanted, What, Work, is_wanted, sources_of, wanted_of
from aics_app.stats.rules.days import Span, Window, begin_of, day_of, hour_of
from aics_app.stats.rules.facts import Fact, Subject
from aics_app.stats.rules.figures import Row
from aics_app.stats.rules.periods import stretches

MOST_DAYS = 60
"""So many days are gone through for one page."""
MOST_AT_ONCE = 16
MAX_DIGITS = 18
"""A 64-bit id has no more."""


async def rows(  # noqa: PLR0913 - what is looked at how, and when
    session: AsyncSession,
    actor: Actor,
    what: What,
    window: Window,
    *,
    tz: str,
    business: bool = False,
    now: datetime,
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[Row], str | None]:
    """What `what` counts, newest first, and the cursor of what follows.

    Raises `Forbidden`, `Invalid`, and `NotFound` for somebody whose figures are not the actor's to see.
    """
    own = await look(session, actor, tz=tz, business=business, now=now)
    if isinstance(what, Work):
        own = _of_one(own, what.person_id)
    before = _position(cursor) if cursor else None
    if what == Metric.BACKLOG:
        until = window.span(own.lens.zone)[1]
        found, following = await _standing(session, own, until, before, limit), None
    else:
        found, following = await _counted(session, own, window, wanted_of(what), before, limit)
    if len(found) > limit:
        following = _place(found[limit - 1])
    shown = [_in_business(fact) for fact in found[:limit]] if business else found[:limit]
    return await told(session, actor, shown), paging.encode(*following) if following else None


def _of_one(own: Look, person_id: int) -> Look:
    if own.people is not None and person_id not in own.people:
        raise NotFound(str(person_id))
    return replace(own, people=frozenset({person_id}))


async def _counted(
    session: AsyncSession, own: Look, window: Window, wanted: Wanted, before: "Place | None", limit: int
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
    session: AsyncSession, own: Look, window: Window, wanted: Wanted, before: Place | None
) -> list[tuple[date, int | None]]:
    """The days on which there may be something, the latest first."""
    zone = own.lens.zone
    last = min(window.last, day_of(own.lens.now, zone))
    if before:
        last = min(last, day_of(datetime.fromisoformat(before[0]), zone))
    if last < window.first:
        return []
    return await looking.busy_days(session, own, Window(window.first, last), wanted)


async def _facts(session: AsyncSession, own: Look, days: list[date], wanted: Wanted) -> list[Fact]:
    found = await plain.facts_within(session, _spans(own, days, wanted), own.lens, _sources(own, wanted))
    chosen = [fact for fact in plain.of_people(found, own.people) if is_wanted(fact, wanted)]
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


def _spans(own: Look, days: list[date], wanted: Wanted) -> list[Span]:
    """The instants to be looked through; of an hour of the week only its own."""
    zone, (measure, key) = own.lens.zone, wanted[0]
    if measure == Measure.ARRIVAL and key:
        return [hour_of(day, int(key.partition("-")[2]), zone) for day in days]
    return [window.span(zone) for window in stretches(days)]


def _sources(own: Look, wanted: Wanted) -> frozenset[plain.Source]:
    """Where these are; nobody of the staff has a talk with the AI."""
    found = sources_of(wanted)
    return found if own.people is None else found - {plain.Source.TALKS}


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
