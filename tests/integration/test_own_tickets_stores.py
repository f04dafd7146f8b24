"""What tests/unit/tickets asks of a customer's own tickets, once more where MariaDB keeps them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aics_app.settings import load
from tests.servers import MySqlDatabase
from tests.unit.tickets.conftest import Counter, anna, counter_on, lena, tom  # noqa: F401 - its fixtures
from tests.unit.tickets.test_filing import *  # noqa: F403 - every test of the module, and those to come
from tests.unit.tickets.test_owned import *  # noqa: F403 - as above
from tests.unit.tickets.test_telling import *  # noqa: F403 - as above


@pytest.fixture
async def counter(tmp_path: Path, mysql_database: MySqlDatabase) -> AsyncIterator[Counter]:
    """Nobody is there yet, on MariaDB."""
    url = load({"APP_DATA_DIR": str(tmp_path), **mysql_database.environ}).database_url
    async with counter_on(url) as made:
        yield made
