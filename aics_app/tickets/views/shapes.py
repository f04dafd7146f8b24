"""What pages and the API show of tickets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aics_app.attachments.views import FileView
from aics_app.tickets.rules.next import Next


@dataclass(frozen=True)
class PersonView:
    """Somebody, as others know them."""

    id: int
    name: str
    avatar: str = ""


@dataclass(frozen=True)
class ClockView:
    """A promise, with the business seconds that are left of it. It runs unless it is met or paused."""

    kind: str
    due_at: datetime | None
    left_s: int
    target_s: int
    is_met: bool
    is_breached: bool
    is_warned: bool
    is_paused: bool


@dataclass(frozen=True)
class TicketCard:
    """A ticket on a list. `version` guards acts on it; tags and team are told to the staff alone."""

    id: int
    number: str
    title: str
    status: str
    status_category: str
    priority: str
    category: str | None
    customer: PersonView
    handler: PersonView | None
    created_at: datetime
    updated_at: datetime
    version: int
    score: int | None = None
    team: str | None = None
    tags: Sequence[str] = ()
    clocks: Mapping[str, ClockView] = field(default_factory=dict)


@dataclass(frozen=True)
class PostView:
    """A line of the thread, said in the ticket `number`; with `is_opening` what a merged one began with."""

    id: int
    author: PersonView | None
    is_staff: bool
    kind: str
    content: str
    at: datetime
    files: Sequence[FileView] = ()
    number: str = ""
    is_opening: bool = False


@dataclass(frozen=True)
class StepView:
    """One thing that happened, as `activity` keeps it. `names`: what the people in its data are called."""

    id: int
    event: str
    at: datetime
    actor: PersonView | None
    data: Mapping[str, Any]
    names: Mapping[int, str]


@dataclass(frozen=True)
class LinkView:
    """Another ticket. `kind`: `related`, `merged_into` (this one goes on there) or `merged_from`."""

    kind: str
    number: str
    title: str
    status: str
    status_category: str


@dataclass(frozen=True)
class WayView:
    """Where this viewer may carry it, and what is asked for first."""

    target: str
    category: str
    names: Mapping[str, str]
    needs: Sequence[str]


@dataclass(frozen=True)
class TicketPage:
    """One ticket with all that belongs to it, as this viewer may see it."""

    card: TicketCard
    content: str
    files: Sequence[FileView]
    thread: Sequence[PostView]
    history: Sequence[StepView]
    links: Sequence[LinkView]
    ways: Sequence[WayView]
    next: Next
    is_staff: bool
    may_work: bool
    session_id: str | None
    language: str | None
    merged_into: str | None
    comment: str | None
    rated_at: datetime | None
    assigned_at: datetime | None
    first_reply_at: datetime | None
    resolved_at: datetime | None
    reopened: int
