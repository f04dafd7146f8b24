"""A ticket is carried to another status: by a drop, a key or a button, with what the way asks for."""

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.locales import tr
from aics_app.settings import Settings
from aics_app.tickets import actions, queries
from aics_app.tickets.actions import Edit, Move, Words
from aics_app.tickets.models import MAX_CONTENT_CHARS
from aics_app.tickets.ui.moving_shapes import Colleague, WayView, WordView, topics_of, ways_of
from aics_app.tickets.ui.reading import RIGHT, colleagues, count, number, refused, word
from aics_app.ui import toasts
from aics_app.ui.access import access
from aics_app.ui.i18n import Lang
from aics_app.workforce import queries as workforce


class MoveState(rx.State):
    """The window in which a step is chosen and what it asks for is said.

    `settled` counts the steps that have ended, well or not; `moved` is the ticket of the last one.
    """

    is_open: bool = False
    order_no: str = ""
    title: str = ""
    version: int = 0
    ways: list[WayView] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    chosen: str = ""
    needs: list[str] = []  # noqa: RUF012 - as above
    topics: list[WordView] = []  # noqa: RUF012 - as above
    people: list[Colleague] = []  # noqa: RUF012 - as above
    settled: int = 0
    moved: str = ""

    @rx.event
    @access(RIGHT)
    async def begin(self, order_no: str, status: str, version: int) -> EventSpec | None:
        """Carry it to `status` at once if nothing is missing, else ask; without a status ask where to."""
        actor = await current_actor(self, RIGHT)
        number(order_no), word(status), count(version)
        self.order_no = order_no
        await self._look(actor)
        way = next((one for one in self.ways if one.target == status), None)
        if status and (way is None or self.version != version or not way.needs):
            return await self._go(actor, Move(status, version=version))
        self.people = await colleagues(actor)
        self.chosen = way.target if way else self.ways[0].target if self.ways else ""
        self._ask()
        self.is_open = True
        return None

    @rx.event
    @access(RIGHT)
    def pick(self, status: str) -> None:
        """Another way."""
        self.chosen = word(status)
        self._ask()

    @rx.event
    @access(RIGHT)
    async def submit(self, form: dict[str, object]) -> EventSpec | None:
        """Go the chosen way, with what it asks for. What is refused stays in the window."""
        actor = await current_actor(self, RIGHT)
        said = form.get("reply", "") if isinstance(form, dict) else ""
        if not isinstance(said, str) or len(said) > MAX_CONTENT_CHARS * 2:
            raise Invalid(fields={"content": "too_long"})
        words = Words(said) if "reply" in self.needs else None
        return await self._go(actor, Move(self.chosen, words, self.version), form)

    @rx.event
    @access(RIGHT)
    def set_open(self, shown: bool) -> None:
        """Open or close the window."""
        self.is_open = shown is True
        self.settled += 1

    async def _look(self, actor: Actor) -> None:
        """As it stands now."""
        async with use(Database).reading() as session:
            workflow = await queries.workflow(session)
            ticket = await queries.get_ticket(session, actor, self.order_no)
        self.title, self.version = ticket.title, ticket.version
        self.ways, self.topics = ways_of(workflow, ticket, actor), topics_of(workflow)

    def _ask(self) -> None:
        self.needs = next((one.needs for one in self.ways if one.target == self.chosen), [])

    async def _go(self, actor: Actor, to: Move, form: dict[str, object] | None = None) -> EventSpec | None:
        self.settled, self.moved = self.settled + 1, self.order_no
        try:
            await _carry(actor, self.order_no, to, form or {}, self.needs if form else [])
        except AppError as error:
            if form is not None:  # what was written stays, and can be sent to the ticket as it is now
                await self._look(actor)
                self._ask()
            return await refused(self, error)
        self.is_open = False
        return await _announced(self, self.chosen if form else to.status)


async def _carry(actor: Actor, order_no: str, to: Move, form: dict[str, object], needs: list[str]) -> None:
    """In one transaction: what was missing first, then the step."""
    version, now = to.version, clock.now()
    async with use(Database).transaction() as session:
        await queries.workflow_held(session)  # before the ticket, as everybody who holds both
        hours = await workforce.hours(session, use(Settings).app.timezone)
        if "category" in needs:
            changed = Edit(category=word(form.get("category", "")), version=version)
            version = (await actions.edit(session, actor, order_no, changed, hours=hours, at=now)).version
        if "assignee" in needs:
            handler = form.get("assignee", "")
            if not isinstance(handler, str) or not handler.isdecimal() or len(handler) > 18:  # noqa: PLR2004 - a 64-bit id has no more digits
                raise Invalid(fields={"assignee": "required"})
            given = await actions.assign(session, actor, order_no, int(handler), version=version, at=now)
            version = given.version
        await actions.move(session, actor, order_no, Move(to.status, to.words, version), hours=hours, at=now)


async def _announced(state: rx.State, status: str) -> EventSpec:
    locale = (await state.get_state(Lang)).locale
    async with use(Database).reading() as session:
        found = (await queries.workflow(session)).status(status)
    name = found.names.get(locale, status) if found else status
    return toasts.done(tr(locale, "board.moved", status=name))
