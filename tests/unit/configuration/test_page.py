"""The settings' page tells why a value can't be, also when nothing was typed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import select
from sqlmodel import col

from aics_app import settings, tables
from aics_app.accounts.models import Actor, Role, User
from aics_app.accounts.rules import RIGHTS
from aics_app.configuration.current import Current
from aics_app.configuration.models import Key, SysConfig
from aics_app.configuration.rules import FAULTS
from aics_app.configuration.ui import states
from aics_app.configuration.ui.states import SettingsState
from aics_app.core.container import clear, provide
from aics_app.core.db import Database
from aics_app.core.live import LocalLive
from aics_app.locales import CATALOGUES
from aics_app.ui.hub import PageHub
from tests.states import seen_by, state_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
VERA = Actor(1, "vera", "Vera", Role.ADMIN, RIGHTS[Role.ADMIN])


@pytest.fixture
async def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    """Vera's tab; one file may have 20 MB, all together 20 as well."""
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'settings.db'}")
    async with db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    async with db.transaction() as session:
        vera = {"username": "vera", "password": "", "role": Role.ADMIN}
        session.add(User(**vera, create_time=NOW, update_time=NOW))
    seen_by(VERA, monkeypatch, states)
    clear()
    provide(Database, db)
    provide(PageHub, Mock(spec=PageHub))
    provide(Current, Current(db, LocalLive(), settings.load({})))
    tab = state_of(SettingsState)
    await SettingsState.open.fn(tab)
    for key in (Key.MAX_FILE_SIZE, Key.MAX_REQUEST_SIZE):
        await SettingsState.save.fn(tab, {key.value: "20"})
    yield tab
    clear()
    await db.close()


async def test_a_size_that_does_not_go_with_the_other_is_refused_for_its_reason(page: Any) -> None:
    await SettingsState.save.fn(page, {Key.MAX_FILE_SIZE.value: "21"})
    assert page.rows[Key.MAX_FILE_SIZE].fault == "above_request"
    await SettingsState.save.fn(page, {Key.MAX_REQUEST_SIZE.value: "19"})
    assert page.rows[Key.MAX_REQUEST_SIZE].fault == "below_file"


async def _to_sixty(page: Any) -> None:
    for key in (Key.MAX_REQUEST_SIZE, Key.MAX_FILE_SIZE):
        await SettingsState.save.fn(page, {key.value: "60"})


async def test_a_default_that_does_not_go_with_the_other_is_refused_for_its_reason(page: Any) -> None:
    await _to_sixty(page)
    await SettingsState.to_default.fn(page, Key.MAX_REQUEST_SIZE.value)
    row = page.rows[Key.MAX_REQUEST_SIZE]
    assert (row.fault, row.value, row.draft) == ("below_file", "60", "60")


async def test_a_change_that_can_not_be_taken_back_says_why(page: Any) -> None:
    await _to_sixty(page)
    await SettingsState.look_back.fn(page, Key.MAX_REQUEST_SIZE.value)
    told = await SettingsState.undo.fn(page, page.history[0].id)
    assert CATALOGUES["zh"]["fault.below_file"] in str(told)
    async with states.use(Database).reading() as session:
        own = select(SysConfig.config_value).where(col(SysConfig.config_key) == Key.MAX_REQUEST_SIZE)
        assert (await session.execute(own)).scalar_one() == "60"


def test_whatever_can_be_wrong_has_its_words() -> None:
    missing = [code for code in FAULTS for texts in CATALOGUES.values() if f"fault.{code}" not in texts]
    assert missing == []
