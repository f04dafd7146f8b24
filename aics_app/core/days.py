"""Days as people choose them for a list: what they type, and the instants between them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 2000, 2200
"""Beyond them instants overflow in one zone or the other."""


def day_from(text: str) -> date | None:
    """A day of our times, or nothing."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def between(since: str, until: str, timezone: str) -> tuple[datetime | None, datetime | None]:
    """From the begin of the one day to the end of the other, which is not in it; None where it is open."""
    return from_to(day_from(since), day_from(until), timezone)


def from_to(since: date | None, until: date | None, timezone: str) -> tuple[datetime | None, datetime | None]:
    """The same of days or instants; an instant `until` is not in it either."""
    zone = ZoneInfo(timezone)
    if until is not None and not isinstance(until, datetime):
        until = datetime.combine(until + timedelta(days=1), time(), zone)
    if since is not None and not isinstance(since, datetime):
        since = datetime.combine(since, time(), zone)
    return since, until
