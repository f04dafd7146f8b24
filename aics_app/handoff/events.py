"""What happens to hand-offs."""

from dataclasses import dataclass
from typing import ClassVar

from aics_app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class HandoffEvent(Event):
    """Something happened to one hand-off; never recorded itself."""

    subject_type: ClassVar[str] = "handoff"

    session_id: str


@dataclass(frozen=True, kw_only=True)
class HandoffRequested(HandoffEvent):
    """A person is asked for, and waited for."""

    reason: str
    source: str
    priority: int


@dataclass(frozen=True, kw_only=True)
class HandoffMovedUp(HandoffEvent):
    """What its customer said meanwhile is more urgent."""

    priority: int


@dataclass(frozen=True, kw_only=True)
class HandoffTaken(HandoffEvent):
    """An agent has it: taken by hand, or given."""

    agent_id: int
    by_hand: bool


@dataclass(frozen=True, kw_only=True)
class HandoffTransferred(HandoffEvent):
    """Its agent passed it on, to a colleague or to a team's queue."""

    from_agent_id: int
    to_agent_id: int | None
    to_team: str | None


@dataclass(frozen=True, kw_only=True)
class HandoffSeized(HandoffEvent):
    """A supervisor took it from the agent who had it."""

    from_agent_id: int
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class HandoffReturned(HandoffEvent):
    """Its agent is gone or silent: it waits again, before all others."""

    agent_id: int
    why: str


@dataclass(frozen=True, kw_only=True)
class HandoffClosed(HandoffEvent):
    """Its agent ended it; the AI may speak again."""

    agent_id: int
    end_reason: str
    disposition: str | None


@dataclass(frozen=True, kw_only=True)
class HandoffCancelled(HandoffEvent):
    """The customer would not wait any longer."""


@dataclass(frozen=True, kw_only=True)
class HandoffExpired(HandoffEvent):
    """Nobody came for too long."""


@dataclass(frozen=True, kw_only=True)
class HandoffRated(HandoffEvent):
    """The customer judged how it went."""

    score: int


@dataclass(frozen=True, kw_only=True)
class HandoffNoteLeft(HandoffEvent):
    """The customer left a note for the staff instead of waiting."""


@dataclass(frozen=True, kw_only=True)
class HandoffNoteDone(HandoffEvent):
    """Somebody of the staff took care of the note."""


@dataclass(frozen=True, kw_only=True)
class HandoffCommented(HandoffEvent):
    """The customer said in words what the rating meant."""


TIMELINE = (
    "HandoffRequested",
    "HandoffMovedUp",
    "HandoffTaken",
    "HandoffTransferred",
    "HandoffSeized",
    "HandoffReturned",
    "HandoffClosed",
    "HandoffCancelled",
    "HandoffExpired",
    "HandoffRated",
    "HandoffNoteLeft",
    "HandoffNoteDone",
    "HandoffCommented",
)
"""What may be told of one hand-off, by the names that `activity` keeps."""
