"""The only place that asks what time it is.

Replicas share one database, and their machines' clocks differ. What one of them writes the others compare
with their own time, so each goes by the database's clock: it learns how far its own is ahead, and counts
that off.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

TOLERATED = timedelta(seconds=2)
"""Clocks that differ by less are left alone: no rule is as fine, and time should not jump for nothing."""


def machine() -> datetime:
    """This instant by the machine's own clock, in UTC."""
    return datetime.now(UTC)


class AgreedClock:
    """A clock of one's own, put right by another one."""

    def __init__(self, own: Clock = machine) -> None:
        self.own = own
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        """This instant, by the other clock."""
        return self.own() - self.ahead

    def agree(self, before: datetime, theirs: datetime, after: datetime) -> bool:
        """The other clock said `theirs` between two looks at one's own. Whether this changes anything."""
        ahead = before + (after - before) / 2 - theirs
        doubt = (after - before) / 2  # the answer may have been made at any instant between
        if abs(ahead) <= TOLERATED + doubt:
            ahead = timedelta()
        if abs(ahead - self.ahead) <= TOLERATED:
            return False
        self.ahead = ahead
        return True


AGREED = AgreedClock()


def now() -> datetime:
    """This instant, in UTC."""
    return AGREED()
