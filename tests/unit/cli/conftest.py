"""A seeded demo company, once for a module."""

import asyncio
from datetime import UTC, datetime

import pytest

from aics_app.cli import demo, migrations
from aics_app.core.db import Database
from aics_app.settings import load

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)  # a Sunday, 11:30 in Beijing


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """A seeded database's settings, and what seeding said."""
    settings = load({"APP_DATA_DIR": str(tmp_path_factory.mktemp("data"))})
    asyncio.run(migrations.upgrade(settings))
    return settings, asyncio.run(demo.seed(settings, now=NOW))


@pytest.fixture
async def session(seeded):
    """A look into the seeded database."""
    db = Database(seeded[0].database_url, max_connections=1)
    async with db.reading() as own:
        yield own
    await db.close()
