"""What is computed: days and months, and what they hold."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from aics_app.stats.models import ANYBODY, Measure, Period, Progress, StoredTally
from aics_app.stats.queries.whose import People
from aics_app.stats.rules.days import Window
from aics_app.stats.rules.facts import Tallies, Tally
from aics_app.stats.rules.figures import TIMED
from aics_app.stats.rules.periods import DEFINITIONS, key_of_day, key_of_month

Groups = dict[Any, Tallies]
"""Tallies by period or by person; under None when nothing parts them."""


@dataclass(frozen=True)
class Asked:
    """Which tallies are wanted, of whom, with which of the seconds."""

    measures: frozenset[Measure]
    people: People
    business: bool = False
    by_person: bool = False
    by_period: bool = False

    @property
    def group(self) -> list[Mapped[Any]]:
        """What parts them."""
        if self.by_person:
            return [col(StoredTally.person_id)]
        return [col(StoredTally.period)] if self.by_period else []

    def whose(self) -> ColumnElement[bool]:
        """The rows of these people."""
        if self.people is not None:
            return col(StoredTally.person_id).in_(self.people)
        return (
            col(StoredTally.person_id) != ANYBODY if self.by_person else col(StoredTally.person_id) == ANYBODY
        )


async def progress(session: AsyncSession) -> Progress | None:
    """How far it has come; None before anything is computed."""
    return (await session.execute(select(Progress))).scalar_one_or_none()


async def revision(session: AsyncSession) -> int:
    """Of what has been marked; asked before facts are read, and compared before they are written."""
    return (await session.execute(select(col(Progress.revision)))).scalar_one_or_none() or 0


def holds(found: Progress | None, timezone: str, plan_version: int, timely: timedelta) -> bool:
    """Whether what is computed was cut and counted as now."""
    if found is None:
        return False
    by = (found.timezone, found.plan_version, found.timely_s, found.definitions)
    return by == (timezone, plan_version, round(timely.total_seconds()), DEFINITIONS)


async def known(session: AsyncSession, window: Window, now: datetime) -> set[str]:
    """The days and months of a range that are computed, and would be so again."""
    months = col(Period.period).between(key_of_month(window.first), key_of_month(window.last))
    days = col(Period.period).between(key_of_day(window.first), key_of_day(window.last))
    is_settled = or_(col(Period.settles_at).is_(None), col(Period.settles_at) > now)
    chosen = select(col(Period.period)).where(or_(days, months), col(Period.is_dirty) == false(), is_settled)
    return set((await session.execute(chosen)).scalars())


async def tallies(session: AsyncSession, periods: Sequence[str], asked: Asked) -> Groups:
    """What these periods hold, put together."""
    found: Groups = defaultdict(lambda: defaultdict(Tally))
    if not periods or asked.people == frozenset():
        return found
    rows = and_(
        col(StoredTally.measure).in_(sorted(asked.measures)),
        col(StoredTally.period).in_(periods),
        asked.whose(),
    )
    await _count(session, found, rows, asked)
    if timed := asked.measures & TIMED:
        await _gather(session, found, and_(rows, col(StoredTally.measure).in_(sorted(timed))), asked)
    return found


async def _count(session: AsyncSession, found: Groups, rows: ColumnElement[bool], asked: Asked) -> None:
    parts = [col(StoredTally.measure), col(StoredTally.part)]
    summed = (func.sum(col(StoredTally.n)), func.sum(col(StoredTally.total)))
    chosen = select(*parts, *summed, *asked.group).where(rows).group_by(*parts, *asked.group)
    for measure, part, n, total, *own in (await session.execute(chosen)).all():
        tally = found[own[0] if own else None][Measure(measure), part]
        tally.n, tally.total = int(n), int(total)


async def _gather(session: AsyncSession, found: Groups, rows: ColumnElement[bool], asked: Asked) -> None:
    """The seconds of each, for medians."""
    seconds = col(StoredTally.business_s if asked.business else StoredTally.clock_s)
    chosen = select(col(StoredTally.measure), seconds, *asked.group).where(rows, seconds.is_not(None))
    for measure, packed, *own in (await session.execute(chosen)).all():
        tally = found[own[0] if own else None][Measure(measure), ""]
        (tally.business if asked.business else tally.clock).frombytes(packed)


async def whole(session: AsyncSession, periods: Collection[str]) -> dict[int, Tallies]:
    """Everything that these periods hold, by person: what a month is made of."""
    found: dict[int, Tallies] = defaultdict(lambda: defaultdict(Tally))
    chosen = select(StoredTally).where(col(StoredTally.period).in_(periods))
    for row in (await session.execute(chosen)).scalars():
        tally = found[row.person_id][Measure(row.measure), row.part]
        tally.n += row.n
        tally.total += row.total
        tally.clock.frombytes(row.clock_s or b"")
        tally.business.frombytes(row.business_s or b"")
    return found


async def settles_at(session: AsyncSession, periods: Collection[str]) -> datetime | None:
    """When time alone changes the first of these."""
    chosen = select(func.min(col(Period.settles_at))).where(col(Period.period).in_(periods))
    return (await session.execute(chosen)).scalar_one()


Parts = Collection[tuple[Measure, str | None]]
"""Measures, each with one part of it, or with all of them."""


async def busy_days(
    session: AsyncSession, days: Collection[date], parts: Parts, people: People
) -> dict[date, int]:
    """Those of these computed days on which there is something, and how much."""
    whose = (
        col(StoredTally.person_id) == ANYBODY if people is None else col(StoredTally.person_id).in_(people)
    )
    is_wanted = or_(
        *(
            col(StoredTally.measure) == measure
            if part is None
            else and_(col(StoredTally.measure) == measure, col(StoredTally.part) == part)
            for measure, part in parts
        )
    )
    chosen = select(col(StoredTally.period), func.sum(col(StoredTally.n))).where(
        is_wanted, col(StoredTally.period).in_(list(map(key_of_day, days))), whose
    )
    rows = (await session.execute(chosen.group_by(col(StoredTally.period)))).all()
    return {date.fromisoformat(period): int(n) for period, n in rows}
