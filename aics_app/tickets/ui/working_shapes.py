"""What the staff's page of one ticket is told: plain values only."""

from dataclasses import dataclass, field

from aics_app.accounts.models import Actor
from aics_app.attachments.views import FileView
from aics_app.tickets import views
from aics_app.tickets.models import Ticket
from aics_app.tickets.rules.listed import ListedTicket
from aics_app.tickets.rules.workflow import Workflow
from aics_app.tickets.ui.board_shapes import ClockView
from aics_app.tickets.ui.cards import clock_view
from aics_app.tickets.ui.moving_shapes import (
    WayView,
    WordView,
    priority_view,
    status_view,
    topic_view,
    ways_of,
    word_view,
)


@dataclass
class TicketFacts:
    """One ticket. `next` is what is waited for, `may_work` whether the viewer may change it.

    `is_own`: the viewer filed it himself, and reads no more of it than any customer would.
    """

    order_no: str = ""
    title: str = ""
    content: str = ""
    status: WordView = field(default_factory=WordView)
    priority: WordView = field(default_factory=WordView)
    topic: WordView = field(default_factory=WordView)
    team: str = ""
    customer: str = ""
    face: str = ""
    handler: str = ""
    handler_id: int = 0
    is_mine: bool = False
    may_work: bool = False
    is_own: bool = False
    is_resolved: bool = False
    created_at: str = ""
    updated_at: str = ""
    assigned_at: str = ""
    resolved_at: str = ""
    version: int = 0
    session_id: str = ""
    merged_into: str = ""
    score: int = 0
    comment: str = ""
    reopened: int = 0
    next: str = ""
    next_by: str = ""
    tags: list[str] = field(default_factory=list)
    files: list[FileView] = field(default_factory=list)
    clocks: list[ClockView] = field(default_factory=list)
    ways: list[WayView] = field(default_factory=list)


@dataclass
class LineView:
    """One line of the thread; `sender` is user, agent or note, `merged_from` where else it was said."""

    id: int
    sender: str
    name: str
    face: str
    text: str
    at: str
    merged_from: str = ""
    files: list[FileView] = field(default_factory=list)


@dataclass
class ChangeView:
    """A field with what it was and is."""

    field: str
    before: WordView
    after: WordView


@dataclass
class StepView:
    """One thing that happened. `more` is a score, another number or a clock, as the event has it."""

    id: int
    event: str
    who: str
    at: str
    more: str = ""
    is_own: bool = False
    changes: list[ChangeView] = field(default_factory=list)


@dataclass
class OtherView:
    """Another ticket. `kind`: related, merged_into, merged_from, or empty for another of the customer's."""

    kind: str
    order_no: str
    title: str
    status: WordView
    score: int = 0


def ticket_facts(workflow: Workflow, actor: Actor, ticket: Ticket, page: views.TicketPage) -> TicketFacts:
    """From what was read."""
    card = page.card
    return TicketFacts(
        order_no=card.number,
        title=card.title,
        content=page.content,
        status=status_view(workflow, card.status, card.status_category),
        priority=priority_view(workflow, card.priority),
        topic=topic_view(workflow, card.category),
        team=card.team or "",
        customer=card.customer.name,
        face=card.customer.avatar,
        handler=card.handler.name if card.handler else "",
        handler_id=card.handler.id if card.handler else 0,
        is_mine=bool(card.handler and card.handler.id == actor.user_id),
        may_work=page.may_work and page.merged_into is None,
        is_own=not page.is_staff,
        is_resolved=ticket.is_resolved,
        created_at=_said(card.created_at),
        updated_at=_said(card.updated_at),
        assigned_at=_said(page.assigned_at),
        resolved_at=_said(page.resolved_at) if ticket.is_resolved else "",
        version=card.version,
        session_id=page.session_id or "",
        merged_into=page.merged_into or "",
        score=card.score or 0,
        comment=page.comment or "",
        reopened=page.reopened,
        next=page.next.step.value,
        next_by=_said(page.next.by),
        tags=list(card.tags),
        files=list(page.files),
        clocks=[clock_view(one) for one in card.clocks.values()],
        ways=ways_of(workflow, ticket, actor) if page.is_staff else [],
    )


def line_view(post: views.PostView, order_no: str) -> LineView:
    """A line of the thread."""
    sender = "note" if post.kind == "note" else "agent" if post.is_staff else "user"
    return LineView(
        id=post.id,
        sender=sender,
        name=post.author.name if post.author else "",
        face=post.author.avatar if post.author else "",
        text=post.content,
        at=post.at.isoformat(),
        merged_from="" if post.number in ("", order_no) else post.number,
        files=list(post.files),
    )


def step_view(workflow: Workflow, actor: Actor, step: views.StepView) -> StepView:
    """Something that happened, with every field that changed by it."""
    data = step.data
    more = data.get("into_no") or data.get("kind") or data.get("score") or ""
    who = step.actor.name if step.actor else ""
    is_own = bool(step.actor and step.actor.id == actor.user_id)
    changes = _changes(workflow, step)
    return StepView(step.id, step.event, who, step.at.isoformat(), str(more), is_own, changes)


def other_view(workflow: Workflow, link: views.LinkView) -> OtherView:
    """A ticket that belongs to this one."""
    return OtherView(
        link.kind, link.number, link.title, status_view(workflow, link.status, link.status_category)
    )


def own_view(workflow: Workflow, ticket: Ticket | ListedTicket) -> OtherView:
    """Another ticket of the same customer's."""
    shown = status_view(workflow, ticket.status, ticket.status_category)
    return OtherView("", ticket.order_no, ticket.title, shown, ticket.user_feedback or 0)


def _changes(workflow: Workflow, step: views.StepView) -> list[ChangeView]:
    data = step.data
    if step.event == "TicketMoved":
        return [_change(workflow, "status", data.get("before"), data.get("after"))]
    if step.event == "TicketAssigned":
        names = [step.names.get(data.get(end) or 0, "") for end in ("before", "after")]
        return [_change(workflow, "handler", *names)]
    found = data.get("changes") or {}
    return [_change(workflow, name, before, after) for name, (before, after) in found.items()]


def _change(workflow: Workflow, name: str, before: str | None, after: str | None) -> ChangeView:
    def shown(value: str | None) -> WordView:
        if not value:
            return WordView()
        if name == "status":
            return status_view(workflow, value)
        if name == "priority":
            return priority_view(workflow, value)
        return topic_view(workflow, value) if name == "category" else word_view(str(value), None)

    return ChangeView(name, shown(before), shown(after))


def _said(at: object) -> str:
    return at.isoformat() if at else ""
