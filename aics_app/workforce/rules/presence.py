"""Whether an agent is there: his own word, as long as he is heard."""

from datetime import datetime, timedelta

from aics_app.workforce.models import Status

SILENT_AFTER = timedelta(seconds=60)
"""Pages beat every 20 s: two beats may be lost, or replicas' clocks be 40 s apart, and nobody is missed."""


def effective(chosen: str, seen_at: datetime, now: datetime) -> Status:
    """How he is there at `now`: offline when unseen for `SILENT_AFTER`, whatever he chose."""
    return Status.OFFLINE if seen_at <= silent_before(now) else Status(chosen)


def silent_before(now: datetime) -> datetime:
    """Who was seen no later than this is offline at `now`."""
    return now - SILENT_AFTER
