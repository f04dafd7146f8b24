"""What is shown of the plan, read together."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.accounts.queries import nickname_of
from aics_app.configuration import queries as configuration
from aics_app.configuration.models import Key
from aics_app.workforce import queries
from aics_app.workforce.policies import require_among_staff
from aics_app.workforce.rules import hours
from aics_app.workforce.rules.planning import HolidayPlan, Week
from aics_app.workforce.rules.ruling import RULES


@dataclass(frozen=True)
class Opening:
    """Hours and holidays, and what they mean now. `opens_next` when closed, `closes_next` when open."""

    timezone: str
    version: int
    week: Week
    holidays: tuple[HolidayPlan, ...]
    is_open: bool
    opens_next: datetime | None
    closes_next: datetime | None
    changed_at: datetime | None
    changed_by: str


async def opening(session: AsyncSession, actor: Actor, timezone: str, now: datetime) -> Opening:
    """The plan as it stands. Raises `Forbidden`."""
    require_among_staff(actor)
    plan, own = await queries.plan(session), await queries.hours(session, timezone)
    is_open = hours.is_open(own, now)
    return Opening(
        timezone=timezone,
        version=plan.version,
        week=await queries.week(session),
        holidays=await queries.holidays(session),
        is_open=is_open,
        opens_next=None if is_open else hours.opens_next(own, now),
        closes_next=hours.closes_next(own, now) if is_open else None,
        changed_at=plan.updated_at if plan.version else None,
        changed_by=await nickname_of(session, plan.updated_by),
    )


async def rules(session: AsyncSession, actor: Actor) -> dict[Key, str]:
    """How work is given out, by setting. Raises `Forbidden`."""
    require_among_staff(actor)
    return {key: await configuration.seen(session, key) for key in RULES}
