"""One ticket as its agents see it: read anew whenever something happens on it."""

import re

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid, NotFound
from aics_app.core.live import Message
from aics_app.locales import tr
from aics_app.settings import Settings
from aics_app.tickets import actions, queries, views
from aics_app.tickets.actions import Edit
from aics_app.tickets.news import topic_of
from aics_app.tickets.ui.board_shapes import Choices
from aics_app.tickets.ui.moving_shapes import priorities_of, topics_of
from aics_app.tickets.ui.reading import RIGHT, colleagues, count, number, refused, word
from aics_app.tickets.ui.working_shapes import (
    LineView,
    OtherView,
    StepView,
    TicketFacts,
    line_view,
    other_view,
    own_view,
    step_view,
    ticket_facts,
)
from aics_app.ui import routes, toasts
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub
from aics_app.ui.i18n import Lang
from aics_app.workforce import queries as workforce

OTHERS = 10
_IN_PATH = re.compile(rf"{routes.BOARD}/([A-Za-z0-9_-]{{1,32}})/?")


class WorkState(rx.State):
    """The ticket that the address names."""

    order_no: str = ""
    about: TicketFacts = TicketFacts()
    lines: list[LineView] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    steps: list[StepView] = []  # noqa: RUF012 - as above
    links: list[OtherView] = []  # noqa: RUF012 - as above
    others: list[OtherView] = []  # noqa: RUF012 - as above
    choices: Choices = Choices()
    loaded: bool = False
    missing: bool = False
    editing: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show the ticket of the address, and hear of changes. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        found = number_in(self.router.url.path)
        if found != self.order_no:
            self.about, self.lines, self.steps, self.editing = TicketFacts(), [], [], False
        self.order_no, self.missing = found, False
        people = await colleagues(actor)
        async with use(Database).reading() as session:
            workflow = await queries.workflow(session)
            teams, _ = await workforce.known_words(session, actor)
        self.choices = Choices([], priorities_of(workflow), topics_of(workflow), teams, people)
        try:
            ticket_id = await reread(self, actor)
        except NotFound:
            self.order_no, self.missing = "", True
        else:
            token = self.router.session.client_token
            use(PageHub).watch(token, topic_of(ticket_id), actor.session_id, _react, "ticket")
        self.loaded = True

    @rx.event
    @access(RIGHT)
    async def pull(self) -> EventSpec | None:
        """Read it anew; if somebody else changed it, say who and what."""
        if not self.order_no:
            return None
        actor, before = await current_actor(self, RIGHT), self.about.version
        await reread(self, actor)
        last = self.steps[-1] if self.steps else None
        if self.about.version == before or last is None or last.is_own:
            return None
        locale = (await self.get_state(Lang)).locale
        who = last.who or tr(locale, "board.by_rule")
        return toasts.said(
            tr(locale, "board.changed_now", who=who, what=tr(locale, f"board.what_{last.event}"))
        )

    @rx.event
    @access(RIGHT)
    def step_to(self, order_no: str) -> EventSpec:
        """Another ticket of the list that one came from."""
        return rx.redirect(routes.board(number(order_no)))

    @rx.event
    @access(RIGHT)
    async def assign(self, user_id: int) -> EventSpec | None:
        """Give it to a colleague or to oneself; 0 gives it back to everybody."""
        actor, handler = await current_actor(self, RIGHT), count(user_id) or None
        try:
            async with use(Database).transaction() as session:
                version, at = self.about.version, clock.now()
                await actions.assign(session, actor, self.order_no, handler, version=version, at=at)
        except AppError as error:
            await reread(self, actor)
            return await refused(self, error)
        await reread(self, actor)
        return None

    @rx.event
    @access(RIGHT)
    async def set_field(self, name: str, value: str) -> EventSpec | None:
        """Another priority, category or team."""
        if name == "team":
            return await self._edit(team=str(value)[:100])
        if name not in ("priority", "category"):
            raise Invalid
        return await self._edit(**{name: word(value)})

    @rx.event
    @access(RIGHT)
    def edit_title(self, editing: bool) -> None:
        """Open or close the title's field."""
        self.editing = editing is True

    @rx.event
    @access(RIGHT)
    async def rename(self, form: dict[str, object]) -> EventSpec | None:
        """Give it another title. What is refused stays in the field."""
        title = form.get("title") if isinstance(form, dict) else None
        if not isinstance(title, str):
            raise Invalid(fields={"title": "required"})
        told = await self._edit(title=title)
        self.editing = told is not None
        return told

    async def _edit(self, **values: str) -> EventSpec | None:
        actor = await current_actor(self, RIGHT)
        try:
            async with use(Database).transaction() as session:
                hours = await workforce.hours(session, use(Settings).app.timezone)
                to = Edit(**values, version=self.about.version)
                await actions.edit(session, actor, self.order_no, to, hours=hours, at=clock.now())
        except AppError as error:
            await reread(self, actor)
            return await refused(self, error)
        await reread(self, actor)
        return None


async def reread(state: WorkState, actor: Actor) -> int:
    """The ticket's id. A function, since anybody may call a state's methods.

    A matter of one's own is read as its customer reads it. Raises `NotFound`.
    """
    now = clock.now()
    async with use(Database).reading() as session:
        workflow = await queries.workflow(session)
        hours = await workforce.hours(session, use(Settings).app.timezone)
        ticket = await queries.get_ticket(session, actor, state.order_no)
        page = await views.page(session, actor, ticket, hours=hours, now=now)
        others = await queries.of_customer(session, actor, ticket.user_id, without=ticket.id, limit=OTHERS)
    state.about = ticket_facts(workflow, actor, ticket, page)
    state.lines = [line_view(one, ticket.order_no) for one in page.thread]
    state.steps = [step_view(workflow, actor, one) for one in page.history]
    state.links = [other_view(workflow, one) for one in page.links]
    state.others = [own_view(workflow, one) for one in others]
    assert ticket.id is not None
    return ticket.id


def number_in(path: str) -> str:
    """The ticket that the board's address names, or nothing."""
    found = _IN_PATH.fullmatch(path)
    return found[1] if found else ""


def _react(_message: Message) -> EventSpec:
    return WorkState.pull()
