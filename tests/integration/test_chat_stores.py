"""What tests/unit/chat asks of answers, once more where MariaDB keeps conversations and Redis the rest."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from aics_app.llm.double import ScriptedModel
from tests.app import running
from tests.doubles.understanding import ScriptedUnderstanding
from tests.servers import MySqlDatabase, RedisServer
from tests.unit.chat.conftest import Desk, MakeDesk
from tests.unit.chat.test_answering import *  # noqa: F403 - every test of the module, and those to come
from tests.unit.chat.test_api import *  # noqa: F403 - as above
from tests.unit.chat.test_asking import *  # noqa: F403 - as above
from tests.unit.chat.test_replies import *  # noqa: F403 - as above


@pytest.fixture
def make_desk(tmp_path: Path, mysql_database: MySqlDatabase, redis_server: RedisServer) -> MakeDesk:
    """A desk with a model of one's own and settings, on empty stores."""
    redis_server.command("FLUSHALL")
    stores = mysql_database.environ | redis_server.environ

    @asynccontextmanager
    async def made(
        model: ScriptedModel | None = None, understanding: ScriptedUnderstanding | None = None, **environ: str
    ) -> AsyncIterator[Desk]:
        own_model = model or ScriptedModel("Two to five days.")
        own_understanding = understanding or ScriptedUnderstanding()
        environ |= stores
        async with running(tmp_path, model=own_model, understanding=own_understanding, **environ) as shop:
            yield Desk(shop, own_model, own_understanding)

    return made


@pytest.fixture
async def desk(make_desk: MakeDesk) -> AsyncIterator[Desk]:
    """A desk as it comes."""
    async with make_desk() as made:
        yield made
