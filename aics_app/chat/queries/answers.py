"""Reads of answers: whose they are, what they stand on, how they were judged, what came before."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.chat.models import Citation, Conversation, Feedback, Message, MessageType, Sender, State
from aics_app.chat.policies import owned_by
from aics_app.chat.queries.conversations import judged, last_of, shown_in
from aics_app.core.errors import NotFound


async def find_reply_to(session: AsyncSession, message_id: int) -> Message | None:
    """The latest answer to a question."""
    found = await session.execute(
        select(Message)
        .where(col(Message.reply_to) == message_id, col(Message.state) != State.REPLACED)
        .order_by(col(Message.id).desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def get_own_reply(session: AsyncSession, actor: Actor, message_id: int) -> tuple[Conversation, Message]:
    """An answer of the AI in one of the actor's own conversations; raises `NotFound`."""
    found = await session.execute(
        select(Conversation, Message)
        .join(Message, col(Message.session_id) == col(Conversation.id))
        .where(owned_by(actor), col(Message.id) == message_id, col(Message.sender) == Sender.AI)
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound(str(message_id))
    return row[0], row[1]


async def own_reply_alone(
    session: AsyncSession, actor: Actor, message_id: int
) -> tuple[Conversation, Message]:
    """As `get_own_reply`, and nobody else changes the answer before this transaction ends."""
    await session.execute(select(col(Message.id)).where(col(Message.id) == message_id).with_for_update())
    return await get_own_reply(session, actor, message_id)


async def being_written(session: AsyncSession, reply_ids: Sequence[int]) -> set[int]:
    """Those of these answers that have not ended."""
    chosen = select(col(Message.id)).where(
        col(Message.id).in_(reply_ids), col(Message.state) == State.STREAMING
    )
    return {found for found in (await session.execute(chosen)).scalars() if found is not None}


async def citations(session: AsyncSession, message_ids: Sequence[int]) -> dict[int, list[Citation]]:
    """The sources of each of these answers, in order."""
    found: dict[int, list[Citation]] = {}
    if message_ids:
        order = (col(Citation.message_id), col(Citation.position))
        chosen = select(Citation).where(col(Citation.message_id).in_(message_ids)).order_by(*order)
        for citation in (await session.execute(chosen)).scalars():
            found.setdefault(citation.message_id, []).append(citation)
    return found


async def feedback(session: AsyncSession, message_ids: Sequence[int]) -> dict[int, Feedback]:
    """What the customer said of each of these answers."""
    if not message_ids:
        return {}
    chosen = select(Feedback).where(col(Feedback.message_id).in_(message_ids))
    return {own.message_id: own for own in (await session.execute(chosen)).scalars()}


async def said_before(
    session: AsyncSession, conversation_id: str, question_id: int | None, limit: int
) -> list[tuple[Message, Feedback | None]]:
    """What was said before a question (or at all), what failed and lines of the system too; no notes."""
    chosen = judged().where(
        col(Message.session_id) == conversation_id,
        col(Message.sender).in_(list(Sender)),
        col(Message.message_type) != MessageType.NOTE,
        col(Message.state).in_([State.DONE, State.FAILED]),
    )
    if question_id is not None:
        chosen = chosen.where(col(Message.id) < question_id)
    return await last_of(session, chosen, limit)


async def find_last_answer(session: AsyncSession, conversation_id: str) -> Message | None:
    """What the AI said last, or failed to say."""
    found = await session.execute(
        select(Message)
        .where(shown_in(conversation_id), col(Message.sender) == Sender.AI)
        .order_by(col(Message.id).desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def failed_tries(session: AsyncSession, question_id: int) -> int:
    """How many answers to this question failed and gave way to another try."""
    found = await session.execute(
        select(func.count())
        .select_from(Message)
        .where(
            col(Message.reply_to) == question_id,
            col(Message.state) == State.REPLACED,
            col(Message.error_code).is_not(None),
        )
    )
    return found.scalar_one()
