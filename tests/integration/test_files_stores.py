"""What tests/unit/attachments asks of sending and sweeping, once more where MariaDB and Redis keep it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aics_app.llm.double import ScriptedModel
from tests.app import running
from tests.doubles.understanding import ScriptedUnderstanding
from tests.servers import MySqlDatabase, RedisServer
from tests.unit.attachments.conftest import folder, talk  # noqa: F401 - its fixtures
from tests.unit.attachments.test_sending import *  # noqa: F403 - every test of the module, and those to come
from tests.unit.attachments.test_sweeping import *  # noqa: F403 - as above
from tests.unit.chat.conftest import Desk


@pytest.fixture
async def desk(
    tmp_path: Path, mysql_database: MySqlDatabase, redis_server: RedisServer
) -> AsyncIterator[Desk]:
    """The product at work, on MariaDB and Redis."""
    model, understanding = ScriptedModel("Two to five days."), ScriptedUnderstanding()
    stores = mysql_database.environ | redis_server.environ
    async with running(tmp_path, model=model, understanding=understanding, **stores) as shop:
        yield Desk(shop, model, understanding)
