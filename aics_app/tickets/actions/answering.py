"""What is said on a ticket: for everybody, or among the staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.attachments import actions as attachments
from aics_app.attachments.models import Subject
from aics_app.core.errors import Conflict, Invalid
from aics_app.core.events import record
from aics_app.core.text import clean
from aics_app.tickets import queries
from aics_app.tickets.actions import clocks
from aics_app.tickets.actions.changing import about, change, held
from aics_app.tickets.actions.filing import fault_of_text
from aics_app.tickets.actions.standing import go
from aics_app.tickets.actions.wording import keep_words
from aics_app.tickets.errors import TicketResolved
from aics_app.tickets.events import TicketNoted, TicketReplied
from aics_app.tickets.models import MAX_CONTENT_CHARS, Category, Kind, Post, Ticket
from aics_app.tickets.policies import is_staff_in, require_staff_in
from aics_app.tickets.rules.workflow import Who, Workflow
from aics_app.workforce.rules.hours import Hours


@dataclass(frozen=True)
class Words:
    """What somebody says. `files` are ids of his own pending attachments; with them words may be missing."""

    text: str
    files: Sequence[int] = ()
    client_id: str | None = None


async def reply(
    session: AsyncSession,
    actor: Actor,
    order_no: str,
    words: Words,
    *,
    hours: Hours,
    at: datetime,
) -> Post:
    """Say something that customer and staff may read; a paused ticket goes on when its customer does.

    The same `client_id` again is the first one. Raises `NotFound`, `Forbidden`, `TicketMerged`,
    `TicketResolved`, `Invalid`.
    """
    workflow = await queries.workflow_held(session)  # before the ticket, as everybody who holds both
    ticket = await held(session, actor, order_no)
    by_staff = is_staff_in(ticket, actor)
    if by_staff:
        require_staff_in(ticket, actor)
    if known := await _said_before(session, actor, ticket, words):
        return known
    if ticket.is_resolved:
        raise TicketResolved
    post = await speak(session, actor, ticket, words, at)
    if not by_staff and ticket.status_category == Category.PAUSED:
        await _wake(session, actor, ticket, workflow, hours, at)
    return post


async def speak(session: AsyncSession, actor: Actor, ticket: Ticket, words: Words, at: datetime) -> Post:
    """Add a public line to a held ticket; the first one of the staff keeps its first promise."""
    post = await said(session, actor, ticket, words, kind=Kind.PUBLIC, at=at)
    values: dict[str, object] = {}
    if post.is_staff:
        values = {"handle_time": at, "first_reply_at": ticket.first_reply_at or at}
        if post.content:  # files alone are no words that programs of the reference could read
            values["reply"] = post.content
        await clocks.replied(session, ticket, at)
    await change(session, ticket, at, **values)
    record(session, _replied(actor, ticket, post, at))
    return post


async def _wake(
    session: AsyncSession, actor: Actor, ticket: Ticket, workflow: Workflow, hours: Hours, at: datetime
) -> None:
    """What waited for the customer waits no longer, or its promises would stand for ever.

    It goes a way of the customer's; where there is none, the first of anybody's.
    """
    found = [(way, workflow.status(way.target)) for way in workflow.ways_from(ticket.status)]
    ways = [(way, target) for way, target in found if target and target.category == Category.OPEN]
    own = [target for way, target in ways if Who.CUSTOMER in way.who]
    for target in (own or [target for _, target in ways])[:1]:
        await go(session, ticket, target, actor_id=actor.user_id, hours=hours, at=at, why="customer_replied")


async def note(session: AsyncSession, actor: Actor, order_no: str, words: Words, *, at: datetime) -> Post:
    """Write a note, which only the staff ever reads; also where nothing more is said to the customer.

    Raises `NotFound`, `Forbidden` (also to its customer), `TicketMerged`, `Invalid`.
    """
    ticket = await held(session, actor, order_no)
    require_staff_in(ticket, actor)
    if known := await _said_before(session, actor, ticket, words):
        return known
    post = await said(session, actor, ticket, words, kind=Kind.NOTE, at=at)
    assert post.id is not None
    record(session, TicketNoted(actor_id=actor.user_id, **about(ticket, at), post_id=post.id))
    return post


async def said(
    session: AsyncSession, actor: Actor, ticket: Ticket, words: Words, *, kind: Kind, at: datetime
) -> Post:
    """Add a line to the thread of a held ticket. Raises `Invalid`, `Conflict`."""
    text = clean(words.text)
    fault = fault_of_text(text, MAX_CONTENT_CHARS)
    if fault and (text or not words.files):
        raise Invalid(fields={"content": fault})
    assert ticket.id is not None
    post = Post(
        ticket_id=ticket.id,
        author_id=actor.user_id,
        is_staff=is_staff_in(ticket, actor),
        kind=kind,
        content=text,
        client_id=words.client_id,
        created_at=at,
    )
    session.add(post)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict from error
    assert post.id is not None
    await keep_words(session, ticket.id, text)
    await attachments.bind(session, actor, words.files, to=(Subject.TICKET_POST, post.id), at=at)
    return post


async def _said_before(session: AsyncSession, actor: Actor, ticket: Ticket, words: Words) -> Post | None:
    return await queries.find_posted(session, actor, ticket, words.client_id) if words.client_id else None


def _replied(actor: Actor, ticket: Ticket, post: Post, at: datetime) -> TicketReplied:
    assert post.id is not None
    return TicketReplied(
        actor_id=actor.user_id,
        **about(ticket, at),
        user_id=ticket.user_id,
        handler_id=ticket.handler_id,
        post_id=post.id,
        is_staff=post.is_staff,
    )
