"""What the API gives about tickets."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from aics_app.attachments.views import FileView
from aics_app.core.paging import Whole
from aics_app.tickets.views import (
    ClockView,
    LinkView,
    PersonView,
    PostView,
    StepView,
    TicketCard,
    TicketPage,
    WayView,
)


class PersonOut(BaseModel):
    """Somebody, as others know them."""

    id: int
    nickname: str

    @classmethod
    def of(cls, person: PersonView) -> "PersonOut":
        """From what is shown."""
        return cls(id=person.id, nickname=person.name)


class ClockOut(BaseModel):
    """A promise in business time. It runs towards `due_at` unless it is met or paused."""

    kind: str = Field(description="`reply`: a first word; `resolve`: a solution")
    due_at: datetime | None
    left_s: int
    target_s: int
    met: bool
    breached: bool
    paused: bool

    @classmethod
    def of(cls, clock: ClockView) -> "ClockOut":
        """From what is shown."""
        return cls(
            kind=clock.kind,
            due_at=clock.due_at,
            left_s=clock.left_s,
            target_s=clock.target_s,
            met=clock.is_met,
            breached=clock.is_breached,
            paused=clock.is_paused,
        )


class FileOut(BaseModel):
    """A file; its content is at `/api/attachments/{id}`, unless it is `missing`: an older database's."""

    id: int
    name: str
    size: int
    kind: str
    missing: bool = False

    @classmethod
    def of(cls, file: FileView) -> "FileOut":
        """From what is shown."""
        return cls(id=file.id, name=file.name, size=file.size, kind=file.kind, missing=file.is_missing)


class TicketOut(BaseModel):
    """A ticket. Team and tags are told to the staff alone."""

    order_no: str
    title: str
    status: str
    status_category: str = Field(description="`open`, `paused` or `resolved`")
    priority: str
    category: str | None
    handler_id: int | None
    handler: PersonOut | None
    customer: PersonOut
    score: int | None
    team: str | None
    tags: list[str]
    clocks: list[ClockOut]
    created_at: datetime
    updated_at: datetime
    version: int

    @classmethod
    def of(cls, card: TicketCard) -> "TicketOut":
        """From what is shown."""
        return cls(**_head(card))


def _head(card: TicketCard) -> dict[str, Any]:
    return {
        "order_no": card.number,
        "title": card.title,
        "status": card.status,
        "status_category": card.status_category,
        "priority": card.priority,
        "category": card.category,
        "handler_id": card.handler.id if card.handler else None,
        "handler": PersonOut.of(card.handler) if card.handler else None,
        "customer": PersonOut.of(card.customer),
        "score": card.score,
        "team": card.team,
        "tags": list(card.tags),
        "clocks": [ClockOut.of(one) for one in card.clocks.values()],
        "created_at": card.created_at,
        "updated_at": card.updated_at,
        "version": card.version,
    }


class PostOut(BaseModel):
    """A line of the thread, the oldest first. `order_no`: the ticket that it was said in, before a merge."""

    id: int
    author: PersonOut | None = Field(description="null: taken over, nobody knows")
    is_staff: bool
    internal: bool
    content: str
    attachments: list[FileOut]
    order_no: str
    created_at: datetime

    @classmethod
    def of(cls, post: PostView) -> "PostOut":
        """From what is shown."""
        return cls(
            id=post.id,
            author=PersonOut.of(post.author) if post.author else None,
            is_staff=post.is_staff,
            internal=post.kind == "note",
            content=post.content,
            attachments=[FileOut.of(one) for one in post.files],
            order_no=post.number,
            created_at=post.at,
        )


class LinkOut(BaseModel):
    """Another ticket: `related`, `merged_into` (this one goes on there) or `merged_from`."""

    kind: str
    order_no: str
    title: str
    status: str

    @classmethod
    def of(cls, link: LinkView) -> "LinkOut":
        """From what is shown."""
        return cls(kind=link.kind, order_no=link.number, title=link.title, status=link.status)


class WayOut(BaseModel):
    """Where the reader may carry it, and what is asked for first."""

    status: str
    names: dict[str, str]
    needs: list[str] = Field(description="`reply`, `category`, `assignee`")

    @classmethod
    def of(cls, way: WayView) -> "WayOut":
        """From what is shown."""
        return cls(status=way.target, names=dict(way.names), needs=list(way.needs))


class NextOut(BaseModel):
    """What happens next, and by when it is promised."""

    step: str = Field(description="`answer`, `solution`, `customer`, `rating`, `nothing` or `elsewhere`")
    by: datetime | None


class WholeTicketOut(TicketOut):
    """A ticket with its thread."""

    content: str
    attachments: list[FileOut]
    replies: list[PostOut]
    links: list[LinkOut]
    transitions: list[WayOut]
    next: NextOut
    session_id: str | None
    merged_into: str | None
    comment: str | None
    rated_at: datetime | None
    assigned_at: datetime | None
    first_reply_at: datetime | None
    resolved_at: datetime | None
    reopened: int

    @classmethod
    def whole(cls, page: TicketPage) -> "WholeTicketOut":
        """From what is shown."""
        return cls(
            **_head(page.card),
            content=page.content,
            attachments=[FileOut.of(one) for one in page.files],
            replies=[PostOut.of(one) for one in page.thread],
            links=[LinkOut.of(one) for one in page.links],
            transitions=[WayOut.of(one) for one in page.ways],
            next=NextOut(step=page.next.step, by=page.next.by),
            session_id=page.session_id,
            merged_into=page.merged_into,
            comment=page.comment,
            rated_at=page.rated_at,
            assigned_at=page.assigned_at,
            first_reply_at=page.first_reply_at,
            resolved_at=page.resolved_at,
            reopened=page.reopened,
        )


class StepOut(BaseModel):
    """One thing that happened. `data` is what the event tells, `names` what the people in it are called."""

    id: int
    event: str
    at: datetime
    actor: PersonOut | None
    data: dict[str, Any]
    names: dict[int, str]

    @classmethod
    def of(cls, step: StepView) -> "StepOut":
        """From what is shown."""
        return cls(
            id=step.id,
            event=step.event,
            at=step.at,
            actor=PersonOut.of(step.actor) if step.actor else None,
            data=dict(step.data),
            names=dict(step.names),
        )


class History(Whole):
    """What happened, the oldest first."""

    items: list[StepOut]
