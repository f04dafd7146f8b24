"""What goes wrong in the midst of a talk between people, and what they notice of it: a pause, and no more."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col

from aics_app.accounts.models import Role
from aics_app.chat.models import MAX_STAFF_CHARS
from aics_app.core import clock
from aics_app.handoff.models import Handoff
from aics_app.workforce.models import AgentPresence
from tests.integration.conftest import Branches
from tests.integration.talkers import Listener, Replicas
from tests.served import Person, Server, readiness
from tests.socket_client import ROOT, PageSocket

TALK = f"{ROOT}.aics_app___desk___ui___talking____talk_state"
WRITING = f"{ROOT}.aics_app___desk___ui___writing____writing_state"


@dataclass
class Talk:
    """Lena is here, Anna there, who has the chat."""

    branches: Branches
    lena: Person
    anna: Person
    session_id: str
    handoff_id: int

    async def say(self, server: Server, person: Person, text: str, status: int = 201) -> dict[str, Any]:
        """Over the API."""
        body = {"content": text, "client_id": uuid4().hex}
        async with server.client(person) as client:
            answer = await client.post(f"/api/conversations/{self.session_id}/messages", json=body)
        assert answer.status_code == status, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def handoff(self, person: Person) -> dict[str, Any]:
        """As it stands now."""
        async with self.branches.here.client(person) as client:
            told: dict[str, Any] = (await client.get(f"/api/handoffs/{self.handoff_id}")).json()
        return told

    def page(self, **options: Any) -> PageSocket:
        """Lena's."""
        return self.branches.here.page(self.lena, path=f"/chat/{self.session_id}", **options)

    def desk(self) -> PageSocket:
        """Anna's."""
        return self.branches.there.page(self.anna, path=f"/desk/{self.session_id}")


async def _come(server: Server, agent: Person, status: str) -> None:
    async with server.client(agent) as client:
        answer = await client.put("/api/agents/me/presence", json={"status": status})
        assert answer.status_code == 200, answer.text


@pytest.fixture
async def talk(branches: Branches) -> AsyncIterator[Talk]:
    lena, anna = await branches.site.person("lena"), await branches.site.person("anna", Role.AGENT)
    async with branches.here.client(lena) as client:
        own = (await client.post("/api/conversations", json={"title": "Pans"})).json()["session_id"]
        asked = (await client.post(f"/api/conversations/{own}/handoff", json={})).json()
    await _come(branches.there, anna, "busy")
    async with branches.there.client(anna) as client:
        assert (await client.post(f"/api/handoffs/{asked['id']}/take")).status_code == 200
    made = Talk(branches, lena, anna, own, asked["id"])
    yield made
    agent = (await made.handoff(anna))["agent"]
    if agent and agent["id"] == anna.id:
        async with branches.here.client(anna) as client:
            await client.post(f"/api/handoffs/{asked['id']}/close", json={"disposition": "solved"})
    await _come(branches.here, anna, "offline")


@asynccontextmanager
async def _listening(talk: Talk, server: Server, person: Person) -> AsyncIterator[Listener]:
    ear = Listener(Replicas([server]), 0, person.token, talk.session_id)
    task = asyncio.create_task(ear.listen())
    yield ear
    task.cancel()
    await asyncio.wait([task])


async def _until(holds: Callable[[], Awaitable[bool]], patience_s: float) -> None:
    async with asyncio.timeout(patience_s):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.2)


def _texts(page: PageSocket) -> list[str]:
    return [one["text"] for one in page.chat.get("messages", ()) if one["sender"] != "system"]


@pytest.mark.timeout(120)
async def test_people_talk_on_while_redis_is_away_and_hear_everything_once(talk: Talk) -> None:
    """Without Redis nobody is told at once across servers; they look every 15 s, and the words are kept."""
    here, there = talk.branches.here, talk.branches.there
    async with _listening(talk, here, talk.lena) as lena, _listening(talk, there, talk.anna) as anna:
        await talk.say(here, talk.lena, "Before.")
        await anna.hears({"Before."})
        talk.branches.redis_switch.stop()
        try:
            await asyncio.gather(
                talk.say(here, talk.lena, "Are you there?"), talk.say(there, talk.anna, "I am.")
            )
        finally:
            talk.branches.redis_switch.start()
        await talk.say(there, talk.anna, "Still.")
        async with asyncio.timeout(40):
            for ear in (lena, anna):
                await ear.hears({"Before.", "Are you there?", "I am.", "Still."})
    for ear in (lena, anna):
        ids = [one["id"] for one in ear.heard]
        assert ids == sorted(set(ids))
    assert (await talk.handoff(talk.anna))["agent"]["id"] == talk.anna.id

    async def is_back() -> bool:
        return readiness(here)["http"] == readiness(there)["http"] == 200

    await _until(is_back, 20)


