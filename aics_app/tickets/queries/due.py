"""What is due by itself: promises, reminders, tickets that nobody has, or whose handler is gone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import User
from aics_app.core.events import Activity
from aics_app.tickets.events import TicketAssigned
from aics_app.tickets.models import Category, Ticket, TicketClock
from aics_app.tickets.queries.workflow import workflow as workflow_now
from aics_app.tickets.rules.workflow import Workflow
from aics_app.workforce.models import AgentProfile
from aics_app.workforce.policies import WORKING_ROLES

AT_ONCE = 100
"""So many of a kind are done in one turn; the next turn does the others."""
GIVEN_BACK = 20
"""How many assignments are looked through for the last that was by rule."""


@dataclass(frozen=True)
class Due:
    """A promise that is to be warned of, or that is broken."""

    ticket_id: int
    kind: str


async def warnable(session: AsyncSession, now: datetime) -> list[Due]:
    """Promises that are soon due, and nobody was warned."""
    chosen = _unmet().where(
        col(TicketClock.warn_at) <= now,
        col(TicketClock.due_at) > now,
        col(TicketClock.warned_at).is_(None),
        col(TicketClock.breached_at).is_(None),
    )
    return await _due(session, chosen.order_by(col(TicketClock.warn_at)))


async def breakable(session: AsyncSession, now: datetime) -> list[Due]:
    """Promises that are overdue, and not yet told to be; also those that stand with nothing left."""
    unheard = _unmet().where(col(TicketClock.breached_at).is_(None))
    running = await _due(session, unheard.where(col(TicketClock.due_at) <= now))
    standing = unheard.where(col(TicketClock.due_at).is_(None), col(TicketClock.left_s) == 0)
    return running + await _due(session, standing)


def _unmet() -> Select[int, str]:
    return select(col(TicketClock.ticket_id), col(TicketClock.kind)).where(col(TicketClock.met_at).is_(None))


async def _due(session: AsyncSession, chosen: Select[int, str]) -> list[Due]:
    return [Due(*row) for row in (await session.execute(chosen.limit(AT_ONCE))).all()]


async def unhandled(session: AsyncSession, workflow: Workflow, before: datetime) -> list[Ticket]:
    """Tickets untouched since before this instant, and nobody was reminded of; the oldest first.

    What was said before somebody got it, or before it was reopened, handles it no more.
    """
    since = func.coalesce(col(Ticket.assign_time), col(Ticket.create_time))
    handled, reopened = col(Ticket.handle_time), col(Ticket.reopened_at)
    chosen = (
        select(Ticket)
        .where(
            col(Ticket.status_category) == Category.OPEN,
            col(Ticket.status) == workflow.first.word,
            or_(handled.is_(None), handled < since, handled < reopened),
            col(Ticket.reminded_at).is_(None),
            col(Ticket.merged_into_id).is_(None),
            since <= before,
            or_(reopened.is_(None), reopened <= before),
        )
        .order_by(since, col(Ticket.id))
        .limit(AT_ONCE)
    )
    return list((await session.execute(chosen)).scalars())


async def unassigned(session: AsyncSession) -> list[Ticket]:
    """Open tickets that nobody has: the most urgent first, of those the oldest."""
    workflow = await workflow_now(session)
    rank = case({one.word: one.rank for one in workflow.priorities}, value=col(Ticket.priority), else_=0)
    chosen = (
        select(Ticket)
        .where(
            col(Ticket.status_category) == Category.OPEN,
            col(Ticket.handler_id).is_(None),
            col(Ticket.merged_into_id).is_(None),
        )
        .order_by(rank.desc(), col(Ticket.id))
        .limit(AT_ONCE)
    )
    return list((await session.execute(chosen)).scalars())


async def abandoned(session: AsyncSession) -> list[int]:
    """Tickets whose handler may not sign in any more, or works on none, by id."""
    chosen = (
        select(col(Ticket.id))
        .outerjoin(User, col(User.id) == col(Ticket.handler_id))
        .where(
            col(Ticket.status_category).in_((Category.OPEN, Category.PAUSED)),
            col(Ticket.handler_id).is_not(None),
            or_(col(User.id).is_(None), col(User.status) != 1, col(User.role).not_in(WORKING_ROLES)),
        )
        .limit(AT_ONCE)
    )
    return [ticket_id for ticket_id in (await session.execute(chosen)).scalars() if ticket_id is not None]


async def load(session: AsyncSession) -> dict[int, int]:
    """How many open tickets each of the staff has; what waits for its customer is no work."""
    found = await session.execute(
        select(col(Ticket.handler_id), func.count())
        .where(col(Ticket.status_category) == Category.OPEN, col(Ticket.handler_id).is_not(None))
        .group_by(col(Ticket.handler_id))
    )
    return {handler_id: count for handler_id, count in found if handler_id is not None}


async def last_handlers(session: AsyncSession, customer_ids: Collection[int]) -> dict[int, int]:
    """Who had the last ticket of each of these customers that anybody had."""
    latest = (
        select(func.max(col(Ticket.id)))
        .where(col(Ticket.user_id).in_(customer_ids), col(Ticket.handler_id).is_not(None))
        .group_by(col(Ticket.user_id))
    )
    found = await session.execute(
        select(col(Ticket.user_id), col(Ticket.handler_id)).where(col(Ticket.id).in_(latest))
    )
    return {user_id: handler_id for user_id, handler_id in found if handler_id is not None}


async def last_given(session: AsyncSession) -> int | None:
    """Whom a rule gave a ticket last, if that is not long ago."""
    chosen = (
        select(Activity)
        .where(col(Activity.event) == TicketAssigned.__name__)
        .order_by(col(Activity.at).desc(), col(Activity.id).desc())
        .limit(GIVEN_BACK)
    )
    for row in (await session.execute(chosen)).scalars():
        if row.data.get("by_rule") and row.data.get("after"):
            return int(row.data["after"])
    return None


async def team_of(session: AsyncSession, user_id: int) -> str | None:
    """The team that one of the staff belongs to."""
    chosen = select(col(AgentProfile.team)).where(col(AgentProfile.user_id) == user_id)
    return (await session.execute(chosen)).scalar_one_or_none()
