"""The database: one engine a process, transactions opened at the edge, events told after the commit.

SQLite has one writer. Writers of this process therefore queue on a lock of ours, first come, first served,
and start with BEGIN IMMEDIATE, so that none fails half-way for want of the write lock; readers never wait.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from sqlite3 import Error as SqliteError
from typing import Any

from sqlalchemy import CursorResult, Delete, Update, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from aics_app.core import sqlite
from aics_app.core.errors import DatabaseUnavailable
from aics_app.core.events import Event, Then, write_recorded

PATIENCE_S = 30.0
"""How long one transaction may take; a server that is there but silent would hold its callers for ever."""

TURN_PATIENCE_S = 5.0

Session = AsyncSession
"""What a transaction gives, for edges to name it: they know no SQL."""

Deliver = Callable[[list[Event]], Awaitable[None]]
TakePart = Callable[[AsyncSession], Awaitable[list[Then]]]


class Database:
    """The engine and its transactions.

    `take_part` may write at the end of each transaction, and says what to do after its commit; then
    `deliver` is told its events.
    """

    def __init__(
        self, url: str, *, max_connections: int = 20, lifetime_s: int = 3600, patience_s: float = PATIENCE_S
    ) -> None:
        self.is_sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {"pool_size": max_connections, "max_overflow": 0, "pool_timeout": 10}
        # Every transaction ends in `session.begin()`, or its connection does.
        options["pool_reset_on_return"] = None
        if self.is_sqlite:
            options["connect_args"] = {"timeout": 5, "async_creator_fn": sqlite.connect}
        else:
            options |= {
                "pool_pre_ping": True,
                "pool_recycle": lifetime_s,
                "isolation_level": "READ COMMITTED",
            }
            options["connect_args"] = {"connect_timeout": 5, "init_command": "SET time_zone = '+00:00'"}
        self.engine: AsyncEngine = create_async_engine(url, **options)
        if self.is_sqlite:
            _prepare_sqlite(self.engine)
        self._writing = async_sessionmaker(self.engine, expire_on_commit=False)
        reader = self.engine.execution_options(reads_only=True)
        self._reading = async_sessionmaker(reader, expire_on_commit=False, autoflush=False)
        self._write_lock = asyncio.Lock()
        self._patience_s = patience_s
        self.deliver: Deliver | None = None
        self.take_part: TakePart | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A transaction that writes. Raises `DatabaseUnavailable` when the database is gone or locked."""
        with _as_our_errors():
            async with AsyncExitStack() as stack:
                if self.is_sqlite:
                    await stack.enter_async_context(self._turn_to_write())
                session = await stack.enter_async_context(self._writing())
                async with asyncio.timeout(self._patience_s), session.begin():
                    yield session
                    then = await self.take_part(session) if self.take_part else []
                    events = await write_recorded(session)
        for after in then:
            after()
        if events and self.deliver:
            await self.deliver(events)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only reads, and never waits for a writer."""
        with _as_our_errors():
            async with self._reading() as session, asyncio.timeout(self._patience_s), session.begin():
                yield session

    @asynccontextmanager
    async def _turn_to_write(self) -> AsyncIterator[None]:
        """This process's turn. Whoever waits behind a locked file must not wait for everybody before them."""
        async with asyncio.timeout(TURN_PATIENCE_S):
            await self._write_lock.acquire()
        try:
            yield
        finally:
            self._write_lock.release()

    async def time(self) -> datetime:
        """What the database's server says it is, in UTC. Raises `DatabaseUnavailable`."""
        asked = "SELECT STRFTIME('%Y-%m-%d %H:%M:%f', 'now')" if self.is_sqlite else "SELECT UTC_TIMESTAMP(6)"
        async with self.reading() as session:
            found = (await session.execute(text(asked))).scalar_one()
        return datetime.fromisoformat(str(found)).replace(tzinfo=UTC)

    async def ping(self) -> None:
        """Raises `DatabaseUnavailable` unless the database answers."""
        async with self.reading() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Give every connection back. Whoever still holds one keeps it: end them first."""
        await self.engine.dispose()


@contextmanager
def _as_our_errors() -> Iterator[None]:
    """`DatabaseUnavailable` for a connection that is lost, refused, too slow or not to be had."""
    try:
        yield
    except DBAPIError as error:
        raise _translated(error) from error
    except (OSError, TimeoutError, PoolTimeout) as error:
        raise DatabaseUnavailable(str(error) or "it kept us waiting") from error


def _translated(error: DBAPIError) -> Exception:
    """Faults of the connection or a lock become ours; faults of the program stay what they are."""
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return DatabaseUnavailable(str(error.orig))
    return error


async def rows_changed(
    session: AsyncSession, change: Update | Delete, values: Mapping[str, object] | None = None
) -> int:
    """Carry out a guarded UPDATE or DELETE; how many rows it met. Loaded objects stay as they are.

    `values` are those of a change of a table that was built once, for what happens very often.
    """
    if values is None:
        done = await session.execute(change.execution_options(synchronize_session=False))
    else:
        done = await session.execute(change, values)
    assert isinstance(done, CursorResult)
    return done.rowcount


def is_duplicate(error: IntegrityError) -> bool:
    """Whether a unique constraint refused, rather than a foreign key or a check."""
    said = str(error.orig)
    return "UNIQUE constraint" in said or "1062" in said


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions on its own
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "invalidate")
    def _on_invalidate(connection: Any, _record: Any, _error: Any) -> None:
        # A connection is given up when its task is cancelled. Closed as it is, it would keep the write lock
        # until the garbage collector comes by.
        with suppress(SqliteError, ValueError):  # it may be broken, or closed already
            connection.rollback()

    @event.listens_for(engine.sync_engine, "begin")
    def _on_begin(connection: Any) -> None:
        reads_only = connection.get_execution_options().get("reads_only")
        connection.connection.driver_connection.begin_with = "BEGIN" if reads_only else "BEGIN IMMEDIATE"
