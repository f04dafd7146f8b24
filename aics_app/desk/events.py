"""What happens at the desk. Of what was written only the texts of everybody's canned replies stand in it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from aics_app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CannedReplyEvent(Event):
    """Something happened to a canned reply; `shared` says whether it is everybody's."""

    subject_type: ClassVar[str] = "canned_reply"
    is_audited: ClassVar[bool] = True
    shared: bool


@dataclass(frozen=True, kw_only=True)
class CannedReplyCreated(CannedReplyEvent):
    """There is a new one."""


@dataclass(frozen=True, kw_only=True)
class CannedReplyEdited(CannedReplyEvent):
    """These fields changed. Of those of its author alone the texts are not kept."""

    fields: list[str]
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CannedReplyDeleted(CannedReplyEvent):
    """It is gone; its shortcut stays in the record."""

    shortcut: str


@dataclass(frozen=True, kw_only=True)
class HelpAsked(Event):
    """An agent asked the model for help in a conversation; no word of either is kept."""

    subject_type: ClassVar[str] = "conversation"
    kind: str
    style: str
