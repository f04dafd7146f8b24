"""The database: one engine a process, transactions opened at the edge, events told after the commit.

SQLite has one writer. Writers of this process therefore queue on a lock of ours, first come, first served,
and start with BEGIN IMMEDIATE, so that none fails half-way for want of the write lock; readers never wait.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, DateTime, Delete, MetaData, Update, event, text
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

from aics_app.core.errors import DatabaseUnavailable
from aics_app.core.events import Event, take_recorded

Deliver = Callable[[list[Event]], Awaitable[None]]

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant, kept to the microsecond on every database (MySQL's DATETIME alone drops it)."""

    impl = UTCDateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """MySQL and MariaDB need to be told of fractions."""
        if dialect.name in ("mysql", "mariadb"):
            return dialect.type_descriptor(_MysqlInstant())
        return dialect.type_descriptor(UTCDateTime())


class _MysqlInstant(UTCDateTime):
    impl = DateTime

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(mysql.DATETIME(fsp=6))


class Database:
    """The engine and its transactions. `deliver` is told the events of each transaction after its commit."""

    def __init__(self, url: str, *, max_connections: int = 20, lifetime_s: int = 3600) -> None:
        self.is_sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {"pool_size": max_connections, "max_overflow": 0, "pool_timeout": 10}
        if self.is_sqlite:
            options["connect_args"] = {"timeout": 5}
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
        self.deliver: Deliver | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A transaction that writes. Raises `DatabaseUnavailable` when the database is gone or locked."""
        async with AsyncExitStack() as stack:
            if self.is_sqlite:
                await stack.enter_async_context(self._write_lock)
            session = await stack.enter_async_context(self._writing())
            try:
                async with session.begin():
                    yield session
            except DBAPIError as error:
                raise _translated(error) from error
            except (OSError, TimeoutError) as error:
                raise DatabaseUnavailable(str(error)) from error
            events = take_recorded(session)
        if events and self.deliver:
            await self.deliver(events)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only reads, and never waits for a writer."""
        try:
            async with self._reading() as session, session.begin():
                yield session
        except DBAPIError as error:
            raise _translated(error) from error
        except (OSError, TimeoutError) as error:
            raise DatabaseUnavailable(str(error)) from error

    async def ping(self) -> None:
        """Raises `DatabaseUnavailable` unless the database answers."""
        async with self.reading() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


def _translated(error: DBAPIError) -> Exception:
    """Faults of the connection or a lock become ours; faults of the program stay what they are."""
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return DatabaseUnavailable(str(error.orig))
    return error


async def rows_changed(session: AsyncSession, change: Update | Delete) -> int:
    """Carry out a guarded UPDATE or DELETE; how many rows it met. Loaded objects stay as they are."""
    done = await session.execute(change.execution_options(synchronize_session=False))
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

    @event.listens_for(engine.sync_engine, "begin")
    def _on_begin(connection: Any) -> None:
        reads_only = connection.get_execution_options().get("reads_only")
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
