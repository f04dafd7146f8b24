"""The charts of the dashboard, read one after the other beside everything else the page does."""

from collections.abc import Awaitable, Callable
from functools import partial

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core.container import use
from aics_app.core.db import Database, Session
from aics_app.core.errors import AppError, Invalid
from aics_app.stats import queries
from aics_app.stats.models import Metric, Share
from aics_app.stats.rules.figures import Figure
from aics_app.stats.ui import reading
from aics_app.stats.ui.asking import BadRange, Wanted
from aics_app.stats.ui.reading import WORK, Asked, asked_of
from aics_app.stats.ui.shapes import ChartView, RankRow, rank_rows, sees_all, sees_others
from aics_app.ui.access import access
from aics_app.ui.addresses import filled

RIGHT = "stats.see"
CHARTS: dict[str, Callable[[Session, Actor, Asked], Awaitable[ChartView]]] = {
    "trend": reading.trend,
    "sources": partial(reading.shares, kind=Share.SOURCES),
    "intents": partial(reading.shares, kind=Share.INTENTS),
    "reasons": partial(reading.shares, kind=Share.REASONS),
    "categories": partial(reading.shares, kind=Share.CATEGORIES),
    "heat": reading.heat,
}
RANKING = "ranking"
OF_ALL = frozenset({"sources", "intents", "heat"})
"""Charts of the AI and of the whole company: whoever sees not everybody's figures has none of them."""
OF_FIGURES = ("satisfaction", "promises")
"""They are drawn of the figures, and read again with them."""
_LOADING = "loading"


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
    ranking_status: str = _LOADING
    _wanted: Wanted = Wanted()

    @rx.event(background=True, supersedes=True)
    @access(RIGHT)
    async def load(self) -> None:
        """Read one after the other; each is shown as soon as it is there."""
        actor = await current_actor(self, RIGHT)
        async with self:
            wanted = filled(self._wanted)
        for name in (*CHARTS, RANKING):
            if not _is_for(actor, name):
                continue
            if not await _show(self, actor, wanted, name):
                return

    @rx.event(background=True)
    @access(RIGHT)
    async def retry(self, name: str) -> None:
        """Read one again that has failed."""
        actor = await current_actor(self, RIGHT)
        if name not in (*CHARTS, RANKING) or not _is_for(actor, name):
            raise Invalid
        async with self:
            wanted = filled(self._wanted)
            _put(self, name, ([], _LOADING) if name == RANKING else ChartView())
        await _show(self, actor, wanted, name)

    @rx.event
    @access(RIGHT)
    async def follow(self, name: str, place: int) -> EventSpec | None:
        """Open what stands behind a mark of a chart."""
        await current_actor(self, RIGHT)
        if name not in (*CHARTS, *OF_FIGURES) or not isinstance(place, int):
            raise Invalid
        rows = getattr(self, name).rows
        href = rows[place].href if 0 <= place < len(rows) else ""
        return rx.redirect(href) if href else None


def _is_for(actor: Actor, name: str) -> bool:
    if name == RANKING:
        return sees_others(actor)
    return name not in OF_ALL or sees_all(actor)


Read = ChartView | tuple[list[RankRow], str]


async def _show(charts: ChartsState, actor: Actor, wanted: dict[str, str], name: str) -> bool:
    """Read one, and show it; False where the page is asked for something else by now."""
    try:
        asked = asked_of(Wanted(**wanted), actor)
    except BadRange:
        return False
    found = await _ranked(actor, asked) if name == RANKING else await _view(actor, asked, name)
    async with charts:
        is_wanted = filled(charts._wanted) == wanted  # noqa: SLF001 - its own
        if is_wanted:
            _put(charts, name, found)
    return is_wanted


def _put(charts: ChartsState, name: str, found: Read) -> None:
    if isinstance(found, ChartView):
        setattr(charts, name, found)
    else:
        charts.ranking, charts.ranking_status = found


async def _ranked(actor: Actor, asked: Asked) -> Read:
    how = {"tz": asked.timezone, "business": asked.business, "now": asked.now}
    try:
        async with use(Database).reading() as session:
            found = await queries.ranking(session, actor, asked.window, **how)
    except AppError:
        return [], "failed"
    ranked = rank_rows(found, lambda user_id: asked.rows(WORK, key=str(user_id)))
    return ranked, "ready" if found else "empty"


async def _view(actor: Actor, asked: Asked, name: str) -> ChartView:
    try:
        async with use(Database).reading() as session:
            return await CHARTS[name](session, actor, asked)
    except AppError:
        return ChartView("failed")


def expect(charts: ChartsState, wanted: Wanted) -> None:
    """Other charts are on their way."""
    charts._wanted = wanted  # noqa: SLF001 - its own
    for name in (*CHARTS, *OF_FIGURES):
        setattr(charts, name, ChartView())
    charts.ranking, charts.ranking_status = [], _LOADING


def draw(charts: ChartsState, figures: dict[Metric, Figure] | None, asked: Asked) -> None:
    """The two that are made of the figures; None where these could not be read."""
    for name, drawn in zip(OF_FIGURES, (reading.satisfaction, reading.promises), strict=True):
        setattr(charts, name, drawn(figures, asked) if figures else ChartView("failed"))
