"""The staff's words on a ticket."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core.db import is_duplicate
from aics_app.core.errors import Invalid
from aics_app.core.events import record
from aics_app.tickets import queries
from aics_app.tickets.actions.changing import about, change, held
from aics_app.tickets.events import TicketEdited
from aics_app.tickets.models import Tag, Ticket
from aics_app.tickets.policies import require_staff_in
from aics_app.tickets.rules.tags import fault_of, listed, tidy


async def tag(
    session: AsyncSession,
    actor: Actor,
    order_no: str,
    words: Sequence[str],
    *,
    version: int | None = None,
    at: datetime,
) -> Ticket:
    """Let these be all of its tags; the same ones again change nothing.

    Raises `NotFound`, `Forbidden`, `TicketChanged`, `TicketMerged`, `Invalid`.
    """
    ticket = await held(session, actor, order_no, version=version)
    require_staff_in(ticket, actor)
    assert ticket.id is not None
    wanted = tidy(words)
    if fault := fault_of(wanted):
        raise Invalid(fields={"tags": fault})
    present = (await queries.tags(session, [ticket.id])).get(ticket.id, [])
    if sorted(present) == wanted:
        return ticket
    await _replace(session, ticket.id, wanted)
    await change(session, ticket, at)
    changes = {"tags": [listed(sorted(present)), listed(wanted)]}
    record(
        session,
        TicketEdited(actor_id=actor.user_id, **about(ticket, at), user_id=ticket.user_id, changes=changes),
    )
    return ticket


async def _replace(session: AsyncSession, ticket_id: int, tags: Sequence[str]) -> None:
    await session.execute(delete(Tag).where(col(Tag.ticket_id) == ticket_id))
    if not tags:
        return
    try:
        await session.execute(insert(Tag).values([{"ticket_id": ticket_id, "tag": one} for one in tags]))
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        # Two words that only the database takes for one, as its collation does with é and e.
        raise Invalid(fields={"tags": "choice"}) from error
