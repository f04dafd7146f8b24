"""What tests/unit/customers asks of profiles, once more where MariaDB keeps them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.app import people
from tests.servers import MySqlDatabase, RedisServer
from tests.unit.customers.conftest import Counter, anna, ben, lena  # noqa: F401 - its fixtures
from tests.unit.customers.test_api import *  # noqa: F403 - every test of the module, and those to come
from tests.unit.customers.test_past import *  # noqa: F403 - as above
from tests.unit.customers.test_profiles import *  # noqa: F403 - as above


@pytest.fixture
async def counter(
    tmp_path: Path, mysql_database: MySqlDatabase, redis_server: RedisServer
) -> AsyncIterator[Counter]:
    """On MariaDB and Redis, emptied."""
    async with people(tmp_path, **mysql_database.environ, **redis_server.environ) as shop:
        yield Counter(shop)
