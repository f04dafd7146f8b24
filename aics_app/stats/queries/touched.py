"""From what `activity` says has happened to the days that it bears on."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.chat.events import ConversationLookedAt
from aics_app.chat.models import Conversation, Message
from aics_app.core.events import Activity
from aics_app.desk.events import HelpAsked
from aics_app.handoff.models import Handoff
from aics_app.stats.queries.chunks import chunks
from aics_app.stats.queries.matters import MOVED
from aics_app.stats.rules.conversations import RE_ASKED, RETURN
from aics_app.stats.rules.days import day_of
from aics_app.stats.rules.facts import Lens
from aics_app.tickets.models import Ticket, TicketClock

CONVERSATION, HANDOFF, TICKET = "conversation", "handoff", "ticket"
UNCOUNTED = frozenset({ConversationLookedAt.__name__, HelpAsked.__name__})
"""Changes nothing that a figure reads: whoever reads old conversations has no old days counted anew."""
SETTLED = timedelta(seconds=60)
"""A transaction takes half of it at most: older rows of `activity` are all there. Of what says that it comes
from the future only the clock was wrong, and nobody waits for it."""
LATEST = 20_000
"""More is not written in a minute."""


@dataclass
class Touched:
    """What happened after an id: to what, and up to where."""

    conversations: set[str] = field(default_factory=set)
    handoffs: set[int] = field(default_factory=set)
    tickets: set[int] = field(default_factory=set)
    messages: set[int] = field(default_factory=set)
    since: datetime | None = None
    until: datetime | None = None
    rows: int = 0
    last_id: int = 0
    settled_id: int = 0
    """Up to here nothing can still appear: who writes has his number before he commits. 0: not sure."""
    is_settled: bool = True

    def add(self, row: Any, now: datetime) -> None:
        """One more row."""
        self.rows += 1
        self.last_id = row.id
        self.is_settled = self.is_settled and not (now - SETTLED < row.at <= now + SETTLED)
        if self.is_settled:
            self.settled_id = row.id
        if row.event in UNCOUNTED:
            return
        self.since = min(self.since or row.at, row.at)
        self.until = max(self.until or row.at, row.at)
        if row.subject_type == CONVERSATION:
            self.conversations.add(row.subject_id)
            if message_id := row.data.get("message_id"):
                self.messages.add(int(message_id))
        elif row.subject_type == HANDOFF:
            self.handoffs.add(int(row.subject_id))
        elif row.subject_type == TICKET:
            self.tickets.add(int(row.subject_id))


async def after(session: AsyncSession, activity_id: int, now: datetime, limit: int) -> Touched:
    """What the next rows of `activity` are about."""
    about = (Activity.event, Activity.subject_type, Activity.subject_id, Activity.data)
    chosen = select(*map(col, (Activity.id, Activity.at, *about))).where(col(Activity.id) > activity_id)
    found = Touched(last_id=activity_id)
    for row in (await session.execute(chosen.order_by(col(Activity.id)).limit(limit))).all():
        found.add(row, now)
    return found


async def last_activity(session: AsyncSession) -> int:
    """The id of what happened last."""
    return (await session.execute(select(func.max(col(Activity.id))))).scalar_one() or 0


async def last_settled(session: AsyncSession, now: datetime) -> int:
    """The id up to which nothing can still appear."""
    latest = (
        select(col(Activity.id), col(Activity.at)).order_by(col(Activity.id).desc()).limit(LATEST).subquery()
    )
    chosen = select(func.min(latest.c.id)).where(latest.c.at > now - SETTLED, latest.c.at <= now + SETTLED)
    first_open: int | None = (await session.execute(chosen)).scalar_one()
    return await last_activity(session) if first_open is None else first_open - 1


class Coming:
    """Between which instants each customer came, as far as it was touched: what that may be a return to."""

    def __init__(self, touched: Touched) -> None:
        self._usual = [at for at in (touched.since, touched.until) if at]
        self._found: dict[int, list[datetime]] = {}

    def add(self, user_id: int, *instants: datetime) -> None:
        """He came then, or something of his was touched."""
        self._found.setdefault(user_id, [*self._usual]).extend(instants)

    def spans(self) -> dict[int, tuple[datetime, datetime]]:
        """By customer."""
        return {user_id: (min(found), max(found)) for user_id, found in self._found.items() if found}


async def days_of(session: AsyncSession, touched: Touched, lens: Lens) -> set[date]:
    """The days for which anything about these counts, or did count."""
    instants: set[datetime] = set()
    coming = Coming(touched)
    sessions = set(touched.conversations)
    for some in chunks(touched.handoffs):
        for at, session_id in await _all(session, Handoff.created_at, Handoff.session_id, Handoff.id, some):
            instants.add(at)
            sessions.add(session_id)
    instants |= await _of_tickets(session, touched.tickets, sessions, coming)
    instants |= await _of_messages(session, touched.messages, coming)
    for named in chunks(sessions):
        columns = (Conversation.created_at, Conversation.user_id, Conversation.id)
        for at, user_id in await _all(session, *columns, named):
            instants.add(at)
            coming.add(user_id)
        queued = await _all(session, Handoff.created_at, Handoff.id, Handoff.session_id, named)
        instants |= {row[0] for row in queued}
    instants |= await _came_before(session, coming.spans())
    return {day_of(at, lens.zone) for at in instants}


async def _all(session: AsyncSession, first: Any, second: Any, key: Any, ids: Collection[Any]) -> list[Any]:
    chosen: Select[Any, Any] = select(col(first), col(second)).where(col(key).in_(ids))
    return list((await session.execute(chosen)).all())


async def _of_messages(session: AsyncSession, ids: Collection[int], coming: Coming) -> set[datetime]:
    """When they were said, what they answer was asked, and just before: the same may have been asked."""
    said: set[datetime] = set()
    answered: set[int] = set()
    columns = (Message.create_time, Message.user_id, Message.reply_to)
    for some in chunks(ids):
        chosen = select(*map(col, columns)).where(col(Message.id).in_(some))
        rows: Sequence[Any] = (await session.execute(chosen)).all()
        for at, user_id, question_id in rows:
            said.add(at)
            coming.add(user_id, at)
            answered |= {question_id} if question_id else set()
    for some in chunks(answered):
        for at, user_id in await _all(session, Message.create_time, Message.user_id, Message.id, some):
            said.add(at)
            coming.add(user_id, at)
    return said | {at - RE_ASKED for at in said}


async def _of_tickets(
    session: AsyncSession, ids: Iterable[int], sessions: set[str], coming: Coming
) -> set[datetime]:
    """When they were filed, promised on, moved and resolved; their conversations and customers are added."""
    instants: set[datetime] = set()
    columns = (
        *(Ticket.create_time, Ticket.first_resolved_at, Ticket.resolved_at, Ticket.close_time),
        *(Ticket.session_id, Ticket.user_id),
    )
    for some in chunks(ids):
        chosen = select(*map(col, columns)).where(col(Ticket.id).in_(some))
        for *at, session_id, user_id in (await session.execute(chosen)).all():
            instants |= {one for one in at if one}
            sessions |= {session_id} if session_id else set()
            coming.add(user_id, at[0])
        instants |= await _of_steps(session, some)
    return instants


async def _of_steps(session: AsyncSession, ids: Sequence[int]) -> set[datetime]:
    clocks = select(col(TicketClock.started_at)).where(col(TicketClock.ticket_id).in_(ids))
    moved = select(col(Activity.at)).where(
        col(Activity.subject_type) == TICKET,
        col(Activity.subject_id).in_(list(map(str, ids))),
        col(Activity.event) == MOVED,
    )
    return {*(await session.execute(clocks)).scalars(), *(await session.execute(moved)).scalars()}


async def _came_before(session: AsyncSession, spans: dict[int, tuple[datetime, datetime]]) -> set[datetime]:
    """When the conversations began that these customers' coming may take something from."""
    found: set[datetime] = set()
    columns = (Conversation.user_id, Conversation.created_at, Conversation.last_message_at)
    for some in chunks(spans):
        since = min(spans[user_id][0] for user_id in some) - RETURN
        chosen = select(*map(col, columns)).where(
            col(Conversation.user_id).in_(some), col(Conversation.last_message_at) >= since
        )
        rows: Sequence[Any] = (await session.execute(chosen)).all()
        for user_id, began, last in rows:
            came, at_last = spans[user_id]
            if last >= came - RETURN and began <= at_last:
                found.add(began)
    return found
