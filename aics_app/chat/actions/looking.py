"""That somebody of the staff looked into a customer's conversation."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.chat import queries
from aics_app.chat.events import ConversationLookedAt
from aics_app.core.events import Activity, record

NOTED_EVERY = timedelta(hours=1)


async def note_look(session: AsyncSession, actor: Actor, conversation_id: str, at: datetime) -> bool:
    """Keep who read it, once an hour for each reader; whether it is kept now. Raises `NotFound`.

    Its customer reads what is his own, and who has the word what he is to answer: neither is a look.
    """
    conversation = await queries.get_conversation(session, actor, conversation_id)
    if actor.user_id in (conversation.user_id, conversation.speaker_id):
        return False
    noted = select(col(Activity.id)).where(
        col(Activity.subject_type) == ConversationLookedAt.subject_type,
        col(Activity.subject_id) == conversation_id,
        col(Activity.event) == ConversationLookedAt.__name__,
        col(Activity.actor_id) == actor.user_id,
        col(Activity.at) > at - NOTED_EVERY,
    )
    if (await session.execute(noted.limit(1))).scalar_one_or_none() is not None:
        return False
    record(session, ConversationLookedAt(actor_id=actor.user_id, subject_id=conversation_id, at=at))
    return True
