"""Two servers know one Anna: she is there for both, and gone for both, and it is told once."""

import asyncio
from datetime import timedelta
from itertools import count
from typing import Any

import httpx
from sqlalchemy import select, update
from sqlmodel import col

from aics_app.accounts.models import Role
from aics_app.core import clock
from aics_app.core.db import Database
from aics_app.core.events import Activity
from aics_app.workforce.jobs import Watch
from aics_app.workforce.models import AgentPresence
from tests.integration.conftest import Branches
from tests.served import Person, Server


async def _presence(server: Server, person: Person, status: str) -> httpx.Response:
    async with server.client(person) as client:
        return await client.put("/api/agents/me/presence", json={"status": status})


async def _seen(server: Server, person: Person) -> str:
    """How somebody is there, as this server tells himself."""
    async with server.client(person) as client:
        agents = (await client.get("/api/agents", params={"limit": 200})).json()["items"]
    return str(next(agent["status"] for agent in agents if agent["id"] == person.id))


async def _told(db: Database, person: Person) -> list[dict[str, Any]]:
    about = select(Activity).where(
        col(Activity.event) == "PresenceChanged", col(Activity.subject_id) == str(person.id)
    )
    async with db.reading() as session:
        return [row.data for row in (await session.execute(about.order_by(col(Activity.id)))).scalars()]


async def _until_told(db: Database, person: Person, times: int, *, patience_s: float) -> None:
    async with asyncio.timeout(patience_s):
        for _ in count():
            if len(await _told(db, person)) >= times:
                return
            await asyncio.sleep(0.1)


async def _falls_silent(db: Database, person: Person) -> None:
    """A minute goes by without a sound."""
    own = update(AgentPresence).where(col(AgentPresence.user_id) == person.id)
    async with db.transaction() as session:
        await session.execute(own.values(seen_at=clock.now() - timedelta(seconds=61)))


async def test_whoever_comes_here_is_there_for_both(branches: Branches) -> None:
    anna = await branches.site.person("anna", Role.AGENT)
    assert (await _presence(branches.here, anna, "online")).status_code == 200
    assert await _seen(branches.there, anna) == "online"
    assert (await _presence(branches.there, anna, "away")).status_code == 200
    assert await _seen(branches.here, anna) == "away"


async def test_the_same_said_here_and_there_at_once_is_one_change(branches: Branches) -> None:
    anna = await branches.site.person("anna", Role.AGENT)
    async with branches.site.database() as db:
        for number, status in enumerate(("online", "busy", "away", "offline") * 2, start=1):
            both = (_presence(server, anna, status) for server in (branches.here, branches.there))
            assert [answer.status_code for answer in await asyncio.gather(*both)] == [200, 200]
            assert [fact["status"] for fact in await _told(db, anna)][number - 1 :] == [status]


async def test_a_silent_agent_is_offline_at_once_and_told_of_once(branches: Branches) -> None:
    anna = await branches.site.person("anna", Role.AGENT)
    await _presence(branches.here, anna, "busy")
    async with branches.site.database() as db:
        await _falls_silent(db, anna)
        assert [await _seen(server, anna) for server in (branches.here, branches.there)] == ["offline"] * 2
        await _until_told(db, anna, 2, patience_s=12)
        assert await Watch(db).look() == []
        assert await _told(db, anna) == [{"status": "busy"}, {"status": "offline"}]
        assert (await _presence(branches.there, anna, "busy")).json()["status"] == "busy"


async def test_the_watch_outlives_a_database_that_is_stopped(branches: Branches) -> None:
    anna = await branches.site.person("anna", Role.AGENT)
    async with branches.site.database() as db:
        watch = Watch(db, every_s=0.1)
        watch.rounds.open()
        branches.mariadb_switch.stop()
        await asyncio.sleep(1)
        branches.mariadb_switch.start()
        await _presence(branches.here, anna, "online")
        await _falls_silent(db, anna)
        await _until_told(db, anna, 2, patience_s=20)
        await watch.rounds.close()