async def test_ten_thousand_characters_arrive_and_one_more_does_not(talk: Talk) -> None:
    long = "详细说明 🧣 " * (MAX_STAFF_CHARS // 7)
    long += "好" * (MAX_STAFF_CHARS - len(long))
    async with talk.page() as page, talk.desk() as desk:
        await desk.until(lambda: desk.states.get(TALK, {}).get("about", {}).get("standing") == "mine")
        for text, client_id in ((long, uuid4().hex), (long + "好", uuid4().hex)):
            await desk.call(f"{WRITING}.say", text=text, client_id=client_id)
            told = "accepted" if text == long else "refused"
            await desk.until(lambda: desk.states.get(WRITING, {}).get(told) == client_id)  # noqa: B023 - awaited here
        await page.until(lambda: long.strip() in _texts(page))
        assert await page.ask(long) == 0  # a customer may write 2,000
        await page.settle()
        assert _texts(page) == [long.strip()]


async def test_a_customer_who_leaves_finds_what_was_said_meanwhile(talk: Talk) -> None:
    async with talk.page() as page:
        await page.ask("I have to go.")
    said = await talk.say(talk.branches.there, talk.anna, "It is on its way.")
    async with talk.page() as back:
        await back.until(lambda: back.shown(said["id"]))
        assert _texts(back) == ["I have to go.", "It is on its way."]
    assert (await talk.handoff(talk.anna))["status"] == "active"


async def test_a_page_whose_old_socket_hangs_goes_on_from_where_it_was(talk: Talk) -> None:
    """A network that changed: the server still holds a socket that nobody reads, under the page's token."""
    old = talk.page()
    await old.open()
    await old.ask("Hello?")
    assert old._reader is not None
    old._reader.cancel()
    await talk.say(talk.branches.there, talk.anna, "Hello.")
    async with talk.page(token=old.token) as page:
        await page.until(lambda: "Hello." in _texts(page))
        await page.ask("Can you hear me?")
        await talk.say(talk.branches.there, talk.anna, "Yes.")
        await page.until(lambda: "Yes." in _texts(page))
        assert _texts(page) == ["Hello?", "Hello.", "Can you hear me?", "Yes."]
    with suppress(asyncio.CancelledError):
        await old.cut()


@pytest.mark.timeout(120)
async def test_a_chat_whose_agents_browser_died_goes_to_a_colleague_and_the_words_with_it(talk: Talk) -> None:
    ben = await talk.branches.site.person("ben", Role.AGENT)
    async with talk.page() as page:
        await page.ask("Before.")
        await _dies(talk)
        await _come(talk.branches.here, ben, "online")

        async def is_bens() -> bool:
            agent = (await talk.handoff(talk.lena))["agent"]
            return agent is not None and agent["id"] == ben.id

        await _until(is_bens, 60)
        await talk.say(talk.branches.here, ben, "I am Ben.")
        await page.until(lambda: "I am Ben." in _texts(page))
        assert (await talk.say(talk.branches.there, talk.anna, "Me again.", 409))["code"] == "not_speaking"
        async with talk.branches.here.client(ben) as client:
            own = f"/api/conversations/{talk.session_id}/messages"
            items = (await client.get(own)).json()["items"]
            assert [one["content"] for one in items if one["content"]] == ["Before.", "I am Ben."]
            assert [one["what"] for one in items if one["what"]] == [
                "handoff_queued",
                "handoff_taken",
                "handoff_returned",
                "handoff_taken",
            ]
            done = await client.post(f"/api/handoffs/{talk.handoff_id}/close", json={"disposition": "solved"})
            assert done.status_code == 200, done.text
    await _come(talk.branches.here, ben, "offline")


async def _dies(talk: Talk) -> None:
    """A minute goes by without a sound from Anna, who has had the chat for longer."""
    ago = clock.now() - timedelta(seconds=61)
    own = update(AgentPresence).where(col(AgentPresence.user_id) == talk.anna.id)
    given = update(Handoff).where(col(Handoff.id) == talk.handoff_id)
    async with talk.branches.site.database() as db, db.transaction() as session:
        await session.execute(own.values(seen_at=ago))
        await session.execute(given.values(given_at=ago))
