"""Tickets on a list."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor, Right
from aics_app.tickets import queries
from aics_app.tickets.models import Ticket
from aics_app.tickets.policies import is_staff_in
from aics_app.tickets.rules import clocks as rules
from aics_app.tickets.rules.clocks import Reading
from aics_app.tickets.rules.listed import ListedClock, ListedPerson, ListedTicket
from aics_app.tickets.views.shapes import ClockView, PersonView, TicketCard
from aics_app.workforce.rules.hours import Hours

People = Mapping[int, PersonView]


async def cards(
    session: AsyncSession,
    actor: Actor,
    tickets: Sequence[Ticket | ListedTicket],
    *,
    hours: Hours,
    now: datetime,
    known: People | None = None,
) -> list[TicketCard]:
    """Each as this viewer sees it on a list, in three statements however many there are.

    `known`: customers and handlers, where they were read already.
    """
    ids = [ticket.id for ticket in tickets if ticket.id is not None]
    for_staff = actor.may(Right.TICKETS_SEE_ALL)
    tags = await queries.tags(session, ids) if for_staff else {}
    clocks = await queries.clocks(session, ids)
    if known is None:
        known = await people(session, [one for row in tickets for one in (row.user_id, row.handler_id)])
    return [
        _card(
            ticket,
            known,
            tags=tags.get(ticket.id or 0, ()) if is_staff_in(ticket, actor) else (),
            clocks=clock_views(clocks.get(ticket.id or 0, {}), hours, now),
            for_staff=is_staff_in(ticket, actor),
        )
        for ticket in tickets
    ]


def clock_views(clocks: Mapping[str, ListedClock], hours: Hours, now: datetime) -> dict[str, ClockView]:
    """Promises as they read now. Too late is too late from its instant on, also before a job has seen it."""
    return {kind: _clock(clock, hours, now) for kind, clock in sorted(clocks.items())}


def _clock(clock: ListedClock, hours: Hours, now: datetime) -> ClockView:
    until = clock.met_at or now
    is_late = clock.due_at is not None and clock.due_at <= until
    reading = Reading(clock.target_s, clock.due_at, clock.warn_at, clock.left_s)
    return ClockView(
        kind=clock.kind,
        due_at=clock.due_at,
        left_s=rules.left(hours, reading, until),
        target_s=clock.target_s,
        is_met=clock.met_at is not None,
        is_breached=clock.breached_at is not None or is_late,
        is_warned=clock.met_at is None and clock.warn_at is not None and clock.warn_at <= now,
        is_paused=clock.met_at is None and clock.due_at is None,
    )


async def people(session: AsyncSession, user_ids: Sequence[int | None]) -> People:
    """What others may know of these."""
    found = await queries.people(session, user_ids)
    return {user_id: _person(user) for user_id, user in found.items()}


def _person(user: ListedPerson) -> PersonView:
    return PersonView(user.id, user.name, user.avatar or "")


def _card(
    ticket: Ticket | ListedTicket,
    people: People,
    *,
    tags: Sequence[str],
    clocks: Mapping[str, ClockView],
    for_staff: bool,
) -> TicketCard:
    assert ticket.id is not None
    handler_id = ticket.handler_id
    return TicketCard(
        id=ticket.id,
        number=ticket.order_no,
        title=ticket.title,
        status=ticket.status,
        status_category=ticket.status_category,
        priority=ticket.priority,
        category=ticket.category,
        customer=people.get(ticket.user_id, PersonView(ticket.user_id, "")),
        handler=people.get(handler_id, PersonView(handler_id, "")) if handler_id is not None else None,
        created_at=ticket.create_time,
        updated_at=ticket.update_time,
        version=ticket.version,
        score=ticket.user_feedback,
        team=ticket.team if for_staff else None,
        tags=tags,
        clocks=clocks,
    )
