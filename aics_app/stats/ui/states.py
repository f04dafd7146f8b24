"""The dashboard: what it is asked for stands in the address, so that links and "back" show the same again."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, fields, replace
from functools import partial

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database, Session
from aics_app.core.errors import AppError, Invalid
from aics_app.settings import Settings
from aics_app.stats import queries
from aics_app.stats.models import Metric, Share
from aics_app.stats.rules.figures import Figure
from aics_app.stats.ui import reading
from aics_app.stats.ui.asking import (
    BadRange,
    Range,
    Wanted,
    custom,
    granularity_of,
    metric_of,
    today_of,
    wanted_of,
    window_of,
)
from aics_app.stats.ui.reading import Asked, rows_address
from aics_app.stats.ui.shapes import (
    LEADING,
    OF_THE_AI,
    OWN_LEADING,
    ChartView,
    RankRow,
    Tile,
    rank_rows,
    sees_all,
    tile,
)
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.addresses import address_of, filled

RIGHT = "stats.see"
CHARTS: dict[str, Callable[[Session, Actor, Asked], Awaitable[ChartView]]] = {
    "trend": reading.trend,
    "sources": partial(reading.shares, kind=Share.SOURCES),
    "intents": partial(reading.shares, kind=Share.INTENTS),
    "reasons": partial(reading.shares, kind=Share.REASONS),
    "categories": partial(reading.shares, kind=Share.CATEGORIES),
    "heat": reading.heat,
}
OF_ALL = frozenset({"sources", "intents", "heat"})
"""Charts of the AI and of the whole company: whoever sees his own figures alone has none of them."""
_OF_FIGURES = ("satisfaction", "promises")


@dataclass
class Days:
    """First and last day of what is shown, and of the period before it."""

    first: str = ""
    last: str = ""
    before_first: str = ""
    before_last: str = ""


class DashboardState(rx.State):
    """The figures. `fault`: why the days in the address can't be had; `own`: they are the viewer's alone.

    `by` is what a bar stands for, which is more than is asked for where there would be too many.
    """

    wanted: Wanted = Wanted()
    days: Days = Days()
    by: str = ""
    fault: str = ""
    own: bool = False
    tiles: list[Tile] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    more: list[Tile] = []  # noqa: RUF012 - as above
    loaded: bool = False
    failed: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self) -> list[EventSpec] | None:
        """Show the frame for what the address asks; its figures come after it. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        self.wanted, self.own = wanted_of(self.router.url.query_parameters), not sees_all(actor)
        self.loaded = self.failed = False
        forget(await self.get_state(ChartsState))
        try:
            asked = _asked(self.wanted, actor)
        except BadRange as refused:
            self.fault, self.tiles, self.more, self.loaded = refused.fault, [], [], True
            return None
        self.fault, self.by, before = "", asked.granularity, asked.window.before()
        ends = (asked.window.first, asked.window.last, before.first, before.last)
        self.days = Days(*(day.isoformat() for day in ends))
        return [DashboardState.read(), ChartsState.load()]

    @rx.event
    @access(RIGHT)
    async def read(self) -> None:
        """Read the figures anew."""
        actor = await current_actor(self, RIGHT)
        try:
            asked = _asked(self.wanted, actor)
            figures = await _figures(actor, asked)
        except (AppError, BadRange):
            self.failed = True
            charts = await self.get_state(ChartsState)
            charts.satisfaction = charts.promises = ChartView("failed")
        else:
            self._show(figures, asked)
            charts = await self.get_state(ChartsState)
            charts.satisfaction = reading.satisfaction(figures, asked)
            charts.promises = reading.promises(figures, asked)
            self.failed = False
        finally:
            self.loaded = True

    @rx.event
    @access(RIGHT)
    async def choose(self, name: str, value: str) -> EventSpec:
        """Ask for something else."""
        await current_actor(self, RIGHT)
        if name not in {one.name for one in fields(Wanted)} or not isinstance(value, str):
            raise Invalid
        said = {**filled(self.wanted), name: value}
        if name == "period" and value == Range.CUSTOM:  # begins with the days that are shown
            said |= {"since": self.days.first, "until": self.days.last}
        return rx.redirect(address_of(routes.ADMIN, filled(wanted_of(said))))

    @rx.event
    @access(RIGHT)
    async def choose_days(self, said: dict[str, str]) -> EventSpec | None:
        """Ask for days of one's own choice."""
        await current_actor(self, RIGHT)
        since, until = said.get("since", ""), said.get("until", "")
        try:
            custom(since, until)
        except BadRange as refused:
            self.fault = refused.fault
            return None
        own = {**filled(self.wanted), "period": Range.CUSTOM, "since": since, "until": until}
        return rx.redirect(address_of(routes.ADMIN, filled(wanted_of(own))))

    def _show(self, figures: dict[Metric, Figure], asked: Asked) -> None:
        tiles = {
            metric: tile(metric, figure, rows_address(metric, asked.window))
            for metric, figure in figures.items()
            if not (self.own and metric in OF_THE_AI)
        }
        leading = OWN_LEADING if self.own else LEADING
        self.tiles = [tiles[metric] for metric in leading]
        self.more = [one for metric, one in tiles.items() if metric not in leading]


