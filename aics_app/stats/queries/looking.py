"""What somebody looks at: from computed days where they hold, and from the tables where they do not.

A day that is not computed, or has changed since, is looked at plainly if it is little; else it is left out
until the background has computed it, which `pending_days` tells.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.chat.models import Message
from aics_app.configuration import queries as configuration
from aics_app.configuration.models import Key
from aics_app.stats.models import Measure, Metric
from aics_app.stats.policies import require_see
from aics_app.stats.queries import plain, stored, touched
from aics_app.stats.queries.stored import Asked, Groups
from aics_app.stats.queries.whose import People, people_of
from aics_app.stats.rules.days import ONE_DAY, Window, day_of
from aics_app.stats.rules.facts import Fact, Lens, Tallies, Tally
from aics_app.stats.rules.periods import cover, key_of_day, key_of_month, stretches
from aics_app.workforce import queries as workforce
from aics_app.workforce.rules.hours import Hours

FRESH_ROWS = 300
"""So many rows of `activity` are followed while somebody waits; of more the background has marked most."""
PLAIN_DAYS = 3
PLAIN_MESSAGES = 20_000
"""So much is looked at plainly while somebody waits, however many days it is of."""
_GROUND = "stats_ground"


@dataclass(frozen=True)
class Ground:
    """What holds for everything that is read in one transaction."""

    hours: Hours
    timely: timedelta
    is_stored: bool
    touched: frozenset[date]
    facts: dict[tuple[Window, plain.Source], list[Fact]]
    known: dict[Window, set[str]]


@dataclass(frozen=True)
class Look:
    """Who looks how."""

    lens: Lens
    people: People
    ground: Ground
    business: bool = False


async def look(
    session: AsyncSession, actor: Actor, *, tz: str, business: bool = False, now: datetime
) -> Look:
    """As this actor may. Raises `Forbidden`."""
    require_see(actor)
    ground = session.info.get((_GROUND, tz))
    if ground is None:
        ground = session.info[_GROUND, tz] = await _ground(session, tz, now)
    lens = Lens(ZoneInfo(tz), ground.hours, now, ground.timely)
    return Look(lens, await people_of(session, actor), ground, business)


async def lens_of(session: AsyncSession, tz: str, now: datetime) -> Lens:
    """How the company's days and hours are cut, and what it calls timely."""
    hours = await workforce.hours(session, tz)
    timely = await configuration.minutes(session, Key.TIMELY_REPLY_MINUTES)
    return Lens(ZoneInfo(tz), hours, now, timely)


async def plan_version(session: AsyncSession) -> int:
    """Which opening hours these are."""
    return (await workforce.plan(session)).version


async def _ground(session: AsyncSession, tz: str, now: datetime) -> Ground:
    lens = await lens_of(session, tz, now)
    progress = await stored.progress(session)
    if progress is None or not stored.holds(progress, tz, await plan_version(session), lens.timely):
        return Ground(lens.hours, lens.timely, is_stored=False, touched=frozenset(), facts={}, known={})
    days: set[date] = set()
    if 0 < await touched.last_activity(session) - progress.activity_id <= FRESH_ROWS:
        news = await touched.after(session, progress.activity_id, now, FRESH_ROWS)
        days = await touched.days_of(session, news, lens)
    return Ground(lens.hours, lens.timely, is_stored=True, touched=frozenset(days), facts={}, known={})


async def tallies(  # noqa: PLR0913 - what of what, and how it is parted
    session: AsyncSession,
    look: Look,
    window: Window,
    measures: Collection[Measure],
    *,
    by_person: bool = False,
    by_period: bool = False,
    months: bool = True,
) -> Groups:
    """What is in a range; parted by period, days are never put together unless `months`."""
    asked = Asked(frozenset(measures), look.people, look.business, by_person, by_period)
    covered = cover(window, await _known(session, look, window), months=months)
    found = await stored.tallies(session, covered.periods, asked)
    for fact in await plain_facts(session, look, covered.pending, plain.sources_of(measures)):
        if fact.measure in asked.measures and (not by_person or fact.person_id is not None):
            group = key_of_day(day_of(fact.at, look.lens.zone)) if by_period else None
            found[fact.person_id if by_person else group][fact.measure, fact.key].add(fact)
    return found


