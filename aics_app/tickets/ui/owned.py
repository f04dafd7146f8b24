"""The customer's own tickets, what is open first; read anew whenever one of them changes."""

from datetime import datetime

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.core.events import Activity
from aics_app.core.live import Message
from aics_app.core.paging import MAX_LIMIT
from aics_app.core.text import one_line
from aics_app.settings import Settings
from aics_app.tickets import queries, views
from aics_app.tickets.models import Ticket
from aics_app.tickets.news import topic_of_user
from aics_app.tickets.rules.next import next_of
from aics_app.tickets.rules.workflow import Workflow
from aics_app.tickets.ui.following_shapes import status_choice, topic_choice, written
from aics_app.tickets.ui.shapes import OwnRow
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub
from aics_app.workforce import queries as workforce

RIGHT = "tickets.file"
PAGE = 20
PACE_S = 2.0
MAX_TEXT = 100


class OwnTicketsState(rx.State):
    """The list. `failed`: it could not be read; `text` is what is looked for."""

    rows: list[OwnRow] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    next_cursor: str = ""
    text: str = ""
    loaded: bool = False
    failed: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show it, and hear of changes. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        self.text = ""
        token = self.router.session.client_token
        topic = topic_of_user(actor.user_id)
        use(PageHub).watch(token, topic, actor.session_id, _react, "own", pace_s=PACE_S)
        await self._read(actor, anew=True)

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Read again as many as are shown."""
        await self._read(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    async def search(self, text: str) -> None:
        """Look for words."""
        actor = await current_actor(self, RIGHT)
        if not isinstance(text, str):
            raise Invalid
        self.text = one_line(text, MAX_TEXT)
        await self._read(actor, anew=True)

    @rx.event
    @access(RIGHT)
    async def show_more(self) -> None:
        """Add the next page."""
        actor = await current_actor(self, RIGHT)
        if self.next_cursor:
            found, self.next_cursor = await _found(actor, self.text, PAGE, self.next_cursor)
            self.rows = [*self.rows, *found]

    async def _read(self, actor: Actor, *, anew: bool = False) -> None:
        limit = PAGE if anew else min(max(len(self.rows), PAGE), MAX_LIMIT)
        try:
            self.rows, self.next_cursor = await _found(actor, self.text, limit)
            self.failed = False
        except AppError:
            self.failed = True
            raise
        finally:
            self.loaded = True


async def _found(actor: Actor, text: str, limit: int, cursor: str = "") -> tuple[list[OwnRow], str]:
    now = clock.now()
    async with use(Database).reading() as session:
        tickets, following = await queries.own_found(session, actor, text, limit=limit, cursor=cursor)
        hours = await workforce.hours(session, use(Settings).app.timezone)
        cards = await views.cards(session, actor, tickets, hours=hours, now=now)
        steps = await queries.last_steps(session, tickets)
        workflow = await queries.workflow(session)
    rows = [
        _row(ticket, card, steps.get(card.id), workflow, now)
        for ticket, card in zip(tickets, cards, strict=True)
    ]
    return rows, following or ""


def _row(
    ticket: Ticket, card: views.TicketCard, last: Activity | None, workflow: Workflow, now: datetime
) -> OwnRow:
    next_ = next_of(ticket, {kind: one.due_at for kind, one in card.clocks.items() if not one.is_met})
    return OwnRow(
        number=card.number,
        title=card.title,
        status=status_choice(workflow, card.status),
        standing=card.status_category,
        at=written(last.at if last else card.updated_at),
        version=card.version,
        topic=topic_choice(workflow, card.category),
        handler=card.handler.name if card.handler else "",
        step=next_.step.value,
        by=written(next_.by),
        late=next_.by is not None and next_.by <= now,
        last=_last(last),
    )


def _last(step: Activity | None) -> str:
    """The event's name, and whose word it was."""
    if step is None:
        return ""
    if step.event == "TicketReplied":
        return "answered" if step.data.get("is_staff") else "said"
    return step.event


def _react(message: Message) -> EventSpec | None:
    return OwnTicketsState.reload() if message["type"] == "changed" else None
