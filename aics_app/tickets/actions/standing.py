"""A ticket's status, with all that hangs on it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.core.events import record
from aics_app.tickets.actions import clocks
from aics_app.tickets.actions.changing import about, change
from aics_app.tickets.events import TicketMoved
from aics_app.tickets.models import Category, Ticket
from aics_app.tickets.rules.workflow import Status
from aics_app.workforce.rules.hours import Hours


async def go(  # noqa: PLR0913 - which ticket where, whose doing it is, and when
    session: AsyncSession,
    ticket: Ticket,
    target: Status,
    *,
    actor_id: int | None,
    hours: Hours,
    at: datetime,
    why: str = "",
) -> None:
    """Give a held ticket this status, with all that hangs on it. Rights and ways are the caller's to ask."""
    before, was = ticket.status, ticket.status_category
    values: dict[str, object] = {"status": target.word, "status_category": target.category}
    if target.category == Category.RESOLVED:
        values |= {"close_time": at, "resolved_at": at, "first_resolved_at": ticket.first_resolved_at or at}
    elif was == Category.RESOLVED:
        values |= _reopened(ticket, at)
    await change(session, ticket, at, **values)
    if was != target.category:
        await clocks.follow(session, ticket, hours, at, reopened=was == Category.RESOLVED)
    record(session, _moved(ticket, (before, was), actor_id=actor_id, at=at, why=why))


def _moved(
    ticket: Ticket, before: tuple[str, str], *, actor_id: int | None, at: datetime, why: str
) -> TicketMoved:
    """It went from this status and category to those that it has now."""
    return TicketMoved(
        actor_id=actor_id,
        **about(ticket, at),
        user_id=ticket.user_id,
        handler_id=ticket.handler_id,
        before=before[0],
        after=ticket.status,
        category_before=before[1],
        category_after=ticket.status_category,
        why=why,
    )


def _reopened(ticket: Ticket, at: datetime) -> dict[str, object]:
    """It is judged, reminded of and escalated anew, as it is promised anew."""
    gone = ("close_time", "resolved_at", "user_feedback", "user_feedback_content", "rated_at")
    anew = dict.fromkeys((*gone, "reminded_at", "escalated_at"))
    return {**anew, "reopened": ticket.reopened + 1, "reopened_at": at}
