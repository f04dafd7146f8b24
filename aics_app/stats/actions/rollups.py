"""What is written of computed days and months."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.stats.models import Period, Progress, StoredTally
from aics_app.stats.queries.chunks import chunks
from aics_app.stats.rules.facts import Tallies
from aics_app.stats.rules.periods import DEFINITIONS, key_of_day, key_of_month

ROWS_AT_ONCE = 500
_TALLIES: Any = StoredTally.__table__  # type: ignore[attr-defined]  # SQLModel does not say so


async def begin_anew(
    session: AsyncSession, *, timezone: str, plan_version: int, timely: timedelta, activity_id: int
) -> None:
    """Nothing that is computed holds any more. What happened until `activity_id` is in what comes."""
    before = (await session.execute(select(col(Progress.revision)).with_for_update())).scalar_one_or_none()
    await session.execute(delete(Period))
    await session.execute(delete(Progress))
    session.add(
        Progress(
            activity_id=activity_id,
            timezone=timezone,
            plan_version=plan_version,
            timely_s=round(timely.total_seconds()),
            definitions=DEFINITIONS,
            revision=(before or 0) + 1,
        )
    )


async def follow(session: AsyncSession, days: Iterable[date], *, activity_id: int) -> None:
    """These days, and their months, are to be computed again; `activity` was followed up to there."""
    chosen = set(days)
    step = 1 if chosen else 0
    await session.execute(
        update(Progress).values(activity_id=activity_id, revision=col(Progress.revision) + step)
    )
    keys = {key_of_day(day) for day in chosen} | {key_of_month(day) for day in chosen}
    for some in chunks(keys):
        await session.execute(update(Period).where(col(Period.period).in_(some)).values(is_dirty=True))


async def may_keep(session: AsyncSession, revision: int) -> bool:
    """Whether what was read at this revision may be written: no day was marked since, by whomever.

    Until the end of the transaction nobody else marks or writes. A claim alone does not see to that: its time
    runs out under who is slow, and without Redis each replica has its own.
    """
    chosen = select(col(Progress.revision)).with_for_update()
    return (await session.execute(chosen)).scalar_one_or_none() == revision


async def keep(
    session: AsyncSession,
    period: str,
    found: Collection[tuple[int, Tallies]],
    *,
    settles_at: datetime | None,
    at: datetime,
) -> None:
    """What a day or month holds, in place of what it held. Its month, if it is a day, is to be made again.

    Only after `may_keep`.
    """
    await session.execute(delete(StoredTally).where(col(StoredTally.period) == period))
    rows = list(_rows(period, found))
    for place in range(0, len(rows), ROWS_AT_ONCE):
        await session.execute(insert(_TALLIES), rows[place : place + ROWS_AT_ONCE])
    await session.merge(Period(period=period, is_dirty=False, settles_at=settles_at, computed_at=at))
    month = key_of_month(date.fromisoformat(period)) if len(period) > len("2026-03") else None
    await session.execute(update(Period).where(col(Period.period) == month).values(is_dirty=True))


def _rows(period: str, found: Collection[tuple[int, Tallies]]) -> Iterator[dict[str, Any]]:
    for person_id, tallies in found:
        for (measure, part), tally in tallies.items():
            yield {
                "measure": measure,
                "period": period,
                "person_id": person_id,
                "part": part[:40],
                "n": tally.n,
                "total": tally.total,
                "clock_s": tally.clock.tobytes() if tally.clock else None,
                "business_s": tally.business.tobytes() if tally.business else None,
            }
