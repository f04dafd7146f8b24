"""One ticket whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor, Right
from aics_app.attachments import queries as attachments
from aics_app.attachments.models import Attachment, Subject
from aics_app.attachments.views import FileView, file_view
from aics_app.core.events import Activity
from aics_app.tickets import queries
from aics_app.tickets.models import Category, Kind, LinkKind, Post, Ticket
from aics_app.tickets.policies import is_staff_in, may_go, roles_in
from aics_app.tickets.rules.listed import Linked
from aics_app.tickets.rules.next import next_of
from aics_app.tickets.rules.workflow import Workflow
from aics_app.tickets.views.cards import People, cards, people
from aics_app.tickets.views.shapes import LinkView, PostView, StepView, TicketPage, WayView
from aics_app.workforce.rules.hours import Hours


async def page(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    hours: Hours,
    now: datetime,
    with_history: bool = True,
) -> TicketPage:
    """A ticket that the actor may see, with its thread; a longer one costs no more statements."""
    flow = await queries.workflow(session)
    others = await queries.merged(session, ticket)
    posts = await queries.thread(session, ticket, others, actor)
    files = await _files(session, [ticket, *others], posts)
    steps = await queries.history(session, ticket, actor) if with_history else []
    links = await queries.links(session, ticket, actor)
    known = await people(session, _mentioned([ticket, *others], posts, steps))
    (card,) = await cards(session, actor, [ticket], hours=hours, now=now, known=known)
    is_staff = is_staff_in(ticket, actor)
    return TicketPage(
        card=card,
        content=ticket.content,
        files=files.of(Subject.TICKET, ticket.id),
        thread=_thread(ticket, others, posts, known, files),
        history=[_step(step, known) for step in steps],
        links=[_link(one, ticket) for one in links if is_staff or one.kind == LinkKind.MERGED],
        ways=_ways(ticket, actor, flow),
        next=next_of(ticket, {one.kind: one.due_at for one in card.clocks.values() if not one.is_met}),
        is_staff=is_staff,
        may_work=is_staff and actor.may(Right.TICKETS_WORK),
        session_id=ticket.session_id,
        language=ticket.language,
        merged_into=await _target(session, ticket),
        comment=ticket.user_feedback_content,
        rated_at=ticket.rated_at,
        assigned_at=ticket.assign_time,
        first_reply_at=ticket.first_reply_at,
        resolved_at=ticket.resolved_at or ticket.close_time,
        reopened=ticket.reopened,
    )


async def history(session: AsyncSession, actor: Actor, ticket: Ticket) -> list[StepView]:
    """What happened to a ticket that the actor may see, in order."""
    steps = await queries.history(session, ticket, actor)
    known = await people(session, _mentioned([], [], steps))
    return [_step(step, known) for step in steps]


async def post(session: AsyncSession, said: Post, *, number: str) -> PostView:
    """One line, for whoever has just written it in the ticket with this number."""
    files = await _files(session, [], [said])
    known = await people(session, [said.author_id])
    return _post(said, known, files, number)


@dataclass(frozen=True)
class _Files:
    tickets: Mapping[int, Sequence[Attachment]]
    posts: Mapping[int, Sequence[Attachment]]

    def of(self, kind: Subject, subject_id: int | None) -> list[FileView]:
        found = self.tickets if kind is Subject.TICKET else self.posts
        return [file_view(one) for one in found.get(subject_id or 0, ())]


async def _files(session: AsyncSession, tickets: Sequence[Ticket], posts: Sequence[Post]) -> _Files:
    of_tickets, of_posts = [one.id or 0 for one in tickets], [one.id or 0 for one in posts]
    found = await attachments.of_kinds(session, {Subject.TICKET: of_tickets, Subject.TICKET_POST: of_posts})
    return _Files(found[Subject.TICKET], found[Subject.TICKET_POST])


def _thread(
    ticket: Ticket, others: Sequence[Ticket], posts: Sequence[Post], people: People, files: _Files
) -> list[PostView]:
    """What was said here and in those that were merged into it, as one, in order."""
    numbers = {one.id: one.order_no for one in (ticket, *others)}
    openings = [_opening(one, people, files) for one in others]
    said = [_post(post, people, files, numbers[post.ticket_id]) for post in posts]
    return sorted((*openings, *said), key=lambda one: one.at)


def _post(post: Post, people: People, files: _Files, number: str) -> PostView:
    return PostView(
        id=post.id or 0,
        author=people.get(post.author_id or 0),
        is_staff=post.is_staff,
        kind=post.kind,
        content=post.content,
        at=post.created_at,
        files=files.of(Subject.TICKET_POST, post.id),
        number=number,
    )


def _opening(ticket: Ticket, people: People, files: _Files) -> PostView:
    return PostView(
        id=0,
        author=people.get(ticket.user_id),
        is_staff=False,
        kind=Kind.PUBLIC,
        content=ticket.content,
        at=ticket.create_time,
        files=files.of(Subject.TICKET, ticket.id),
        number=ticket.order_no,
        is_opening=True,
    )


_PEOPLE = ("user_id", "handler_id", "before", "after")
"""What events call people."""


def _in(step: Activity) -> set[int]:
    return {value for key in _PEOPLE if isinstance(value := step.data.get(key), int)}


def _mentioned(
    tickets: Sequence[Ticket], posts: Sequence[Post], steps: Sequence[Activity]
) -> list[int | None]:
    named = {one for step in steps for one in _in(step)}
    authors = {post.author_id for post in posts} | {step.actor_id for step in steps}
    own = [one for ticket in tickets for one in (ticket.user_id, ticket.handler_id)]
    return [*own, *authors, *named]


def _step(step: Activity, people: People) -> StepView:
    names = {user_id: people[user_id].name for user_id in _in(step) if user_id in people}
    actor = people.get(step.actor_id or 0)
    return StepView(step.id or 0, step.event, step.at, actor, step.data, names)


def _link(link: Linked, ticket: Ticket) -> LinkView:
    kind = link.kind
    if kind == LinkKind.MERGED:
        kind = "merged_into" if link.from_id == ticket.id else "merged_from"
    return LinkView(kind, link.order_no, link.title, link.status, link.status_category)


async def _target(session: AsyncSession, ticket: Ticket) -> str | None:
    """Where its thread goes on now; its link says where it first went on."""
    into = ticket.merged_into_id
    return await queries.number_of(session, into) if into is not None else None


def _ways(ticket: Ticket, viewer: Actor, flow: Workflow) -> list[WayView]:
    if ticket.merged_into_id is not None:
        return []
    roles = roles_in(ticket, viewer)
    found = [(way, flow.status(way.target)) for way in flow.ways_from(ticket.status) if may_go(way, roles)]
    return [
        WayView(way.target, Category(target.category), way.names, sorted(way.needs))
        for way, target in found
        if target
    ]
