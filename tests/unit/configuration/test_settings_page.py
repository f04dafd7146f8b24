"""Vera types on the page of settings while Otto changes some: neither loses anything, and both know."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from aics_app import settings, tables
from aics_app.accounts.models import Actor, Role, User
from aics_app.accounts.rules import RIGHTS
from aics_app.configuration import actions, queries
from aics_app.configuration.current import Current
from aics_app.configuration.models import Key
from aics_app.configuration.ui import states
from aics_app.configuration.ui.states import SettingsState
from aics_app.core.container import clear, provide
from aics_app.core.db import Database
from aics_app.core.errors import Forbidden, Invalid
from aics_app.core.live import LocalLive
from aics_app.ui.hub import PageHub
from tests.states import seen_by, state_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OWN = settings.load({"AI_OLLAMA_MODEL_NAME": "first", "AI_CACHE_ENABLED": "true"})
VERA = Actor(1, "vera", "Vera", Role.ADMIN, RIGHTS[Role.ADMIN])
OTTO = Actor(2, "otto", "Otto", Role.ADMIN, RIGHTS[Role.ADMIN])
MODEL, CACHE, ACCENT = Key.MODEL_NAME, Key.CACHE_ENABLED, Key.APP_ACCENT


class Page:
    """Vera's page, and what Otto does elsewhere."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.state: Any = state_of(SettingsState)

    def row(self, key: Key) -> Any:
        return self.state.rows[key]

    async def news(self) -> None:
        await SettingsState.reload.fn(self.state)

    def types(self, key: Key) -> None:
        SettingsState.touch.fn(self.state, key.value)

    async def saves(self, key: Key, value: str) -> Any:
        return await SettingsState.save.fn(self.state, {key.value: value})

    async def chooses(self, key: Key, value: str) -> Any:
        return await SettingsState.choose.fn(self.state, key.value, value)

    async def otto_sets(self, key: Key, value: str, before: str) -> None:
        async with self.db.transaction() as session:
            await actions.set_value(session, OTTO, key, value, before=before, started_with=OWN, at=NOW)

    async def stored(self, key: Key) -> str | None:
        async with self.db.reading() as session:
            return await queries.stored(session, key)


@pytest.fixture
async def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Page]:
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'settings.db'}")
    async with db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    async with db.transaction() as session:
        for one in (VERA, OTTO):
            own = {"username": one.username, "nickname": one.nickname, "role": one.role, "password": ""}
            session.add(User(**own, create_time=NOW, update_time=NOW))
    clear()
    provide(Database, db)
    provide(Current, Current(db, LocalLive(), OWN))
    provide(PageHub, Mock(spec=PageHub))
    seen_by(VERA, monkeypatch, states)
    made = Page(db)
    await SettingsState.open.fn(made.state)
    yield made
    clear()
    await db.close()


async def test_what_is_typed_outlasts_a_switch_and_a_colleagues_change(page: Page) -> None:
    """The input is drawn anew when `value` is another one, and what was typed is gone with the old one."""
    page.types(MODEL)
    await page.chooses(CACHE, "false")
    await page.otto_sets(MODEL, "second", "first")
    await page.news()
    row = page.row(MODEL)
    assert (row.value, row.rival, row.theirs) == ("first", "Otto", "second")
    assert page.row(CACHE).value == "false"


async def test_two_inputs_are_typed_in_and_both_are_kept(page: Page) -> None:
    for key in (MODEL, Key.APP_NAME):
        page.types(key)
    await page.otto_sets(MODEL, "second", "first")
    await page.otto_sets(Key.APP_NAME, "Shop", page.row(Key.APP_NAME).seen)
    await page.news()
    assert [page.row(key).rival for key in (MODEL, Key.APP_NAME)] == ["Otto", "Otto"]
    await page.saves(Key.APP_NAME, "Store")
    await page.news()
    assert (page.row(MODEL).value, page.row(MODEL).rival) == ("first", "Otto")
    assert (page.row(Key.APP_NAME).value, page.row(Key.APP_NAME).rival) == ("Store", "")


async def test_whoever_was_told_of_the_rival_replaces_him_by_saving_once(page: Page) -> None:
    page.types(MODEL)
    await page.otto_sets(MODEL, "second", "first")
    await page.news()
    await page.news()
    assert page.row(MODEL).rival == "Otto"
    assert await page.saves(MODEL, "third") is not None, "told that it is saved"
    assert (await page.stored(MODEL), page.row(MODEL).value, page.row(MODEL).rival) == ("third", "third", "")
    await page.otto_sets(MODEL, "fourth", "third")
    await page.news()
    assert (page.row(MODEL).value, page.row(MODEL).rival) == ("fourth", ""), "nothing is typed any more"


async def test_who_saves_before_the_news_is_told_first_and_what_was_typed_stays(page: Page) -> None:
    page.types(MODEL)
    await page.otto_sets(MODEL, "second", "first")
    assert await page.saves(MODEL, "third") is None
    for _ in range(2):
        row = page.row(MODEL)
        assert (row.draft, row.rival, row.theirs) == ("third", "Otto", "second")
        await page.news()
    assert await page.stored(MODEL) == "second"
    await page.saves(MODEL, "third")
    assert await page.stored(MODEL) == "third"


async def test_a_switch_shows_what_is_also_after_its_rival_was_told(page: Page) -> None:
    await page.otto_sets(ACCENT, "blue", page.row(ACCENT).seen)
    await page.chooses(ACCENT, "crimson")
    await page.news()
    assert (page.row(ACCENT).value, page.row(ACCENT).rival) == ("blue", "Otto")
    await SettingsState.begin.fn(page.state)
    assert page.row(ACCENT).rival == "", "another visit of the page"
    await page.otto_sets(ACCENT, "orange", "blue")
    await page.news()
    assert (page.row(ACCENT).value, page.row(ACCENT).rival) == ("orange", "")
    await page.chooses(ACCENT, "crimson")
    assert (page.row(ACCENT).value, await page.stored(ACCENT)) == ("crimson", "crimson")


async def test_what_is_wrong_stays_with_what_was_typed(page: Page) -> None:
    page.types(Key.MODEL_TEMPERATURE)
    await page.saves(Key.MODEL_TEMPERATURE, "9")
    await page.otto_sets(MODEL, "second", "first")
    await page.news()
    row = page.row(Key.MODEL_TEMPERATURE)
    assert (row.draft, row.fault, page.row(MODEL).value) == ("9", "range", "second")


async def test_what_is_typed_outlasts_a_connection_that_was_lost_but_not_the_page(page: Page) -> None:
    """A page that is connected again is opened again, its inputs as they were; another one has its own."""
    page.types(MODEL)
    await page.otto_sets(MODEL, "second", "first")
    await SettingsState.open.fn(page.state)
    assert (page.row(MODEL).value, page.row(MODEL).rival) == ("first", "Otto")
    await SettingsState.begin.fn(page.state)
    assert (page.row(MODEL).value, page.row(MODEL).draft, page.row(MODEL).rival) == ("second", "second", "")


async def test_nobody_else_and_nothing_else(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Invalid):
        SettingsState.touch.fn(page.state, "NO_SUCH_KEY")
    seen_by(Actor(3, "anna", "Anna", Role.AGENT, RIGHTS[Role.AGENT]), monkeypatch, states)
    with pytest.raises(Forbidden):
        await page.saves(MODEL, "second")
    assert await page.stored(MODEL) is None
