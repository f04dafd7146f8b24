"""Two tickets of one matter become one: the thread of the first goes on in the second."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.core.errors import Invalid
from aics_app.core.events import record
from aics_app.tickets import queries
from aics_app.tickets.actions.changing import about, both_held, change, require_seen
from aics_app.tickets.actions.standing import go
from aics_app.tickets.errors import CustomersDiffer, TicketResolved
from aics_app.tickets.events import Changes, TicketEdited, TicketMergedInto
from aics_app.tickets.models import Category, Link, LinkKind, Ticket
from aics_app.tickets.policies import require_staff_in
from aics_app.workforce.rules.hours import Hours


async def merge(  # noqa: PLR0913 - which ticket into which, as whom it was seen, and when
    session: AsyncSession,
    actor: Actor,
    order_no: str,
    into_no: str,
    *,
    version: int | None = None,
    hours: Hours,
    at: datetime,
) -> Ticket:
    """Let the thread of `order_no` go on in `into_no`, where it is read from then on. Returns the latter.

    Nothing is moved: its lines and files stay where they were said, and both numbers lead to them. Raises
    `NotFound`, `Forbidden`, `TicketChanged`, `TicketMerged`, `TicketResolved` for a target where nothing
    more is said, `CustomersDiffer`, `Invalid` for a ticket and itself.
    """
    if order_no == into_no:
        raise Invalid(fields={"into": "choice"})
    workflow = await queries.workflow_held(session)
    ticket, into = await both_held(session, actor, order_no, into_no)
    _require(ticket, into, actor)
    await require_seen(session, ticket, version)
    target = next(one for one in workflow.statuses if one.category == Category.RESOLVED)
    if not ticket.is_resolved:
        await go(session, ticket, target, actor_id=actor.user_id, hours=hours, at=at, why="merged")
    for one in [*await queries.merged(session, ticket), ticket]:
        await _lead(session, actor, one, into, at)
    await _link(session, actor, ticket, into, at)
    await _take_in(session, actor, ticket, into, at)
    return into


async def _take_in(session: AsyncSession, actor: Actor, ticket: Ticket, into: Ticket, at: datetime) -> None:
    """What the other one's history says of it."""
    await change(session, into, at)
    changes: Changes = {"merged": [None, ticket.order_no]}
    record(
        session,
        TicketEdited(actor_id=actor.user_id, **about(into, at), user_id=into.user_id, changes=changes),
    )


def _require(ticket: Ticket, into: Ticket, actor: Actor) -> None:
    require_staff_in(ticket, actor)
    require_staff_in(into, actor)
    if ticket.user_id != into.user_id:
        raise CustomersDiffer
    if into.is_resolved:
        raise TicketResolved


async def _lead(session: AsyncSession, actor: Actor, ticket: Ticket, into: Ticket, at: datetime) -> None:
    """Whoever comes by this number is sent on at once, also where it was merged before."""
    assert into.id is not None
    again = ticket.merged_into_id is not None
    await change(session, ticket, at, merged_into_id=into.id)
    fact = TicketMergedInto(
        actor_id=actor.user_id,
        **about(ticket, at),
        user_id=ticket.user_id,
        into_id=into.id,
        into_no=into.order_no,
        again=again,
    )
    record(session, fact)


async def _link(session: AsyncSession, actor: Actor, ticket: Ticket, into: Ticket, at: datetime) -> None:
    assert ticket.id is not None
    assert into.id is not None
    if found := await queries.find_link(session, ticket, into):
        await session.delete(found)
        await session.flush()
    link = Link(
        from_id=ticket.id, to_id=into.id, kind=LinkKind.MERGED, created_by=actor.user_id, created_at=at
    )
    session.add(link)
    await session.flush()
