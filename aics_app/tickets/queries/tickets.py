"""Reads of one ticket: itself, its thread, its clocks, its history."""

from collections.abc import Collection, Sequence
from dataclasses import fields

from sqlalchemy import select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.core.errors import NotFound
from aics_app.core.events import Activity
from aics_app.tickets.events import TIMELINE
from aics_app.tickets.models import Kind, Link, Post, Tag, Ticket, TicketClock
from aics_app.tickets.policies import is_staff_in, readable_by, visible_to
from aics_app.tickets.rules.listed import Linked, ListedClock, ListedPerson


async def get_ticket(session: AsyncSession, actor: Actor, order_no: str) -> Ticket:
    """By its number, if the actor may see it; raises `NotFound`."""
    chosen = select(Ticket).where(col(Ticket.order_no) == order_no, visible_to(actor))
    found = (await session.execute(chosen)).scalar_one_or_none()
    if found is None:
        raise NotFound(order_no)
    return found


async def ticket_alone(session: AsyncSession, actor: Actor, order_no: str) -> Ticket:
    """As `get_ticket`, and nobody else changes it before this transaction ends."""
    chosen = select(Ticket).where(col(Ticket.order_no) == order_no, visible_to(actor))
    held = chosen.with_for_update().execution_options(populate_existing=True)
    found = (await session.execute(held)).scalar_one_or_none()
    if found is None:
        raise NotFound(order_no)
    return found


async def tickets_alone(session: AsyncSession, actor: Actor, numbers: Collection[str]) -> dict[str, Ticket]:
    """As `ticket_alone`, several by their numbers; raises `NotFound` unless every one may be seen."""
    chosen = select(Ticket).where(col(Ticket.order_no).in_(numbers), visible_to(actor))
    held = chosen.order_by(col(Ticket.id)).with_for_update().execution_options(populate_existing=True)
    found = {ticket.order_no: ticket for ticket in (await session.execute(held)).scalars()}
    for number in numbers:
        if number not in found:
            raise NotFound(number)
    return found


async def by_id_alone(session: AsyncSession, ticket_id: int) -> Ticket | None:
    """For jobs, which act for nobody: the ticket, held until this transaction ends."""
    chosen = select(Ticket).where(col(Ticket.id) == ticket_id)
    held = chosen.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(held)).scalar_one_or_none()


async def find_filed(session: AsyncSession, actor: Actor, client_id: str) -> Ticket | None:
    """What this page of the actor's filed under this id, if it arrived before."""
    chosen = select(Ticket).where(col(Ticket.user_id) == actor.user_id, col(Ticket.client_id) == client_id)
    return (await session.execute(chosen)).scalar_one_or_none()


async def find_posted(session: AsyncSession, actor: Actor, ticket: Ticket, client_id: str) -> Post | None:
    """What the actor said here under this id, if it arrived before."""
    chosen = select(Post).where(
        col(Post.ticket_id) == ticket.id,
        col(Post.author_id) == actor.user_id,
        col(Post.client_id) == client_id,
    )
    return (await session.execute(chosen)).scalar_one_or_none()


async def posts(session: AsyncSession, ticket: Ticket, viewer: Actor) -> list[Post]:
    """The thread as this viewer reads it, in order."""
    chosen = select(Post).where(col(Post.ticket_id) == ticket.id, readable_by(ticket, viewer))
    return list((await session.execute(chosen.order_by(col(Post.id)))).scalars())


async def clocks(session: AsyncSession, ticket_ids: Sequence[int]) -> dict[int, dict[str, ListedClock]]:
    """The promises on these tickets, by ticket and kind."""
    found: dict[int, dict[str, ListedClock]] = {}
    if ticket_ids:
        chosen = select(*_CLOCK).where(col(TicketClock.ticket_id).in_(ticket_ids))
        for row in (await session.execute(chosen)).all():
            clock = ListedClock(*row)
            found.setdefault(clock.ticket_id, {})[clock.kind] = clock
    return found


_CLOCK = [getattr(TicketClock, field.name) for field in fields(ListedClock)]
_PERSON = [getattr(User, field.name) for field in fields(ListedPerson)]


async def clocks_alone(session: AsyncSession, ticket: Ticket) -> dict[str, TicketClock]:
    """A ticket's promises, read anew; the ticket is held already."""
    chosen = select(TicketClock).where(col(TicketClock.ticket_id) == ticket.id)
    found = await session.execute(chosen.execution_options(populate_existing=True))
    return {clock.kind: clock for clock in found.scalars()}


