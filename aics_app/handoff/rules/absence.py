"""When a chat is taken from its agent: he has gone, or keeps the customer waiting."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Why(StrEnum):
    """Why a chat goes back to the queue."""

    OFFLINE = "offline"
    SILENT = "silent"
    PASSED_ON = "passed_on"


@dataclass(frozen=True)
class Presence:
    """When an agent was last seen, and since when he has said himself that he is not there (else None)."""

    seen_at: datetime
    left_at: datetime | None = None


def is_gone(presence: Presence | None, given_at: datetime, now: datetime, *, unseen: timedelta) -> bool:
    """Whether the agent left after he got the chat, or has not been seen for `unseen` since.

    Who was never seen works through the API without a heartbeat: only his silence tells.
    """
    if presence is None:
        return False
    if presence.left_at is not None and presence.left_at > given_at:
        return True
    return max(presence.seen_at, given_at) <= now - unseen


def is_silent(silent_since: datetime | None, now: datetime, *, patience: timedelta) -> bool:
    """Whether the customer has waited too long for the agent's word."""
    return silent_since is not None and silent_since <= now - patience
