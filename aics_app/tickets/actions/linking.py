"""Tickets that belong together."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.core.errors import Invalid
from aics_app.core.events import record
from aics_app.tickets import queries
from aics_app.tickets.actions.changing import about, both_held, change
from aics_app.tickets.events import Changes, TicketEdited
from aics_app.tickets.models import Link, Ticket
from aics_app.tickets.policies import require_staff_in


async def link(session: AsyncSession, actor: Actor, order_no: str, other_no: str, *, at: datetime) -> Ticket:
    """Say that two tickets belong together; either way round, and again, it is the same link.

    Raises `NotFound`, `Forbidden`, `TicketMerged`, `Invalid` for a ticket and itself.
    """
    ticket, other = await _pair(session, actor, order_no, other_no)
    if await queries.find_link(session, ticket, other) is None:
        first, second = sorted((ticket.id or 0, other.id or 0))
        session.add(Link(from_id=first, to_id=second, created_by=actor.user_id, created_at=at))
        await session.flush()
        await _note(session, actor, ticket, other, at, is_linked=True)
    return ticket


async def unlink(
    session: AsyncSession, actor: Actor, order_no: str, other_no: str, *, at: datetime
) -> Ticket:
    """Say that they don't; where there is no link nothing changes. Raises as `link`."""
    ticket, other = await _pair(session, actor, order_no, other_no)
    if found := await queries.find_link(session, ticket, other):
        await session.delete(found)
        await session.flush()
        await _note(session, actor, ticket, other, at, is_linked=False)
    return ticket


async def _pair(session: AsyncSession, actor: Actor, order_no: str, other_no: str) -> tuple[Ticket, Ticket]:
    if order_no == other_no:
        raise Invalid(fields={"order_no": "choice"})
    ticket, other = await both_held(session, actor, order_no, other_no)
    require_staff_in(ticket, actor)
    require_staff_in(other, actor)
    return ticket, other


async def _note(
    session: AsyncSession, actor: Actor, ticket: Ticket, other: Ticket, at: datetime, *, is_linked: bool
) -> None:
    """In the history of both."""
    for one, end in ((ticket, other), (other, ticket)):
        await change(session, one, at)
        values = [None, end.order_no] if is_linked else [end.order_no, None]
        changes: Changes = {"links": values}
        record(
            session,
            TicketEdited(actor_id=actor.user_id, **about(one, at), user_id=one.user_id, changes=changes),
        )
