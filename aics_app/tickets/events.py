"""What happens to tickets. `activity` keeps them: a ticket's history is read from there."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from aics_app.core.events import Event

Changes = dict[str, list[str | None]]
"""By field: what it was, and what it is."""


@dataclass(frozen=True, kw_only=True)
class TicketEvent(Event):
    """Something happened to one ticket, whose id is the subject; never recorded itself."""

    subject_type: ClassVar[str] = "ticket"

    order_no: str


@dataclass(frozen=True, kw_only=True)
class TicketFiled(TicketEvent):
    """A customer, or somebody for him, filed it."""

    user_id: int
    status: str
    priority: str
    category: str | None
    session_id: str | None


@dataclass(frozen=True, kw_only=True)
class TicketReplied(TicketEvent):
    """Somebody said something that everybody of it may read."""

    user_id: int
    handler_id: int | None
    post_id: int
    is_staff: bool


@dataclass(frozen=True, kw_only=True)
class TicketNoted(TicketEvent):
    """The staff wrote a note."""

    post_id: int


@dataclass(frozen=True, kw_only=True)
class TicketMoved(TicketEvent):
    """It has another status. `why` names what did it when nobody of the staff or the customer chose it."""

    user_id: int
    handler_id: int | None
    before: str
    after: str
    category_before: str
    category_after: str
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(TicketEvent):
    """Another person has it, or nobody."""

    user_id: int
    before: int | None
    after: int | None
    by_rule: bool


@dataclass(frozen=True, kw_only=True)
class TicketEdited(TicketEvent):
    """Other fields changed: title, priority, category, team, tags, links."""

    user_id: int
    changes: Changes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TicketRated(TicketEvent):
    """The customer judged the solution."""

    user_id: int
    handler_id: int | None
    score: int


@dataclass(frozen=True, kw_only=True)
class TicketMergedInto(TicketEvent):
    """Its thread goes on in another ticket. `again`: it went on in one before, which is merged now."""

    user_id: int
    into_id: int
    into_no: str
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class TicketReminded(TicketEvent):
    """Nobody has handled it for too long, and who should was told."""

    handler_id: int | None


@dataclass(frozen=True, kw_only=True)
class ClockWarned(TicketEvent):
    """A promise is soon due. `kind`: `reply` or `resolve`."""

    kind: str
    handler_id: int | None


@dataclass(frozen=True, kw_only=True)
class ClockBreached(TicketEvent):
    """A promise was not kept."""

    kind: str
    handler_id: int | None


@dataclass(frozen=True, kw_only=True)
class WorkflowSet(Event):
    """An administrator set another workflow; `moved` counts the tickets that went elsewhere by it.

    `before` and `after` are those parts of the document that are others.
    """

    subject_type: ClassVar[str] = "workflow"
    is_audited: ClassVar[bool] = True

    version: int
    moved: dict[str, int] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MacroEvent(Event):
    """About a macro, whose id is the subject; never recorded itself. `shared`: everybody's."""

    subject_type: ClassVar[str] = "macro"
    is_audited: ClassVar[bool] = True

    name: str
    shared: bool


@dataclass(frozen=True, kw_only=True)
class MacroCreated(MacroEvent):
    """There is a new one."""


@dataclass(frozen=True, kw_only=True)
class MacroEdited(MacroEvent):
    """It is called, or does, something else, or is somebody else's."""

    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class MacroDeleted(MacroEvent):
    """It is gone."""


TIMELINE = (
    "TicketFiled",
    "TicketReplied",
    "TicketNoted",
    "TicketMoved",
    "TicketAssigned",
    "TicketEdited",
    "TicketRated",
    "TicketMergedInto",
    "TicketReminded",
    "ClockWarned",
    "ClockBreached",
)
"""What a ticket's history is made of, by the names that `activity` keeps."""
