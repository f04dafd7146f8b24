"""What tests/unit/handoff asks of the queue, once more where MariaDB keeps it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aics_app.llm.double import ScriptedModel
from aics_app.settings import load
from tests.app import Shop, running
from tests.doubles.understanding import ScriptedUnderstanding
from tests.servers import MySqlDatabase, RedisServer
from tests.unit.handoff.conftest import Floor, anna, ben, floor_on, lena, tom  # noqa: F401 - its fixtures
from tests.unit.handoff.test_api import *  # noqa: F403 - every test of the module, and those to come
from tests.unit.handoff.test_asking import *  # noqa: F403 - as above
from tests.unit.handoff.test_dispatcher import *  # noqa: F403 - as above
from tests.unit.handoff.test_giving import *  # noqa: F403 - as above
from tests.unit.handoff.test_needs import *  # noqa: F403 - as above
from tests.unit.handoff.test_noting import *  # noqa: F403 - as above
from tests.unit.handoff.test_supervising import *  # noqa: F403 - as above
from tests.unit.handoff.test_taking import *  # noqa: F403 - as above
from tests.unit.handoff.test_views import *  # noqa: F403 - as above


@pytest.fixture
async def floor(tmp_path: Path, mysql_database: MySqlDatabase) -> AsyncIterator[Floor]:
    """Nobody is there yet, on MariaDB."""
    url = load({"APP_DATA_DIR": str(tmp_path), **mysql_database.environ}).database_url
    async with floor_on(url) as made:
        yield made


@pytest.fixture
async def shop(
    tmp_path: Path, mysql_database: MySqlDatabase, redis_server: RedisServer
) -> AsyncIterator[Shop]:
    """The product at work, on MariaDB and Redis."""
    model, understanding = ScriptedModel("Two to five days."), ScriptedUnderstanding()
    stores = mysql_database.environ | redis_server.environ
    async with running(tmp_path, model=model, understanding=understanding, **stores) as made:
        yield made
