"""Vera lets another model answer; what Otto has chosen meanwhile is told her, and not undone unseen."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aics_app import settings, tables
from aics_app.accounts.models import Actor, Role, User
from aics_app.accounts.rules import RIGHTS
from aics_app.configuration import actions, queries
from aics_app.configuration.current import Current
from aics_app.configuration.models import Key, SysConfig
from aics_app.core.cache import MemoryCache
from aics_app.core.container import clear, provide, use
from aics_app.core.db import Database
from aics_app.core.errors import Forbidden, Invalid
from aics_app.core.live import LocalLive
from aics_app.llm.double import ScriptedModel
from aics_app.mail.double import MemoryMailer
from aics_app.settings import Settings
from aics_app.storage.double import MemoryStorage
from aics_app.system.probing import Tools
from aics_app.system.ui import states
from aics_app.system.ui.states import SystemState
from tests.states import seen_by, state_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OWN = settings.load({"AI_OLLAMA_MODEL_NAME": "first"})
VERA = Actor(1, "vera", "Vera", Role.ADMIN, RIGHTS[Role.ADMIN])
OTTO = Actor(2, "otto", "Otto", Role.ADMIN, RIGHTS[Role.ADMIN])


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    """Vera and Otto, who administer; all parts are doubles."""
    made = Database(f"sqlite+aiosqlite:///{tmp_path / 'system.db'}")
    async with made.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    async with made.transaction() as session:
        for one in (VERA, OTTO):
            session.add(
                User(
                    username=one.username,
                    password="",
                    role=one.role,
                    nickname=one.nickname,
                    create_time=NOW,
                    update_time=NOW,
                )
            )
    clear()
    provide(Database, made)
    provide(Tools, Tools(made, MemoryCache(), ScriptedModel("Hi."), MemoryStorage(), MemoryMailer(), ""))
    current = Current(made, LocalLive(), OWN)
    current.follow(lambda now: provide(Settings, now))
    provide(Current, current)
    yield made
    clear()
    await made.close()


@pytest.fixture
async def page(db: Database, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Vera's, just looked at."""
    seen_by(VERA, monkeypatch, states)
    shown = state_of(SystemState)
    await SystemState.look.fn(shown)
    return shown


async def otto_chooses(db: Database, name: str, before: str) -> None:
    async with db.transaction() as session:
        await actions.set_value(session, OTTO, Key.MODEL_NAME, name, before=before, started_with=OWN, at=NOW)


async def stored(db: Database) -> str | None:
    async with db.reading() as session:
        return await queries.stored(session, Key.MODEL_NAME)


async def test_a_model_is_chosen_and_then_another_one(db: Database, page: Any) -> None:
    assert page.model.name == "first"
    for name in ("second", "third"):
        await SystemState.use_model.fn(page, name)
        assert (await stored(db), page.model.name, page.model.rival) == (name, name, "")


async def test_what_a_colleague_chose_meanwhile_is_told_and_then_replaced(db: Database, page: Any) -> None:
    await otto_chooses(db, "second", "first")
    await SystemState.use_model.fn(page, "third")
    assert (await stored(db), page.model.name, page.model.rival) == ("second", "second", "Otto")
    await SystemState.look.fn(page)
    assert page.model.rival == "Otto", "a look takes away nothing that may not have been read yet"
    await SystemState.use_model.fn(page, "third")
    assert (await stored(db), page.model.name, page.model.rival) == ("third", "third", "")


async def test_what_a_look_has_shown_is_replaced_at_once(db: Database, page: Any) -> None:
    await otto_chooses(db, "second", "first")
    await SystemState.use_model.fn(page, "third")
    await otto_chooses(db, "fourth", "second")
    await use(Current).read()
    await SystemState.look.fn(page)
    assert (page.model.name, page.model.rival) == ("fourth", "")
    await SystemState.use_model.fn(page, "third")
    assert await stored(db) == "third"


async def test_nonsense_in_the_table_is_replaced(db: Database, page: Any) -> None:
    async with db.transaction() as session:
        session.add(SysConfig(config_key=Key.MODEL_NAME, config_value=" "))
    await use(Current).read()
    await SystemState.look.fn(page)
    assert page.model.name == "first"
    await SystemState.use_model.fn(page, "second")
    assert await stored(db) == "second"


async def test_who_may_not_or_names_none_changes_nothing(
    db: Database, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("", "x" * 101):
        with pytest.raises(Invalid):
            await SystemState.use_model.fn(page, name)
    seen_by(Actor(3, "anna", "Anna", Role.AGENT, RIGHTS[Role.AGENT]), monkeypatch, states)
    with pytest.raises(Forbidden):
        await SystemState.use_model.fn(page, "second")
    assert await stored(db) is None
