"""Every read about jobs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.accounts.queries import stored_actor
from aics_app.core import paging
from aics_app.core.errors import Forbidden, NotFound
from aics_app.jobs.errors import JobExpired, JobNotDone
from aics_app.jobs.models import OPEN, Job, Status
from aics_app.jobs.policies import require_right, require_sight, visible_to

STALE = timedelta(seconds=60)
"""So long without a beat, and whoever ran it counts as lost."""


async def get(session: AsyncSession, actor: Actor, job_id: int) -> Job:
    """A job that the actor may see; raises `NotFound`."""
    found = await session.execute(select(Job).where(visible_to(actor), col(Job.id) == job_id))
    job = found.scalar_one_or_none()
    if job is None:
        raise NotFound(str(job_id))
    return job


async def get_with_file(session: AsyncSession, actor: Actor, job_id: int, at: datetime) -> Job:
    """One whose file is there. Raises `NotFound`, `Forbidden`, `JobNotDone`, `JobExpired`."""
    job = await get(session, actor, job_id)
    require_right(actor, job.needs)
    require_sight(actor, job)
    if job.status != Status.DONE:
        raise JobNotDone
    if job.expires_at is not None and job.expires_at <= at:
        raise JobExpired
    return job


async def listed(
    session: AsyncSession, actor: Actor, *, kind: str | None = None, cursor: str = "", limit: int = 50
) -> tuple[list[Job], str | None]:
    """The jobs that the actor may see, newest first; with the next cursor."""
    chosen = select(Job).where(visible_to(actor))
    if kind is not None:
        chosen = chosen.where(col(Job.kind) == kind)
    if cursor:
        chosen = chosen.where(col(Job.id) < paging.decode_id(cursor))
    found = await session.execute(chosen.order_by(col(Job.id).desc()).limit(limit + 1))
    rows = list(found.scalars())
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], paging.encode(rows[limit - 1].id or 0)


async def hold(session: AsyncSession, actor: Actor) -> None:
    """Let nobody else who holds this person go on before the transaction ends."""
    await session.execute(select(col(User.id)).where(col(User.id) == actor.user_id).with_for_update())


async def open_count(session: AsyncSession, actor: Actor) -> int:
    """How many of the actor's wait or are at work."""
    chosen = select(func.count()).where(col(Job.owner_id) == actor.user_id, col(Job.status).in_(OPEN))
    return (await session.execute(chosen)).scalar_one()


async def find_next(session: AsyncSession, at: datetime) -> Job | None:
    """Whatever nobody runs: it waits, or its worker has not been heard of for `STALE`."""
    is_lost = and_(col(Job.status) == Status.RUNNING, col(Job.beat_at) < at - STALE)
    chosen = select(Job).where(or_(col(Job.status) == Status.QUEUED, is_lost))
    return (await session.execute(chosen.order_by(col(Job.id)).limit(1))).scalar_one_or_none()


async def get_owner(session: AsyncSession, job: Job) -> Actor:
    """Who asked for it, with the rights of today. Raises `Forbidden` when he has them no more."""
    user = await session.get(User, job.owner_id)
    if user is None or not user.is_enabled:
        raise Forbidden(job.needs)
    actor = await stored_actor(session, user)
    require_right(actor, job.needs)
    return actor


async def expired(session: AsyncSession, at: datetime, limit: int) -> list[Job]:
    """Those that need not be kept any longer."""
    chosen = select(Job).where(col(Job.expires_at) <= at).order_by(col(Job.id)).limit(limit)
    return list((await session.execute(chosen)).scalars())


async def known_keys(session: AsyncSession, keys: Sequence[str]) -> set[str]:
    """Those of these keys of files that some job speaks of."""
    if not keys:
        return set()
    found = await session.execute(select(col(Job.storage_key)).where(col(Job.storage_key).in_(keys)))
    return {key for key in found.scalars() if key}
