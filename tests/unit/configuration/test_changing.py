"""An administrator changes a setting: checked, kept with who and what before, taken back again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from aics_app import settings, tables
from aics_app.accounts.models import Actor, Role, User
from aics_app.accounts.rules import RIGHTS
from aics_app.configuration import actions, queries, views
from aics_app.configuration.current import Current
from aics_app.configuration.errors import SettingChangedMeanwhile
from aics_app.configuration.models import Key, SysConfig
from aics_app.configuration.rules import SETTINGS, default_of, tidy
from aics_app.core.db import Database
from aics_app.core.errors import Forbidden, Invalid, NotFound
from aics_app.core.events import Activity
from aics_app.core.live import LocalLive
from aics_app.workforce.rules.turn import Policy

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ENVIRONMENT = settings.load({"AI_OLLAMA_TEMPERATURE": "0.4"})


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    """Vera and Otto, who administer, and no setting."""
    made = Database(f"sqlite+aiosqlite:///{tmp_path / 'settings.db'}")
    async with made.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    async with made.transaction() as session:
        for name in ("vera", "otto", "anna"):
            session.add(
                User(
                    username=name,
                    password="",
                    role=Role.ADMIN,
                    nickname=name.title(),
                    create_time=NOW,
                    update_time=NOW,
                )
            )
    yield made
    await made.close()


def _person(user_id: int, role: Role = Role.ADMIN) -> Actor:
    return Actor(user_id, "name", "Name", role, RIGHTS[role])


VERA, OTTO, ANNA = _person(1), _person(2), _person(3, Role.AGENT)


async def _set(
    db: Database, value: str, before: str, *, by: Actor = VERA, key: Key = Key.MODEL_TEMPERATURE
) -> str:
    async with db.transaction() as session:
        return await actions.set_value(
            session, by, key, value, before=before, started_with=ENVIRONMENT, at=NOW
        )


async def _undone(db: Database, *, place: int = 0) -> str | None:
    """What is stored after Vera has taken back a change: the last, unless another `place` in the history."""
    async with db.transaction() as session:
        change = (await queries.history(session, Key.MODEL_TEMPERATURE))[place]
        await actions.undo(session, VERA, change.id, started_with=ENVIRONMENT, at=NOW)
    async with db.reading() as session:
        return await queries.stored(session, Key.MODEL_TEMPERATURE)


async def test_the_environment_says_what_is_until_the_table_says_otherwise(db: Database) -> None:
    current = Current(db, LocalLive(), ENVIRONMENT)
    await current.read()
    assert current.settings.ai.ollama_temperature == 0.4
    await _set(db, "0.9", "0.4")
    await current.read()
    assert current.settings.ai.ollama_temperature == 0.9
    assert current.settings.ai.ollama_model_name == ENVIRONMENT.ai.ollama_model_name


async def test_whoever_follows_is_told_at_once_and_after_each_change_only(db: Database) -> None:
    current, told = Current(db, LocalLive(), ENVIRONMENT), []
    current.follow(lambda now: told.append(now.ai.ollama_temperature))
    await current.read()
    await _set(db, "0.9", "0.4")
    await current.read()
    await current.read()
    assert told == [0.4, 0.9]


async def test_who_read_before_a_change_does_not_put_back_what_was(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The minute's round has read the table, and is slow; Vera's change is read beside it."""
    current, goes_on = Current(db, LocalLive(), ENVIRONMENT), asyncio.Event()
    has_read, read_all = asyncio.Event(), queries.all_stored

    async def slow(session: AsyncSession) -> dict[str, str | None]:
        found = await read_all(session)
        if not has_read.is_set():
            has_read.set()
            await goes_on.wait()
        return found

    monkeypatch.setattr(queries, "all_stored", slow)
    round_ = asyncio.create_task(current.read())
    await has_read.wait()
    monkeypatch.setattr(queries, "all_stored", read_all)
    await _set(db, "0.9", "0.4")
    after = asyncio.create_task(current.read())
    await asyncio.wait([after], timeout=0.3)  # as far as it comes
    goes_on.set()
    await asyncio.gather(round_, after)
    assert current.settings.ai.ollama_temperature == 0.9


