"""The left pane: how one is there, who waits, and one's own chats."""

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.ui.states import current_actor
from aics_app.chat.replies import Replies
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.core.live import Message
from aics_app.desk import queries
from aics_app.desk.ui.shapes import CaseView, case_view
from aics_app.handoff import actions
from aics_app.handoff.news import TOPIC
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub
from aics_app.workforce import actions as workforce
from aics_app.workforce import queries as agents
from aics_app.workforce.models import Status

RIGHT = "desk.work"
QUEUE_PACE_S = 1.0
"""When many come at once, every desk would read every list for each of them."""


class DeskState(rx.State):
    """Who waits, whom one has, and how one is there; read anew whenever something changes."""

    loaded: bool = False
    presence: str = ""
    capacity: int = 0
    waiting: list[CaseView] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    mine: list[CaseView] = []  # noqa: RUF012 - Reflex copies a var's default for every session

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Come to work: the page is a sign of life, and hears of every change from now on."""
        actor = await current_actor(self, RIGHT)
        hub, token = use(PageHub), self.router.session.client_token
        if not hub.is_watching(token, TOPIC, "desk"):
            hub.watch(token, TOPIC, actor.session_id, _react, "desk", pace_s=QUEUE_PACE_S)
        await self.beat()

    @rx.event
    @access(RIGHT)
    async def beat(self) -> None:
        """A sign of life, and the lists anew in case a signal was lost."""
        actor, now = await current_actor(self, RIGHT), clock.now()
        async with use(Database).transaction() as session:
            await workforce.beat(session, actor, now)
        await self.refresh()

    @rx.event
    @access(RIGHT)
    async def refresh(self) -> None:
        """Read presence and lists anew."""
        actor, now = await current_actor(self, RIGHT), clock.now()
        async with use(Database).reading() as session:
            own = await agents.get_own_agent(session, actor, now)
            self.waiting = [case_view(case) for case in await queries.waiting(session, actor)]
            self.mine = [case_view(case) for case in await queries.mine(session, actor)]
        self.presence, self.capacity = own.status.value, own.capacity
        self.loaded = True

    @rx.event
    @access(RIGHT)
    async def choose(self, status: str) -> None:
        """Be online, busy, away or offline."""
        if status not in set(Status):
            raise Invalid(fields={"status": "choice"})
        actor, now = await current_actor(self, RIGHT), clock.now()
        async with use(Database).transaction() as session:
            await workforce.choose_presence(session, actor, Status(status), now)
        await self.refresh()

    @rx.event
    @access(RIGHT)
    async def take(self, handoff_id: int) -> EventSpec:
        """Take a chat and open it; whoever was too late is told who has it."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).transaction() as session:
            taken, stopped = await actions.take(session, actor, handoff_id, clock.now())
        if stopped is not None:
            use(Replies).stop(stopped)
        await self.refresh()
        return rx.redirect(routes.desk(taken.session_id))


def _react(message: Message) -> EventSpec | None:
    return DeskState.refresh() if message["type"] == "changed" else None
