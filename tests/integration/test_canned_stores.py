"""What tests/unit/desk asks of canned replies, once more where MariaDB keeps them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aics_app.settings import load
from tests.servers import MySqlDatabase
from tests.unit.desk.conftest import lena, olga, otto, vera  # noqa: F401 - its fixtures
from tests.unit.desk.test_canned import *  # noqa: F403 - every test of the module, and those to come
from tests.unit.handoff.conftest import Floor, floor_on


@pytest.fixture
async def floor(tmp_path: Path, mysql_database: MySqlDatabase) -> AsyncIterator[Floor]:
    """Nobody is there yet, on MariaDB."""
    url = load({"APP_DATA_DIR": str(tmp_path), **mysql_database.environ}).database_url
    async with floor_on(url) as made:
        yield made