async def test_a_change_says_who_made_it_and_what_was_before(db: Database) -> None:
    await _set(db, "0.90", "0.4", by=OTTO)
    async with db.reading() as session:
        (change,) = await queries.history(session, Key.MODEL_TEMPERATURE)
        row = (await session.execute(select(Activity))).scalar_one()
    assert (change.who, change.before, change.after, change.was_default) == ("Otto", "0.4", "0.9", True)
    assert row.is_audited


async def test_the_second_of_two_is_told_by_whom_and_what_it_is_now(db: Database) -> None:
    await _set(db, "0.9", "0.4", by=OTTO)
    with pytest.raises(SettingChangedMeanwhile) as refused:
        await _set(db, "0.1", "0.4")
    assert refused.value.params == {"who": "Otto", "value": "0.9"}


async def test_saying_the_same_again_is_no_news(db: Database) -> None:
    await _set(db, "0.9", "0.4")
    await _set(db, "0.9", "0.4")
    async with db.reading() as session:
        assert len(await queries.history(session, Key.MODEL_TEMPERATURE)) == 1


async def test_a_change_is_taken_back_to_the_default_and_to_a_value(db: Database) -> None:
    await _set(db, "0.9", "0.4")
    assert await _undone(db) is None
    await _set(db, "0.9", "0.4")
    await _set(db, "1.5", "0.9")
    assert await _undone(db) == "0.9"
    assert await _undone(db) == "1.5", "taking back can be taken back"


async def test_the_references_threshold_keeps_its_row_when_its_default_counts_again(db: Database) -> None:
    key = Key.AUTO_TRANSFER_THRESHOLD
    async with db.transaction() as session:
        session.add(SysConfig(config_key=key, config_value="0.3"))
    assert await _shown(db, key) == ("0.3", True)
    await _set(db, "0.6", "0.3", key=key)
    assert await _shown(db, key) == ("0.6", False)
    async with db.transaction() as session:
        (change,) = await queries.history(session, key)
        await actions.undo(session, VERA, change.id, started_with=ENVIRONMENT, at=NOW)
    assert await _shown(db, key) == ("0.3", True)
    async with db.transaction() as session:
        assert await queries.stored(session, key) == "0.3"
        taken_back, changed = await queries.history(session, key)
        how = {"before": "0.3", "started_with": ENVIRONMENT, "at": NOW}
        await actions.forget_value(session, VERA, key, **how)
        assert len(await queries.history(session, key)) == 2, "said again it is no news"
    assert (changed.was_default, changed.is_default) == (True, False)
    assert (taken_back.was_default, taken_back.is_default) == (False, True)


async def _shown(db: Database, key: Key) -> tuple[str, bool]:
    async with db.reading() as session:
        known, _ = await views.standing(session, VERA, ENVIRONMENT)
    return next((one.value, one.is_default) for one in known if one.setting.key == key)


async def test_another_s_newer_change_to_the_same_value_is_not_taken_back(db: Database) -> None:
    await _set(db, "0.9", "0.4")
    await _set(db, "0.5", "0.9", by=OTTO)
    await _set(db, "0.9", "0.5", by=OTTO)
    with pytest.raises(SettingChangedMeanwhile) as refused:
        await _undone(db, place=-1)
    assert refused.value.params == {"who": "Otto", "value": "0.9"}
    async with db.reading() as session:
        assert await queries.stored(session, Key.MODEL_TEMPERATURE) == "0.9"


async def test_what_was_changed_again_since_is_not_taken_back(db: Database) -> None:
    await _set(db, "0.9", "0.4")
    await _set(db, "1.5", "0.9", by=OTTO)
    async with db.transaction() as session:
        first = (await queries.history(session, Key.MODEL_TEMPERATURE))[-1]
        with pytest.raises(SettingChangedMeanwhile) as refused:
            await actions.undo(session, VERA, first.id, started_with=ENVIRONMENT, at=NOW)
    assert refused.value.params == {"who": "Otto", "value": "1.5"}


async def test_only_a_change_of_a_setting_is_undone(db: Database) -> None:
    async with db.transaction() as session:
        with pytest.raises(NotFound):
            await actions.undo(session, VERA, 4711, started_with=ENVIRONMENT, at=NOW)


