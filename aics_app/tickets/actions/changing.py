"""What every change of a ticket shares: its version guards what somebody has not seen."""

from datetime import datetime
from typing import TypedDict

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core.db import rows_changed
from aics_app.tickets import queries
from aics_app.tickets.errors import TicketChanged, TicketMerged
from aics_app.tickets.models import Ticket


async def held(session: AsyncSession, actor: Actor, order_no: str, *, version: int | None = None) -> Ticket:
    """The ticket, if the actor may see it, and nobody else changes it before this transaction ends.

    `version` is the one that the actor looked at, for what must not be done to anything else. Raises
    `NotFound`, `TicketChanged`, `TicketMerged`.
    """
    ticket = await queries.ticket_alone(session, actor, order_no)
    await require_seen(session, ticket, version)
    if ticket.merged_into_id is not None:
        into = await queries.number_of(session, ticket.merged_into_id)
        raise TicketMerged(order_no=into)
    return ticket


async def require_seen(session: AsyncSession, ticket: Ticket, version: int | None) -> None:
    """Raises `TicketChanged`, with who did what, when a held ticket is not as the actor looked at it."""
    if version is not None and ticket.version != version:
        who, what = await queries.last_change(session, ticket)
        raise TicketChanged(who=who, what=what)


async def both_held(session: AsyncSession, actor: Actor, one: str, other: str) -> tuple[Ticket, Ticket]:
    """Two tickets, as `held`; in the order of their ids, so that nobody waits for who waits for him."""
    found = await queries.tickets_alone(session, actor, (one, other))
    for ticket in found.values():
        if ticket.merged_into_id is not None:
            raise TicketMerged(order_no=await queries.number_of(session, ticket.merged_into_id))
    return found[one], found[other]


async def change(session: AsyncSession, ticket: Ticket, at: datetime, **values: object) -> None:
    """Write these values, and that it changed. The ticket is held, or `TicketChanged` is raised."""
    changed = await rows_changed(
        session,
        update(Ticket)
        .where(col(Ticket.id) == ticket.id, col(Ticket.version) == ticket.version)
        .values(**values, update_time=at, version=ticket.version + 1),
    )
    if changed != 1:
        raise TicketChanged(who="", what="")
    await session.refresh(ticket)


class About(TypedDict):
    """What every event of a ticket begins with."""

    subject_id: str
    at: datetime
    order_no: str


def about(ticket: Ticket, at: datetime) -> About:
    """The subject of an event."""
    return {"subject_id": str(ticket.id), "at": at, "order_no": ticket.order_no}
