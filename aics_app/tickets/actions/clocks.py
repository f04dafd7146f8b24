"""The promises of a ticket: begun with it, standing while it is paused, met by what was promised."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.core.events import record
from aics_app.tickets import queries
from aics_app.tickets.actions.changing import about
from aics_app.tickets.events import ClockBreached
from aics_app.tickets.models import Category, Clock, Ticket, TicketClock
from aics_app.tickets.rules import clocks as rules
from aics_app.tickets.rules.clocks import Reading
from aics_app.tickets.rules.workflow import Priority
from aics_app.workforce.rules.hours import Hours


async def begin(
    session: AsyncSession, ticket: Ticket, priority: Priority | None, hours: Hours, at: datetime
) -> None:
    """Promise a first word and a solution. Without a priority that the workflow knows nothing is promised."""
    for kind, target_s in _targets(priority).items():
        session.add(_begun(ticket, kind, target_s, hours, at))
    await session.flush()


async def follow(
    session: AsyncSession, ticket: Ticket, hours: Hours, at: datetime, *, reopened: bool
) -> None:
    """The ticket has another status: its promises stand while it is paused, and a solution meets them.

    Reopened, the solution is promised anew, with the whole time that is promised now; also where nothing was
    promised before, as of tickets that were taken over.
    """
    clocks = await queries.clocks_alone(session, ticket)
    if reopened:
        await _promise_solution(session, ticket, clocks, hours, at)
    for clock in clocks.values():
        if ticket.status_category == Category.RESOLVED:
            _meet(session, ticket, clock, at)
        elif clock.met_at is None:
            turn = rules.paused if ticket.status_category == Category.PAUSED else rules.resumed
            _set(clock, turn(hours, _reading(clock), at))
    await session.flush()


async def _promise_solution(
    session: AsyncSession, ticket: Ticket, clocks: dict[str, TicketClock], hours: Hours, at: datetime
) -> None:
    workflow = await queries.workflow(session)
    priority = workflow.priority(ticket.priority)
    if clock := clocks.get(Clock.RESOLVE):
        _begin_again(clock, priority, hours, at)
    elif target_s := _targets(priority).get(Clock.RESOLVE):
        clocks[Clock.RESOLVE] = _begun(ticket, Clock.RESOLVE, target_s, hours, at)
        session.add(clocks[Clock.RESOLVE])


async def replied(session: AsyncSession, ticket: Ticket, at: datetime) -> None:
    """A person has answered where the customer can read it."""
    clock = (await queries.clocks_alone(session, ticket)).get(Clock.REPLY)
    if clock is not None:
        _meet(session, ticket, clock, at)
        await session.flush()


def _meet(session: AsyncSession, ticket: Ticket, clock: TicketClock, at: datetime) -> None:
    """Once. Too late it is broken as well, also if nobody has looked since it was due."""
    if clock.met_at is not None:
        return
    clock.met_at = at
    if clock.breached_at is None and rules.is_over(_reading(clock), at):
        clock.breached_at = at
        fact = ClockBreached(
            actor_id=None, **about(ticket, at), kind=clock.kind, handler_id=ticket.handler_id
        )
        record(session, fact)


async def promise_anew(
    session: AsyncSession, ticket: Ticket, priority: Priority | None, hours: Hours, at: datetime
) -> None:
    """It is as urgent as this from now on; what was used up stays used up.

    A warning may come again, nearer to the new end. What was broken stays so: no other promise mends it.
    """
    targets = _targets(priority)
    for clock in (await queries.clocks_alone(session, ticket)).values():
        if clock.met_at is None and (target_s := targets.get(Clock(clock.kind))):
            _set(clock, rules.promised(hours, _reading(clock), target_s, at))
            clock.warned_at = clock.breached_at and clock.warned_at
    await session.flush()


def _targets(priority: Priority | None) -> dict[Clock, int]:
    if priority is None:
        return {}
    return {Clock.REPLY: 60 * priority.reply_minutes, Clock.RESOLVE: 60 * priority.resolve_minutes}


def _begun(ticket: Ticket, kind: Clock, target_s: int, hours: Hours, at: datetime) -> TicketClock:
    assert ticket.id is not None
    clock = TicketClock(ticket_id=ticket.id, kind=kind, target_s=target_s, started_at=at)
    _set(clock, rules.started(hours, target_s, at))
    return clock


def _begin_again(clock: TicketClock, priority: Priority | None, hours: Hours, at: datetime) -> None:
    clock.started_at, clock.met_at = at, None
    clock.warned_at = clock.breached_at = None
    _set(clock, rules.started(hours, _targets(priority).get(Clock.RESOLVE, clock.target_s), at))


def _reading(clock: TicketClock) -> Reading:
    return Reading(clock.target_s, clock.due_at, clock.warn_at, clock.left_s)


def _set(clock: TicketClock, reading: Reading) -> None:
    for name, value in asdict(reading).items():
        setattr(clock, name, value)