async def _known(session: AsyncSession, look: Look, window: Window) -> set[str]:
    """Asked once in a transaction, as for facts."""
    if not look.ground.is_stored:
        return set()
    read = look.ground.known
    if window not in read:
        changed = {key for day in look.ground.touched for key in (key_of_day(day), key_of_month(day))}
        read[window] = await stored.known(session, window, look.lens.now) - changed
    return read[window]


async def plain_facts(
    session: AsyncSession, look: Look, days: Iterable[date], sources: Collection[plain.Source]
) -> list[Fact]:
    """The facts of days that are not computed, of the people in question; of too many only the latest."""
    today = day_of(look.lens.now, look.lens.zone)
    pending = [day for day in days if day <= today]
    if await _is_too_much(session, look, pending):
        pending = pending[-PLAIN_DAYS:]
    found: list[Fact] = []
    for window in stretches(pending):
        for source in sources:
            found += plain.of_people(await facts(session, look, window, source), look.people)
    return found


async def facts(session: AsyncSession, look: Look, window: Window, source: plain.Source) -> list[Fact]:
    """Read once in a transaction, whoever asks."""
    read = look.ground.facts
    if (window, source) not in read:
        read[window, source] = await plain.facts(session, window.span(look.lens.zone), look.lens, {source})
    return read[window, source]


async def busy_days(
    session: AsyncSession, look: Look, window: Window, parts: stored.Parts
) -> list[tuple[date, int | None]]:
    """The days of a range on which there is something, and how much; None where it is not known.

    The latest first.
    """
    covered = cover(window, await _known(session, look, window), months=False)
    computed = [date.fromisoformat(period) for period in covered.periods]
    busy = await stored.busy_days(session, computed, parts, look.people)
    return sorted([*busy.items(), *((day, None) for day in covered.pending)], reverse=True)


async def _is_too_much(session: AsyncSession, look: Look, days: Sequence[date]) -> bool:
    if len(days) <= PLAIN_DAYS:
        return False
    start, end = Window(days[0], days[-1]).span(look.lens.zone)
    some = (
        select(col(Message.id))
        .where(col(Message.create_time) >= start, col(Message.create_time) < end)
        .limit(PLAIN_MESSAGES + 1)
        .subquery()
    )
    return (await session.execute(select(func.count()).select_from(some))).scalar_one() > PLAIN_MESSAGES


async def pending_days(
    session: AsyncSession,
    actor: Actor,
    window: Window,
    *,
    tz: str,
    now: datetime,
    metric: Metric | None = None,
) -> int:
    """How many days are left out of the figures of a range, or of one of them. Raises `Forbidden`."""
    own = await look(session, actor, tz=tz, now=now)
    missing = await left_out(session, own, window)
    return missing + (await left_out_after(session, own, window) if metric in (None, Metric.BACKLOG) else 0)


async def left_out(session: AsyncSession, look: Look, window: Window) -> int:
    """How many days of a range are not computed, and too many to be looked at plainly."""
    today = day_of(look.lens.now, look.lens.zone)
    covered = cover(window, await _known(session, look, window))
    pending = [day for day in covered.pending if day <= today]
    return len(pending) - PLAIN_DAYS if await _is_too_much(session, look, pending) else 0


async def left_out_after(session: AsyncSession, look: Look, window: Window) -> int:
    """How many of the days since: the backlog is counted back over these."""
    first, today = window.last + ONE_DAY, day_of(look.lens.now, look.lens.zone)
    return await left_out(session, look, Window(first, today)) if first <= today else 0


def merged(groups: Groups, keys: Iterable[str]) -> Tallies:
    """Several groups put together."""
    found: Tallies = defaultdict(Tally)
    for key in keys:
        for own, tally in groups.get(key, {}).items():
            found[own].include(tally)
    return found
