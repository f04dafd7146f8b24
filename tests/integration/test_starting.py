"""Starting on MariaDB: several replicas at once, a server that is not there yet, accounts that won't do."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text

from aics_app.cli import demo, migrations, reaching, starting
from aics_app.cli.doctor import look
from aics_app.cli.output import Refused
from aics_app.settings import AiSection, Settings, load
from tests.doubles.ollama_server import MODEL, OllamaDouble
from tests.servers import MySqlDatabase, RedisServer, free_port


@pytest.fixture
def settings(mysql_database: MySqlDatabase, tmp_path: Path) -> Settings:
    return load({"APP_DATA_DIR": str(tmp_path)} | mysql_database.environ)


def other(settings: Settings, **values: object) -> Settings:
    """The same with another database section."""
    return settings.model_copy(update={"mysql": settings.mysql.model_copy(update=values)})


async def rows(settings: Settings, statement: str) -> list[tuple]:
    async with migrations.connected(settings) as connection:
        return [tuple(row) for row in await connection.execute(text(statement))]


async def test_of_replicas_that_start_together_one_seeds(settings):
    seeded = await asyncio.gather(*(starting._prepare(settings) for _ in range(3)))
    assert Counter(one is None for one in seeded) == {True: 2, False: 1}
    assert await rows(settings, "SELECT count(*) FROM sys_user") == [(17,)]
    assert await rows(settings, "SELECT count(*) FROM chat_session") == [(310,)]
    assert await rows(
        settings, "SELECT count(*) FROM conversation WHERE reply_to IS NOT NULL AND source IS NULL"
    ) == [(0,)]
    assert (await demo.people_of(settings)).demo == demo.ACCOUNTS


async def test_messages_written_after_the_seed_get_numbers_of_their_own(settings):
    await starting._prepare(settings)
    ((newest,),) = await rows(settings, "SELECT max(id) FROM conversation")
    async with migrations.connected(settings) as connection:
        columns = "user_id, session_id, content, sender, sender_id, message_type, create_time"
        values = "1, 'x', 'later', 'USER', 1, 'TEXT', '2026-11-22 09:00:00'"
        inserted = await connection.execute(text(f"INSERT INTO conversation ({columns}) VALUES ({values})"))
        assert inserted.lastrowid > newest


async def test_a_server_that_is_still_starting_is_waited_for(settings, capsys):
    port, waited = free_port(), []
    absent = other(settings, port=port)

    async def comes_up(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            object.__setattr__(absent.mysql, "port", settings.mysql.port)

    await reaching.wait_for_database(absent, sleep=comes_up)
    assert len(waited) == 3
    assert capsys.readouterr().out == f"Waiting for the database at 127.0.0.1:{port} …\n"


async def test_a_server_that_never_comes_is_named(settings):
    async def at_once(_seconds: float) -> None:
        pass

    port = free_port()
    with pytest.raises(Refused, match=f"no database answers at 127.0.0.1:{port}: .* MYSQL_HOST"):
        await reaching.wait_for_database(other(settings, port=port), sleep=at_once)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"username": "stranger"}, "does not let stranger in; check MYSQL_USERNAME and MYSQL_PASSWORD"),
        (
            {"dbname": "nowhere"},
            "there is no database nowhere .* CREATE DATABASE nowhere CHARACTER SET utf8mb4",
        ),
    ],
)
async def test_what_waiting_would_not_mend_is_said_at_once(settings, values, said):
    async def never(_seconds: float) -> None:
        pytest.fail("waited")

    with pytest.raises(Refused, match=said):
        await reaching.wait_for_database(other(settings, **values), sleep=never)


async def test_the_doctor_finds_a_well_installation_well(settings, redis_server: RedisServer, mysql_database):
    await starting._prepare(settings)
    environ = {"APP_DATA_DIR": str(settings.app.data_dir)} | mysql_database.environ | redis_server.environ
    found = {finding.subject: finding for finding in await look(environ)}
    assert {subject: found[subject].level for subject in ("settings", "database", "accounts", "cache")} == {
        "settings": "ok",
        "database": "ok",
        "accounts": "ok",
        "cache": "ok",
    }
    assert found["cache"].said.startswith("Redis ")


async def test_the_doctor_names_a_cache_that_is_gone(settings, mysql_database):
    port = str(free_port())
    gone = {"REDIS_HOST": "127.0.0.1", "REDIS_PORT": port, "APP_DATA_DIR": str(settings.app.data_dir)}
    (cache,) = [
        finding for finding in await look(mysql_database.environ | gone) if finding.subject == "cache"
    ]
    assert cache.level == "fail"
    assert f"Redis at 127.0.0.1:{port}" in cache.said


async def test_a_model_that_is_there_is_no_trouble_and_a_missing_one_is_named():
    async with OllamaDouble(rate=0, text="hello") as server:
        ai = AiSection(ollama_base_url=server.url, ollama_model_name=MODEL)
        assert await reaching.trouble_with_model(ai) == ""
        absent = ai.model_copy(update={"ollama_model_name": "nowhere:7b"})
        assert "has no model nowhere:7b; ollama pull nowhere:7b" in await reaching.trouble_with_model(absent)
    assert f"no model answers at {server.url}; start Ollama" in await reaching.trouble_with_model(ai)
