"""People who have something done, workers, a clock that a test turns, on a database of the test's own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from sqlalchemy import select
from sqlmodel import col

from aics_app import tables
from aics_app.accounts.models import Actor, Right, Role, User
from aics_app.accounts.queries import actor_of
from aics_app.core.db import Database
from aics_app.core.events import Activity, Listeners
from aics_app.core.live import LocalLive
from aics_app.jobs import actions, news
from aics_app.jobs.models import Job
from aics_app.jobs.running import Made, Progress, Worker
from aics_app.storage.double import MemoryStorage
from tests.roles import begin_with_roles

T = TypeVar("T")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RIGHT = "knowledge.manage"


@dataclass
class Baking:
    """A work that ends when it is told to.

    `fault`: how it fails; `spoils`: what comes of breaking it off; `sights`: the rights that shaped it.
    """

    rises: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    fault: BaseException | None = None
    sights: frozenset[Right] = frozenset()
    spoils: Exception | None = None
    folders: list[Path] = field(default_factory=list)

    async def __call__(self, owner: Actor, job: Job, folder: Path, progress: Progress) -> Made:
        self.folders.append(folder)
        progress.done, progress.total = 1, 2
        self.begun.set()
        try:
            await self.rises.wait()
        except asyncio.CancelledError:
            if self.spoils:
                raise self.spoils from None
            raise
        if self.fault:
            raise self.fault
        path = folder / "bread"
        path.write_bytes(b"bread for " + owner.username.encode())
        return Made(path, "bread.txt", "text/plain", self.sights)


class Bakery:
    """The people, their jobs, and a clock."""

    def __init__(self, db: Database, rooms: Path) -> None:
        self.db, self.live, self.now, self.rooms = db, LocalLive(), NOON, rooms
        self.storage = MemoryStorage(now=lambda: self.now)
        self.baking = Baking()
        listeners = Listeners()
        news.listen(listeners, self.live)
        db.deliver = listeners.deliver

    def worker(self) -> Worker:
        """One more process; its rounds are turned by hand."""
        return Worker(
            self.db,
            self.live,
            self.storage,
            {"bread": self.baking},
            now=lambda: self.now,
            rooms=self.rooms,
            beat_s=0.01,
        )

    async def do(self, action: Callable[..., Awaitable[T]], *args: object, **more: object) -> T:
        """One action in a transaction of its own."""
        async with self.db.transaction() as session:
            return await action(session, *args, **more)

    async def read(self, query: Callable[..., Awaitable[T]], *args: object, **more: object) -> T:
        """One query."""
        async with self.db.reading() as session:
            return await query(session, *args, **more)

    async def person(self, name: str, role: Role = Role.ADMIN) -> Actor:
        """A new account."""
        user = User(
            username=name, password="-", role=role, nickname=name.title(), create_time=NOON, update_time=NOON
        )
        async with self.db.transaction() as session:
            session.add(user)
            await session.flush()
        return actor_of(user, "session")

    async def asked(self, actor: Actor) -> Job:
        """A job of this person."""
        return await self.do(actions.ask, actor, "bread", needs=RIGHT, params={"loaves": 2}, at=self.now)

    async def row(self, job: Job) -> Job | None:
        """As it is saved."""
        async with self.db.reading() as session:
            return await session.get(Job, job.id)

    async def facts(self) -> list[str]:
        """What is recorded of jobs, in order."""
        chosen = select(col(Activity.event)).where(col(Activity.subject_type) == "job")
        async with self.db.reading() as session:
            return list((await session.execute(chosen.order_by(col(Activity.id)))).scalars())

    def later(self, **time: float) -> None:
        """The clock goes on."""
        self.now += timedelta(**time)


@asynccontextmanager
async def bakery_on(url: str) -> AsyncIterator[Bakery]:
    """Nobody is there yet, on this database, which is emptied."""
    db = Database(url)
    async with db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
        for table in reversed(tables.metadata.sorted_tables):
            await connection.execute(table.delete())
        await connection.run_sync(begin_with_roles)
    try:
        with TemporaryDirectory() as rooms:  # of its own: its clock is not that of other tests
            yield Bakery(db, Path(rooms) / "jobs")
    finally:
        await db.close()


@pytest.fixture
async def bakery(tmp_path: Path) -> AsyncIterator[Bakery]:
    async with bakery_on(f"sqlite+aiosqlite:///{tmp_path / 'bakery.db'}") as made:
        yield made


@pytest.fixture
async def vera(bakery: Bakery) -> Actor:
    """An administrator."""
    return await bakery.person("vera")
