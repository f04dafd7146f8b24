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
    zone, first, last = ZoneInfo(timezone), day_from(since), day_from(until)
    return (
        datetime.combine(first, time(), zone) if first else None,
        datetime.combine(last + timedelta(days=1), time(), zone) if last else None,
    )
