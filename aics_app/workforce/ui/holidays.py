"""Days with hours of their own. Each is added and taken away at once."""

from datetime import date
from typing import Any

import reflex as rx

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub
from aics_app.workforce import actions, queries
from aics_app.workforce.events import TOPIC
from aics_app.workforce.rules.planning import HolidayPlan, slot_of
from aics_app.workforce.ui.hours import RIGHT
from aics_app.workforce.ui.shapes import HolidayView, holiday_view


class HolidaysState(rx.State):
    """`removed` is the day that can be put back; `added` counts, so that the form is emptied."""

    loaded: bool = False
    items: list[HolidayView] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    is_short: bool = False
    faults: dict[str, str] = {}  # noqa: RUF012 - as above
    removed: str = ""
    added: int = 0
    _removed: HolidayPlan | None = None

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show them and hear of changes."""
        actor = await current_actor(self, RIGHT)
        reload, token = HolidaysState.reload, self.router.session.client_token
        if not use(PageHub).is_watching(token, TOPIC, "holidays"):
            use(PageHub).watch(token, TOPIC, actor.session_id, lambda _: reload(), "holidays")
        await self._read()
        self.loaded = True

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Somebody changed something."""
        await self._read()

    @rx.event
    @access(RIGHT)
    def set_short(self, short: bool) -> None:
        """Whether the day is to have hours of its own rather than be closed."""
        self.is_short = short is True

    @rx.event
    @access(RIGHT)
    async def add(self, form: dict[str, Any]) -> None:
        """One more day; what is refused stays in the form, with the reason."""
        actor = await current_actor(self, RIGHT)
        self.faults = {}
        try:
            plan = _plan(form, is_short=self.is_short)
            await self._change(actor, lambda present: [*present, plan])
        except Invalid as error:
            self.faults = {field.split(".")[-1]: fault for field, fault in error.fields.items()}
        else:
            self.added, self.is_short, self.removed = self.added + 1, False, ""
        await self._read()

    @rx.event
    @access(RIGHT)
    async def remove(self, day: str) -> None:
        """One day less; it can be put back."""
        actor = await current_actor(self, RIGHT)
        gone = _day(day)

        def without(present: list[HolidayPlan]) -> list[HolidayPlan]:
            self._removed = next((one for one in present if one.day == gone), self._removed)
            return [one for one in present if one.day != gone]

        await self._change(actor, without)
        self.removed = self._removed.name if self._removed else ""
        await self._read()

    @rx.event
    @access(RIGHT)
    async def put_back(self) -> None:
        """The day that was taken away last."""
        actor, plan = await current_actor(self, RIGHT), self._removed
        if plan:
            await self._change(actor, lambda present: [*present, plan])
            self._removed, self.removed = None, ""
            await self._read()

    async def _change(self, actor: Actor, change: Any) -> None:
        """What others add or take away at the same moment stays so: only this one day changes."""
        async with use(Database).transaction() as session:
            version = (await queries.plan(session)).version
            wanted = change(list(await queries.holidays(session)))
            await actions.set_holidays(session, actor, wanted, version=version, at=clock.now())

    async def _read(self) -> None:
        await current_actor(self, RIGHT)
        async with use(Database).reading() as session:
            self.items = [holiday_view(one) for one in await queries.holidays(session)]


def _plan(form: dict[str, Any], *, is_short: bool) -> HolidayPlan:
    """From the form. Raises `Invalid`."""
    day, name, opens, closes = (str(form.get(field) or "") for field in ("day", "name", "opens", "closes"))
    slots = (slot_of(opens, closes) or (0, 0),) if is_short else ()
    return HolidayPlan(_day(day), name, slots)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise Invalid(fields={"day": "required"}) from error
