"""One ticket of the customer's own: a view that is read anew whenever something happens on it."""

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
from aics_app.settings import Settings
from aics_app.tickets import actions, queries, views
from aics_app.tickets.actions import Move, Words
from aics_app.tickets.news import topic_of
from aics_app.tickets.ui.following_shapes import ticket_view
from aics_app.tickets.ui.shapes import TicketView
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.composer import file_ids
from aics_app.ui.hub import PageHub
from aics_app.ui.told import told
from aics_app.workforce import queries as workforce

RIGHT = "tickets.file"
_IN_PATH = re.compile(rf"{routes.TICKETS}/([0-9A-Za-z_-]{{1,32}})/?")
_CLIENT_ID = re.compile(r"[0-9A-Za-z-]{8,64}")


class FollowingState(rx.State):
    """The ticket that the address names. `missing`: it is not there, or not this person's."""

    view: TicketView = TicketView()
    loaded: bool = False
    missing: bool = False
    accepted: str = ""
    refused: str = ""
    reopening: bool = False
    fault: str = ""
    score: int = 0

    @rx.event
    @access(RIGHT)
    async def open(self) -> EventSpec | None:
        """Show it, and hear of changes. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        if self.view.number != self._named():
            self.view, self.loaded, self.missing = TicketView(), False, False
            self.reopening, self.fault, self.score = False, "", 0
        return await self._read(actor)

    @rx.event
    @access(RIGHT)
    async def reload(self) -> EventSpec | None:
        """Read it again: something happened on it."""
        return await self._read(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    async def send(self, text: str, client_id: str, files: list[int] | None = None) -> EventSpec | None:
        """Answer; what was solved is opened again by it. What is refused stays in the box."""
        actor = await current_actor(self, RIGHT)
        words = _words(text, client_id, files)
        try:
            await self._say(actor, words)
        except AppError as error:
            self.refused = client_id
            await self._read(actor)
            # Somebody has just solved it: the words are the reason to open it again.
            self.reopening = self.view.reopen_to != ""
            return told(error)
        self.accepted, self.reopening = client_id, False
        return await self._read(actor)

    @rx.event
    @access(RIGHT)
    def set_reopening(self, wanted: bool) -> None:
        """Ask why it is not solved, or no longer."""
        self.reopening = wanted is True

    @rx.event
    @access(RIGHT)
    async def confirm(self) -> EventSpec | None:
        """Say that it is solved."""
        actor = await current_actor(self, RIGHT)
        if not self.view.confirm_to:
            return await self._read(actor)
        refused = None
        try:
            await self._move(actor, Move(self.view.confirm_to, version=self.view.version))
        except AppError as error:
            refused = told(error)
        await self._read(actor)
        return refused

    @rx.event
    @access(RIGHT)
    def pick(self, score: int) -> None:
        """Choose how many stars."""
        if isinstance(score, bool) or not isinstance(score, int) or score not in range(1, 6):
            raise Invalid(fields={"score": "range"})
        self.score = score

    @rx.event
    @access(RIGHT)
    async def rate(self, form: dict) -> EventSpec | None:
        """Judge the solution, once."""
        actor, comment = await current_actor(self, RIGHT), _text_of(form)
        if not self.score:
            self.fault = "score"
            return None
        refused = None
        try:
            async with use(Database).transaction() as session:
                await actions.rate(session, actor, self._named(), self.score, comment, at=clock.now())
        except AppError as error:
            refused = told(error)
        self.fault = ""
        await self._read(actor)
        return refused

    async def _say(self, actor: Actor, words: Words) -> None:
        """Solved and to be opened again, with why; else an answer. Sent twice, the second one is neither."""
        if self.reopening and self.view.reopen_to:
            await self._move(actor, Move(self.view.reopen_to, words, version=self.view.version))
            return
        async with use(Database).transaction() as session:
            hours = await workforce.hours(session, use(Settings).app.timezone)
            await actions.reply(session, actor, self._named(), words, hours=hours, at=clock.now())

    async def _move(self, actor: Actor, to: Move) -> None:
        async with use(Database).transaction() as session:
            hours = await workforce.hours(session, use(Settings).app.timezone)
            await actions.move(session, actor, self._named(), to, hours=hours, at=clock.now())

    async def _read(self, actor: Actor) -> EventSpec | None:
        hub, token = use(PageHub), self.router.session.client_token
        hub.caught_up(token, FollowingState.reload())
        try:
            ticket_id, is_staff = await self._show(actor)
        except NotFound:
            hub.unwatch(token, "ticket")
            self.view, self.missing, self.loaded = TicketView(), True, True
            return None
        topic = topic_of(ticket_id)
        if not hub.is_watching(token, topic, "ticket"):
            hub.watch(token, topic, actor.session_id, _react, "ticket")
            await self._show(actor)  # what happened before it was heard
        self.missing, self.loaded = False, True
        return rx.redirect(routes.board(self.view.number), replace=True) if is_staff else None

    async def _show(self, actor: Actor) -> tuple[int, bool]:
        """The ticket's id, and whether the viewer is of its staff. Raises `NotFound`."""
        now = clock.now()
        async with use(Database).reading() as session:
            ticket = await queries.get_ticket(session, actor, self._named())
            hours = await workforce.hours(session, use(Settings).app.timezone)
            page = await views.page(session, actor, ticket, hours=hours, now=now)
            workflow = await queries.workflow(session)
        self.view = ticket_view(page, workflow, now)
        return page.card.id, page.is_staff

    def _named(self) -> str:
        """The number in the address, or nothing."""
        found = _IN_PATH.fullmatch(self.router.url.path)
        return found[1] if found else ""


def _words(text: object, client_id: object, files: object) -> Words:
    if not isinstance(text, str) or not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
        raise Invalid
    return Words(text, files=file_ids(files), client_id=client_id)


def _text_of(form: object) -> str:
    text = form.get("text", "") if isinstance(form, dict) else None
    if not isinstance(text, str):
        raise Invalid(fields={"text": "wrong_type"})
    return text


def _react(message: Message) -> EventSpec | None:
    """Not to notes: a customer is not told of them."""
    return FollowingState.reload() if message["type"] == "changed" else None
