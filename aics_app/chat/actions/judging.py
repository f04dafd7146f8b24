"""What the customer says of answers and of the matter as a whole."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.chat import queries
from aics_app.chat.errors import NotAnAnswer
from aics_app.chat.events import FeedbackGiven, PersonWished, SolvedSaid
from aics_app.chat.models import (
    AskedBy,
    Conversation,
    Feedback,
    Priority,
    Speaker,
    State,
    TransferReason,
)
from aics_app.chat.rules.transfer import UNSOLVED, is_disappointed, is_unsolved, record_of
from aics_app.core.db import rows_changed
from aics_app.core.errors import Invalid
from aics_app.core.events import record
from aics_app.core.text import clean

LOOKED_AT = 12
"""Of what was said last; further back nothing counts."""


async def give_feedback(
    session: AsyncSession, actor: Actor, message_id: int, *, helpful: bool, reason: str, at: datetime
) -> Conversation:
    """Judge an answer; saying it again replaces. Raises `NotFound`, `NotAnAnswer`, `Invalid`."""
    if len(reason) > 500:  # noqa: PLR2004 - the column's width
        raise Invalid(fields={"reason": "too_long"})
    seen, _ = await queries.get_own_reply(session, actor, message_id)
    # Two thumbs down at once must see each other, or nobody is called.
    conversation = await queries.own_conversation_alone(session, actor, seen.id)
    _, reply = await queries.own_reply_alone(session, actor, message_id)
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
    if not helpful:
        await _call_if_disappointed(session, actor, conversation, at)
    return conversation


async def say_solved(
    session: AsyncSession, actor: Actor, conversation_id: str, *, solved: bool, at: datetime
) -> None:
    """Keep whether the customer's matter is solved; "no" is his word on the last answer too."""
    conversation = await queries.own_conversation_alone(session, actor, conversation_id)
    conversation.solved = solved
    record(session, SolvedSaid(actor_id=actor.user_id, subject_id=conversation.id, at=at, solved=solved))
    answer = await queries.find_last_answer(session, conversation.id)
    if answer and is_unsolved(answer) == solved:
        answer.extra = {**(answer.extra or {}), UNSOLVED: not solved}
        await session.flush()
    if not solved:
        await _call_if_disappointed(session, actor, conversation, at)


async def _call_if_disappointed(
    session: AsyncSession, actor: Actor, conversation: Conversation, at: datetime
) -> None:
    """A person is called when the customer has said of the last answers that they did not help."""
    if conversation.speaker != Speaker.AI or conversation.wants_person_at:
        return  # somebody is there, or comes
    said = await queries.said_before(session, conversation.id, None, LOOKED_AT)
    if is_disappointed(record_of(said)):
        await wish_person(
            session,
            actor.user_id,
            conversation.id,
            reason=TransferReason.MISSING_KNOWLEDGE,
            source=AskedBy.RULE,
            at=at,
        )


async def accept_offer(session: AsyncSession, actor: Actor, conversation_id: str, at: datetime) -> None:
    """The customer takes the person whom the last answer offered. Raises `NotFound`."""
    conversation = await queries.get_own_conversation(session, actor, conversation_id)
    answer = await queries.find_last_answer(session, conversation.id)
    offered = answer.transfer_reason if answer else None
    reason = TransferReason(offered) if offered else TransferReason.CUSTOMER_REQUEST
    await wish_person(session, actor.user_id, conversation.id, reason=reason, source=AskedBy.BUTTON, at=at)


async def wish_person(  # noqa: PLR0913 - why, how and how urgently are keywords
    session: AsyncSession,
    actor_id: int | None,
    conversation_id: str,
    *,
    reason: TransferReason,
    source: AskedBy | None = None,
    priority: Priority = Priority.NORMAL,
    at: datetime,
) -> None:
    """Note on the conversation that a person is wanted; the first wish counts, and an urgent one always.

    Without `source` it is the button of whoever is named, or words.
    """
    noted = await rows_changed(
        session,
        update(Conversation)
        .where(col(Conversation.id) == conversation_id, col(Conversation.wants_person_at).is_(None))
        .values(wants_person_at=at),
    )
    if not noted and priority != Priority.URGENT:
        return
    fact = PersonWished(
        actor_id=actor_id,
        subject_id=conversation_id,
        at=at,
        reason=reason,
        source=source or (AskedBy.BUTTON if actor_id else AskedBy.WORDS),
        priority=priority,
    )
    record(session, fact)


async def forget_wish(session: AsyncSession, conversation_id: str) -> None:
    """A person is wished for no longer."""
    changed = update(Conversation).where(col(Conversation.id) == conversation_id)
    await rows_changed(session, changed.values(wants_person_at=None))
