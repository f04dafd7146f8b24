"""What went on in another ticket is read there: the thread of one with those that were merged into it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.tickets.models import Post, Ticket
from aics_app.tickets.policies import readable_by


async def merged(session: AsyncSession, ticket: Ticket) -> list[Ticket]:
    """The tickets that go on in this one, the oldest first."""
    chosen = select(Ticket).where(col(Ticket.merged_into_id) == ticket.id)
    return list((await session.execute(chosen.order_by(col(Ticket.id)))).scalars())


async def thread(
    session: AsyncSession, ticket: Ticket, others: Sequence[Ticket], viewer: Actor
) -> list[Post]:
    """What was said in all of them, as this viewer reads it, in order."""
    ids = [ticket.id, *(other.id for other in others)]
    chosen = select(Post).where(col(Post.ticket_id).in_(ids), readable_by(ticket, viewer))
    ordered = chosen.order_by(col(Post.created_at), col(Post.id))
    return list((await session.execute(ordered)).scalars())
