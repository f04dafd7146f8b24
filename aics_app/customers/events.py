"""What the staff changes about a customer: each is a line of the audit."""

from dataclasses import dataclass
from typing import ClassVar

from aics_app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerEvent(Event):
    """Something about one customer; never recorded itself."""

    subject_type: ClassVar[str] = "customer"
    is_audited: ClassVar[bool] = True

    @property
    def user_id(self) -> int:
        """Whom it is about."""
        return int(self.subject_id)


@dataclass(frozen=True, kw_only=True)
class CustomerProfileChanged(CustomerEvent):
    """Level or remark, as they were and are."""

    level_before: str
    level: str
    remark_before: str
    remark: str


@dataclass(frozen=True, kw_only=True)
class CustomerTagged(CustomerEvent):
    """A tag was added."""

    tag: str


@dataclass(frozen=True, kw_only=True)
class CustomerUntagged(CustomerEvent):
    """A tag was taken away."""

    tag: str
