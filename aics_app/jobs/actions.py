"""Every write of jobs. Who runs one may end it; whoever else does so ends his running."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, Scope
from aics_app.core.db import rows_changed
from aics_app.core.events import record
from aics_app.jobs import queries
from aics_app.jobs.errors import JobOver, TooManyJobs, WorkerLost
from aics_app.jobs.events import JobAsked, JobCancelled, JobDone, JobFailed, JobFetched
from aics_app.jobs.models import OPEN, Job, Status
from aics_app.jobs.policies import require_right

AT_ONCE = 3
"""Jobs of one person that may wait or be at work."""
KEPT_FOR = timedelta(days=7)
TRIES = 3


@dataclass(frozen=True)
class Product:
    """The file that came of it, as it lies in the storage."""

    key: str
    name: str
    type: str
    size: int
    scope: Scope
    sights: frozenset[Right] = frozenset()


async def ask(
    session: AsyncSession,
    actor: Actor,
    kind: str,
    *,
    needs: str,
    params: Mapping[str, Any],
    at: datetime,
) -> Job:
    """Let it be done soon. Raises `Forbidden`, `TooManyJobs`."""
    require_right(actor, needs)
    await queries.hold(session, actor)  # else two who ask at once count the same ones
    if await queries.open_count(session, actor) >= AT_ONCE:
        raise TooManyJobs(limit=AT_ONCE, retry_after_s=60)
    job = Job(kind=kind, needs=needs, owner_id=actor.user_id, params=dict(params), created_at=at)
    session.add(job)
    await session.flush()
    told = JobAsked(
        actor_id=actor.user_id,
        subject_id=str(job.id),
        at=at,
        owner_id=job.owner_id,
        kind=kind,
        params=job.params,
    )
    record(session, told)
    return job


async def cancel(session: AsyncSession, actor: Actor, job_id: int, at: datetime) -> Job:
    """Nobody wants it any more; cancelled twice is once. Raises `NotFound`, `JobOver`."""
    job = await queries.get(session, actor, job_id)
    still_open = col(Job.status).in_(OPEN)
    if await _ended(session, job, Status.CANCELLED, at, still_open):
        told = JobCancelled(
            actor_id=actor.user_id, subject_id=str(job.id), at=at, owner_id=job.owner_id, kind=job.kind
        )
        record(session, told)
    await session.refresh(job)
    if job.status != Status.CANCELLED:
        raise JobOver
    return job


async def claim(session: AsyncSession, worker: str, at: datetime) -> Job | None:
    """Take up the next one; None when there is none, or somebody was faster.

    One whose worker was lost `TRIES` times has failed.
    """
    job = await queries.find_next(session, at)
    if job is None:
        return None
    as_seen = (
        col(Job.status) == job.status,
        col(Job.worker).is_(None) if job.worker is None else col(Job.worker) == job.worker,
        col(Job.attempts) == job.attempts,
    )
    if job.attempts >= TRIES:
        await _fail(session, job, WorkerLost.code, at, *as_seen)
        return None
    values = {
        "status": Status.RUNNING,
        "worker": worker,
        "attempts": job.attempts + 1,
        "done": 0,
        "total": None,
        "started_at": at,
        "beat_at": at,
    }
    changed = await rows_changed(session, update(Job).where(col(Job.id) == job.id, *as_seen).values(**values))
    if changed != 1:
        return None
    await session.refresh(job)
    return job


async def beat(session: AsyncSession, job: Job, *, done: int, total: int | None, at: datetime) -> bool:
    """Its worker is alive, and so far; false when it is his no more: cancelled, or taken up by another."""
    alive = update(Job).where(*_is_run_by(job)).values(beat_at=at, done=done, total=total)
    return await rows_changed(session, alive) == 1


async def finish(session: AsyncSession, job: Job, product: Product, at: datetime) -> bool:
    """Its file is there; false when it is the worker's no more, who then deletes what he made."""
    file = {
        "storage_key": product.key,
        "file_name": product.name,
        "file_type": product.type,
        "file_size": product.size,
        "scope": product.scope,
        "sights": sorted(product.sights),
    }
    if not await _ended(session, job, Status.DONE, at, *_is_run_by(job), **file):
        return False
    told = JobDone(
        actor_id=None,
        subject_id=str(job.id),
        at=at,
        owner_id=job.owner_id,
        kind=job.kind,
        file_name=product.name,
        file_size=product.size,
    )
    record(session, told)
    return True


async def fetch(session: AsyncSession, actor: Actor, job_id: int, at: datetime) -> Job:
    """Take its file away, as the audit keeps. Raises `NotFound`, `Forbidden`, `JobNotDone`, `JobExpired`."""
    job = await queries.get_with_file(session, actor, job_id, at)
    told = JobFetched(
        actor_id=actor.user_id,
        subject_id=str(job.id),
        at=at,
        owner_id=job.owner_id,
        kind=job.kind,
        file_name=job.file_name,
        file_size=job.file_size,
    )
    record(session, told)
    return job


async def fail(session: AsyncSession, job: Job, code: str, at: datetime) -> bool:
    """It came to nothing; false when it is the worker's no more."""
    return await _fail(session, job, code, at, *_is_run_by(job))


async def put_back(session: AsyncSession, job: Job) -> bool:
    """Its worker goes and leaves it to the next one; the try does not count."""
    waits = {"status": Status.QUEUED, "worker": None, "beat_at": None, "attempts": job.attempts - 1}
    return await rows_changed(session, update(Job).where(*_is_run_by(job)).values(**waits)) == 1


async def sweep(session: AsyncSession, job: Job, at: datetime) -> bool:
    """Forget one that expired, after its file; false when somebody else did so."""
    gone = delete(Job).where(col(Job.id) == job.id, col(Job.expires_at) <= at)
    return await rows_changed(session, gone) == 1


async def _fail(
    session: AsyncSession, job: Job, code: str, at: datetime, *conditions: ColumnElement[bool]
) -> bool:
    if not await _ended(session, job, Status.FAILED, at, *conditions, error_code=code):
        return False
    told = JobFailed(
        actor_id=None,
        subject_id=str(job.id),
        at=at,
        owner_id=job.owner_id,
        kind=job.kind,
        error_code=code,
    )
    record(session, told)
    return True


async def _ended(
    session: AsyncSession,
    job: Job,
    status: Status,
    at: datetime,
    *conditions: ColumnElement[bool],
    **values: object,
) -> bool:
    ended = {"status": status, "ended_at": at, "expires_at": at + KEPT_FOR, **values}
    change = update(Job).where(col(Job.id) == job.id, *conditions).values(**ended)
    return await rows_changed(session, change) == 1


def _is_run_by(job: Job) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Job.id) == job.id,
        col(Job.status) == Status.RUNNING,
        col(Job.worker) == job.worker,
    )
