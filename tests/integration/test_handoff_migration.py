"""The tables of people who take over can be taken away again, and what was there before stays."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, text

from aics_app.cli.migrations import alembic_config, connected, upgrade
from aics_app.settings import Settings, load
from tests.conftest import Stores

NEW = {"agent_profile", "agent_presence", "business_slot", "holiday", "conversation_reader", "handoff"}


@pytest.fixture
def settings(stores: Stores, tmp_path: Path) -> Settings:
    """An empty database."""
    return load({"APP_DATA_DIR": str(tmp_path), **stores.environ})


async def _tables(settings: Settings) -> set[str]:
    async with connected(settings) as connection:
        return set(await connection.run_sync(lambda own: inspect(own).get_table_names()))


async def test_down_and_up_again(settings: Settings) -> None:
    await upgrade(settings)
    assert await _tables(settings) >= NEW
    async with connected(settings) as connection:
        await connection.execute(
            text("INSERT INTO sys_config (config_key, config_value) VALUES ('KEPT', 'yes')")
        )
        await connection.commit()
        await connection.run_sync(lambda own: command.downgrade(alembic_config(own), "0001"))
        await connection.commit()
    assert not await _tables(settings) & NEW
    await upgrade(settings)
    assert await _tables(settings) >= NEW
    async with connected(settings) as connection:
        kept = await connection.execute(text("SELECT config_value FROM sys_config WHERE config_key = 'KEPT'"))
        assert kept.scalar_one() == "yes"
