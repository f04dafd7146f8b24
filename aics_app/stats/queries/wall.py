"""What stands at this instant: for the screen on the wall."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, Scope
from aics_app.core.errors import Forbidden
from aics_app.handoff.models import OPEN, Handoff
from aics_app.handoff.models import Status as Standing
from aics_app.stats.policies import scope_of
from aics_app.tickets.models import Category, Ticket, TicketClock
from aics_app.workforce import queries as workforce
from aics_app.workforce.models import Status


@dataclass(frozen=True)
class Wall:
    """Who waits and who works. `longest_since` is None while nobody waits; overdue tickets are open ones."""

    waiting: int
    longest_since: datetime | None
    chats: int
    online: int
    busy: int
    away: int
    tickets_open: int
    tickets_overdue: int


async def wall(session: AsyncSession, actor: Actor, now: datetime) -> Wall:
    """Everybody's. Raises `Forbidden`."""
    if scope_of(actor) != Scope.ALL:
        raise Forbidden(Right.STATS_SEE_ALL)
    there = Counter(one.status for one in await workforce.available(session, now))
    since = func.coalesce(col(Handoff.waiting_since), col(Handoff.created_at))
    by_status = (
        select(col(Handoff.status), func.count(), func.min(since))
        .where(col(Handoff.status).in_(OPEN))
        .group_by(col(Handoff.status))
    )
    stand = {row[0]: (row[1], row[2]) for row in (await session.execute(by_status)).all()}
    waiting, longest = stand.get(Standing.QUEUED, (0, None))
    opened, overdue = await _tickets(session, now)
    return Wall(
        waiting=waiting,
        longest_since=longest,
        chats=stand.get(Standing.ACTIVE, (0, None))[0],
        online=there[Status.ONLINE],
        busy=there[Status.BUSY],
        away=there[Status.AWAY],
        tickets_open=opened,
        tickets_overdue=overdue,
    )


async def _tickets(session: AsyncSession, now: datetime) -> tuple[int, int]:
    """How many are not resolved, and of how many of these a promise is broken and still to be kept."""
    unresolved = (col(Ticket.status_category) != Category.RESOLVED, col(Ticket.merged_into_id).is_(None))
    late = (
        select(func.count(func.distinct(col(TicketClock.ticket_id))))
        .join(Ticket, col(Ticket.id) == col(TicketClock.ticket_id))
        .where(*unresolved, col(TicketClock.met_at).is_(None), col(TicketClock.due_at) <= now)
    )
    opened = select(func.count()).select_from(Ticket).where(*unresolved)
    return (await session.execute(opened)).scalar_one(), (await session.execute(late)).scalar_one()
