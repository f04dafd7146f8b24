"""What is to be computed next."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.chat.models import Conversation, Message
from aics_app.handoff.models import Handoff
from aics_app.stats.models import Granularity, Period
from aics_app.stats.queries import stored
from aics_app.stats.rules.days import MAX_YEARS, Window, buckets, day_of
from aics_app.stats.rules.facts import Lens
from aics_app.stats.rules.periods import key_of_day, key_of_month, month_of
from aics_app.tickets.models import Ticket


async def history(session: AsyncSession, lens: Lens) -> Window | None:
    """From the first day of which there is anything until today; None without any."""
    instants = (Conversation.created_at, Message.create_time, Handoff.created_at, Ticket.create_time)
    found: list[datetime] = []
    for one in instants:
        found += [at for at in (await session.execute(select(func.min(col(one))))).scalars() if at]
    if not found:
        return None
    today = day_of(lens.now, lens.zone)
    first = max(day_of(min(found), lens.zone), today.replace(year=today.year - MAX_YEARS, day=1))
    return Window(min(first, today), today)


async def due_days(session: AsyncSession, window: Window, now: datetime) -> list[date]:
    """Days that are not computed, or not as they would be now; the latest first."""
    stale = or_(col(Period.is_dirty), col(Period.settles_at) <= now)
    rows = (await session.execute(select(col(Period.period), stale))).all()
    is_stale = {period: bool(old) for period, old in rows}
    return [day for day in reversed(list(window.days())) if is_stale.get(key_of_day(day), True)]


async def due_months(session: AsyncSession, window: Window, now: datetime) -> list[Window]:
    """Months of which every day is there, and that are not put together, or no longer right."""
    known = await stored.known(session, window, now)
    return list(_whole(window, known))


def _whole(window: Window, known: set[str]) -> Iterator[Window]:
    for begin, days in buckets(window, Granularity.MONTH):
        is_there = all(key_of_day(day) in known for day in days.days())
        if days == month_of(begin) and is_there and key_of_month(begin) not in known:
            yield days
