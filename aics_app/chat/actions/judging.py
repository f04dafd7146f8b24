"""What the customer says of answers and of the matter as a whole."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.chat import queries
from aics_app.chat.errors import NotAnAnswer
from aics_app.chat.events import FeedbackGiven, PersonWished, SolvedSaid
from aics_app.chat.models import Conversation, Feedback, State, TransferReason
from aics_app.core.db import rows_changed
from aics_app.core.errors import Invalid
from aics_app.core.events import record
from aics_app.core.text import clean


async def give_feedback(
    session: AsyncSession, actor: Actor, message_id: int, *, helpful: bool, reason: str, at: datetime
) -> Conversation:
    """Judge an answer; saying it again replaces. Raises `NotFound`, `NotAnAnswer`, `Invalid`."""
    if len(reason) > 500:  # noqa: PLR2004 - the column's width
        raise Invalid(fields={"reason": "too_long"})
    conversation, reply = await queries.own_reply_alone(session, actor, message_id)
    if reply.state != State.DONE:
        raise NotAnAnswer
    known = await session.get(Feedback, message_id)
    if known is None:
        known = Feedback(message_id=message_id, user_id=actor.user_id, helpful=helpful, created_at=at)
    known.helpful, known.reason, known.created_at = helpful, clean(reason), at
    session.add(known)
    fact = FeedbackGiven(
        actor_id=actor.user_id,
        subject_id=conversation.id,
        at=at,
        message_id=message_id,
        helpful=helpful,
        reason=known.reason,
    )
    record(session, fact)
    return conversation


async def say_solved(
    session: AsyncSession, actor: Actor, conversation_id: str, *, solved: bool, at: datetime
) -> None:
    """Keep whether the customer's matter is solved."""
    conversation = await queries.get_own_conversation(session, actor, conversation_id)
    conversation.solved = solved
    record(session, SolvedSaid(actor_id=actor.user_id, subject_id=conversation.id, at=at, solved=solved))


async def wish_person(
    session: AsyncSession, actor_id: int | None, conversation_id: str, *, reason: TransferReason, at: datetime
) -> None:
    """Note on the conversation that a person is wanted; the first wish counts."""
    noted = await rows_changed(
        session,
        update(Conversation)
        .where(col(Conversation.id) == conversation_id, col(Conversation.wants_person_at).is_(None))
        .values(wants_person_at=at),
    )
    if noted:
        record(session, PersonWished(actor_id=actor_id, subject_id=conversation_id, at=at, reason=reason))


async def forget_wish(session: AsyncSession, conversation_id: str) -> None:
    """A person is wished for no longer."""
    changed = update(Conversation).where(col(Conversation.id) == conversation_id)
    await rows_changed(session, changed.values(wants_person_at=None))
