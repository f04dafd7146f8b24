"""Two replicas on one MariaDB watch, remind and give out, each once. And nobody files into what goes."""

import asyncio
from collections import Counter as Tally
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from aics_app.accounts.models import Actor
from aics_app.core.cache import MemoryCache
from aics_app.core.errors import Conflict
from aics_app.core.live import LocalLive
from aics_app.settings import load
from aics_app.tickets import actions, queries
from aics_app.tickets.actions import Move, Setting, Words
from aics_app.tickets.jobs import Keeper
from aics_app.tickets.rules.default import DEFAULT
from aics_app.tickets.rules.definition import written
from tests.servers import MySqlDatabase
from tests.unit.tickets.conftest import (  # noqa: F401 - its fixtures
    ALWAYS,
    Counter,
    ada,
    after,
    anna,
    ben,
    counter_on,
    lena,
    tom,
)
from tests.unit.tickets.test_promises import *  # noqa: F403 - every test of the module, and those to come
from tests.unit.tickets.test_setting import *  # noqa: F403 - as above
from tests.unit.tickets.test_setting import renamed
from tests.unit.tickets.test_turns import *  # noqa: F403 - as above
from tests.unit.tickets.test_turns import online


@pytest.fixture
async def counter(tmp_path: Path, mysql_database: MySqlDatabase) -> AsyncIterator[Counter]:
    """Nobody is there yet, on MariaDB."""
    url = load({"APP_DATA_DIR": str(tmp_path), **mysql_database.environ}).database_url
    async with counter_on(url) as made:
        yield made


async def _turn(keeper: Keeper) -> None:
    """As the keeper's own loop: who was slower looks again."""
    for _ in range(20):
        try:
            await keeper.turn()
        except Conflict:
            continue
        return


async def test_two_keepers_that_know_nothing_of_each_other_act_once(
    counter: Counter,
    anna: Actor,  # noqa: F811 - as above
    ben: Actor,  # noqa: F811 - as above
) -> None:
    for n in range(6):
        await counter.filed(await counter.person(f"lena{n}"))
    late = after(300)
    for agent in (anna, ben):
        await online(counter, agent, 299.5)
    keepers = [Keeper(counter.db, MemoryCache(), LocalLive(), now=lambda: late) for _ in range(2)]
    counter.told.clear()
    await asyncio.gather(*map(_turn, keepers))
    told = Tally((type(fact).__name__, fact.subject_id) for fact in counter.told)
    assert set(told.values()) == {1}
    assert Tally(name for name, _ in told) == {"ClockBreached": 6, "TicketReminded": 6, "TicketAssigned": 6}
    assert await counter.read(queries.load) == {anna.user_id: 3, ben.user_id: 3}


async def test_nobody_files_into_a_status_that_goes_and_nobody_waits_in_a_circle(
    counter: Counter,
    lena: Actor,  # noqa: F811 - as above
    anna: Actor,  # noqa: F811 - as above
    ada: Actor,  # noqa: F811 - as above
) -> None:
    paused = [await counter.filed(lena, f"Paused {n}") for n in range(4)]
    for ticket in paused:
        number = ticket.order_no
        await counter.do(actions.assign, anna, number, anna.user_id, at=after(1))
        await counter.do(actions.move, anna, number, Move("PROCESSING"), hours=ALWAYS, at=after(2))
        asked = Move("WAITING", Words("Which?"))
        await counter.do(actions.move, anna, number, asked, hours=ALWAYS, at=after(3))
    document = renamed("PENDING", "NEW", renamed("PROCESSING", "BUSY", written(DEFAULT)))
    moves = {"statuses": {"PENDING": "NEW", "PROCESSING": "WAITING"}}
    setting = Setting(document, 0, moves)
    at = after(60) + timedelta(seconds=1)
    await asyncio.gather(
        *(counter.filed(lena, f"New {n}") for n in range(8)),
        *(
            counter.do(actions.reply, lena, ticket.order_no, Words("The tall one."), hours=ALWAYS, at=at)
            for ticket in paused
        ),
        counter.do(actions.set_workflow, ada, setting, hours=ALWAYS, at=at),
    )
    workflow = await counter.read(queries.workflow)
    assert workflow.version == 1
    assert await counter.read(queries.stranded, workflow) == []
    assert await counter.read(queries.misplaced, workflow) == []
