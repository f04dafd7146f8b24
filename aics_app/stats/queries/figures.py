"""The figures of a range of days, as pages, the API and exports show them."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.stats.models import Granularity, Measure, Metric, Share
from aics_app.stats.policies import require_see
from aics_app.stats.queries import plain
from aics_app.stats.queries.whose import People, people_of
from aics_app.stats.rules import figures
from aics_app.stats.rules.days import ONE_DAY, Window, begin_of, buckets, day_of
from aics_app.stats.rules.facts import Fact, Lens, Tally, tallied
from aics_app.stats.rules.figures import AgentRow, Figure, Point, Slice
from aics_app.workforce import queries as workforce

SHARED: dict[Share, Measure] = {
    Share.SOURCES: Measure.ANSWER,
    Share.INTENTS: Measure.QUESTION,
    Share.REASONS: Measure.QUEUED,
    Share.CATEGORIES: Measure.FILED,
}
RANKED = (
    *(Measure.TAKEN, Measure.RESOLVED, Measure.FIRST_RESPONSE_CHAT, Measure.FIRST_RESPONSE_TICKET),
    *(Measure.RATED, Measure.ASKED),
)


async def summary(
    session: AsyncSession,
    actor: Actor,
    window: Window,
    *,
    tz: str,
    business: bool = False,
    now: datetime,
) -> dict[Metric, Figure]:
    """Every figure, with its value in the period before. `tz` cuts the days. Raises `Forbidden`."""
    require_see(actor)
    lens, people = await lens_of(session, tz, now), await people_of(session, actor)
    found = await _figures(session, window, lens, people, business=business)
    before = await _figures(session, window.before(), lens, people, business=business)
    return {metric: replace(figure, previous=before[metric].value) for metric, figure in found.items()}


async def lens_of(session: AsyncSession, tz: str, now: datetime) -> Lens:
    """How the company's days and hours are cut."""
    return Lens(ZoneInfo(tz), await workforce.hours(session, tz), now)


async def _figures(
    session: AsyncSession, window: Window, lens: Lens, people: People, *, business: bool
) -> dict[Metric, Figure]:
    tallies = tallied(plain.of_people(await plain.facts(session, window.span(lens.zone), lens), people))
    backlog = await _backlog_on(session, window.last, lens, people)
    return {
        metric: backlog if metric == Metric.BACKLOG else figures.figure(metric, tallies, business=business)
        for metric in Metric
    }


async def _backlog_on(session: AsyncSession, day: date, lens: Lens, people: People) -> Figure:
    then = begin_of(day + ONE_DAY, lens.zone)
    if then > lens.now:
        return figures.backlog(await plain.open_now(session, people))
    later = await plain.facts(session, (then, lens.now + ONE_DAY), lens, {plain.Source.MATTERS})
    moved = tallied(plain.of_people(later, people)).get((Measure.BACKLOG, ""), Tally())
    return figures.backlog(await plain.open_now(session, people) - round(moved.total))


async def series(  # noqa: PLR0913 - what is looked at how, and when
    session: AsyncSession,
    actor: Actor,
    metric: Metric,
    window: Window,
    granularity: Granularity,
    *,
    tz: str,
    business: bool = False,
    now: datetime,
) -> list[Point]:
    """One figure, bucket by bucket; each begins on its Monday or first of the month. Raises `Forbidden`."""
    require_see(actor)
    lens, people = await lens_of(session, tz, now), await people_of(session, actor)
    if metric == Metric.BACKLOG:
        return await _backlogs(session, window, granularity, lens, people)
    found = plain.of_people(await plain.facts(session, window.span(lens.zone), lens), people)
    by_day: dict[date, list[Fact]] = {}
    for fact in found:
        by_day.setdefault(day_of(fact.at, lens.zone), []).append(fact)
    points = []
    for start, days in buckets(window, granularity):
        own = tallied(fact for day in days.days() for fact in by_day.get(day, ()))
        one = figures.figure(metric, own, business=business)
        points.append(Point(start, one.value, one.n))
    return points


async def _backlogs(
    session: AsyncSession, window: Window, granularity: Granularity, lens: Lens, people: People
) -> list[Point]:
    points = []
    for start, days in buckets(window, granularity):
        one = await _backlog_on(session, days.last, lens, people)
        points.append(Point(start, one.value, one.n))
    return points


async def shares(
    session: AsyncSession, actor: Actor, kind: Share, window: Window, *, tz: str, now: datetime
) -> list[Slice]:
    """What a whole is made of, most first. Raises `Forbidden`."""
    require_see(actor)
    lens = await lens_of(session, tz, now)
    sources = plain.sources_of([SHARED[kind]])
    found = await plain.facts(session, window.span(lens.zone), lens, sources)
    tallies = tallied(plain.of_people(found, await people_of(session, actor)))
    slices = [Slice(key, one.n) for (measure, key), one in tallies.items() if measure == SHARED[kind]]
    return sorted(slices, key=lambda one: (-one.n, one.key))


async def heatmap(
    session: AsyncSession, actor: Actor, window: Window, *, tz: str, now: datetime
) -> list[list[int]]:
    """Questions, hand-offs and tickets that came in: by weekday and hour. Raises `Forbidden`."""
    require_see(actor)
    lens = await lens_of(session, tz, now)
    found = await plain.facts(session, window.span(lens.zone), lens)
    tallies = tallied(plain.of_people(found, await people_of(session, actor)))
    counted = [[0] * 24 for _ in range(7)]
    for (measure, key), one in tallies.items():
        if measure == Measure.ARRIVAL:
            weekday, hour = map(int, key.split("-"))
            counted[weekday][hour] += one.n
    return counted


async def ranking(
    session: AsyncSession,
    actor: Actor,
    window: Window,
    *,
    tz: str,
    business: bool = False,
    now: datetime,
) -> list[AgentRow]:
    """What each of the staff did, most work first; only whom the actor may see. Raises `Forbidden`."""
    require_see(actor)
    lens = await lens_of(session, tz, now)
    found = await plain.facts(session, window.span(lens.zone), lens, plain.sources_of(RANKED))
    by_person: dict[int, list[Fact]] = {}
    for fact in plain.of_people(found, await people_of(session, actor)):
        if fact.person_id is not None and fact.measure in RANKED:
            by_person.setdefault(fact.person_id, []).append(fact)
    names = await names_of(session, set(by_person))
    rows = [
        figures.agent_row(person, names.get(person, ""), tallied(own), business=business)
        for person, own in by_person.items()
    ]
    return sorted(rows, key=lambda row: (-row.taken - row.resolved, row.user_id))


async def names_of(session: AsyncSession, user_ids: set[int]) -> dict[int, str]:
    """What these people are called; who is gone has no name any more."""
    if not user_ids:
        return {}
    columns = (col(User.id), col(User.nickname), col(User.username))
    found = (await session.execute(select(*columns).where(col(User.id).in_(user_ids)))).all()
    return {user_id or 0: nickname or username for user_id, nickname, username in found}
