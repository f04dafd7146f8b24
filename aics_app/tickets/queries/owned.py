"""A customer's own tickets: what is open first, each with what happened on it last."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.chat.models import Conversation
from aics_app.core import paging
from aics_app.core.errors import Invalid
from aics_app.core.events import Activity
from aics_app.tickets.models import Category, Ticket
from aics_app.tickets.policies import owned_by
from aics_app.tickets.queries.tickets import TOLD_TO_CUSTOMERS

TOLD_MOST = 100
_rank = case((col(Ticket.status_category) == Category.RESOLVED, 1), else_=0)


async def own_found(
    session: AsyncSession, actor: Actor, text: str = "", *, limit: int, cursor: str = ""
) -> tuple[list[Ticket], str | None]:
    """Those that are not resolved first, the newest first, by words in number, title or content.

    A person has few enough to be looked through. Raises `Invalid` for a cursor that is none.
    """
    chosen = select(Ticket).where(owned_by(actor))
    if text:
        fields = (col(Ticket.order_no), col(Ticket.title), col(Ticket.content))
        chosen = chosen.where(or_(*(field.icontains(text, autoescape=True) for field in fields)))
    if cursor:
        chosen = chosen.where(_after(cursor))
    ordered = chosen.order_by(_rank, col(Ticket.id).desc()).limit(limit + 1)
    rows = list((await session.execute(ordered)).scalars())
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], paging.encode(int(last.is_resolved), last.id or 0)


def _after(cursor: str) -> ColumnElement[bool]:
    rank, id_ = paging.decode(cursor, 2)
    place, own = paging.number(rank), paging.number(id_)
    if place > 1:
        raise Invalid(fields={"cursor": "cursor"})
    return or_(_rank > place, and_(_rank == place, col(Ticket.id) < own))


async def last_steps(session: AsyncSession, tickets: Sequence[Ticket]) -> dict[int, Activity]:
    """What happened last on each of these that a customer is told of, by the ticket's id."""
    if not tickets:
        return {}
    own = (
        col(Activity.subject_type) == "ticket",
        col(Activity.subject_id).in_([str(ticket.id) for ticket in tickets]),
        col(Activity.event).in_(TOLD_TO_CUSTOMERS),
    )
    latest = select(func.max(col(Activity.id))).where(*own).group_by(col(Activity.subject_id))
    found = (await session.execute(select(Activity).where(col(Activity.id).in_(latest)))).scalars()
    return {int(step.subject_id): step for step in found}


async def of_conversations_customer(session: AsyncSession, conversation_id: str) -> list[Ticket]:
    """The tickets of whoever a conversation belongs to, what is not resolved first; the first few."""
    owner = select(col(Conversation.user_id)).where(col(Conversation.id) == conversation_id)
    chosen = select(Ticket).where(col(Ticket.user_id) == owner.scalar_subquery())
    ordered = chosen.order_by(_rank, col(Ticket.id).desc()).limit(TOLD_MOST)
    return list((await session.execute(ordered)).scalars())
