"""Two replicas whose machines are a minute apart agree on who is there, by MariaDB's clock."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aics_app.accounts.models import Actor
from aics_app.core.clock import AgreedClock
from aics_app.core.db import Database
from aics_app.core.timekeeping import Timekeeper
from aics_app.workforce import actions
from aics_app.workforce.jobs import Watch
from aics_app.workforce.models import Status
from aics_app.workforce.queries import statuses
from tests.app import people
from tests.servers import MySqlDatabase, RedisServer
from tests.unit.workforce.conftest import Office


@pytest.fixture
async def office(
    tmp_path: Path, mysql_database: MySqlDatabase, redis_server: RedisServer
) -> AsyncIterator[Office]:
    """An office on MariaDB and Redis, emptied."""
    async with people(tmp_path, **mysql_database.environ, **redis_server.environ) as shop:
        yield Office(shop)


class Replica:
    """One whose machine's clock is wrong; time passes as the test says."""

    def __init__(self, db: Database, wrong_s: float) -> None:
        self.db = db
        self.passed = timedelta()
        self._wrong = timedelta(seconds=wrong_s)
        self.clock = AgreedClock(lambda: datetime.now(UTC) + self._wrong)

    async def starts(self) -> None:
        """As every process does."""
        await Timekeeper(self.db, self.clock).look()

    def now(self) -> datetime:
        """What it believes."""
        return self.clock() + self.passed

    async def hears(self, actor: Actor) -> None:
        """A page's heartbeat comes here."""
        async with self.db.transaction() as session:
            await actions.beat(session, actor, self.now())

    async def sees(self, actor: Actor) -> Status:
        """What its screens and queues would say."""
        async with self.db.reading() as session:
            return (await statuses(session, [actor.user_id], self.now()))[actor.user_id]

    async def looks(self) -> list[int]:
        """Its watch."""
        return await Watch(self.db, now=self.now).look()


@pytest.mark.parametrize(("here", "there"), [(30, -30), (-30, 30), (600, 0), (0, -600)])
async def test_an_agent_is_neither_lost_nor_kept(office: Office, here: float, there: float) -> None:
    anna = await office.person("anna")
    near, far = Replica(office.db, here), Replica(office.db, there)
    for replica in (near, far):
        await replica.starts()
    await near.hears(anna)
    for replica in (near, far):
        replica.passed = timedelta(seconds=40)  # two beats are lost
    assert await near.sees(anna) == await far.sees(anna) == Status.ONLINE
    assert await far.looks() == await near.looks() == []
    await far.hears(anna)  # signed in at the other replica now
    for replica in (near, far):
        replica.passed = timedelta(seconds=80)
    assert await near.sees(anna) == await far.sees(anna) == Status.ONLINE
    for replica in (near, far):
        replica.passed = timedelta(seconds=110)
    assert await near.sees(anna) == await far.sees(anna) == Status.OFFLINE
    assert await near.looks() == [anna.user_id]
    assert await far.looks() == []


async def test_without_agreement_she_would_be_lost(office: Office) -> None:
    """What the agreement is for: the same two replicas, had they not asked."""
    anna = await office.person("anna")
    behind, ahead = Replica(office.db, -30), Replica(office.db, 30)
    await behind.hears(anna)
    assert await ahead.sees(anna) == Status.OFFLINE
