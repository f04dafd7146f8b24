"""When the company is open. One counted row stands for all of it: whoever saves names what he saw."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.accounts.queries import nickname_of
from aics_app.core.db import is_duplicate, rows_changed
from aics_app.core.events import record
from aics_app.workforce import queries
from aics_app.workforce.errors import PlanChangedMeanwhile
from aics_app.workforce.events import HolidaysChanged, HoursChanged
from aics_app.workforce.models import BusinessSlot, Holiday, Plan
from aics_app.workforce.policies import require_manage
from aics_app.workforce.rules.hours import Slot
from aics_app.workforce.rules.planning import HolidayPlan, Week, tidy_holidays, tidy_week


async def set_hours(
    session: AsyncSession, actor: Actor, week: Mapping[int, Sequence[Slot]], *, version: int, at: datetime
) -> None:
    """Set the slots of the whole week; said again it is no news.

    Raises `Forbidden`, `Invalid` by weekday, `PlanChangedMeanwhile` unless `version` is the last one.
    """
    require_manage(actor)
    wanted = tidy_week(week)
    before = await queries.week(session)
    if wanted == before:
        return
    await _count(session, actor, version, at)
    await session.execute(delete(BusinessSlot))
    session.add_all(
        BusinessSlot(weekday=weekday, opens_minute=opens, closes_minute=closes)
        for weekday, slots in wanted.items()
        for opens, closes in slots
    )
    record(
        session,
        HoursChanged(
            actor_id=actor.user_id, subject_id="hours", at=at, before=_plain(before), after=_plain(wanted)
        ),
    )


async def set_holidays(
    session: AsyncSession, actor: Actor, holidays: Sequence[HolidayPlan], *, version: int, at: datetime
) -> None:
    """Set all holidays; said again it is no news. Raises as `set_hours`, `Invalid` by place."""
    require_manage(actor)
    wanted = tidy_holidays(holidays)
    before = await queries.holidays(session)
    if wanted == before:
        return
    await _count(session, actor, version, at)
    await session.execute(delete(Holiday))
    session.add_all(
        Holiday(day=one.day, name=one.name, slots=[list(slot) for slot in one.slots]) for one in wanted
    )
    fact = HolidaysChanged(
        actor_id=actor.user_id,
        subject_id="holidays",
        at=at,
        before=[_line(one) for one in before],
        after=[_line(one) for one in wanted],
    )
    record(session, fact)


def _plain(week: Week) -> dict[str, list[list[int]]]:
    return {str(weekday): [list(slot) for slot in slots] for weekday, slots in week.items()}


def _line(one: HolidayPlan) -> dict[str, object]:
    return {"day": one.day.isoformat(), "name": one.name, "slots": [list(slot) for slot in one.slots]}


async def _count(session: AsyncSession, actor: Actor, version: int, at: datetime) -> None:
    """Holds the plan until the transaction ends. Raises `PlanChangedMeanwhile`."""
    seen = update(Plan).where(col(Plan.id) == 1, col(Plan.version) == version)
    counted = seen.values(version=version + 1, updated_by=actor.user_id, updated_at=at)
    if await rows_changed(session, counted) == 1:
        return
    if version == 0 and await _is_first(session, Plan(version=1, updated_by=actor.user_id, updated_at=at)):
        return
    plan = await queries.plan(session)
    name = await nickname_of(session, plan.updated_by)
    raise PlanChangedMeanwhile(name=name, version=plan.version)


async def _is_first(session: AsyncSession, plan: Plan) -> bool:
    try:
        async with session.begin_nested():
            session.add(plan)
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        return False
    return True
