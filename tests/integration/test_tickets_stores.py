"""What tests/unit/tickets asks of tickets, once more where MariaDB keeps them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aics_app.llm.double import ScriptedModel
from aics_app.settings import load
from tests.app import Shop, running
from tests.doubles.understanding import ScriptedUnderstanding
from tests.servers import MySqlDatabase, RedisServer
from tests.unit.tickets.conftest import Counter, ada, anna, ben, counter_on, lena, tom  # noqa: F401 - its fixtures
from tests.unit.tickets.test_api import *  # noqa: F403 - every test of the module, and those to come
from tests.unit.tickets.test_belonging import *  # noqa: F403 - as above
from tests.unit.tickets.test_filing import *  # noqa: F403 - as above
from tests.unit.tickets.test_kept import *  # noqa: F403 - as above
from tests.unit.tickets.test_life import *  # noqa: F403 - as above
from tests.unit.tickets.test_lists import *  # noqa: F403 - as above
from tests.unit.tickets.test_owned import *  # noqa: F403 - as above
from tests.unit.tickets.test_search import *  # noqa: F403 - as above
from tests.unit.tickets.test_telling import *  # noqa: F403 - as above
from tests.unit.tickets.test_together import *  # noqa: F403 - as above
from tests.unit.tickets.test_views import *  # noqa: F403 - as above


@pytest.fixture
async def counter(tmp_path: Path, mysql_database: MySqlDatabase) -> AsyncIterator[Counter]:
    """Nobody is there yet, on MariaDB."""
    url = load({"APP_DATA_DIR": str(tmp_path), **mysql_database.environ}).database_url
    async with counter_on(url) as made:
        yield made


@pytest.fixture
async def shop(
    tmp_path: Path, mysql_database: MySqlDatabase, redis_server: RedisServer
) -> AsyncIterator[Shop]:
    """The product at work, on MariaDB and Redis; nobody is assigned by itself."""
    model, understanding = ScriptedModel("Two to five days."), ScriptedUnderstanding()
    stores = {"WORK_ORDER_ASSIGN_AUTO": "false"} | mysql_database.environ | redis_server.environ
    async with running(tmp_path, model=model, understanding=understanding, **stores) as made:
        yield made
