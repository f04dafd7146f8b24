"""One ticket as its customer's page is told of it: what was said and what happened, in one line of time."""

from collections.abc import Mapping
from datetime import datetime

from aics_app.tickets.models import Category, Clock
from aics_app.tickets.rules.workflow import Workflow
from aics_app.tickets.ui.shapes import Choice, Entry, TicketView, choice
from aics_app.tickets.views import PostView, StepView, TicketPage

TOLD = frozenset({"TicketMoved", "TicketAssigned", "TicketRated", "TicketMergedInto"})
"""Events that a customer is told of; what was said stands there by itself."""


def status_choice(workflow: Workflow, word: str) -> Choice:
    """A status by its word; one that the workflow no longer has says the word itself."""
    status = workflow.status(word)
    return choice(word, status.names if status else {})


def topic_choice(workflow: Workflow, word: str | None) -> Choice:
    """What it is about, nothing without."""
    topic = workflow.topic(word)
    return choice(topic.word, topic.names) if topic else Choice()


def written(at: datetime | None) -> str:
    """As pages read instants."""
    return at.isoformat() if at else ""


def ticket_view(page: TicketPage, workflow: Workflow, now: datetime) -> TicketView:
    """From what this customer may see of it."""
    card, handler = page.card, page.card.handler
    priority = workflow.priority(card.priority)
    solution = card.clocks.get(Clock.RESOLVE)
    return TicketView(
        number=card.number,
        title=card.title,
        status=status_choice(workflow, card.status),
        standing=card.status_category,
        topic=topic_choice(workflow, card.category),
        priority=choice(card.priority, priority.names if priority else {}),
        created_at=written(card.created_at),
        handler=handler.name if handler else "",
        face=handler.avatar if handler else "",
        session_id=page.session_id or "",
        step=page.next.step.value,
        by=written(page.next.by),
        late=page.next.by is not None and page.next.by <= now,
        solution_by=written(solution.due_at) if solution and not solution.is_met else "",
        reopen_to=_way(page, Category.OPEN) if card.status_category == Category.RESOLVED else "",
        confirm_to=_way(page, Category.RESOLVED) if card.status_category != Category.RESOLVED else "",
        score=card.score or 0,
        comment=page.comment or "",
        merged_into=page.merged_into or "",
        version=card.version,
        lines=_lines(page, workflow),
    )


def _way(page: TicketPage, to: Category) -> str:
    """The first status of this kind that the viewer may carry it to."""
    return next((way.target for way in page.ways if way.category == to), "")


def _lines(page: TicketPage, workflow: Workflow) -> list[Entry]:
    """In order; what was said at the instant of a step stands before it, as its reason."""
    begun = Entry(
        key="filed",
        what="filed",
        at=written(page.card.created_at),
        who=page.card.customer.name,
        avatar=page.card.customer.avatar,
        text=page.content,
        files=list(page.files),
    )
    said = [((one.at, 0, one.id), _said(one)) for one in page.thread]
    steps = [((one.at, 1, one.id), _step(one, workflow)) for one in page.history if one.event in TOLD]
    return [begun, *(entry for _, entry in sorted([*said, *steps], key=lambda pair: pair[0]))]


def _said(post: PostView) -> Entry:
    return Entry(
        key=f"post-{post.number}-{post.id}",
        what="said",
        at=written(post.at),
        who=post.author.name if post.author else "",
        avatar=post.author.avatar if post.author else "",
        is_staff=post.is_staff,
        text=post.content,
        files=list(post.files),
    )


def _step(step: StepView, workflow: Workflow) -> Entry:
    data: Mapping[str, object] = step.data
    entry = Entry(key=f"step-{step.id}", what=step.event, at=written(step.at))
    match step.event:
        case "TicketMoved":
            entry.word = status_choice(workflow, str(data.get("after", "")))
        case "TicketAssigned":
            after = data.get("after")
            entry.who = step.names.get(after, "") if isinstance(after, int) else ""
        case "TicketRated":
            entry.text = str(data.get("score", ""))
        case "TicketMergedInto":
            entry.text = str(data.get("into_no", ""))
    return entry
