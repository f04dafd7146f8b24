"""The dashboard: what it is asked for stands in the address, so that links and "back" show the same again."""

from dataclasses import dataclass, fields, replace
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.core.text import one_line
from aics_app.stats import queries
from aics_app.stats.models import Metric
from aics_app.stats.rules.figures import Figure
from aics_app.stats.ui.asking import BadRange, Range, Wanted, custom, wanted_of
from aics_app.stats.ui.charting import RIGHT, ChartsState, draw, expect
from aics_app.stats.ui.pulse import PulseState, put_away
from aics_app.stats.ui.reading import Asked, asked_of
from aics_app.stats.ui.shapes import LEADING, OF_THE_AI, OWN_LEADING, Tile, sees_all, sees_others, tile
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.addresses import address_of, filled

MAX_DAY = 40


@dataclass
class Days:
    """First and last day of what is shown, and of the period before it."""

    first: str = ""
    last: str = ""
    before_first: str = ""
    before_last: str = ""


class DashboardState(rx.State):
    """The figures. `fault`: why the days in the address can't be had; `own`: they are the viewer's alone.

    `by` is what a bar stands for, which is more than is asked for where there would be too many. `pending`:
    how many of the days are not counted yet. `of_all`: everybody's figures, the AI's among them.
    """

    wanted: Wanted = Wanted()
    days: Days = Days()
    by: str = ""
    fault: str = ""
    own: bool = False
    of_all: bool = True
    tiles: list[Tile] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    more: list[Tile] = []  # noqa: RUF012 - as above
    loaded: bool = False
    failed: bool = False
    pending: int = 0

    @rx.event
    @access(RIGHT)
    async def open(self) -> list[EventSpec]:
        """Show the frame for what the address asks; its figures come after it. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        self.own, self.of_all = not sees_others(actor), sees_all(actor)
        self.wanted = wanted_of(self.router.url.query_parameters)
        if self.wanted.metric in OF_THE_AI and not self.of_all:
            self.wanted = replace(self.wanted, metric="")
        self.loaded, self.failed, self.pending = False, False, 0
        expect(await self.get_state(ChartsState), self.wanted)
        beside = [PulseState.open()] if self.of_all else []
        if not self.of_all:
            put_away(await self.get_state(PulseState))
        try:
            asked = asked_of(self.wanted, actor)
        except BadRange as refused:
            self.fault, self.tiles, self.more, self.loaded = refused.fault, [], [], True
            return beside
        self.fault, self.by, before = "", asked.granularity, asked.window.before()
        ends = (asked.window.first, asked.window.last, before.first, before.last)
        self.days = Days(*(day.isoformat() for day in ends))
        return [DashboardState.read(), *beside]

    @rx.event(background=True, supersedes=True)
    @access(RIGHT)
    async def read(self) -> EventSpec | None:
        """Read the figures anew, and after them the charts; nothing of what is no longer asked for."""
        actor = await current_actor(self, RIGHT)
        async with self:
            wanted = filled(self.wanted)
        try:
            asked = asked_of(Wanted(**wanted), actor)
        except BadRange:
            return None
        found = await _found(actor, asked)
        async with self:
            if filled(self.wanted) != wanted:
                return None
            self._show(found, asked)
            draw(await self.get_state(ChartsState), found.figures if found else None, asked)
        return ChartsState.load()

    @rx.event
    @access(RIGHT)
    async def choose(self, name: str, value: str) -> EventSpec:
        """Ask for something else."""
        await current_actor(self, RIGHT)
        if name not in [one.name for one in fields(Wanted)] or not isinstance(value, str):
            raise Invalid
        said = {**filled(self.wanted), name: value}
        if name == "period" and value == Range.CUSTOM:  # begins with the days that are shown
            said |= {"since": self.days.first, "until": self.days.last}
        return rx.redirect(address_of(routes.ADMIN, filled(wanted_of(said))))

    @rx.event
    @access(RIGHT)
    async def choose_days(self, form: dict[str, Any]) -> EventSpec | None:
        """Ask for days of one's own choice; what is refused stays in its fields."""
        await current_actor(self, RIGHT)
        if not isinstance(form, dict):
            raise Invalid
        since, until = (one_line(str(form.get(end, "")), MAX_DAY) for end in ("since", "until"))
        try:
            custom(since, until)
        except BadRange as refused:
            self.fault = refused.fault
            return None
        self.fault = ""
        own = {**filled(self.wanted), "period": Range.CUSTOM, "since": since, "until": until}
        return rx.redirect(address_of(routes.ADMIN, filled(wanted_of(own))))

    def _show(self, found: "Found | None", asked: Asked) -> None:
        self.loaded, self.failed = True, found is None
        if found is None:
            return
        tiles = {
            metric: tile(metric, figure, asked.rows(metric))
            for metric, figure in found.figures.items()
            if self.of_all or metric not in OF_THE_AI
        }
        leading = LEADING if self.of_all else OWN_LEADING
        self.tiles = [tiles[metric] for metric in leading]
        self.more = [one for metric, one in tiles.items() if metric not in leading]
        self.pending = found.pending


@dataclass(frozen=True)
class Found:
    """The figures, and of how many days they are still missing."""

    figures: dict[Metric, Figure]
    pending: int


async def _found(actor: Actor, asked: Asked) -> Found | None:
    """None where they can't be read."""
    how: dict[str, Any] = {"tz": asked.timezone, "now": asked.now, "business": asked.business}
    try:
        async with use(Database).reading() as session:
            figures = await queries.summary(session, actor, asked.window, **how)
    except AppError:
        return None
    pending = max(figure.pending_days for figure in figures.values())
    if asked.before is None:
        figures = {metric: replace(figure, previous=None) for metric, figure in figures.items()}
    return Found(figures, pending)
