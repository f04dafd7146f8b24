"""What is offered to a customer who wants a person."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Offer:
    """Whether a person is to be waited for now; out of hours `opens_at` says from when on."""

    may_queue: bool
    opens_at: datetime | None = None


def offer(*, is_open: bool, opens_next: datetime | None) -> Offer:
    """Open: wait in the queue. Closed: leave a note; nobody waits for people who are at home."""
    return Offer(may_queue=True) if is_open else Offer(may_queue=False, opens_at=opens_next)
