"""Every figure counted in another way: slowly, from whole tables, on histories by chance.

Nothing of `stats` is used but the names of figures: rows are read as they are, and looked through in loops.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import mean
from typing import Any

from sqlalchemy import select

from aics_app.chat.models import Conversation, Feedback, Message
from aics_app.core.events import Activity
from aics_app.handoff.models import Handoff
from aics_app.stats.queries import Metric
from aics_app.tickets.models import Ticket, TicketClock
from tests.unit.stats.conftest import History
from tests.unit.stats.random_histories import BEGAN, DAYS

FIRST, LAST = date(2026, 3, 22), date(2026, 3, 30)
NOW = BEGAN + timedelta(days=DAYS + 60)  # all that was begun has come to its end
SHANGHAI = timedelta(hours=8)
CIVIL = ("greeting", "thanks", "goodbye")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
OPENS, CLOSES, SATURDAY = timedelta(hours=9), timedelta(hours=18), 5

Counted = dict[Metric, tuple[float | None, int]]


@dataclass
class Tables:
    """Every row of every table."""

    talks: list[Any]
    messages: list[Any]
    thumbs: dict[int, bool]
    waits: list[Any]
    tickets: list[Any]
    steps: list[Any]
    clocks: list[Any]


async def read(history: History) -> Tables:
    async def rows(model: Any) -> list[Any]:
        found = await history.read(lambda session: session.execute(select(model)))
        return sorted(found.scalars(), key=lambda row: getattr(row, "id", 0))

    thumbs = {row.message_id: row.helpful for row in await rows(Feedback)}
    talks, messages = await rows(Conversation), await rows(Message)
    people = await rows(Handoff), await rows(Ticket), await rows(Activity), await rows(TicketClock)
    return Tables(talks, messages, thumbs, *people)


def counts(at: datetime | None) -> bool:
    """Whether an instant lies in the range."""
    return at is not None and FIRST <= (at + SHANGHAI).date() <= LAST


def share(part: Iterable[bool]) -> tuple[float | None, int]:
    found = list(part)
    return (sum(found) / len(found), len(found)) if found else (None, 0)


Pieces = list[tuple[datetime, datetime]]
"""What counts of one wait: all of it, or what is left between pauses."""
Times = dict[Metric, list[Pieces]]


def whole(spans: Iterable[tuple[datetime, datetime]]) -> list[Pieces]:
    return [[span] for span in spans]


def clock(waits: list[Pieces]) -> list[int]:
    return [round(sum(max(0, (end - start).total_seconds()) for start, end in one)) for one in waits]


def business(waits: list[Pieces]) -> list[int]:
    """Mondays to Fridays, from 9 to 18 o'clock, day by day."""
    return [round(sum(open_seconds(start, end) for start, end in one)) for one in waits]


def open_seconds(start: datetime, end: datetime) -> float:
    found, day = 0.0, (start + SHANGHAI).date()
    while day <= (end + SHANGHAI).date():
        midnight = datetime.combine(day, time(), start.tzinfo) - SHANGHAI
        opens, closes = max(start, midnight + OPENS), min(end, midnight + CLOSES)
        found += max(0.0, (closes - opens).total_seconds()) if day.weekday() < SATURDAY else 0
        day += DAY
    return found


def average(took: list[int]) -> tuple[float | None, int]:
    return (mean(took) if took else None, len(took))
