"""Customer and agent at two servers: the AI falls silent, and words, typing and receipts go both ways."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from aics_app.accounts.models import Role
from tests.integration.conftest import Branches
from tests.served import Person, Server, server_sent
from tests.socket_client import CHAT, ROOT, PageSocket

PERSON = f"{ROOT}.aics_app___chat___ui___people____person_state"
SLOW = {"rate": 30, "tokens": 90}


@dataclass
class Case:
    """Lena is here, Anna there; the conversation may be Anna's already."""

    branches: Branches
    lena: Person
    anna: Person
    session_id: str

    async def say(self, server: Server, person: Person, text: str, client_id: str = "") -> dict[str, Any]:
        """A message over the API."""
        async with server.client(person) as client:
            body = {"content": text, "client_id": client_id or uuid4().hex}
            answer = await client.post(f"/api/conversations/{self.session_id}/messages", json=body)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def post(self, person: Person, what: str, **body: Any) -> None:
        """`typing` or `read`, at the person's own server."""
        server = self.branches.here if person is self.lena else self.branches.there
        async with server.client(person) as client:
            answer = await client.post(f"/api/conversations/{self.session_id}/{what}", json=body)
        assert answer.status_code == 204, answer.text


async def _taken(branches: Branches, lena: Person, anna: Person, session_id: str) -> Case:
    async with branches.here.client(lena) as client:
        asked = await client.post(f"/api/conversations/{session_id}/handoff", json={})
        assert asked.status_code == 201, asked.text
    async with branches.there.client(anna) as client:
        await client.put("/api/agents/me/presence", json={"status": "busy"})
        taken = await client.post(f"/api/handoffs/{asked.json()['id']}/take")
        assert taken.status_code == 200, taken.text
    return Case(branches, lena, anna, session_id)


async def _people(branches: Branches) -> tuple[Person, Person]:
    return await branches.site.person("lena"), await branches.site.person("anna", Role.AGENT)


@pytest.fixture
async def case(branches: Branches) -> Case:
    lena, anna = await _people(branches)
    async with branches.here.client(lena) as client:
        begun = (await client.post("/api/conversations", json={"title": "Pans"})).json()
    return await _taken(branches, lena, anna, begun["session_id"])


