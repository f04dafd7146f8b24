"""The figures of a range of days, as pages, the API and exports show them."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.accounts.queries import nicknames_of
from aics_app.stats.models import Granularity, Measure, Metric, Share
from aics_app.stats.queries import looking, plain
from aics_app.stats.queries.looking import Look, look
from aics_app.stats.rules import figures
from aics_app.stats.rules.days import ONE_DAY, Window, buckets, day_of
from aics_app.stats.rules.figures import MADE_OF, AgentRow, Figure, Point, Slice
from aics_app.stats.rules.periods import key_of_day, key_of_month

SHARED: dict[Share, Measure] = {
    Share.SOURCES: Measure.ANSWER,
    Share.INTENTS: Measure.INTENT,
    Share.REASONS: Measure.REASON,
    Share.CATEGORIES: Measure.CATEGORY,
}
SUMMED = frozenset(measure for metric in Metric if metric != Metric.BACKLOG for measure in MADE_OF[metric])
RANKED = frozenset(
    {
        *(Measure.TAKEN, Measure.RESOLVED, Measure.FIRST_RESPONSE_CHAT, Measure.FIRST_RESPONSE_TICKET),
        *(Measure.RATED, Measure.ASKED),
    }
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
    own = await look(session, actor, tz=tz, business=business, now=now)
    found = await _figures(session, own, window)
    before = await _figures(session, own, window.before())
    missing = await looking.left_out(session, own, window)
    after = await looking.left_out_after(session, own, window)
    is_whole = not missing and not after and not await looking.left_out(session, own, window.before())
    return {
        metric: replace(
            figure,
            # What is compared with half a period only looks like news.
            previous=before[metric].value if is_whole else None,
            pending_days=missing + (after if metric == Metric.BACKLOG else 0),
        )
        for metric, figure in found.items()
    }


async def _figures(session: AsyncSession, own: Look, window: Window) -> dict[Metric, Figure]:
    tallies = (await looking.tallies(session, own, window, SUMMED))[None]
    ((_, open_then),) = await _backlogs(session, own, [(window.last, window)])
    return {
        metric: figures.backlog(open_then)
        if metric == Metric.BACKLOG
        else figures.figure(metric, tallies, business=own.business)
        for metric in Metric
    }


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
    own = await look(session, actor, tz=tz, business=business, now=now)
    cut = list(buckets(window, granularity))
    if metric == Metric.BACKLOG:
        counted = await _backlogs(session, own, cut)
        return [Point(start, n or None, n) for start, n in counted]
    by_month = granularity == Granularity.MONTH
    found = await looking.tallies(session, own, window, MADE_OF[metric], by_period=True, months=by_month)
    points = []
    for start, days in cut:
        keys = [*map(key_of_day, days.days()), *([key_of_month(start)] if by_month else [])]
        one = figures.figure(metric, looking.merged(found, keys), business=business)
        points.append(Point(start, one.value, one.n, one.median))
    return points


async def _backlogs(
    session: AsyncSession, own: Look, cut: list[tuple[date, Window]]
) -> list[tuple[date, int]]:
    """How many tickets were open at the end of each bucket: from those open now back, for they are sure."""
    first, today = cut[0][1].last + ONE_DAY, day_of(own.lens.now, own.lens.zone)
    open_then = await plain.open_now(session, own.people)
    moved: dict[str, int] = {}
    if first <= today:
        is_one = len(cut) == 1
        days = Window(first, today)
        found = await looking.tallies(
            session, own, days, {Measure.BACKLOG}, by_period=not is_one, months=is_one
        )
        moved = {key or "": one[Measure.BACKLOG, ""].total for key, one in found.items()}
    if len(cut) == 1:
        return [(cut[0][0], open_then - moved.get("", 0))]
    counted: list[tuple[date, int]] = []
    until = today
    for start, days in reversed(cut):
        while until > days.last:
            open_then -= moved.get(key_of_day(until), 0)
            until -= ONE_DAY
        counted.append((start, open_then))
    return counted[::-1]


async def shares(
    session: AsyncSession, actor: Actor, kind: Share, window: Window, *, tz: str, now: datetime
) -> list[Slice]:
    """What a whole is made of, most first. Raises `Forbidden`."""
    own = await look(session, actor, tz=tz, now=now)
    found = (await looking.tallies(session, own, window, {SHARED[kind]}))[None]
    slices = [Slice(key, one.n) for (_, key), one in found.items() if one.n]
    return sorted(slices, key=lambda one: (-one.n, one.key))


async def heatmap(
    session: AsyncSession, actor: Actor, window: Window, *, tz: str, now: datetime
) -> list[list[int]]:
    """Questions, hand-offs and tickets that came in: by weekday and hour. Raises `Forbidden`."""
    own = await look(session, actor, tz=tz, now=now)
    found = (await looking.tallies(session, own, window, {Measure.ARRIVAL}))[None]
    counted = [[0] * 24 for _ in range(7)]
    for (_, key), one in found.items():
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
    own = await look(session, actor, tz=tz, business=business, now=now)
    found = await looking.tallies(session, own, window, RANKED, by_person=True)
    names = await nicknames_of(session, set(found))
    rows = [
        figures.agent_row(person, names.get(person, ""), one, business=business)
        for person, one in found.items()
    ]
    return sorted(rows, key=lambda row: (-row.taken - row.resolved, row.user_id))
