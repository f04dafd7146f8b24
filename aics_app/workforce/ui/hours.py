"""The week as it is being planned. What is typed stays here until it is saved, whatever others do."""

import re

import reflex as rx

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.settings import Settings
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub
from aics_app.workforce import actions, views
from aics_app.workforce.errors import PlanChangedMeanwhile
from aics_app.workforce.events import TOPIC
from aics_app.workforce.rules.planning import MAX_SLOTS, Week
from aics_app.workforce.ui.shapes import DayView, OpenView, SlotView, days_of, open_view, timed, week_of

RIGHT = "workforce.manage"
NEW_SLOT = ("09:00", "18:00")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class HoursState(rx.State):
    """`dirty` while there is something to save; `rival` has saved another week meanwhile."""

    loaded: bool = False
    timezone: str = ""
    now: OpenView = OpenView()
    week: list[DayView] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    dirty: bool = False
    faults: dict[str, str] = {}  # noqa: RUF012 - as above
    rival: str = ""
    can_undo: bool = False
    _version: int = 0
    _before: Week = {}  # noqa: RUF012 - as above

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show the plan and hear of changes."""
        actor = await current_actor(self, RIGHT)
        reload, token = HoursState.reload, self.router.session.client_token
        if not use(PageHub).is_watching(token, TOPIC, "hours"):
            use(PageHub).watch(token, TOPIC, actor.session_id, lambda _: reload(), "hours")
        await self._read(actor, keep=self.dirty)
        self.loaded = True

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Somebody changed something: what is being typed here stays."""
        await self._read(await current_actor(self, RIGHT), keep=self.dirty)

    @rx.event
    @access(RIGHT)
    def add_slot(self, weekday: int) -> None:
        """Another stretch of this weekday."""
        slots = self._slots(weekday)
        if len(slots) >= MAX_SLOTS:
            raise Invalid(fields={"week": "too_long"})
        self._plan({weekday: [*slots, timed(*NEW_SLOT)]})

    @rx.event
    @access(RIGHT)
    def remove_slot(self, weekday: int, place: int) -> None:
        """One stretch less."""
        slots = self._slots(weekday)
        self._plan({weekday: [slot for number, slot in enumerate(slots) if number != place]})

    @rx.event
    @access(RIGHT)
    def set_time(self, weekday: int, place: int, field: str, value: str) -> None:
        """When a stretch opens or closes."""
        slots = self._slots(weekday)
        if place not in range(len(slots)) or field not in {"opens", "closes"}:
            raise Invalid
        if not isinstance(value, str) or (value and not _TIME.fullmatch(value)):
            raise Invalid(fields={"week": "slot"})
        slot = slots[place]
        slots[place] = timed(value, slot.closes) if field == "opens" else timed(slot.opens, value)
        self._plan({weekday: slots})

    @rx.event
    @access(RIGHT)
    def copy_day(self, weekday: int) -> None:
        """Every day as this one."""
        slots = self._slots(weekday)
        self._plan({day: list(slots) for day in range(7)})

    @rx.event
    @access(RIGHT)
    async def save(self) -> None:
        """Let the plan count from now on; what is refused stays, with the reason beside its day."""
        actor = await current_actor(self, RIGHT)
        before = (await self._opening(actor)).week
        try:
            await self._set(actor, week_of(self.week))
        except Invalid as error:
            self.faults = error.fields
        except PlanChangedMeanwhile as error:
            self.rival, self._version = error.params["name"], error.params["version"]
        else:
            await self._read(actor, keep=False)
            self._before, self.can_undo = before, True

    @rx.event
    @access(RIGHT)
    async def discard(self) -> None:
        """Drop what was typed."""
        await self._read(await current_actor(self, RIGHT), keep=False)

    @rx.event
    @access(RIGHT)
    async def undo(self) -> None:
        """The week as it was before it was saved here; refused when somebody else has changed it since."""
        actor = await current_actor(self, RIGHT)
        if self.can_undo:
            await self._set(actor, self._before)
            self.can_undo = False
            await self._read(actor, keep=False)

    async def _set(self, actor: Actor, week: Week) -> None:
        async with use(Database).transaction() as session:
            await actions.set_hours(session, actor, week, version=self._version, at=clock.now())

    async def _opening(self, actor: Actor) -> views.Opening:
        async with use(Database).reading() as session:
            return await views.opening(session, actor, use(Settings).app.timezone, clock.now())

    async def _read(self, actor: Actor, *, keep: bool) -> None:
        opening = await self._opening(actor)
        self.timezone, self.now = opening.timezone, open_view(opening)
        self.can_undo = self.can_undo and opening.version == self._version
        if not keep:
            self.week, self._version = days_of(opening.week), opening.version
            self.dirty, self.faults, self.rival = False, {}, ""

    def _slots(self, weekday: int) -> list[SlotView]:
        """Copies: what stands in a state can't be put into another of its lists."""
        if isinstance(weekday, bool) or weekday not in range(7) or len(self.week) != 7:  # noqa: PLR2004 - days a week has
            raise Invalid
        return [timed(slot.opens, slot.closes) for slot in self.week[weekday].slots]

    def _plan(self, changed: dict[int, list[SlotView]]) -> None:
        self.week = [DayView(day, changed.get(day, self._slots(day))) for day in range(7)]
        self.dirty, self.faults, self.can_undo = True, {}, False
