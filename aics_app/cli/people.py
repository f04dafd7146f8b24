"""Accounts from the command line: for the first administrator, and for who forgot a password."""

import argparse
import asyncio
import getpass
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aics_app.accounts import actions, queries, rules
from aics_app.accounts.managing import by_command
from aics_app.accounts.models import Role
from aics_app.cli import migrations
from aics_app.cli.output import Refused, say
from aics_app.cli.parser import ROLES
from aics_app.cli.reaching import wait_for_database
from aics_app.core import clock, passwords
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.settings import Settings, load

GENERATED_BYTES = 12


def add(asked: argparse.Namespace) -> int:
    """`./aics user add`."""
    settings = load()
    word, is_generated = _password(asked)
    actions.check_new_account(asked.username, word)
    asyncio.run(_add(settings, asked, word))
    say(f"{asked.username} may sign in as {asked.role}.")
    _show(word, is_generated)
    return 0


def password(asked: argparse.Namespace) -> int:
    """`./aics user password`."""
    settings = load()
    word, is_generated = _password(asked)
    fault = rules.fault_of_password(word, asked.username)
    if fault:
        raise Invalid(fields={"password": fault})
    asyncio.run(_replace(settings, asked.username, word))
    say(f"{asked.username} has a new password; every sign-in with the old one has ended.")
    _show(word, is_generated)
    return 0


def generated() -> str:
    """A password that nobody guesses and everybody can type."""
    return secrets.token_urlsafe(GENERATED_BYTES)


async def _add(settings: Settings, asked: argparse.Namespace, word: str) -> None:
    hashed = await passwords.hashed(word)
    async with opened(settings) as db, db.transaction() as session:
        await by_command.create(
            session,
            username=asked.username,
            password_hash=hashed,
            nickname=asked.nickname,
            role=Role(ROLES[asked.role]),
            at=clock.now(),
        )


async def _replace(settings: Settings, username: str, word: str) -> None:
    hashed = await passwords.hashed(word)
    async with opened(settings) as db, db.transaction() as session:
        user = await queries.find_user(session, username)
        if user is None:
            raise Refused(f"there is no account {username}; make one with: ./aics user add {username}")
        await by_command.set_password(session, user, new_hash=hashed, at=clock.now())


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database for one command. Raises `Refused` when it is another version's."""
    await wait_for_database(settings, patience_s=0)
    if await migrations.revision(settings) != migrations.newest():
        raise Refused("the database is not as this version wants it; ./aics migrate")
    db = Database(settings.database_url, max_connections=1)
    try:
        yield db
    finally:
        await db.close()


def _password(asked: argparse.Namespace) -> tuple[str, bool]:
    """The new password, and whether it was generated here."""
    if asked.password_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    if asked.generate or not sys.stdin.isatty():
        return generated(), True
    word = getpass.getpass("New password: ")
    if getpass.getpass("Once more: ") != word:
        raise Refused("the two entries differ; nothing was changed")
    return word, False


def _show(word: str, is_generated: bool) -> None:
    if is_generated:
        say(f"Password, shown this once: {word}")
