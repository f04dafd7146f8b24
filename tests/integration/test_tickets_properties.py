"""Random acts by random actors, as in tests/unit/tickets, on MariaDB."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from aics_app.core.db import Database
from aics_app.settings import load
from tests.servers import MySqlDatabase
from tests.unit.tickets.conftest import Counter, counter_on
from tests.unit.tickets.test_properties import LEAN, Desk


@pytest.mark.timeout(300)
def test_whatever_is_done_tickets_stay_sound_on_mariadb(
    tmp_path: Path, mysql_database: MySqlDatabase
) -> None:
    url = load({"APP_DATA_DIR": str(tmp_path), **mysql_database.environ}).database_url

    async def prepared() -> None:
        async with counter_on(url):
            pass

    class There(Desk):
        async def made(self) -> Counter:
            """On the tables that are there: making them takes longer than all that is done with them."""
            db = Database(url, max_connections=2)
            self.stack.push_async_callback(db.close)
            return Counter(db)

    asyncio.run(prepared())
    run_state_machine_as_test(There, settings=settings(LEAN, max_examples=8))
