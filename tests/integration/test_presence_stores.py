"""What tests/unit/workforce asks of presence, once more where MariaDB keeps it and Redis carries the news."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.app import people
from tests.servers import MySqlDatabase, RedisServer
from tests.unit.workforce.conftest import Office
from tests.unit.workforce.test_api import *  # noqa: F403 - every test of the module, and those to come
from tests.unit.workforce.test_at_once import *  # noqa: F403 - as above
from tests.unit.workforce.test_given_work import *  # noqa: F403 - as above
from tests.unit.workforce.test_opening import *  # noqa: F403 - as above
from tests.unit.workforce.test_planning import *  # noqa: F403 - as above
from tests.unit.workforce.test_planning_api import *  # noqa: F403 - as above
from tests.unit.workforce.test_presence import *  # noqa: F403 - as above
from tests.unit.workforce.test_profiles import *  # noqa: F403 - as above
from tests.unit.workforce.test_watch import *  # noqa: F403 - as above


@pytest.fixture
async def office(
    tmp_path: Path, mysql_database: MySqlDatabase, redis_server: RedisServer
) -> AsyncIterator[Office]:
    """An office on MariaDB and Redis, emptied."""
    async with people(tmp_path, **mysql_database.environ, **redis_server.environ) as shop:
        made = Office(shop)
        made.listen()
        yield made
