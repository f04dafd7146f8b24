"""The read that stands before every word between people."""

from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Right
from aics_app.chat.models import Conversation, Message, Talk
from aics_app.chat.policies import sees_every, visible, visible_to
from aics_app.core.errors import NotFound


async def talk_alone(
    session: AsyncSession, conversation_id: str, actor: Actor, client_id: str | None
) -> tuple[Talk, int | None]:
    """As `conversation_alone`, with the id of what the actor sent there under this `client_id` before.

    In one question, since it is asked at every message. Of two pages that send the same in the same instant
    the second may wait here, and not find the first's: the table refuses it then.
    """
    told = {"viewer_id": actor.user_id, "talk_id": conversation_id, "own_id": client_id}
    is_scoped = actor.may(Right.CONVERSATIONS_SEE_ALL) and not sees_every(actor)
    chosen = _talk(visible_to(actor)) if is_scoped else _talk_alone(sees_all=sees_every(actor))
    asked = await session.execute(chosen, told)
    row = asked.one_or_none()
    if row is None:
        raise NotFound(conversation_id)
    return Talk(*row[:-1]), row[-1]


@cache
def _talk_alone(*, sees_all: bool) -> Select[str, int, str, int | None, int, int | None]:
    return _talk(visible(sees_all=sees_all))


def _talk(seen: ColumnElement[bool]) -> Select[str, int, str, int | None, int, int | None]:
    sent = select(col(Message.id)).where(
        col(Message.session_id) == bindparam("talk_id"),
        col(Message.client_id) == bindparam("own_id"),
        col(Message.sender_id) == bindparam("viewer_id"),
    )
    return (
        select(
            col(Conversation.id),
            col(Conversation.user_id),
            col(Conversation.speaker),
            col(Conversation.speaker_id),
            col(Conversation.version),
            sent.scalar_subquery(),
        )
        .where(seen, col(Conversation.id) == bindparam("talk_id"))
        .with_for_update()
    )
