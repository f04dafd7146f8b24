"""What happens to the FAQ."""

from dataclasses import dataclass
from typing import Any, ClassVar

from aics_app.core.events import Event

CHANGED = "knowledge.changed"
"""The live topic that tells every replica to look at the published FAQ again."""


@dataclass(frozen=True, kw_only=True)
class FaqEvent(Event):
    """Something happened to one entry."""

    subject_type: ClassVar[str] = "faq"
    is_audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class FaqCreated(FaqEvent):
    """There is a new entry."""

    question: str
    language: str


@dataclass(frozen=True, kw_only=True)
class FaqEdited(FaqEvent):
    """These fields of an entry changed; `version` is the new one."""

    fields: list[str]
    version: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class FaqEnabled(FaqEvent):
    """Customers are answered from the entry again."""


@dataclass(frozen=True, kw_only=True)
class FaqDisabled(FaqEvent):
    """Customers are no longer answered from the entry."""


@dataclass(frozen=True, kw_only=True)
class FaqDeleted(FaqEvent):
    """The entry is gone; what it asked stays in the record."""

    question: str
    language: str


FAQ_EVENTS: tuple[type[FaqEvent], ...] = (FaqCreated, FaqEdited, FaqEnabled, FaqDisabled, FaqDeleted)
