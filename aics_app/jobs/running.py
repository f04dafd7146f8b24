"""Who does the jobs: on every replica, one at a time, each with a beat that others can hear stop."""

import asyncio
import errno
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from aics_app.accounts.models import Actor, Right, Scope
from aics_app.core import clock
from aics_app.core.db import Database
from aics_app.core.errors import AppError
from aics_app.core.live import Live
from aics_app.core.rounds import Rounds
from aics_app.core.threads import ended, in_thread
from aics_app.jobs import actions, queries
from aics_app.jobs.actions import Product
from aics_app.jobs.models import MAX_CODE_CHARS, Job
from aics_app.jobs.news import ASKED, topic_of
from aics_app.jobs.rooms import begin, keep, leave, sweep, usual
from aics_app.storage import Storage, StorageFull, StorageUnavailable, new_key

logger = logging.getLogger(__name__)

EVERY_S = 15.0
BEAT_S = 1.0
SWEPT_AT_ONCE = 100
ROOM_KEPT = timedelta(minutes=10)
"""Longer than a worker counts as lost: while it is stopped, and its thread writes on, there is no beat."""
PIECE_BYTES = 256 * 1024
INTERNAL = "internal"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass
class Progress:
    """How far it is; whoever works counts, the beat tells."""

    done: int = 0
    total: int | None = None


@dataclass(frozen=True)
class Made:
    """A file that a work has written into its folder. `sights`: the owner's rights that shaped it."""

    path: Path
    name: str
    type: str
    sights: frozenset[Right] = frozenset()


class Work(Protocol):
    """What one kind of job does: for this person, into a folder of its own that goes with it."""

    async def __call__(self, owner: Actor, job: Job, folder: Path, progress: Progress) -> Made:
        """Raises `AppError`; may be cancelled at any moment, and called again for the same job."""


@dataclass
class _Running:
    """One job under way."""

    job: Job
    room: Path
    progress: Progress = field(default_factory=Progress)


