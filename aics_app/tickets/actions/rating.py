"""What the customer thinks of the solution."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.core.errors import Invalid, NotFound
from aics_app.core.events import record
from aics_app.core.text import clean
from aics_app.tickets.actions.changing import about, change, held
from aics_app.tickets.errors import TicketNotResolved, TicketRatedBefore
from aics_app.tickets.events import TicketRated
from aics_app.tickets.models import MAX_COMMENT_CHARS, Ticket

SCORES = range(1, 6)


async def rate(
    session: AsyncSession, actor: Actor, order_no: str, score: int, comment: str, *, at: datetime
) -> Ticket:
    """The customer judges the solution of his ticket, once; the same again changes nothing.

    Raises `NotFound` for anybody else, `TicketMerged`, `TicketNotResolved`, `TicketRatedBefore`, `Invalid`.
    """
    ticket = await held(session, actor, order_no)
    if ticket.user_id != actor.user_id:
        raise NotFound(order_no)
    words = clean(comment)
    if score not in SCORES or len(words) > MAX_COMMENT_CHARS:
        raise Invalid(fields={"comment": "too_long"} if score in SCORES else {"score": "range"})
    if not ticket.is_resolved:
        raise TicketNotResolved
    if ticket.user_feedback is not None:
        if (ticket.user_feedback, ticket.user_feedback_content or "") == (score, words):
            return ticket
        raise TicketRatedBefore
    judged = {"user_feedback": score, "user_feedback_content": words or None, "rated_at": at}
    await change(session, ticket, at, **judged)
    fact = TicketRated(
        actor_id=actor.user_id,
        **about(ticket, at),
        user_id=ticket.user_id,
        handler_id=ticket.handler_id,
        score=score,
    )
    record(session, fact)
    return ticket