@dataclass
class Heard:
    """What a stream of events has told so far."""

    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Those of one kind."""
        return [data for name, data in self.events if name == kind]

    async def take(self, event: tuple[str, dict[str, Any]]) -> None:
        """One more."""
        async with self._news:
            self.events.append(event)
            self._news.notify_all()

    async def until(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        """So many of a kind."""
        async with asyncio.timeout(10), self._news:
            await self._news.wait_for(lambda: len(self.of(kind)) >= count)
        return self.of(kind)


@asynccontextmanager
async def _listening(server: Server, person: Person, session_id: str, **headers: str) -> AsyncIterator[Heard]:
    heard = Heard()
    opened = asyncio.Event()

    async def listen(client: AsyncClient) -> None:
        path = f"/api/conversations/{session_id}/events"
        async with client.stream("GET", path, headers=headers) as response:
            opened.set()
            async for event in server_sent(response):
                await heard.take(event)

    async with server.client(person) as client:
        task = asyncio.create_task(listen(client))
        await opened.wait()
        await asyncio.sleep(0.3)  # the server subscribes when it begins to write
        yield heard
        task.cancel()
        await asyncio.wait([task])


async def test_the_ai_falls_silent_on_a_page_when_an_agent_takes_over_at_another_server(
    branches: Branches,
) -> None:
    branches.model.control(**SLOW)
    lena, anna = await _people(branches)
    async with branches.here.page(lena) as page:
        answer = await page.ask("tell me about the shop")
        await page.until(lambda: len(page.pieces.get(answer, ())) > 2)
        await _taken(branches, lena, anna, page.chat["conversation_id"])
        assert (await page.end_of(answer))["error"] == "person_speaks"
        said = len(page.pieces[answer])
        await asyncio.sleep(1)
        assert len(page.pieces[answer]) == said
        assert page.states[PERSON]["conversation_id"] == page.chat["conversation_id"]
        async with branches.there.client(anna) as client:
            items = (await client.get(f"/api/conversations/{page.chat['conversation_id']}/messages")).json()
        (reply,) = [one for one in items["items"] if one["id"] == answer]
        assert reply["state"] == "stopped"
        assert page.live_text(answer, page.begun.get(answer, "")).startswith(reply["content"])


async def test_page_and_program_talk_across_servers_with_typing_and_receipts(case: Case) -> None:
    path = f"/chat/{case.session_id}"
    async with (
        case.branches.here.page(case.lena, path=path) as page,
        _listening(case.branches.there, case.anna, case.session_id) as heard,
    ):
        await page.ask("Is a person there?")
        (message,) = await heard.until("message")
        assert (message["sender"], message["content"]) == ("USER", "Is a person there?")
        await case.post(case.anna, "typing")
        await page.until(lambda: _person(page).get("typing") == "Anna")
        await case.post(case.anna, "read", read_id=message["id"])
        await page.until(lambda: _person(page).get("read_id") == message["id"])
        said = await case.say(case.branches.there, case.anna, "Yes. What can I do?")
        await page.until(lambda: page.shown(said["id"]))
        assert (page.shown(said["id"])["sender"], page.shown(said["id"])["author"]) == ("agent", "Anna")
        assert page.chat["answering"] == 0
        await page.until(lambda: _person(page).get("typing") == "" and _person(page).get("unread"))
        await page.call(f"{PERSON}.saw")
        receipts = await heard.until("receipt", 2)
        assert receipts[-1] == {
            "type": "receipt",
            "who": "customer",
            "delivered_id": said["id"],
            "read_id": said["id"],
        }


def _person(page: PageSocket) -> dict[str, Any]:
    return page.states.get(PERSON, {})


async def test_messages_from_both_servers_come_once_and_in_order_also_after_a_break(case: Case) -> None:
    here, there = case.branches.here, case.branches.there
    async with _listening(here, case.lena, case.session_id) as heard:
        for number in range(10):
            speaker = (here, case.lena) if number % 3 else (there, case.anna)
            await case.say(*speaker, f"Line {number}")
        await heard.until("message", 10)
    messages = heard.of("message")
    assert [one["content"] for one in messages] == [f"Line {number}" for number in range(10)]
    for number in range(10, 13):
        await case.say(there, case.anna, f"Line {number}")
    last = {"Last-Event-ID": str(messages[-1]["id"])}
    async with _listening(there, case.lena, case.session_id, **last) as back:
        await case.say(here, case.lena, "Line 13")
        await back.until("message", 4)
    assert [one["content"] for one in back.of("message")] == [f"Line {number}" for number in range(10, 14)]


async def test_one_message_sent_to_both_servers_at_once_is_one(case: Case) -> None:
    servers = (case.branches.here, case.branches.there)
    for number in range(5):
        sent = await asyncio.gather(
            *(case.say(server, case.lena, "Hello?", f"click-000{number}") for server in servers)
        )
        assert len({one["id"] for one in sent}) == 1
    async with case.branches.here.client(case.lena) as client:
        items = (await client.get(f"/api/conversations/{case.session_id}/messages")).json()["items"]
    assert [one["content"] for one in items if one["sender"] == "USER"] == ["Hello?"] * 5


async def test_a_note_is_told_to_the_staff_and_not_to_the_customer(case: Case) -> None:
    path = f"/chat/{case.session_id}"
    async with (
        _listening(case.branches.there, case.anna, case.session_id) as staff,
        _listening(case.branches.here, case.lena, case.session_id) as customer,
        case.branches.here.page(case.lena, path=path) as page,
    ):
        async with case.branches.there.client(case.anna) as client:
            note = await client.post(
                f"/api/conversations/{case.session_id}/notes", json={"content": "zebrafinch"}
            )
        assert note.status_code == 201, note.text
        await case.say(case.branches.there, case.anna, "Hello.")
        await customer.until("message")
        heard = await staff.until("message", 2)
        await page.until(lambda: any(one["text"] == "Hello." for one in page.chat.get("messages", ())))
        await page.call(f"{CHAT}.pull")
        await page.settle()
    assert [one["message_type"] for one in heard] == ["NOTE", "TEXT"]
    assert "zebrafinch" not in str(customer.events)
    assert [one["content"] for one in customer.of("message")] == ["Hello."]
    assert "zebrafinch" not in page.heard
