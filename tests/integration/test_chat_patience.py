"""Nobody waits for ever: for a silent database, for a connection, for a turn to write."""

import asyncio
import json
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pymysql
import pytest
from redis.asyncio import Redis
from sqlalchemy import text

from aics_app.core import db as db_module
from aics_app.core.db import Database
from aics_app.core.errors import DatabaseUnavailable
from aics_app.core.live import PREFIX, RedisLive
from tests.servers import MariaDb, MySqlDatabase, RedisServer

PATIENCE_S = 0.5


@pytest.fixture
async def db(mysql_database: MySqlDatabase) -> AsyncIterator[Database]:
    database = Database(mysql_database.url, max_connections=2, patience_s=PATIENCE_S)
    yield database
    await database.close()


async def _count(database: Database) -> int:
    async with database.transaction() as session:
        return int((await session.execute(text("SELECT 1"))).scalar_one())


@contextmanager
def _silent(mariadb: MariaDb) -> Iterator[None]:
    """The server is there and says nothing, as behind a broken switch."""
    connection = pymysql.connect(
        host=mariadb.host, port=mariadb.port, user=mariadb.username, password=mariadb.password
    )
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT @@pid_file")
        pid = int(Path(cursor.fetchone()[0]).read_text("ascii"))
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


async def test_a_silent_database_is_given_up_and_used_again_when_it_speaks(
    db: Database, mariadb: MariaDb
) -> None:
    assert await asyncio.gather(_count(db), _count(db)) == [1, 1]
    with _silent(mariadb):
        began = time.monotonic()
        told = await asyncio.gather(*(_count(db) for _ in range(4)), return_exceptions=True)
        assert time.monotonic() - began < 4 * PATIENCE_S
        assert [type(one) for one in told] == [DatabaseUnavailable] * 4
        with pytest.raises(DatabaseUnavailable):
            await db.ping()
    assert await asyncio.gather(_count(db), _count(db)) == [1, 1]


async def test_a_database_that_falls_silent_in_mid_transaction_is_given_up_too(
    db: Database, mariadb: MariaDb
) -> None:
    async def falls_silent() -> None:
        async with db.transaction() as session:
            await session.execute(text("SELECT 1"))
            with _silent(mariadb):
                await session.execute(text("SELECT 2"))

    with pytest.raises(DatabaseUnavailable):
        await falls_silent()
    assert await _count(db) == 1


async def test_whoever_gets_no_connection_is_told_so(mysql_database: MySqlDatabase) -> None:
    own = Database(mysql_database.url, max_connections=1)
    own.engine.sync_engine.pool._timeout = 0.2  # type: ignore[attr-defined]  # ten seconds are too long here
    async with own.engine.connect():
        with pytest.raises(DatabaseUnavailable):
            await _count(own)
    assert await _count(own) == 1
    await own.close()


async def test_whoever_gets_no_turn_to_write_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db_module, "TURN_PATIENCE_S", 0.1)
    own = Database(f"sqlite+aiosqlite:///{tmp_path / 'aics.db'}")
    async with own.transaction():
        told = await asyncio.gather(*(_count(own) for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in told] == [DatabaseUnavailable] * 3
    assert await _count(own) == 1
    await own.close()


@pytest.mark.parametrize("store", ["sqlite", "mariadb"])
async def test_whoever_leaves_in_mid_transaction_leaves_nothing_half_done_and_no_noise(
    request: pytest.FixtureRequest, tmp_path: Path, caplog: pytest.LogCaptureFixture, store: str
) -> None:
    """A page that is closed while it loads cancels what it asked of the database, at any moment."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'aics.db'}"
    if store == "mariadb":
        url = request.getfixturevalue("mysql_database").url
    own, chance, saved = Database(url, max_connections=3), random.Random(7), set()
    async with own.transaction() as session:
        await session.execute(text("CREATE TABLE pairs (number INTEGER)"))

    async def save(number: int) -> None:
        async with own.transaction() as session:
            for _ in range(2):
                await session.execute(text(f"INSERT INTO pairs VALUES ({number})"))
        saved.add(number)

    for number in range(150):
        visit = asyncio.create_task(save(number) if number % 2 else _count(own))
        await asyncio.sleep(chance.random() * 0.004)
        visit.cancel()
        async with asyncio.timeout(3):  # nor does anybody wait for a lock that a visitor took along
            await asyncio.gather(visit, return_exceptions=True)
    async with own.reading() as session:
        rows = await session.execute(text("SELECT number, COUNT(*) FROM pairs GROUP BY number"))
        found = {number: count for number, count in rows.all()}  # noqa: C416 - rows are no pairs to mypy
    assert set(found.values()) == {2}
    assert saved <= set(found)
    assert await asyncio.gather(*(_count(own) for _ in range(6))) == [1] * 6
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
    await own.close()


async def test_nonsense_on_the_channel_does_not_end_the_listening(redis_server: RedisServer) -> None:
    redis, heard = Redis.from_url(redis_server.url, decode_responses=True), asyncio.Queue[str]()
    live = RedisLive(redis)
    live.subscribe("tea", lambda _topic, message: heard.put_nowait(message["text"]))
    live.start()
    async with asyncio.timeout(5):
        await live.connected.wait()
        for nonsense in ("no json", "5", "[1]", '{"a": 1}', "null"):
            redis_server.command("PUBLISH", f"{PREFIX}tea", nonsense)
        redis_server.command("PUBLISH", f"{PREFIX}tea", json.dumps(["elsewhere", {"text": "ready"}]))
        assert await heard.get() == "ready"
    await live.close()
    await redis.aclose()
