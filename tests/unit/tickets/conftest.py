"""Customers with tickets and the staff who work on them, on a database of the test's own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from aics_app import tables
from aics_app.accounts.models import Actor, Role, User
from aics_app.accounts.queries import actor_of
from aics_app.core.db import Database
from aics_app.core.events import Event
from aics_app.tickets import actions, queries
from aics_app.tickets.actions import Filing
from aics_app.tickets.models import Ticket, WorkflowNow
from aics_app.tickets.rules.listed import ListedClock
from aics_app.workforce.rules.hours import Hours

T = TypeVar("T")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday."""
ALWAYS = Hours(ZoneInfo("UTC"))


def after(minutes: float) -> datetime:
    """So long after noon."""
    return NOON + timedelta(minutes=minutes)


class Counter:
    """The people and their tickets. Instants are minutes after noon."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.told: list[Event] = []
        self._tails = count()
        db.deliver = self._deliver

    async def _deliver(self, facts: list[Event]) -> None:
        self.told += facts

    async def do(self, action: Callable[..., Awaitable[T]], *args: object, **more: object) -> T:
        """One action in a transaction of its own."""
        async with self.db.transaction() as session:
            return await action(session, *args, **more)

    async def read(self, query: Callable[..., Awaitable[T]], *args: object, **more: object) -> T:
        """One query."""
        async with self.db.reading() as session:
            return await query(session, *args, **more)

    async def person(self, name: str, role: Role = Role.CUSTOMER) -> Actor:
        """A new account."""
        user = User(
            username=name,
            password="-",
            role=role,
            nickname=name.title(),
            create_time=NOON,
            update_time=NOON,
        )
        async with self.db.transaction() as session:
            session.add(user)
            await session.flush()
        return actor_of(user, "session")

    async def filed(self, actor: Actor, title: str = "The lamp is dark", **more: object) -> Ticket:
        """A ticket of this customer, filed at noon unless `at` says otherwise, open around the clock."""
        at = more.pop("at", NOON)
        filing = Filing(title, str(more.pop("content", "It came broken.")), **more)  # type: ignore[arg-type]  # words of the test
        tail = f"{next(self._tails):06d}"
        ticket, _ = await self.do(actions.file, actor, filing, hours=ALWAYS, tail=tail, at=at)
        return ticket

    async def ticket(self, actor: Actor, ticket: Ticket) -> Ticket:
        """The same ticket, as it is saved now."""
        return await self.read(queries.get_ticket, actor, ticket.order_no)

    async def clocks(self, ticket: Ticket) -> dict[str, ListedClock]:
        """Its promises."""
        assert ticket.id is not None
        return (await self.read(queries.clocks, [ticket.id]))[ticket.id]


@asynccontextmanager
async def counter_on(url: str) -> AsyncIterator[Counter]:
    """Nobody is there yet, on this database, which is emptied."""
    db = Database(url)
    async with db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
        for table in reversed(tables.metadata.sorted_tables):
            await connection.execute(table.delete())
    async with db.transaction() as session:
        session.add(WorkflowNow())
    try:
        yield Counter(db)
    finally:
        await db.close()


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    """Nobody is there yet."""
    async with counter_on(f"sqlite+aiosqlite:///{tmp_path / 'aics.db'}") as made:
        yield made


@pytest.fixture
async def lena(counter: Counter) -> Actor:
    """A customer."""
    return await counter.person("lena")


@pytest.fixture
async def tom(counter: Counter) -> Actor:
    """Another customer."""
    return await counter.person("tom")


@pytest.fixture
async def anna(counter: Counter) -> Actor:
    """Of the staff."""
    return await counter.person("anna", Role.AGENT)


@pytest.fixture
async def ben(counter: Counter) -> Actor:
    """Of the staff."""
    return await counter.person("ben", Role.AGENT)


@pytest.fixture
async def ada(counter: Counter) -> Actor:
    """The administrator."""
    return await counter.person("ada", Role.ADMIN)
