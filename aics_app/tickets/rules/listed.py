"""What a list knows of a ticket and of a promise: no text. Whole rows take three times as long."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ListedTicket:
    """Columns of `work_order`, in the order in which lists ask for them."""

    id: int
    order_no: str
    user_id: int
    title: str
    status: str
    status_category: str
    handler_id: int | None
    priority: str
    category: str | None
    team: str | None
    user_feedback: int | None
    merged_into_id: int | None
    create_time: datetime
    update_time: datetime
    version: int


@dataclass(frozen=True, slots=True)
class ListedClock:
    """Columns of `ticket_clock`, likewise."""

    ticket_id: int
    kind: str
    target_s: int
    due_at: datetime | None
    warn_at: datetime | None
    left_s: int | None
    breached_at: datetime | None
    met_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Columns of `sys_user`, likewise."""

    id: int
    username: str
    nickname: str | None
    avatar: str | None

    @property
    def name(self) -> str:
        """What others call this person."""
        return self.nickname or self.username


@dataclass(frozen=True, slots=True)
class Linked:
    """A link, said from `from_id` on, with what is shown of the ticket at its other end."""

    kind: str
    from_id: int
    created_at: datetime
    order_no: str
    title: str
    status: str
    status_category: str
