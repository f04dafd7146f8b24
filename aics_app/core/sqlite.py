"""SQLite for SQLAlchemy's aiosqlite dialect, with one trip to the connection's thread for a statement.

aiosqlite goes there four times for each (make a cursor, execute, fetch, close), and every trip wakes two
threads: with short statements that is most of what they cost. Here cursor, execution and rows are one trip,
and a transaction's beginning is part of its first.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Self

import aiosqlite

Rows = list[tuple[Any, ...]]


class Connection(aiosqlite.Connection):
    """As aiosqlite's, with cursors that make one trip.

    `begin_with` is the statement that begins the next transaction; it travels with the first one in it.
    """

    begin_with = ""

    async def _connect(self) -> Self:
        is_open = False
        try:
            await super()._connect()
            is_open = True
        finally:
            if not is_open:  # given up in the midst of it: its thread must not outlive the loop it reports to
                await asyncio.shield(asyncio.to_thread(self._thread.join))
        return self

    def cursor(self) -> "Cursor":  # type: ignore[override]  # theirs is awaited, SQLAlchemy enters either
        """A cursor; nothing happens in the thread yet."""
        return Cursor(self)

    async def run(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """The result of `work`, called in the connection's thread."""
        return await self._execute(work, self._conn)  # type: ignore[no-untyped-call]  # theirs has none


class Cursor:
    """What SQLAlchemy's adapter uses of a cursor. All rows of a statement are read with it."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: Rows = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Self:
        """Carry out the statement and read what it finds."""
        await self._connection.run(partial(self._carry_out, statement, parameters, many=False))
        return self

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> Self:
        """Carry out the statement once for each."""
        await self._connection.run(partial(self._carry_out, statement, parameters, many=True))
        return self

    async def fetchall(self) -> Rows:
        """The rows that were found, once."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing to do: the real cursor was closed when its rows were read."""

    def _carry_out(
        self, statement: str, parameters: Sequence[Any], connection: sqlite3.Connection, *, many: bool
    ) -> None:
        cursor = connection.cursor()
        try:
            if self._connection.begin_with:
                cursor.execute(self._connection.begin_with)
                self._connection.begin_with = ""
            (cursor.executemany if many else cursor.execute)(statement, parameters)
            self.description, self.lastrowid = cursor.description, cursor.lastrowid
            self._rows = cursor.fetchall() if cursor.description else []
            self.rowcount = cursor.rowcount
        finally:
            cursor.close()


def connect(database: str, **options: Any) -> Connection:
    """For `async_creator_fn` of SQLAlchemy's dialect, which awaits what it gets."""
    connection = Connection(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # noqa: SLF001 - as the dialect does: a process must not wait for it
    return connection