class Worker:
    """Takes up what waits, and what was left by a worker who is lost. `works` by kind, done in `rooms`."""

    def __init__(  # noqa: PLR0913 - what it works with, and what a test puts in its place
        self,
        db: Database,
        live: Live,
        storage: Storage,
        works: Mapping[str, Work],
        *,
        now: clock.Clock = clock.now,
        make_id: Callable[[], str] = lambda: uuid4().hex,
        make_key: Callable[[], str] = new_key,
        rooms: Path | None = None,
        every_s: float = EVERY_S,
        beat_s: float = BEAT_S,
    ) -> None:
        self._db, self._live, self._storage, self._works = db, live, storage, works
        self._rooms = rooms or usual()
        self._now, self._make_id, self._make_key, self._beat_s = now, make_id, make_key, beat_s
        self.rounds = Rounds("jobs", self.turn, every_s)
        self.rounds.hear(live, ASKED)

    async def turn(self) -> int:
        """Do what there is to do, one after the other, and forget what expired; how many were taken up."""
        taken = 0
        while job := await self._claimed():
            taken += 1
            await self._run(_Running(job, self._rooms / str(job.worker)))
        await self.sweep()
        return taken

    async def _claimed(self) -> Job | None:
        while True:
            async with self._db.reading() as session:  # most rounds find nothing, and write nothing
                if await queries.find_next(session, self._now()) is None:
                    return None
            async with self._db.transaction() as session:
                job = await actions.claim(session, self._make_id(), self._now())
            if job:
                return job
            # Somebody was faster, or it was given up for good: more may wait behind it.

    async def _run(self, running: _Running) -> None:
        work = asyncio.create_task(self._work(running), name=f"job-{running.job.id}")
        try:
            await self._beat_beside(running, work)
        except asyncio.CancelledError:  # this process ends: the next one need not wait for the beat to stop
            await _stopped(work)
            async with self._db.transaction() as session:
                await actions.put_back(session, running.job)
            raise

    async def _beat_beside(self, running: _Running, work: "asyncio.Task[None]") -> None:
        while not work.done():
            await asyncio.wait({work}, timeout=self._beat_s)
            if not work.done() and not await self._is_still_ours(running):
                await _stopped(work)
                return
        await work  # its end could not be written down: the beat stops, and somebody takes it up again

    async def _is_still_ours(self, running: _Running) -> bool:
        """Whether to go on. While the database is away nobody can say so, and nobody can take it up."""
        progress = running.progress
        with suppress(OSError):  # not there yet, or no more
            keep(running.room, self._now())
        try:
            async with self._db.transaction() as session:
                is_ours = await actions.beat(
                    session, running.job, done=progress.done, total=progress.total, at=self._now()
                )
        except AppError as error:
            logger.warning("job %s: a beat was lost: %s", running.job.id, error.detail)
            return True
        self._tell(running.job)
        return is_ours

    async def _work(self, running: _Running) -> None:
        """From the claim to its end, whatever that is."""
        job = running.job
        try:
            await self._carried_out(running)
        except AppError as error:
            logger.warning("job %s: %s %s", job.id, error.code, error.detail)
            await self._failed(job, error.code)
        except OSError as error:
            logger.warning("job %s: %s", job.id, error)
            is_full = error.errno in _NO_ROOM
            await self._failed(job, StorageFull.code if is_full else StorageUnavailable.code)
        except Exception:
            logger.exception("job %s broke", job.id)
            await self._failed(job, INTERNAL)

    async def _carried_out(self, running: _Running) -> None:
        job = running.job
        async with self._db.reading() as session:
            owner = await queries.get_owner(session, job)
        try:
            await in_thread(begin, running.room, self._now())
            made = await self._works[job.kind](owner, job, running.room, running.progress)
            await self._kept(job, made, owner.scope)
        finally:
            await in_thread(leave, running.room)

    async def _kept(self, job: Job, made: Made, scope: Scope) -> None:
        """In the storage, then in the row; what no row speaks of is taken out again, or swept later."""
        key, is_kept = self._make_key(), False
        size = (await in_thread(made.path.stat)).st_size
        try:
            await self._storage.put(key, _pieces(made.path))
            product = Product(key, made.name, made.type, size, scope, made.sights)
            async with self._db.transaction() as session:
                is_kept = await actions.finish(session, job, product, self._now())
        finally:
            if not is_kept:
                await asyncio.shield(self._delete(key))

    async def _failed(self, job: Job, code: str) -> None:
        task = asyncio.current_task()
        if (
            task and task.cancelling()
        ):  # it broke while it was given up: whoever did so says what becomes of it
            return
        async with self._db.transaction() as session:
            await actions.fail(session, job, code[:MAX_CODE_CHARS], self._now())

    async def _delete(self, key: str) -> bool:
        try:
            await self._storage.delete(key)
        except StorageUnavailable as error:
            logger.warning("jobs: a file stays until it is swept: %s", error.detail)
            return False
        return True

    async def sweep(self) -> int:
        """Forget what expired, file first, and what lost workers left; how many jobs. Every replica may."""
        at, swept = self._now(), 0
        await in_thread(sweep, self._rooms, at - ROOM_KEPT)
        async with self._db.reading() as session:
            old = await queries.expired(session, at, SWEPT_AT_ONCE)
        for job in old:
            if job.storage_key is None or await self._delete(job.storage_key):
                async with self._db.transaction() as session:
                    swept += await actions.sweep(session, job, at)
                self._tell(job)
        return swept

    def _tell(self, job: Job) -> None:
        self._live.post(topic_of(job.owner_id), {"type": "changed", "job": job.id})


async def _stopped(work: "asyncio.Task[None]") -> None:
    work.cancel()
    await ended(work)


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    file = await in_thread(path.open, "rb")
    try:
        while piece := await in_thread(file.read, PIECE_BYTES):
            yield piece
    finally:
        file.close()
