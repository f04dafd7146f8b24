"""Who is asking: remembered for seconds, forgotten at once when a sign-in ends."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from aics_app.accounts import actions, identity
from aics_app.accounts.events import SessionsEnded
from aics_app.accounts.identity import ENDED, REMEMBERED_S, Identities, announce_ended
from aics_app.accounts.models import User
from aics_app.accounts.tokens import Tokens
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.live import Live, LocalLive
from tests.app import Shop, people


class Seconds:
    """A clock that stands still."""

    at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path) as running:
        yield running


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def replica(shop: Shop, seconds: Seconds) -> Identities:
    """Another process on the same database and news."""
    return Identities(use(Database), Tokens(shop.settings.jwt), use(Live), seconds)


async def disable(user: User) -> None:
    async with use(Database).transaction() as session:
        await session.execute(update(User).where(col(User.id) == user.id).values(status=0))


async def test_a_sign_in_is_known_on_every_replica(shop: Shop, replica: Identities) -> None:
    await shop.account("lena")
    token = await shop.token("lena")
    for known in (use(Identities), replica):
        actor = await known.find(token)
        assert actor
        assert (actor.username, actor.nickname) == ("lena", "Lena")


async def test_a_sign_in_that_ended_counts_nowhere_from_that_moment(shop: Shop, replica: Identities) -> None:
    await shop.account("lena")
    token = await shop.token("lena")
    lena = await replica.find(token)
    assert lena
    async with use(Database).transaction() as session:
        await actions.end_sessions(session, lena, at=clock.now())
    assert await replica.find(token) is None
    assert await use(Identities).find(token) is None


async def test_a_disabled_person_is_out_within_seconds(
    shop: Shop, replica: Identities, seconds: Seconds
) -> None:
    user = await shop.account("lena")
    token = await shop.token("lena")
    assert await replica.find(token)
    await disable(user)
    seconds.at += REMEMBERED_S
    assert await replica.find(token) is None


async def test_who_leaves_while_being_looked_up_is_not_remembered(
    shop: Shop, replica: Identities, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = await shop.account("lena")
    token = await shop.token("lena")
    read = identity.queries.find_actor

    async def slowly(*words: object) -> object:
        found = await read(*words)
        await use(Live).publish(ENDED, {"session_ids": [found.session_id]})
        return found

    monkeypatch.setattr(identity.queries, "find_actor", slowly)
    await replica.find(token)
    monkeypatch.setattr(identity.queries, "find_actor", read)
    await disable(user)
    assert await replica.find(token) is None


async def test_news_of_strangers_and_nonsense_do_no_harm(shop: Shop, replica: Identities) -> None:
    await shop.account("lena")
    token = await shop.token("lena")
    assert await replica.find(token)
    await use(Live).publish(ENDED, {"session_ids": ["somebody else's"]})
    await use(Live).publish(ENDED, {})
    assert await replica.find(token)


async def test_the_memory_has_an_end(
    shop: Shop, replica: Identities, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "MAX_REMEMBERED", 2)
    for name in ("lena", "otto", "ida"):
        await shop.account(name)
        assert await replica.find(await shop.token(name))
    assert len(replica._known) == 2


async def test_the_end_is_announced_with_every_session() -> None:
    live, heard = LocalLive(), []
    live.subscribe(ENDED, lambda _topic, message: heard.append(message))
    fact = SessionsEnded(actor_id=1, subject_id="1", at=clock.now(), session_ids=["a", "b"])
    await announce_ended(live)(fact)
    assert heard == [{"session_ids": ["a", "b"]}]


async def test_many_at_once_find_the_same(shop: Shop, replica: Identities) -> None:
    await shop.account("lena")
    token = await shop.token("lena")
    found = await asyncio.gather(*(replica.find(token) for _ in range(20)))
    assert {actor.username for actor in found if actor} == {"lena"}
    assert None not in found
