"""How far a conversation was received and read."""

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.chat.models import Conversation, Message, Reader
from aics_app.chat.policies import readable_by, visible_to
from aics_app.chat.queries.conversations import shown_in
from aics_app.core.errors import NotFound


@dataclass(frozen=True)
class Reading:
    """Where one stands who has received and read so far: the last messages up to there, and what is kept."""

    conversation: Conversation
    delivered_id: int
    read_id: int
    known: Reader | None


async def reading(
    session: AsyncSession, actor: Actor, conversation_id: str, *, delivered_id: int, read_id: int
) -> Reading:
    """In one question, since it is asked at every message; raises `NotFound`."""
    own = and_(col(Reader.session_id) == col(Conversation.id), col(Reader.user_id) == actor.user_id)
    chosen = (
        select(
            Conversation,
            _last_up_to(conversation_id, delivered_id),
            _last_up_to(conversation_id, read_id),
            Reader,
        )
        .outerjoin(Reader, own)
        .where(visible_to(actor), col(Conversation.id) == conversation_id)
    )
    row = (await session.execute(chosen)).one_or_none()
    if row is None:
        raise NotFound(conversation_id)
    conversation, delivered, read, known = row
    return Reading(conversation, delivered or 0, read or 0, known)


def _last_up_to(conversation_id: str, up_to: int) -> ScalarSelect[int | None]:
    chosen = select(func.max(col(Message.id))).where(shown_in(conversation_id), readable_by(None))
    return chosen.where(col(Message.id) <= up_to).scalar_subquery()


async def read_by_others(session: AsyncSession, conversation: Conversation, viewer: Actor) -> tuple[int, int]:
    """How far the other side has received and read, as (delivered, read): the customer's is the staff."""
    if viewer.user_id == conversation.user_id:
        others = col(Reader.user_id) != conversation.user_id
    else:
        others = col(Reader.user_id) == conversation.user_id
    figures = func.max(col(Reader.delivered_id)), func.max(col(Reader.read_id))
    chosen = select(*figures).where(col(Reader.session_id) == conversation.id, others)
    delivered, read = (await session.execute(chosen)).one()
    return delivered or 0, read or 0
