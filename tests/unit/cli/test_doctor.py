"""The doctor says in one line each what is well, what is not, and what helps."""

import asyncio
from types import SimpleNamespace

import pytest

from aics_app.cli import findings, migrations, pages
from aics_app.cli.__main__ import main
from aics_app.cli.demo import people_of
from aics_app.cli.doctor import look
from aics_app.settings import load, variables

SECRETS = {"APP_SECRET": "9f3c1ab2e07d4586" * 2, "JWT_SECRET": "0e1d2c3b4a59687f" * 2}


@pytest.fixture(autouse=True)
def _no_model(monkeypatch):
    """No unit test asks a model server; `model` is the doctor's word for what it said."""

    async def absent(ai):
        return f"no model answers at {ai.ollama_base_url}; start Ollama there"

    monkeypatch.setattr(findings, "trouble_with_model", absent)


@pytest.fixture
def environ(tmp_path, monkeypatch):
    """Settings with a folder of their own, and pages that are built."""
    monkeypatch.setattr(pages, "are_built", lambda _root: True)
    return {"APP_DATA_DIR": str(tmp_path / "data")}


def said(found, subject: str) -> list[str]:
    return [f"{finding.level}: {finding.said}" for finding in found if finding.subject == subject]


async def migrated(environ) -> None:
    await migrations.upgrade(load(environ))


async def in_database(environ, statement: str) -> None:
    async with migrations.connected(load(environ)) as connection:
        await connection.exec_driver_sql(statement)
        await connection.commit()


async def test_every_mistake_in_the_settings_is_a_line(environ):
    found = await look(environ | {"APP_PORT": "many", "APP_LOCALE": "fr"})
    assert said(found, "settings") == [
        "fail: APP_PORT: should be a valid integer",
        "fail: APP_LOCALE: should be 'zh' or 'en'",
    ]


async def test_a_variable_that_nearly_is_one_of_ours_is_pointed_out(environ):
    found = await look(environ | {"AI_OLAMA_BASE_URL": "x", "MYSQL_ROOT_PASSWORD": "x", "HOME": "/"})
    assert said(found, "settings")[1:] == [
        "warn: AI_OLAMA_BASE_URL does nothing; did you mean AI_OLLAMA_BASE_URL?"
    ]


async def test_an_empty_database_wants_migrating(environ):
    found = await look(environ)
    database = said(found, "database")
    assert database[0].startswith("ok: SQLite 3.")
    assert database[1] == f"warn: it is empty, this version wants {migrations.newest()}; ./aics migrate"


async def test_a_database_of_another_version_is_named(environ):
    await migrated(environ)
    await in_database(environ, "UPDATE alembic_version SET version_num = '0000'")
    assert "warn: it is at revision 0000, this" in said(await look(environ), "database")[1]


async def test_what_keeps_the_record_is_missed_and_comes_back_with_the_next_migrate(environ):
    await migrated(environ)
    assert len(said(await look(environ), "database")) == 2
    await in_database(environ, "DROP TRIGGER activity_is_not_deleted")
    assert said(await look(environ), "database")[2].startswith("warn: triggers on activity are missing")
    await migrated(environ)
    assert len(said(await look(environ), "database")) == 2


async def test_nobody_s_there_is_worth_a_look(environ):
    await migrated(environ)
    assert said(await look(environ), "accounts") == [
        "warn: there are none; ./aics user add NAME --role admin"
    ]


async def test_demo_accounts_in_production_fail(environ):
    await migrated(environ)
    await in_database(
        environ,
        "INSERT INTO sys_user (id, username, password, role, create_time, update_time) "
        "VALUES (7, 'admin', 'x', 'ADMIN', '2026-11-22', '2026-11-22')",
    )
    assert said(await look(environ), "accounts") == ["ok: there are 1"]
    await in_database(
        environ, "INSERT INTO sys_config (config_key, config_value) VALUES ('DEMO_COMPANY', '7')"
    )
    production = environ | SECRETS | {"APP_MODE": "production"}
    assert (await people_of(load(production))).demo == ("admin",)
    assert said(await look(production), "accounts") == [
        "fail: demo accounts in production (admin); use an empty database"
    ]


async def test_a_file_that_is_no_database_fails(environ, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "aics.db").write_bytes(b"no database at all, but long enough to be looked at" * 50)
    (line,) = said(await look(environ), "database")
    assert line.startswith("fail: the database ")
    assert "check APP_DATA_DIR" in line


async def test_a_folder_that_nobody_may_write_to_fails(environ, tmp_path):
    (tmp_path / "data").touch()
    found = await look(environ | SECRETS)
    (line,) = said(found, "folder")
    assert line.startswith("fail: ")
    assert line.endswith("set APP_DATA_DIR")


@pytest.mark.parametrize(
    ("free", "level"), [(50_000_000, "fail"), (900_000_000, "warn"), (2_000_000_000, "ok")]
)
async def test_a_full_disk_is_seen_coming(environ, monkeypatch, free, level):
    monkeypatch.setattr("shutil.disk_usage", lambda _path: SimpleNamespace(free=free))
    (line,) = said(await look(environ), "folder")
    assert line.startswith(f"{level}: ")


async def test_an_absent_model_is_worth_a_look_and_no_failure(environ, monkeypatch):
    assert said(await look(environ), "model") == [
        "warn: no model answers at http://localhost:11434; start Ollama there"
    ]

    async def there(_ai):
        return ""

    monkeypatch.setattr(findings, "trouble_with_model", there)
    assert said(await look(environ), "model") == ["ok: llama3:8b-instruct at http://localhost:11434"]


@pytest.mark.parametrize(
    ("built", "node", "line"),
    [
        (True, (), "ok: they are built; Node is not needed"),
        (False, (24, 19, 0), "warn: not built as the program is now; ./aics build (with Node 24.19.0)"),
        (False, (20, 1, 0), "fail: not built, and no Node 22.22 to build them; remove .venv, start again"),
    ],
)
async def test_pages_or_what_builds_them(environ, monkeypatch, built, node, line):
    monkeypatch.setattr(pages, "are_built", lambda _root: built)
    monkeypatch.setattr(pages, "node_version", lambda: node)
    assert said(await look(environ), "pages") == [line]


@pytest.mark.parametrize(
    ("kind", "version", "level"),
    [
        ("MariaDB", "10.5.28-MariaDB", "warn"),
        ("MariaDB", "10.11.6-MariaDB-0+deb12u1", "ok"),
        ("MySQL", "8.0.29", "warn"),
        ("MySQL", "8.4.0", "ok"),
        ("Redis", "6.2.7", "warn"),
        ("Redis", "7.0.15", "ok"),
    ],
)
def test_what_is_older_than_anybody_tests_is_named(kind, version, level):
    (finding,) = findings._age("x", kind, version)
    assert finding.level == level


def test_the_command_ends_with_one_when_something_fails(tmp_path, monkeypatch, capsys):
    for variable in [*variables(), "AICS_CONFIG"]:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("APP_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(pages, "are_built", lambda _root: True)
    asyncio.run(migrated({"APP_DATA_DIR": str(tmp_path)}))
    assert main(["doctor"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[0] == "ok    settings  demo mode, zh, Asia/Shanghai"
    assert told.err == ""
    monkeypatch.setenv("APP_PORT", "many")
    assert main(["doctor"]) == 1
    assert capsys.readouterr().out.endswith("1 failed, 0 worth a look\n")
