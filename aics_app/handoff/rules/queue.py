"""The order of those who wait."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

_STEP = timedelta(microseconds=1)


class Waiting(Protocol):
    """What the order needs to know of a hand-off."""

    id: int | None
    priority: int
    queued_at: datetime


def turn(waiting: Waiting) -> tuple[int, datetime, int]:
    """Sorts the urgent first, then whoever waited longest, then by id."""
    return -waiting.priority, waiting.queued_at, waiting.id or 0


def places(waiting: Iterable[Waiting]) -> dict[int, int]:
    """The place of each by its id, 1 = next."""
    in_order = sorted(waiting, key=turn)
    return {one.id or 0: place for place, one in enumerate(in_order, start=1)}


def at_front(queued_at: datetime, first: datetime | None) -> datetime:
    """When somebody who comes back must have begun to wait so that nobody is before him.

    `first` is the earliest `queued_at` of his priority that waits now.
    """
    return queued_at if first is None else min(queued_at, first - _STEP)
