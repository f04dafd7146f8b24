"""What nobody does by hand: promises watched, somebody reminded, tickets given to whose turn it is.

Each is done once, whoever of the replicas comes first: what must still hold stands in the UPDATE.
"""

from datetime import datetime

from sqlalchemy import Update, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.core.db import rows_changed
from aics_app.core.errors import Conflict
from aics_app.core.events import record
from aics_app.tickets import queries
from aics_app.tickets.actions import clocks
from aics_app.tickets.actions.assigning import hand
from aics_app.tickets.actions.changing import about, change
from aics_app.tickets.events import Changes, ClockBreached, ClockWarned, TicketEdited, TicketReminded
from aics_app.tickets.models import Category, Ticket, TicketClock
from aics_app.tickets.queries import Due
from aics_app.tickets.rules.turns import able, whose_turn
from aics_app.tickets.rules.workflow import Workflow
from aics_app.workforce import actions as workforce
from aics_app.workforce.queries import available
from aics_app.workforce.rules.hours import Hours
from aics_app.workforce.rules.turn import Policy, has_room


async def warn(session: AsyncSession, due: Due, *, at: datetime) -> bool:
    """Tell that a promise is soon due; False when there is nothing to tell any more."""
    ticket = await queries.by_id_alone(session, due.ticket_id)
    unwarned = _unmet(due).where(col(TicketClock.warned_at).is_(None), col(TicketClock.warn_at) <= at)
    if ticket is None or await rows_changed(session, unwarned.values(warned_at=at)) != 1:
        return False
    record(
        session,
        ClockWarned(actor_id=None, **about(ticket, at), kind=due.kind, handler_id=ticket.handler_id),
    )
    return True


async def breach(session: AsyncSession, due: Due, *, hours: Hours, at: datetime) -> bool:
    """Tell that a promise is broken, and do what the workflow says of it; False when it no longer is."""
    workflow = await queries.workflow_held(session)
    ticket = await queries.by_id_alone(session, due.ticket_id)
    is_over = or_(col(TicketClock.due_at) <= at, col(TicketClock.left_s) == 0)
    unheard = _unmet(due).where(col(TicketClock.breached_at).is_(None), is_over)
    if ticket is None or await rows_changed(session, unheard.values(breached_at=at)) != 1:
        return False
    fact = ClockBreached(actor_id=None, **about(ticket, at), kind=due.kind, handler_id=ticket.handler_id)
    record(session, fact)
    if ticket.escalated_at is None:
        await _escalate(session, ticket, workflow, hours, at)
    return True


async def _escalate(
    session: AsyncSession, ticket: Ticket, workflow: Workflow, hours: Hours, at: datetime
) -> None:
    """Once: the team of the workflow gets it, and it is at least as urgent as the workflow says."""
    changes: Changes = {}
    told, now = workflow.priority(workflow.escalation.priority or ""), workflow.priority(ticket.priority)
    if told and (now is None or told.rank > now.rank):
        changes["priority"] = [ticket.priority, told.word]
    team = workflow.escalation.team
    if team and ticket.team != team:
        changes["team"] = [ticket.team, team]
    if not changes:
        return
    await change(
        session, ticket, at, escalated_at=at, **{name: after for name, (_, after) in changes.items()}
    )
    if "priority" in changes:
        await clocks.promise_anew(session, ticket, told, hours, at)
    record(session, TicketEdited(actor_id=None, **about(ticket, at), user_id=ticket.user_id, changes=changes))
    had_by = ticket.handler_id
    if "team" in changes and had_by is not None and await queries.team_of(session, had_by) != team:
        await hand(session, ticket, None, actor_id=None, at=at)


async def remind(session: AsyncSession, ticket: Ticket, *, at: datetime) -> bool:
    """Tell that nobody has handled it for too long; False when somebody has, or it was told."""
    untold = update(Ticket).where(
        col(Ticket.id) == ticket.id,
        col(Ticket.version) == ticket.version,
        col(Ticket.reminded_at).is_(None),
    )
    # Its version stays: nothing that anybody looks at is different.
    if await rows_changed(session, untold.values(reminded_at=at)) != 1:
        return False
    record(session, TicketReminded(actor_id=None, **about(ticket, at), handler_id=ticket.handler_id))
    return True


async def assign_next(session: AsyncSession, policy: Policy, *, at: datetime) -> Ticket | None:
    """Give the most urgent ticket that somebody can have to whose turn it is; None when there is none.

    One a transaction, as with chats. Raises `Conflict` when ticket or person are not as they were read.
    """
    candidates = able(await available(session, at))
    load = await queries.load(session) if candidates else {}
    if not any(has_room(one, load) for one in candidates):  # a backlog is not looked through for nobody
        return None
    queue, previous = await queries.unassigned(session), await queries.last_given(session)
    last_handlers = await queries.last_handlers(session, {waiting.user_id for waiting in queue})
    for waiting in queue:
        chosen = whose_turn(
            policy,
            candidates,
            load,
            customer_id=waiting.user_id,
            team=waiting.team,
            wanted=(waiting.language, waiting.category),
            last_agent=last_handlers.get(waiting.user_id),
            previous=previous,
        )
        if chosen is not None:
            version = next(one.version for one in candidates if one.user_id == chosen)
            return await _give(session, waiting, chosen, version, at)
    return None


async def _give(session: AsyncSession, waiting: Ticket, user_id: int, version: int, at: datetime) -> Ticket:
    ticket = await queries.by_id_alone(session, waiting.id or 0)
    is_free = ticket and ticket.handler_id is None and ticket.status_category == Category.OPEN
    if ticket is None or not is_free or ticket.merged_into_id is not None:
        raise Conflict(f"ticket {waiting.id} waits for nobody any more")
    if not await workforce.give_work(session, user_id, at, version=version):
        raise Conflict(f"agent {user_id} is not free as he was")
    await hand(session, ticket, user_id, actor_id=None, at=at)
    return ticket


async def take_back(session: AsyncSession, ticket_id: int, *, at: datetime) -> bool:
    """Take it from a handler who may not sign in any more, or works on no tickets; False if it is not so."""
    ticket = await queries.by_id_alone(session, ticket_id)
    if ticket is None or ticket.is_resolved or ticket.id not in await queries.abandoned(session):
        return False
    await hand(session, ticket, None, actor_id=None, at=at)
    return True


def _unmet(due: Due) -> Update:
    return update(TicketClock).where(
        col(TicketClock.ticket_id) == due.ticket_id,
        col(TicketClock.kind) == due.kind,
        col(TicketClock.met_at).is_(None),
    )
