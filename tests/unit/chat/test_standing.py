"""A stream ends with the sign-in, and with the rights, that it was opened with."""

import asyncio

import pytest
from fastapi.responses import StreamingResponse
from httpx import AsyncClient
from sqlalchemy import select
from sqlmodel import col

from aics_app.accounts.identity import Identities
from aics_app.accounts.models import Actor, Role
from aics_app.chat.events import ConversationLookedAt
from aics_app.chat.routes import standing
from aics_app.chat.routes.talking import events
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.events import Activity
from aics_app.core.live import Live, LocalLive
from tests.unit.chat.conftest import Desk
from tests.unit.chat.speakers import opened, take
from tests.unit.chat.talks import Talk

AFTERWARDS = "Nobody outside may read this"


class Eavesdropper:
    """Ben of the staff, who is signed in and hears the stream of Lena's talk with Anna."""

    def __init__(self, talk: Talk, client: AsyncClient, actor: Actor, stream: StreamingResponse) -> None:
        self.talk, self.client, self.actor = talk, client, actor
        self._chunks = aiter(stream.body_iterator)

    async def hears(self, text: str) -> None:
        """Anna says it, and he hears it."""
        await self.talk.say(self.talk.anna, text)
        async with asyncio.timeout(5):
            while text.encode() not in bytes(await anext(self._chunks)):
                pass

    async def rest(self) -> str:
        """What comes until the stream ends."""
        async with asyncio.timeout(5):
            return b"".join([bytes(chunk) async for chunk in self._chunks]).decode()


@pytest.fixture
async def vera(desk: Desk) -> AsyncClient:
    return await desk.shop.admin("vera")


@pytest.fixture
async def ben(desk: Desk) -> Eavesdropper:
    lena, anna = await desk.person("lena"), await desk.person("anna", Role.AGENT)
    conversation_id, told = await opened(desk, lena)
    await take(desk, conversation_id, anna)
    await desk.shop.account("ben", Role.AGENT)
    token = await desk.shop.token("ben")
    actor = await use(Identities).find(token)
    assert actor
    client = await desk.shop.client(authorization=f"Bearer {token}")
    stream = await events(conversation_id, actor)
    heard = Eavesdropper(Talk(desk, lena, anna, conversation_id, told), client, actor, stream)
    await heard.hears("Good morning")
    return heard


async def test_that_one_hears_who_has_it_not_is_kept_once(ben: Eavesdropper) -> None:
    await events(ben.talk.id, ben.actor, after=0)
    await events(ben.talk.id, ben.talk.anna)
    await events(ben.talk.id, ben.talk.lena, after=0)
    looked = select(Activity.actor_id).where(col(Activity.event) == ConversationLookedAt.__name__)
    async with use(Database).reading() as session:
        assert list((await session.execute(looked)).scalars()) == [ben.actor.user_id]


async def test_who_is_disabled_hears_nothing_more(ben: Eavesdropper, vera: AsyncClient) -> None:
    path = f"/api/users/{ben.actor.user_id}"
    assert (await vera.patch(path, json={"version": 0, "enabled": False})).status_code == 200
    await ben.talk.say(ben.talk.anna, AFTERWARDS)
    assert AFTERWARDS not in await ben.rest()


async def test_who_is_given_another_password_hears_nothing_more(ben: Eavesdropper, vera: AsyncClient) -> None:
    assert (await vera.post(f"/api/users/{ben.actor.user_id}/reset", json={})).status_code == 200
    await ben.talk.say(ben.talk.anna, AFTERWARDS)
    assert AFTERWARDS not in await ben.rest()


async def test_who_signs_out_hears_nothing_more_and_others_of_his_role_do(
    ben: Eavesdropper, desk: Desk
) -> None:
    await desk.shop.account("ida", Role.AGENT)
    ida = await use(Identities).find(await desk.shop.token("ida"))
    assert ida
    other = Eavesdropper(ben.talk, ben.client, ida, await events(ben.talk.id, ida))
    assert (await ben.client.post("/api/auth/logout")).status_code == 204
    await other.hears(AFTERWARDS)
    assert AFTERWARDS not in await ben.rest()


async def test_a_role_without_the_right_hears_nothing_more(ben: Eavesdropper, vera: AsyncClient) -> None:
    roles = (await vera.get("/api/roles")).json()["items"]
    (own,) = [role for role in roles if role["name"] == Role.AGENT]
    less = [right for right in own["rights"] if right != "conversations.see_all"]
    wanted = {"scope": own["scope"], "rights": less, "version": own["version"]}
    assert (await vera.put(f"/api/roles/{Role.AGENT.value}", json=wanted)).status_code == 200
    await ben.talk.say(ben.talk.anna, AFTERWARDS)
    assert AFTERWARDS not in await ben.rest()


async def test_another_nickname_of_his_changes_nothing(ben: Eavesdropper, vera: AsyncClient) -> None:
    same = {"version": 0, "nickname": "Benjamin"}
    assert (await vera.patch(f"/api/users/{ben.actor.user_id}", json=same)).status_code == 200
    await ben.hears("Still here?")


async def test_news_that_were_lost_are_made_up_for(
    ben: Eavesdropper, vera: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = use(Live)
    assert isinstance(live, LocalLive)
    with monkeypatch.context() as deaf:
        deaf.setattr(live, "tell", lambda _topic, _message: None)
        path = f"/api/users/{ben.actor.user_id}"
        assert (await vera.patch(path, json={"version": 0, "enabled": False})).status_code == 200
    monkeypatch.setattr(standing, "AGAIN_S", 0.0)
    await ben.talk.say(ben.talk.anna, AFTERWARDS)
    assert AFTERWARDS not in await ben.rest()
