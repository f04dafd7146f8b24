"""`sys_config` is written by people and other programs: nonsense there costs a default, never a request."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aics_app import settings, tables
from aics_app.configuration import queries
from aics_app.configuration.models import Key, SysConfig
from aics_app.configuration.rules import effective
from aics_app.core.db import Database


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    """A table without settings."""
    made = Database(f"sqlite+aiosqlite:///{tmp_path / 'settings.db'}")
    async with made.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    yield made
    await made.close()


async def _read(db: Database, key: Key, value: str | None) -> float | str:
    async with db.transaction() as session:
        if value is not None:
            session.add(SysConfig(config_key=key, config_value=value))
            await session.flush()
        if key is Key.HANDOFF_POLICY:
            return await queries.value(session, key)
        return await queries.number(session, key)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (Key.AUTO_TRANSFER_THRESHOLD, "0.6", 0.6),
        (Key.HANDOFF_SILENT_SECONDS, "45", 45),
        (Key.HANDOFF_POLICY, " manual", "manual"),
        (Key.AUTO_TRANSFER_THRESHOLD, None, 0.3),
        (Key.HANDOFF_SILENT_SECONDS, None, 300),
        (Key.HANDOFF_POLICY, None, "least_loaded"),
        (Key.HANDOFF_PARTICULAR_SECONDS, None, 120),
        (Key.HANDOFF_ABSENT_SECONDS, None, 1800),
        (Key.HANDOFF_LONGEST_SECONDS, None, 86_400),
    ],
)
async def test_what_is_set_counts_and_else_the_default(
    db: Database, key: Key, value: str | None, expected: float | str
) -> None:
    assert await _read(db, key, value) == expected


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (Key.AUTO_TRANSFER_THRESHOLD, "1.5", 0.3),
        (Key.AUTO_TRANSFER_THRESHOLD, "nan", 0.3),
        (Key.AUTO_TRANSFER_THRESHOLD, "a lot", 0.3),
        (Key.HANDOFF_SILENT_SECONDS, "0", 300),
        (Key.HANDOFF_SILENT_SECONDS, "-5", 300),
        (Key.HANDOFF_SILENT_SECONDS, "inf", 300),
        (Key.HANDOFF_SILENT_SECONDS, "", 300),
        (Key.HANDOFF_SILENT_SECONDS, "0.001", 300),
        (Key.HANDOFF_SILENT_SECONDS, "29", 300),
        (Key.HANDOFF_LONGEST_SECONDS, "1", 86_400),
        (Key.AUTO_TRANSFER_THRESHOLD, "0.30000000000001", 0.3),
        (Key.HANDOFF_POLICY, "whoever", "least_loaded"),
    ],
)
async def test_nonsense_costs_the_default_and_the_page_says_so(
    db: Database, key: Key, value: str, expected: float | str
) -> None:
    assert await _read(db, key, value) == expected
    async with db.reading() as session:
        values, doubts = effective(await queries.all_stored(session), settings.load({}))
    assert [(doubt.key, doubt.used) for doubt in doubts] == [(key, values[key])]
    assert type(expected)(values[key]) == expected