async def tags(session: AsyncSession, ticket_ids: Sequence[int]) -> dict[int, list[str]]:
    """The staff's words on these tickets, in order."""
    found: dict[int, list[str]] = {}
    if ticket_ids:
        chosen = select(col(Tag.ticket_id), col(Tag.tag)).where(col(Tag.ticket_id).in_(ticket_ids))
        for ticket_id, tag in (await session.execute(chosen.order_by(col(Tag.tag)))).all():
            found.setdefault(ticket_id, []).append(tag)
    return found


async def find_link(session: AsyncSession, one: Ticket, other: Ticket) -> Link | None:
    """How two tickets belong together, whichever way it was said."""
    ends = (one.id, other.id)
    chosen = select(Link).where(col(Link.from_id).in_(ends), col(Link.to_id).in_(ends))
    return (await session.execute(chosen)).scalar_one_or_none()


async def links(session: AsyncSession, ticket: Ticket, viewer: Actor) -> list[Linked]:
    """What belongs to a ticket, the oldest link first; without what the viewer may not see."""
    told = [getattr(Ticket, name) for name in ("order_no", "title", "status", "status_category")]
    linked = select(col(Link.kind), col(Link.from_id), col(Link.created_at), *told).where(visible_to(viewer))
    linked = linked.select_from(Link)
    out = linked.join(Ticket, col(Ticket.id) == col(Link.to_id)).where(col(Link.from_id) == ticket.id)
    back = linked.join(Ticket, col(Ticket.id) == col(Link.from_id)).where(col(Link.to_id) == ticket.id)
    rows = (await session.execute(union_all(out, back))).all()
    return sorted((Linked(*row) for row in rows), key=lambda one: one.created_at)


async def history(session: AsyncSession, ticket: Ticket, viewer: Actor) -> list[Activity]:
    """What happened to it, in order; a customer is not told of the staff's own matters."""
    told = TIMELINE if is_staff_in(ticket, viewer) else TOLD_TO_CUSTOMERS
    chosen = select(Activity).where(
        col(Activity.subject_type) == "ticket",
        col(Activity.subject_id) == str(ticket.id),
        col(Activity.event).in_(told),
    )
    return list((await session.execute(chosen.order_by(col(Activity.id)))).scalars())


TOLD_TO_CUSTOMERS = (
    "TicketFiled",
    "TicketReplied",
    "TicketMoved",
    "TicketAssigned",
    "TicketRated",
    "TicketMergedInto",
)


async def people(session: AsyncSession, user_ids: Sequence[int | None]) -> dict[int, ListedPerson]:
    """Those who have to do with it, by id."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    if not wanted:
        return {}
    found = (await session.execute(select(*_PERSON).where(col(User.id).in_(wanted)))).all()
    return {row[0]: ListedPerson(*row) for row in found}


async def find_worker(session: AsyncSession, user_id: int) -> User | None:
    """A person who may sign in, by id."""
    chosen = select(User).where(col(User.id) == user_id, col(User.status) == 1)
    return (await session.execute(chosen)).scalar_one_or_none()


async def number_of(session: AsyncSession, ticket_id: int) -> str:
    """The number of a ticket that is known to be there."""
    chosen = select(col(Ticket.order_no)).where(col(Ticket.id) == ticket_id)
    return (await session.execute(chosen)).scalar_one()


async def last_change(session: AsyncSession, ticket: Ticket) -> tuple[str, str]:
    """Who changed it last, and which event that was; empty for nobody."""
    chosen = (
        select(Activity, User)
        .outerjoin(User, col(User.id) == col(Activity.actor_id))
        .where(
            col(Activity.subject_type) == "ticket",
            col(Activity.subject_id) == str(ticket.id),
            col(Activity.event).in_(TIMELINE),
        )
        .order_by(col(Activity.id).desc())
        .limit(1)
    )
    row = (await session.execute(chosen)).one_or_none()
    if row is None:
        return "", ""
    activity, user = row
    return (user.nickname or user.username) if user else "", activity.event


async def is_readable_ticket(session: AsyncSession, actor: Actor, ticket_id: int) -> bool:
    """Whether the actor may see it, and with it the files that were filed along."""
    chosen = select(col(Ticket.id)).where(col(Ticket.id) == ticket_id, visible_to(actor))
    return (await session.execute(chosen)).first() is not None


async def is_readable_post(session: AsyncSession, actor: Actor, post_id: int) -> bool:
    """Whether the actor may read it, and with it its files; a note's are for the staff alone."""
    found = await session.get(Post, post_id)
    if found is None:
        return False
    chosen = select(Ticket).where(col(Ticket.id) == found.ticket_id, visible_to(actor))
    ticket = (await session.execute(chosen)).scalar_one_or_none()
    return ticket is not None and (found.kind == Kind.PUBLIC or is_staff_in(ticket, actor))
