"""What else a customer brought."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.tickets.models import Ticket
from aics_app.tickets.policies import visible_to


async def of_customer(
    session: AsyncSession, actor: Actor, user_id: int, *, without: int | None = None, limit: int
) -> list[Ticket]:
    """A customer's tickets, the newest first, as far as the actor may see them."""
    chosen = select(Ticket).where(col(Ticket.user_id) == user_id, visible_to(actor))
    if without is not None:
        chosen = chosen.where(col(Ticket.id) != without)
    return list((await session.execute(chosen.order_by(col(Ticket.id).desc()).limit(limit))).scalars())
