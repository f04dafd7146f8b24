"""Conversations as figures read them: no word of what was said."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.chat.events import SolvedSaid
from aics_app.chat.models import Conversation, Feedback, Message, MessageType, Sender, State
from aics_app.core.events import Activity
from aics_app.handoff.models import Handoff
from aics_app.stats.queries.chunks import chunks
from aics_app.stats.queries.spans import within
from aics_app.stats.rules.conversations import RETURN, Exchange, Return, Talk
from aics_app.stats.rules.days import Span
from aics_app.tickets.models import Ticket


async def touched_talks(session: AsyncSession, spans: Sequence[Span]) -> set[str]:
    """Conversations that began in these instants, or in which somebody said something."""
    began = select(col(Conversation.id)).where(within(col(Conversation.created_at), spans))
    said = (
        select(col(Message.session_id))
        .where(within(col(Message.create_time), spans))
        .where(col(Message.sender) == Sender.CUSTOMER)
        .distinct()
    )
    return {*(await session.execute(began)).scalars(), *(await session.execute(said)).scalars()}


async def talks(session: AsyncSession, ids: Iterable[str]) -> list[Talk]:
    """These conversations, each with all that bears on its end."""
    found: list[Talk] = []
    for some in chunks(ids):
        found += await _talks(session, some)
    return found


async def _talks(session: AsyncSession, ids: Sequence[str]) -> list[Talk]:
    columns = (Conversation.id, Conversation.user_id, Conversation.created_at, Conversation.solved)
    chosen = select(*map(col, columns)).where(col(Conversation.id).in_(ids))
    rows = (await session.execute(chosen)).all()
    exchanges = await _exchanges(session, ids)
    handoffs = await _instants(session, Handoff.session_id, Handoff.created_at, ids)
    filed = await _instants(session, Ticket.session_id, Ticket.create_time, ids)
    solved = await _solved_at(session, [row.id for row in rows if row.solved is not None])
    again = await _returns(session, {row.user_id for row in rows}, exchanges)
    return [
        Talk(
            id=row.id,
            began_at=row.created_at,
            exchanges=exchanges[row.id],
            handoffs=handoffs[row.id],
            asked_person=sorted([*handoffs[row.id], *filed[row.id]]),
            solved=row.solved,
            solved_at=solved.get(row.id),
            returns=[one for whence, one in again[row.user_id] if whence != row.id],
        )
        for row in rows
    ]


async def _exchanges(session: AsyncSession, ids: Sequence[str]) -> dict[str, list[Exchange]]:
    """What customers said to the AI in each, with its last answer; what they said to people is left out."""
    columns = (
        *(Message.id, Message.session_id, Message.user_id, Message.sender, Message.create_time),
        *(Message.state, Message.reply_to, Message.source, Message.intent, Feedback.helpful),
    )
    chosen = (
        select(*map(col, columns))
        .outerjoin(Feedback, col(Feedback.message_id) == col(Message.id))
        .where(col(Message.session_id).in_(ids), col(Message.message_type) == MessageType.TEXT)
        .where(col(Message.sender).in_([Sender.CUSTOMER, Sender.AI]), col(Message.state) != State.REPLACED)
        .order_by(col(Message.id))
    )
    rows = (await session.execute(chosen)).all()
    replies = {row.reply_to: row for row in rows if row.sender == Sender.AI and row.reply_to}
    found: dict[str, list[Exchange]] = defaultdict(list)
    for row in rows:
        if row.sender == Sender.CUSTOMER and row.id in replies:
            found[row.session_id].append(_exchange(row, replies[row.id]))
    return found


def _exchange(question: Any, reply: Any) -> Exchange:
    is_done = reply.state == State.DONE
    return Exchange(
        at=question.create_time,
        user_id=question.user_id,
        source=reply.source if is_done else None,
        intent=reply.intent or "",
        is_done=is_done,
        helpful=reply.helpful,
    )


async def _instants(
    session: AsyncSession, session_id: Any, at: Any, ids: Sequence[str]
) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = defaultdict(list)
    # Sorted here: SQLite would go by the index of the instants, through all that ever was.
    chosen = select(col(session_id), col(at)).where(col(session_id).in_(ids))
    rows: Sequence[Any] = (await session.execute(chosen)).all()
    for own, instant in sorted(rows, key=itemgetter(1)):
        found[own].append(instant)
    return found


async def _solved_at(session: AsyncSession, ids: Sequence[str]) -> dict[str, datetime]:
    """When the customers said so last; nobody knows of conversations that were taken over."""
    if not ids:
        return {}
    chosen = select(col(Activity.subject_id), col(Activity.at)).where(
        col(Activity.subject_type) == SolvedSaid.subject_type,
        col(Activity.subject_id).in_(ids),
        col(Activity.event) == SolvedSaid.__name__,
    )
    return {
        row.subject_id: row.at for row in (await session.execute(chosen.order_by(col(Activity.id)))).all()
    }


async def _returns(
    session: AsyncSession, user_ids: set[int], exchanges: dict[str, list[Exchange]]
) -> dict[int, list[tuple[str, Return]]]:
    """What each of these customers came with from the first to a week after the last of these exchanges."""
    instants = [one.at for some in exchanges.values() for one in some]
    found: dict[int, list[tuple[str, Return]]] = defaultdict(list)
    if not instants:
        return found
    start, end = min(instants), max(instants) + RETURN
    for some in chunks(user_ids):
        for user_id, whence, at, matter in await _came(session, some, start, end):
            if matter:
                found[user_id].append((whence or "", Return(at, matter)))
    return found


async def _came(
    session: AsyncSession, user_ids: Sequence[int], start: datetime, end: datetime
) -> list[tuple[int, str | None, datetime, str | None]]:
    columns = (Message.user_id, Message.session_id, Message.create_time, Message.intent, Message.state)
    asked = select(*map(col, columns)).where(
        col(Message.user_id).in_(user_ids),
        col(Message.create_time).between(start, end),
        col(Message.sender) == Sender.AI,
    )
    filed = select(
        col(Ticket.user_id), col(Ticket.session_id), col(Ticket.create_time), col(Ticket.category)
    ).where(
        col(Ticket.user_id).in_(user_ids),
        col(Ticket.create_time).between(start, end),
        col(Ticket.category).is_not(None),
    )
    # The state is looked at here: SQLite would go by its index, which is of a million answers that are done.
    answers: Sequence[Any] = (await session.execute(asked)).all()
    rows: list[Any] = [row for row in answers if row.state == State.DONE]
    rows += (await session.execute(filed)).all()
    return [(row[0], row[1], row[2], row[3]) for row in rows]
