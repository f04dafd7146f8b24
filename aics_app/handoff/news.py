"""What is told after the commit: screens learn that something changed, hand-offs that a person is wished.

Who waits for whose word is kept with each word.
"""

from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.chat.events import MessageSaid, PersonWished
from aics_app.chat.models import Sender, TransferReason
from aics_app.chat.replies import topic_of
from aics_app.core.db import Database
from aics_app.core.events import Listeners, Then
from aics_app.core.live import Live
from aics_app.handoff import actions
from aics_app.handoff.events import (
    HandoffCancelled,
    HandoffClosed,
    HandoffCommented,
    HandoffEvent,
    HandoffExpired,
    HandoffMovedUp,
    HandoffNoteDone,
    HandoffNoteLeft,
    HandoffRated,
    HandoffRequested,
    HandoffReturned,
    HandoffSeized,
    HandoffTaken,
    HandoffTransferred,
)
from aics_app.handoff.models import AskedBy, Priority
from aics_app.tickets.events import TicketFiled
from aics_app.workforce.events import HolidaysChanged, HoursChanged, PlanChanged

TOPIC = "handoffs"
TOLD: tuple[type[HandoffEvent], ...] = (
    HandoffRequested,
    HandoffMovedUp,
    HandoffTaken,
    HandoffTransferred,
    HandoffSeized,
    HandoffReturned,
    HandoffClosed,
    HandoffCancelled,
    HandoffExpired,
    HandoffRated,
    HandoffNoteLeft,
    HandoffNoteDone,
    HandoffCommented,
)


def listen(listeners: Listeners, db: Database, live: Live) -> None:
    """Tell the queue's and the conversation's screens of every change, and keep who waits for whose word."""

    async def said(session: AsyncSession, fact: MessageSaid) -> Then | None:
        """With the message itself: it is the most frequent thing that happens."""
        if fact.sender == Sender.CUSTOMER:
            await actions.heard_customer(session, fact.subject_id, fact.at)
        elif fact.actor_id is not None and await actions.heard_agent(
            session, fact.subject_id, fact.actor_id, fact.at
        ):  # what is said later changes nothing that is shown of the hand-off
            news = {"type": "changed", "handoff": "answered"}
            return partial(live.post, topic_of(fact.subject_id), news)
        return None

    async def wished(fact: PersonWished) -> None:
        """By words, rule, or a button of the chat; what `request` itself records finds its own hand-off."""
        async with db.transaction() as session:
            await actions.request_as_wished(
                session,
                fact.subject_id,
                reason=TransferReason(fact.reason),
                source=AskedBy(fact.source),
                priority=Priority(fact.priority),
                at=fact.at,
            )

    _tell(listeners, live)
    listeners.join(MessageSaid, said)
    listeners.on(PersonWished, wished)


def _tell(listeners: Listeners, live: Live) -> None:
    async def changed(fact: HandoffEvent) -> None:
        live.post(TOPIC, {"type": "changed"})
        live.post(topic_of(fact.session_id), {"type": "changed"})

    async def seized(fact: HandoffSeized) -> None:
        """Whom it was taken from is told so on his own desk."""
        live.post(TOPIC, {"type": "seized", "from": fact.from_agent_id, "handoff": int(fact.subject_id)})

    async def planned(_fact: PlanChanged) -> None:
        """Who waits is told when the company is open."""
        live.post(TOPIC, {"type": "changed"})

    for kind in TOLD:
        listeners.on(kind, changed)
    for plan in (HoursChanged, HolidaysChanged):
        listeners.on(plan, planned)
    listeners.on(HandoffSeized, seized)


def follow_tickets(listeners: Listeners) -> None:
    """Whoever files a ticket from a conversation waits there no longer, from the same instant on."""

    async def filed(session: AsyncSession, fact: TicketFiled) -> None:
        if fact.session_id is not None:
            await actions.go_on_in_writing(session, fact.session_id, fact.user_id, fact.at)

    listeners.join(TicketFiled, filed)
