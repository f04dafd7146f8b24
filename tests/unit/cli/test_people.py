"""Accounts from the command line."""

import asyncio
import io
import re

import pytest
from sqlalchemy import select
from sqlmodel import col

from aics_app.accounts import actions, queries
from aics_app.accounts.models import Role, User
from aics_app.cli.__main__ import main
from aics_app.core import clock, passwords
from aics_app.core.db import Database
from aics_app.core.events import Activity
from aics_app.settings import load, variables


@pytest.fixture
def database(tmp_path, monkeypatch):
    """The address of an empty database, ready for accounts."""
    for variable in [*variables(), "AICS_CONFIG"]:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("APP_DATA_DIR", str(tmp_path))
    assert main(["migrate"]) == 0
    return load().database_url


def found(url: str, username: str) -> User | None:
    async def look() -> User | None:
        db = Database(url, max_connections=1)
        async with db.reading() as session:
            user = await queries.find_user(session, username)
        await db.close()
        return user

    return asyncio.run(look())


def fits(password: str, user: User) -> bool:
    return asyncio.run(passwords.matches(password, user.password))


def test_the_first_administrator_is_made_with_a_password_shown_once(database, capsys):
    assert main(["user", "add", "lin.an", "--role", "admin", "--nickname", "林安", "--generate"]) == 0
    told = capsys.readouterr().out
    user = found(database, "lin.an")
    assert user is not None
    assert (user.role, user.nickname, user.is_enabled) == (Role.ADMIN, "林安", True)
    shown = re.search(r"Password, shown this once: (\S+)", told)
    assert shown
    assert len(shown[1]) >= 16
    assert fits(shown[1], user)


def test_a_password_from_standard_input_is_not_shown(database, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\n"))
    assert main(["user", "add", "wei", "--password-stdin"]) == 0
    assert "horse" not in capsys.readouterr().out
    user = found(database, "wei")
    assert user is not None
    assert (user.role, user.nickname) == (Role.CUSTOMER, "wei")
    assert fits("correct horse battery", user)


class Terminal(io.StringIO):
    """Somebody sits there."""

    def isatty(self) -> bool:
        return True


def test_somebody_at_a_terminal_is_asked_twice(database, capsys, monkeypatch):
    answers = ["correct horse battery", "correct horse battery", "correct horse battery", "something else"]
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _prompt: answers.pop(0))
    assert main(["user", "add", "wei"]) == 0
    assert main(["user", "add", "mei"]) == 1
    assert "the two entries differ" in capsys.readouterr().err
    assert found(database, "wei")
    assert found(database, "mei") is None


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [("x", "correct horse battery", "username"), ("wei", "short", "password"), ("wei", "", "password")],
)
def test_a_name_or_password_that_won_t_do_is_refused(
    database, username, password, field, capsys, monkeypatch
):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    assert main(["user", "add", username, "--password-stdin"]) == 1
    told = capsys.readouterr()
    assert told.err.startswith(f"aics: {field}: ")
    assert told.err.count("\n") == 1
    assert found(database, username) is None


def test_a_taken_name_is_refused(database, capsys):
    assert main(["user", "add", "wei", "--generate"]) == 0
    assert main(["user", "add", "WEI", "--generate"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_new_password_replaces_the_old_one_and_ends_every_sign_in(database, capsys, monkeypatch):
    assert main(["user", "add", "wei", "--generate"]) == 0

    async def sign_in() -> str:
        db, now = Database(database, max_connections=1), clock.now()
        async with db.transaction() as session:
            user = await queries.find_user(session, "wei")
            assert user is not None
            lifetime = now - now.replace(year=now.year - 1)
            actor = await actions.sign_in(session, user, actions.Origin("192.0.2.1"), now, lifetime)
        await db.close()
        return actor.session_id

    async def is_signed_in(session_id: str) -> bool:
        db = Database(database, max_connections=1)
        async with db.reading() as session:
            actor = await queries.find_actor(session, session_id, clock.now())
        await db.close()
        return actor is not None

    session_id = asyncio.run(sign_in())
    assert asyncio.run(is_signed_in(session_id))
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\n"))
    assert main(["user", "password", "wei", "--password-stdin"]) == 0
    user = found(database, "wei")
    assert user is not None
    assert fits("correct horse battery", user)
    assert not asyncio.run(is_signed_in(session_id))


def test_nobody_s_password_can_t_be_changed(database, capsys):
    assert main(["user", "password", "nobody", "--generate"]) == 1
    assert "there is no account nobody" in capsys.readouterr().err


def test_a_database_that_was_never_migrated_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("APP_DATA_DIR", str(tmp_path / "other"))
    assert main(["user", "add", "wei", "--generate"]) == 1
    assert capsys.readouterr().err == "aics: the database is not as this version wants it; ./aics migrate\n"


def test_the_record_says_of_a_command_that_nobody_signed_in_did_it(database, monkeypatch):
    async def happened() -> list[tuple[str, int | None]]:
        db = Database(database, max_connections=1)
        async with db.reading() as session:
            chosen = select(Activity).where(col(Activity.subject_type) == "user").order_by(col(Activity.id))
            rows = (await session.execute(chosen)).scalars().all()
        await db.close()
        return [(row.event, row.actor_id) for row in rows]

    assert main(["user", "add", "wei", "--generate"]) == 0
    assert main(["user", "password", "wei", "--generate"]) == 0
    assert asyncio.run(happened()) == [("UserCreatedByCommand", None), ("PasswordSetByCommand", None)]