class ChartsState(rx.State):
    """The charts, each of which may fail alone."""

    trend: ChartView = ChartView()
    sources: ChartView = ChartView()
    intents: ChartView = ChartView()
    reasons: ChartView = ChartView()
    categories: ChartView = ChartView()
    heat: ChartView = ChartView()
    satisfaction: ChartView = ChartView()
    promises: ChartView = ChartView()
    ranking: list[RankRow] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    ranking_status: str = "loading"

    @rx.event
    @access(RIGHT)
    async def load(self) -> AsyncIterator[None]:
        """Read one after the other; each is shown as soon as it is there."""
        actor = await current_actor(self, RIGHT)
        asked = _asked((await self.get_state(DashboardState)).wanted, actor)
        sees_everybody = sees_all(actor)
        for name in CHARTS:
            if sees_everybody or name not in OF_ALL:
                setattr(self, name, await _view(actor, asked, name))
                yield
        if sees_everybody:
            await self._rank(actor, asked)

    @rx.event
    @access(RIGHT)
    async def retry(self, name: str) -> EventSpec | None:
        """Read one again."""
        actor = await current_actor(self, RIGHT)
        if name in _OF_FIGURES:
            return DashboardState.read()
        if name not in (*CHARTS, "ranking") or (name in (*OF_ALL, "ranking") and not sees_all(actor)):
            raise Invalid
        asked = _asked((await self.get_state(DashboardState)).wanted, actor)
        if name == "ranking":
            await self._rank(actor, asked)
        else:
            setattr(self, name, await _view(actor, asked, name))
        return None

    @rx.event
    @access(RIGHT)
    async def follow(self, name: str, place: int) -> EventSpec | None:
        """Open what stands behind a mark of a chart."""
        await current_actor(self, RIGHT)
        if name not in (*CHARTS, *_OF_FIGURES):
            raise Invalid
        rows = getattr(self, name).rows
        href = rows[place].href if 0 <= place < len(rows) else ""
        return rx.redirect(href) if href else None

    async def _rank(self, actor: Actor, asked: Asked) -> None:
        try:
            async with use(Database).reading() as session:
                found = await queries.ranking(
                    session, actor, asked.window, tz=asked.timezone, business=asked.business, now=asked.now
                )
        except AppError:
            self.ranking_status = "failed"
            return
        self.ranking = rank_rows(found, asked.window)
        self.ranking_status = "ready" if found else "empty"


def forget(charts: ChartsState) -> None:
    """Other charts are on their way."""
    for name in (*CHARTS, *_OF_FIGURES):
        setattr(charts, name, ChartView())
    charts.ranking, charts.ranking_status = [], "loading"


def _asked(wanted: Wanted, actor: Actor) -> Asked:
    timezone, now = use(Settings).app.timezone, clock.now()
    window = window_of(wanted, today_of(now, timezone))
    return Asked(
        window,
        None if wanted.compare else window.before(),
        granularity_of(wanted, window),
        metric_of(wanted, (LEADING if sees_all(actor) else OWN_LEADING)[0]),
        timezone,
        wanted.hours == "business",
        now,
    )


async def _figures(actor: Actor, asked: Asked) -> dict[Metric, Figure]:
    async with use(Database).reading() as session:
        figures = await queries.summary(
            session, actor, asked.window, tz=asked.timezone, business=asked.business, now=asked.now
        )
    if asked.before:
        return figures
    return {metric: replace(figure, previous=None) for metric, figure in figures.items()}


async def _view(actor: Actor, asked: Asked, name: str) -> ChartView:
    try:
        async with use(Database).reading() as session:
            return await CHARTS[name](session, actor, asked)
    except AppError:
        return ChartView("failed")
