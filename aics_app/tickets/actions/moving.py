"""A ticket goes from one status to another, along the ways of the workflow."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.core.errors import Forbidden, NotFound
from aics_app.tickets import queries
from aics_app.tickets.actions.answering import Words, speak
from aics_app.tickets.actions.changing import held
from aics_app.tickets.actions.standing import go
from aics_app.tickets.errors import NoSuchWay, WayNeeds
from aics_app.tickets.models import Ticket
from aics_app.tickets.policies import may_go, roles_in
from aics_app.tickets.rules.workflow import Need, Transition
from aics_app.workforce.rules.hours import Hours


@dataclass(frozen=True)
class Move:
    """Where to, with what is said on the way. `version` is the one that the actor looked at."""

    status: str
    words: Words | None = None
    version: int | None = None


async def move(
    session: AsyncSession, actor: Actor, order_no: str, to: Move, *, hours: Hours, at: datetime
) -> Ticket:
    """Carry a ticket over a transition; what is said with it is public.

    Raises `NotFound`, `Forbidden`, `TicketChanged`, `TicketMerged`, `NoSuchWay`, `WayNeeds`, `Invalid`.
    """
    workflow = await queries.workflow_held(session)
    ticket = await held(session, actor, order_no, version=to.version)
    way, target = workflow.between(ticket.status, to.status), workflow.status(to.status)
    if way is None or target is None:
        raise NoSuchWay(status=to.status)
    _require(ticket, actor, way)
    _require_needs(ticket, way, to)
    if to.words:
        await speak(session, actor, ticket, to.words, at)
    await go(session, ticket, target, actor_id=actor.user_id, hours=hours, at=at)
    return ticket


def _require(ticket: Ticket, actor: Actor, way: Transition) -> None:
    roles = roles_in(ticket, actor)
    if not roles:
        raise NotFound(ticket.order_no)
    if not may_go(way, roles):
        raise Forbidden(f"{way.source} to {way.target}")


def _require_needs(ticket: Ticket, way: Transition, to: Move) -> None:
    has = {
        Need.REPLY: bool(to.words and (to.words.text.strip() or to.words.files)),
        Need.CATEGORY: bool(ticket.category),
        Need.ASSIGNEE: ticket.handler_id is not None,
    }
    for need in sorted(way.needs):
        if not has[need]:
            raise WayNeeds(need=need.value)
