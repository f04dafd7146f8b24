"""Hand-offs as figures read them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.chat.models import Message, MessageType, Sender, State
from aics_app.core.events import Activity
from aics_app.handoff.events import HandoffTaken
from aics_app.handoff.models import OPEN, Handoff, Status
from aics_app.stats.queries.chunks import chunks
from aics_app.stats.queries.spans import within
from aics_app.stats.rules.conversations import is_answer
from aics_app.stats.rules.days import Span
from aics_app.stats.rules.handoffs import Line, Wait

SPOKEN = (Sender.CUSTOMER, Sender.AGENT, Sender.AI)


async def touched_waits(session: AsyncSession, spans: Sequence[Span]) -> set[int]:
    """Hand-offs that began in these instants."""
    began = select(col(Handoff.id)).where(within(col(Handoff.created_at), spans))
    return {found for found in (await session.execute(began)).scalars() if found is not None}


async def waits(session: AsyncSession, ids: Iterable[int]) -> list[Wait]:
    """These hand-offs, with what was said in them."""
    found: list[Wait] = []
    for some in chunks(ids):
        rows = list((await session.execute(select(Handoff).where(col(Handoff.id).in_(some)))).scalars())
        said = await _said(session, sorted({row.session_id for row in rows}))
        taken_by = await _taken_by(session, some)
        found += [_wait(row, said[row.session_id], taken_by.get(row.id or 0)) for row in rows]
    return found


async def _taken_by(session: AsyncSession, ids: Sequence[int]) -> dict[int, int]:
    """Who took each first; it may have been passed on since."""
    chosen = select(col(Activity.subject_id), col(Activity.data)).where(
        col(Activity.subject_type) == HandoffTaken.subject_type,
        col(Activity.subject_id).in_(list(map(str, ids))),
        col(Activity.event) == HandoffTaken.__name__,
    )
    found: dict[int, int] = {}
    for own, data in (await session.execute(chosen.order_by(col(Activity.id)))).all():
        found.setdefault(int(own), data["agent_id"])
    return found


async def _said(session: AsyncSession, conversation_ids: Sequence[str]) -> dict[str, list[Any]]:
    columns = (
        *(Message.session_id, Message.sender, Message.sender_id, Message.create_time),
        *(Message.state, Message.reply_to, Message.intent),
    )
    chosen = (
        select(*map(col, columns))
        .where(col(Message.session_id).in_(conversation_ids), col(Message.sender).in_(SPOKEN))
        .where(col(Message.message_type) == MessageType.TEXT)
        .order_by(col(Message.id))
    )
    found: dict[str, list[Any]] = defaultdict(list)
    for row in (await session.execute(chosen)).all():
        found[row.session_id].append(row)
    return found


def _wait(row: Handoff, said: Sequence[Any], taken_by: int | None) -> Wait:
    assert row.id is not None
    return Wait(
        id=row.id,
        queued_at=row.created_at,
        reason=row.reason,
        taken_at=row.taken_at,
        first_reply_at=row.first_reply_at,
        ended_at=row.ended_at,
        is_open=row.status in OPEN,
        is_closed=row.status == Status.CLOSED,
        taken_by=taken_by,
        agent_id=row.agent_id,
        score=row.score,
        ai_answered=any(_is_answer(one) and one.create_time <= row.created_at for one in said),
        lines=list(_lines(row, said)) if row.taken_at else (),
    )


def _is_answer(said: Any) -> bool:
    is_reply = said.sender == Sender.AI and said.reply_to is not None
    return is_reply and is_answer(said.intent, is_done=said.state == State.DONE)


def _lines(row: Handoff, said: Sequence[Any]) -> Iterable[Line]:
    assert row.taken_at is not None
    since: datetime = row.taken_at.replace(microsecond=0)  # messages are kept to the second
    for one in said:
        is_within = since <= one.create_time and (row.ended_at is None or one.create_time <= row.ended_at)
        if is_within and one.sender != Sender.AI:
            yield Line(one.create_time, one.sender_id if one.sender == Sender.AGENT else None)