async def test_an_agent_neither_sees_nor_changes_settings(db: Database) -> None:
    with pytest.raises(Forbidden):
        await _set(db, "0.9", "0.4", by=ANNA)
    async with db.reading() as session:
        with pytest.raises(Forbidden):
            await views.standing(session, ANNA, ENVIRONMENT)
        with pytest.raises(Forbidden):
            await views.changes(session, ANNA, Key.MODEL_TEMPERATURE)


async def test_nonsense_in_the_table_is_told_once_shown_and_costs_the_default(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with db.transaction() as session:
        session.add(SysConfig(config_key=Key.MODEL_TEMPERATURE, config_value="boiling"))
        session.add(SysConfig(config_key="REFERENCE_ONLY", config_value="as it was"))
    current = Current(db, LocalLive(), ENVIRONMENT)
    await current.read()
    await current.read()
    assert current.settings.ai.ollama_temperature == 0.4
    assert caplog.text.count("boiling") == 1
    async with db.reading() as session:
        known, strange = await views.standing(session, VERA, ENVIRONMENT)
    (shown,) = [one for one in known if one.setting.key == Key.MODEL_TEMPERATURE]
    assert (shown.value, shown.seen, shown.fault) == ("0.4", "boiling", "wrong_type")
    assert strange == {"REFERENCE_ONLY": "•" * len("as it was")}, "it may be a password"
    await _set(db, "0.5", "boiling")


async def test_a_file_is_never_promised_more_than_its_request_may_have(db: Database) -> None:
    for key, value, before, fault in (
        (Key.MAX_FILE_SIZE, "51", "10", "above_request"),
        (Key.MAX_REQUEST_SIZE, "9", "50", "below_file"),
    ):
        with pytest.raises(Invalid) as refused:
            await _set(db, value, before, key=key)
        assert refused.value.fields == {"value": fault}
    await _set(db, "60", "50", key=Key.MAX_REQUEST_SIZE)
    await _set(db, "60", "10", key=Key.MAX_FILE_SIZE)
    with pytest.raises(Invalid):  # its default is less than a file may have by now
        async with db.transaction() as session:
            await actions.forget_value(
                session, VERA, Key.MAX_REQUEST_SIZE, before="60", started_with=ENVIRONMENT, at=NOW
            )


async def test_sizes_that_disagree_in_the_table_are_told_and_the_smaller_acts(db: Database) -> None:
    async with db.transaction() as session:
        session.add(SysConfig(config_key=Key.MAX_FILE_SIZE, config_value="80"))
    current = Current(db, LocalLive(), ENVIRONMENT)
    await current.read()
    assert current.settings.file.max_file_size == current.settings.file.max_request_size == 50
    assert [(doubt.key, doubt.stored, doubt.fault) for doubt in current.doubts] == [
        (Key.MAX_FILE_SIZE, "80", "above_request")
    ]
    started_so = Current(db, LocalLive(), settings.load({"FILE_MAX_FILE_SIZE": "90"}))
    assert started_so.settings.file.max_file_size == 50


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        (Key.MODEL_TEMPERATURE, "2.1", "range"),
        (Key.MODEL_TEMPERATURE, "nan", "wrong_type"),
        (Key.MODEL_MAX_TOKENS, "100.5", "wrong_type"),
        (Key.MODEL_MAX_TOKENS, "15", "range"),
        (Key.MODEL_MAX_TOKENS, "", "wrong_type"),
        (Key.CACHE_ENABLED, "perhaps", "choice"),
        (Key.HANDOFF_POLICY, "whoever", "choice"),
        (Key.MODEL_NAME, "  ", "too_short"),
        (Key.APP_NAME, "x" * 41, "too_long"),
    ],
)
def test_what_can_not_be_meant_is_refused(key: Key, value: str, fault: str) -> None:
    with pytest.raises(Invalid) as refused:
        tidy(key, value)
    assert refused.value.fields == {"value": fault}


def test_every_default_is_one_that_could_be_chosen() -> None:
    for key in SETTINGS:
        assert tidy(key, default_of(key, ENVIRONMENT)) == default_of(key, ENVIRONMENT)


def test_every_key_is_a_setting_and_the_policies_are_those_of_the_workforce() -> None:
    assert set(SETTINGS) == set(Key)
    assert SETTINGS[Key.HANDOFF_POLICY].choices == tuple(Policy)
