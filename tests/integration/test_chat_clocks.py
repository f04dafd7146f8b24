"""Two replicas whose machines are a minute apart: what is said stays in order, and nothing is lost.

Times tell people when something was said; what comes after what is told by ids, which MariaDB gives in the
order in which others can read.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.accounts.queries import actor_of
from aics_app.chat import actions, queries
from aics_app.core.container import use
from aics_app.core.db import Database
from tests.app import Shop, people
from tests.integration.test_presence_clocks import Replica
from tests.servers import MySqlDatabase, RedisServer

WORDS = 12


class Talk:
    """Lena writes at one replica, Anna at the other."""

    def __init__(self, conversation_id: str, lena: Actor, anna: Actor) -> None:
        self.id, self.lena, self.anna = conversation_id, lena, anna

    async def say(self, replica: Replica, who: Actor, text: str) -> None:
        async with replica.db.transaction() as session:
            await actions.say(session, who, self.id, text, client_id=text, at=replica.now())

    async def log(self, replica: Replica) -> list[str]:
        """As a page that is opened shows it."""
        async with replica.db.reading() as session:
            conversation = await queries.get_conversation(session, self.anna, self.id)
            return [row.content for row, _ in await queries.messages(session, conversation, limit=100)]

    async def follow(self, replica: Replica, until: str) -> list[str]:
        """As a page that is open hears it: again and again what is new since the last it has."""
        heard, last_id = [], 0
        async with asyncio.timeout(30):
            while until not in heard:
                async with replica.db.reading() as session:
                    new = await queries.messages_after(session, self.id, after=last_id, limit=100)
                heard += [row.content for row in new]
                last_id = max((row.id or 0 for row in new), default=last_id)
                await asyncio.sleep(0.01)
        return heard


@pytest.fixture
async def shop(
    tmp_path: Path, mysql_database: MySqlDatabase, redis_server: RedisServer
) -> AsyncIterator[Shop]:
    async with people(tmp_path, **mysql_database.environ, **redis_server.environ) as made:
        yield made


async def _begun(shop: Shop, near: Replica) -> Talk:
    lena = actor_of(await shop.account("lena"), "session")
    anna = actor_of(await shop.account("anna", Role.AGENT), "session")
    async with near.db.transaction() as session:
        begun = await actions.start_conversation(session, lena, "My parcel", near.now())
        await actions.take_over(session, begun.id, anna.user_id, near.now())
    return Talk(begun.id, lena, anna)


@pytest.mark.parametrize("agree", [True, False], ids=["agreed", "not yet agreed"])
@pytest.mark.parametrize(("here", "there"), [(30, -30), (-30, 30)])
async def test_what_is_said_stays_in_order_and_nothing_is_lost(
    shop: Shop, here: float, there: float, agree: bool
) -> None:
    near, far = Replica(use(Database), here), Replica(use(Database), there)
    for replica in (near, far) if agree else ():
        await replica.starts()
    talk = await _begun(shop, near)
    turns = [f"{number}: {name}" for number in range(WORDS) for name in ("lena", "anna")]
    heard = asyncio.create_task(talk.follow(far, turns[-1]))
    for turn in turns:
        own = (near, talk.lena) if turn.endswith("lena") else (far, talk.anna)
        await talk.say(*own, turn)
    assert await heard == turns
    assert await talk.log(near) == await talk.log(far) == turns


async def test_both_at_once_each_is_heard_once_and_both_pages_show_the_same(shop: Shop) -> None:
    near, far = Replica(use(Database), 30), Replica(use(Database), -30)
    talk = await _begun(shop, near)
    hers = [f"lena {number}" for number in range(WORDS)]
    his = [f"anna {number}" for number in range(WORDS)]

    async def all_of(replica: Replica, who: Actor, texts: list[str]) -> None:
        for text in texts:
            await talk.say(replica, who, text)

    following = [asyncio.create_task(talk.follow(replica, "the end")) for replica in (near, far)]
    await asyncio.gather(all_of(near, talk.lena, hers), all_of(far, talk.anna, his))
    await talk.say(near, talk.lena, "the end")
    log = await talk.log(near)
    assert [await one for one in following] == [log, log]
    assert [text for text in log if text in hers] == hers
    assert [text for text in log if text in his] == his
    assert len(log) == 2 * WORDS + 1
