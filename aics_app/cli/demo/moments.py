"""When customers write: past weeks, more by day than by night, a little more every week."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

WEEKS = 6
BY_HOUR = (1, 1, 0, 0, 0, 0, 1, 2, 5, 10, 13, 11, 8, 8, 11, 12, 11, 9, 8, 10, 12, 9, 5, 2)
BY_WEEKDAY = (12, 11, 10, 10, 11, 9, 8)
GROWTH_A_WEEK = 0.06
UNTIL = timedelta(minutes=20)
"""The last conversation is over before anybody looks."""


def moments(rng: Random, now: datetime, zone: ZoneInfo, count: int) -> list[datetime]:
    """`count` instants of the last six weeks, oldest first."""
    return sorted(_one(rng, now, zone) for _ in range(count))


def _one(rng: Random, now: datetime, zone: ZoneInfo) -> datetime:
    days = list(_days(now, zone))
    while True:
        day = rng.choices([day for day, _ in days], [weight for _, weight in days])[0]
        hour = rng.choices(range(24), BY_HOUR)[0]
        moment = day.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60))
        if moment <= now - UNTIL:
            return moment.astimezone(now.tzinfo)


def _days(now: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, float]]:
    today = now.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    for ago in range(WEEKS * 7):
        day = today - timedelta(days=ago)
        yield day, BY_WEEKDAY[day.weekday()] * (1 - GROWTH_A_WEEK * ago / 7)
