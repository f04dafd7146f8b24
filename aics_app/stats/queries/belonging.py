"""What came of a conversation: its hand-offs and the tickets that were filed from it.

Whoever reads the conversation is told of both, as of everything that was said in it, as far as his reach
goes: the chat of an agent of his own may have been passed on, and its ticket be another team's.
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, User
from aics_app.handoff import policies as handoffs
from aics_app.handoff.models import Handoff
from aics_app.tickets.models import Ticket
from aics_app.tickets.policies import visible_to, within_reach

AT_MOST = 50


async def handoffs_of(session: AsyncSession, actor: Actor, conversation_id: str) -> list[tuple[Handoff, str]]:
    """Each with what its agent is called, the oldest first; for who has been let in before."""
    chosen = (
        select(Handoff, col(User.nickname), col(User.username))
        .outerjoin(User, col(User.id) == col(Handoff.agent_id))
        .where(col(Handoff.session_id) == conversation_id, handoffs.within_reach(actor))
    )
    rows = (await session.execute(chosen.order_by(col(Handoff.id)).limit(AT_MOST))).all()
    return [(row[0], row[1] or row[2] or "") for row in rows]


async def tickets_of(session: AsyncSession, actor: Actor, conversation_id: str) -> list[tuple[Ticket, bool]]:
    """Each with whether the actor may open it, the oldest first; for who has been let in before."""
    opens = visible_to(actor) if actor.may(Right.TICKETS_WORK) else None
    chosen = select(Ticket).where(col(Ticket.session_id) == conversation_id, within_reach(actor))
    ordered = chosen.order_by(col(Ticket.id)).limit(AT_MOST)
    found = list((await session.execute(ordered)).scalars())
    if opens is None or not found:
        return [(ticket, False) for ticket in found]
    ids = [ticket.id for ticket in found]
    seen = select(col(Ticket.id)).where(col(Ticket.id).in_(ids), opens)
    open_ids = set((await session.execute(seen)).scalars())
    return [(ticket, ticket.id in open_ids) for ticket in found]
