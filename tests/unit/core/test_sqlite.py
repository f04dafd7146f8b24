"""SQLite in one trip a statement: what SQLAlchemy's own way does, this does."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from aics_app.core import sqlite
from aics_app.core.db import Database
from aics_app.core.errors import DatabaseUnavailable


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    own = Database(f"sqlite+aiosqlite:///{tmp_path / 'own.db'}", max_connections=3)
    async with own.transaction() as session:
        await session.execute(text("CREATE TABLE cup (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
    yield own
    await own.close()


async def names(db: Database) -> list[str]:
    async with db.reading() as session:
        found = await session.execute(text("SELECT name FROM cup ORDER BY id"))
        return [row.name for row in found]


async def test_many_rows_in_one_statement(db: Database) -> None:
    async with db.transaction() as session:
        await session.execute(
            text("INSERT INTO cup (name) VALUES (:name)"), [{"name": "red"}, {"name": "blue"}]
        )
    assert await names(db) == ["red", "blue"]


async def test_the_new_key_and_the_number_of_rows_are_known(db: Database) -> None:
    async with db.transaction() as session:
        made = await session.execute(text("INSERT INTO cup (name) VALUES ('red')"))
        changed = await session.execute(text("UPDATE cup SET name = 'green'"))
        assert (made.lastrowid, changed.rowcount) == (1, 1)  # type: ignore[attr-defined]  # a cursor's result
    assert await names(db) == ["green"]


async def test_after_a_refused_statement_everything_goes_on(db: Database) -> None:
    async def add_twice() -> None:
        async with db.transaction() as session:
            await session.execute(text("INSERT INTO cup (name) VALUES ('red')"))
            await session.execute(text("INSERT INTO cup (name) VALUES ('red')"))

    for _ in range(2):
        with pytest.raises(IntegrityError):
            await add_twice()
    assert await names(db) == []


async def test_a_transaction_without_a_statement_leaves_nothing_behind(db: Database) -> None:
    async with db.transaction():
        pass
    async with db.reading():
        pass
    assert await names(db) == []


async def test_one_reading_sees_one_moment(db: Database) -> None:
    async with db.reading() as session:
        first = (await session.execute(text("SELECT count(*) FROM cup"))).scalar_one()
        async with db.transaction() as other:
            await other.execute(text("INSERT INTO cup (name) VALUES ('red')"))
        assert (await session.execute(text("SELECT count(*) FROM cup"))).scalar_one() == first
    assert await names(db) == ["red"]


async def test_a_second_writer_of_another_process_is_told_that_it_is_locked(
    db: Database, tmp_path: Path
) -> None:
    other = Database(f"sqlite+aiosqlite:///{tmp_path / 'own.db'}", patience_s=0.2)
    async with db.transaction() as session:
        await session.execute(text("INSERT INTO cup (name) VALUES ('red')"))
        with pytest.raises(DatabaseUnavailable):
            async with other.transaction() as late:
                await late.execute(text("INSERT INTO cup (name) VALUES ('blue')"))
    await other.close()
    assert await names(db) == ["red"]


async def test_writers_of_one_process_take_turns(db: Database) -> None:
    async def add(number: int) -> None:
        async with db.transaction() as session:
            known = (await session.execute(text("SELECT count(*) FROM cup"))).scalar_one()
            await session.execute(text("INSERT INTO cup (name) VALUES (:name)"), {"name": f"{known}"})

    await asyncio.gather(*(add(number) for number in range(20)))
    assert await names(db) == [str(number) for number in range(20)]


async def test_a_connection_given_up_while_it_opens_leaves_no_thread(tmp_path: Path) -> None:
    """It would report to a loop that may be gone by then."""
    for _ in range(30):
        connection = sqlite.connect(str(tmp_path / "own.db"))
        opening = asyncio.ensure_future(_opened(connection))
        await asyncio.sleep(0)
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        assert not connection._thread.is_alive()


async def _opened(connection: sqlite.Connection) -> None:
    await connection
