"""Who has a ticket: by hand, or because it is his turn."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor, Right
from aics_app.accounts.queries import granted
from aics_app.core.events import record
from aics_app.tickets import queries
from aics_app.tickets.actions.changing import about, change, held
from aics_app.tickets.errors import HandlerNotFit, TicketResolved
from aics_app.tickets.events import TicketAssigned
from aics_app.tickets.models import Ticket
from aics_app.tickets.policies import require_staff_in


async def assign(
    session: AsyncSession,
    actor: Actor,
    order_no: str,
    handler_id: int | None,
    *,
    version: int | None = None,
    at: datetime,
) -> Ticket:
    """Give a ticket to a colleague, to oneself or (None) back to everybody; again changes nothing.

    Raises `NotFound`, `Forbidden`, `TicketChanged`, `TicketMerged`, `TicketResolved`, `HandlerNotFit`.
    """
    ticket = await held(session, actor, order_no, version=version)
    require_staff_in(ticket, actor)
    if ticket.handler_id == handler_id:
        return ticket
    if ticket.is_resolved:
        raise TicketResolved
    if handler_id is not None:
        worker = await queries.find_worker(session, handler_id)
        may = (await granted(session, worker.role)).rights if worker else frozenset()
        if worker is None or Right.TICKETS_WORK not in may or handler_id == ticket.user_id:
            raise HandlerNotFit(name=worker.nickname if worker else str(handler_id))
    await hand(session, ticket, handler_id, actor_id=actor.user_id, at=at)
    return ticket


async def hand(
    session: AsyncSession, ticket: Ticket, handler_id: int | None, *, actor_id: int | None, at: datetime
) -> None:
    """Write down who has a held ticket; without `actor_id` a rule did it."""
    before = ticket.handler_id
    await change(
        session,
        ticket,
        at,
        handler_id=handler_id,
        assign_time=at if handler_id is not None else None,
        reminded_at=None,
    )
    fact = TicketAssigned(
        actor_id=actor_id,
        **about(ticket, at),
        user_id=ticket.user_id,
        before=before,
        after=handler_id,
        by_rule=actor_id is None,
    )
    record(session, fact)
