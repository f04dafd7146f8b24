"""How far each side has received and read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.chat import queries
from aics_app.chat.models import Reader
from aics_app.core.db import rows_changed


@dataclass(frozen=True)
class Marked:
    """How far somebody has come: the ids of the last messages received and read."""

    is_customer: bool
    delivered_id: int
    read_id: int


async def mark(
    session: AsyncSession,
    actor: Actor,
    conversation_id: str,
    *,
    delivered_id: int = 0,
    read_id: int = 0,
    at: datetime,
) -> Marked | None:
    """Keep how far the actor has received and read; only ever further, never beyond what was said.

    What was read was delivered. Returns the new state, or None when it is no further. Raises `NotFound`.
    """
    stands = await queries.reading(
        session, actor, conversation_id, delivered_id=delivered_id, read_id=read_id
    )
    is_customer, known = stands.conversation.user_id == actor.user_id, stands.known
    further = Marked(is_customer, max(stands.delivered_id, stands.read_id), stands.read_id)
    is_first = known is None and further.delivered_id > 0
    if is_first and await _began(session, actor, conversation_id, further, at):
        return further
    if not await _moved(session, actor, conversation_id, further, at):
        return None
    if known is None:
        return further
    return Marked(
        is_customer, max(known.delivered_id, further.delivered_id), max(known.read_id, further.read_id)
    )


async def _began(
    session: AsyncSession, actor: Actor, conversation_id: str, first: Marked, at: datetime
) -> bool:
    """False when another page of the same person began in the same instant."""
    reader = Reader(
        session_id=conversation_id,
        user_id=actor.user_id,
        delivered_id=first.delivered_id,
        read_id=first.read_id,
        updated_at=at,
    )
    try:
        async with session.begin_nested():
            session.add(reader)
    except IntegrityError:
        return False
    return True


async def _moved(session: AsyncSession, actor: Actor, conversation_id: str, to: Marked, at: datetime) -> bool:
    received, read = col(Reader.delivered_id), col(Reader.read_id)
    change = update(Reader).where(
        col(Reader.session_id) == conversation_id,
        col(Reader.user_id) == actor.user_id,
        or_(received < to.delivered_id, read < to.read_id),
    )
    values: dict[str, Any] = {
        "delivered_id": case((received < to.delivered_id, to.delivered_id), else_=received),
        "read_id": case((read < to.read_id, to.read_id), else_=read),
        "updated_at": at,
    }
    return await rows_changed(session, change.values(**values)) == 1
