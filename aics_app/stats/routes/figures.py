"""`GET /api/stats/*`: figures, and what they are made of."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.core.inputs import Id
from aics_app.core.paging import Limit, Page
from aics_app.settings import Settings
from aics_app.stats import queries
from aics_app.stats.models import Granularity, Metric, Share
from aics_app.stats.queries import Part, Side, What, Window, Work
from aics_app.stats.rules.days import today_in, window_of
from aics_app.stats.schemas import (
    HeatmapOut,
    MetricName,
    RankingOut,
    RowOut,
    SeriesOut,
    SharesOut,
    SummaryOut,
    metric_of,
)

router = APIRouter(prefix="/api/stats", tags=["stats"])

Viewer = Annotated[Actor, Depends(having(Right.STATS_SEE))]


@dataclass(frozen=True)
class Asked:
    """A range of days as it was asked for, and how it is looked at."""

    window: Window
    how: dict[str, Any]


def _asked(
    first: Annotated[date | None, Query(alias="from", description="a day; 29 before `to` if none")] = None,
    last: Annotated[date | None, Query(alias="to", description="a day; today if none")] = None,
) -> Asked:
    """Raises `Invalid` for a range that is none."""
    tz, now = use(Settings).app.timezone, clock.now()
    return Asked(window_of(first, last, today_in(tz, now)), {"tz": tz, "now": now})


Range = Annotated[Asked, Depends(_asked)]
Business = Annotated[bool, Query(description="only seconds in which the company was open")]


@router.get("/summary")
async def summary(actor: Viewer, asked: Range, business: Business = False) -> SummaryOut:
    """Every figure of a range of local days, and its value in the period before."""
    async with use(Database).reading() as session:
        found = await queries.summary(session, actor, asked.window, business=business, **asked.how)
    return SummaryOut.of(found)


@router.get("/series")
async def series(
    actor: Viewer,
    asked: Range,
    metric: MetricName,
    granularity: Granularity = Granularity.DAY,
    business: Business = False,
) -> SeriesOut:
    """One figure by day, week (from Monday) or month."""
    meant = metric_of(metric)
    async with use(Database).reading() as session:
        points = await queries.series(
            session, actor, meant, asked.window, granularity, business=business, **asked.how
        )
        pending = await queries.pending_days(session, actor, asked.window, metric=meant, **asked.how)
    return SeriesOut.of(metric, points, pending)


@router.get("/shares")
async def shares(actor: Viewer, asked: Range, kind: Share) -> SharesOut:
    """What answers, questions, hand-offs or tickets are made of."""
    async with use(Database).reading() as session:
        slices = await queries.shares(session, actor, kind, asked.window, **asked.how)
        return SharesOut.of(slices, await _pending(session, actor, asked))


@router.get("/ranking")
async def ranking(actor: Viewer, asked: Range, business: Business = False) -> RankingOut:
    """What each of the staff did."""
    async with use(Database).reading() as session:
        rows = await queries.ranking(session, actor, asked.window, business=business, **asked.how)
        return RankingOut.of(rows, await _pending(session, actor, asked))


@router.get("/heatmap")
async def heatmap(actor: Viewer, asked: Range) -> HeatmapOut:
    """When questions, hand-offs and tickets came in."""
    async with use(Database).reading() as session:
        rows = await queries.heatmap(session, actor, asked.window, **asked.how)
        return HeatmapOut(rows=rows, pending_days=await _pending(session, actor, asked))


async def _pending(session: Any, actor: Actor, asked: Asked) -> int:
    """Of what is added up over the range; any figure but the backlog is."""
    return await queries.pending_days(session, actor, asked.window, metric=Metric.QUESTIONS, **asked.how)


def _what(
    metric: MetricName | None = None,
    kind: Share | None = None,
    key: Annotated[str, Query(max_length=40)] = "",
    person: Id | None = None,
    part: Annotated[str, Query(max_length=40, description="one side of a figure or of a person's work")] = "",
) -> What:
    """The one that is named. Raises `Invalid` where there is none, or more."""
    if [metric, kind, person].count(None) != 2:  # noqa: PLR2004 - all but one
        raise Invalid(fields={"metric": "required"})
    if kind is not None and part:
        raise Invalid(fields={"part": "part"})
    if kind is not None:
        return Part(kind, key)
    if metric is not None:
        return Side(metric_of(metric), part) if part else metric_of(metric)
    return Work(person or 0, part)


@router.get("/rows")
async def rows(
    actor: Viewer,
    asked: Range,
    what: Annotated[What, Depends(_what)],
    business: Business = False,
    limit: Limit = 50,
    cursor: Annotated[str, Query(max_length=300)] = "",
) -> Page[RowOut]:
    """What a figure (`metric`), a part of a whole (`kind`, `key`) or the ranking of a `person` counts."""
    async with use(Database).reading() as session:
        found, following = await queries.rows(
            session, actor, what, asked.window, business=business, cursor=cursor, limit=limit, **asked.how
        )
    return Page(items=[RowOut.of(row) for row in found], next_cursor=following)
