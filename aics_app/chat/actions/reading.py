"""How far each side has received and read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Table, Update, bindparam, case, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Right
from aics_app.chat import queries
from aics_app.chat.models import Message, MessageType, Reader, State
from aics_app.chat.policies import sees_every
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
    if delivered_id <= read_id and (told := await _went_on(session, actor, conversation_id, read_id, at)):
        return told
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


async def _went_on(
    session: AsyncSession, actor: Actor, conversation_id: str, read_id: int, at: datetime
) -> Marked | None:
    """In one statement what mostly happens: who has read before reads the next message, all of it.

    None where that is not so: nothing is further, it is no message that he is shown, or he begins.
    """
    is_customer = not actor.may(Right.CONVERSATIONS_SEE_ALL)  # whoever is both is left to the longer way
    if not is_customer and not sees_every(actor):
        return None
    change = _AS_CUSTOMER if is_customer else _AS_STAFF
    values = {"told_by": actor.user_id, "told_in": conversation_id, "told_id": read_id, "told_at": at}
    if await rows_changed(session, change, values) != 1:
        return None
    return Marked(is_customer, read_id, read_id)


async def _began(
    session: AsyncSession, actor: Actor, conversation_id: str, first: Marked, at: datetime
) -> bool:
    """False when another page of the same person began in the same instant.

    They take turns: who is refused an INSERT shares a lock on the row, and two who share it and then change
    it wait for each other.
    """
    await queries.conversation_alone(session, conversation_id)
    if await session.get(Reader, (conversation_id, actor.user_id)):
        return False
    reader = Reader(
        session_id=conversation_id,
        user_id=actor.user_id,
        delivered_id=first.delivered_id,
        read_id=first.read_id,
        updated_at=at,
    )
    session.add(reader)
    await session.flush()
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


def _went_on_as(*, customer: bool) -> Update:
    """Built once, since it is carried out at every message, which says itself whose conversation it is in."""
    marks = _READERS.c
    told: BindParameter[int] = bindparam("told_id")
    by: BindParameter[int] = bindparam("told_by")
    whose = _MESSAGES.c.user_id == by if customer else _MESSAGES.c.user_id != by
    is_shown = (_MESSAGES.c.state != State.REPLACED, _MESSAGES.c.message_type != MessageType.NOTE)
    said = select(_MESSAGES.c.id).where(
        _MESSAGES.c.id == told, _MESSAGES.c.session_id == bindparam("told_in"), whose, *is_shown
    )
    return (
        update(_READERS)
        .where(marks.session_id == bindparam("told_in"), marks.user_id == by)
        .where(marks.read_id < told, marks.delivered_id <= told, said.exists())
        .values(delivered_id=told, read_id=told, updated_at=bindparam("told_at"))
    )


_READERS: Table = Reader.__table__  # type: ignore[attr-defined]  # SQLModel does not say so
_MESSAGES: Table = Message.__table__  # type: ignore[attr-defined]  # as above
_AS_CUSTOMER, _AS_STAFF = _went_on_as(customer=True), _went_on_as(customer=False)
