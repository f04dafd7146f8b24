"""Two servers are one shop: what is asked, stopped, changed or ended at one counts at the other at once."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from aics_app.accounts.identity import REMEMBERED_S
from aics_app.accounts.models import Role
from tests.integration.conftest import Branches
from tests.served import Person, Server, server_sent
from tests.socket_client import CHAT, PageSocket

SLOW = {"rate": 30, "tokens": 90}
QUESTION = "tell me about the shop"


async def _begun(branches: Branches, lena: Person) -> tuple[PageSocket, int]:
    """Lena's page here, with an answer under way."""
    page = branches.here.page(lena)
    await page.open()
    answer = await page.ask(QUESTION)
    await page.until(lambda: page.pieces)
    page.path = f"/chat/{page.chat['conversation_id']}"
    return page, answer


async def _history(client: AsyncClient, page: PageSocket) -> list[dict[str, Any]]:
    told = await client.get(f"/api/conversations/{page.chat['conversation_id']}/messages")
    items: list[dict[str, Any]] = told.json()["items"]
    return items


async def test_an_answer_written_here_is_followed_there_from_its_middle(branches: Branches) -> None:
    branches.model.control(**SLOW)
    lena = await branches.site.person("lena")
    page, answer = await _begun(branches, lena)
    async with branches.there.page(lena, path=page.path) as other:
        await other.until(lambda: other.shown(answer))
        assert other.shown(answer)["state"] == "streaming"
        end = await other.end_of(answer)
        assert other.pieces[answer][0][0] > 0
        assert other.live_text(answer, other.begun[answer]) == end["text"]
    assert (await page.end_of(answer))["text"] == end["text"]
    async with branches.there.client(lena) as client:
        assert [message["content"] for message in await _history(client, page)] == [QUESTION, end["text"]]
        listed = (await client.get("/api/conversations")).json()["items"]
        assert [item["title"] for item in listed] == [QUESTION]
    await page.close()


async def test_a_stream_is_taken_up_at_the_other_server(branches: Branches) -> None:
    """As a load balancer makes of a client that asks again, with the same `client_id`, after a break."""
    branches.model.control(**SLOW)
    lena = await branches.site.person("lena")
    asked = {"question": QUESTION, "client_id": uuid4().hex}
    stream = ("POST", "/api/ai/answer/stream")
    async with branches.here.client(lena) as client, client.stream(*stream, json=asked) as response:
        async for kind, _ in server_sent(response):
            if kind == "delta":
                break
    async with branches.there.client(lena) as client, client.stream(*stream, json=asked) as response:
        told = [event async for event in server_sent(response)]
    assert [kind for kind, _ in told if kind != "delta"] == ["meta", "done"]
    deltas = [data["text"] for kind, data in told if kind == "delta"]
    assert len(deltas) > 3
    assert "".join(deltas) == told[-1][1]["answer"]


@pytest.mark.parametrize("way", ["page", "program"])
async def test_what_is_written_here_is_stopped_there(branches: Branches, way: str) -> None:
    branches.model.control(**SLOW)
    lena = await branches.site.person("lena")
    page, answer = await _begun(branches, lena)
    if way == "page":
        async with branches.there.page(lena, path=page.path) as other:
            await other.until(lambda: other.chat.get("answering"))
            await other.call(f"{CHAT}.stop")
            assert (await other.end_of(answer))["state"] == "stopped"
    else:
        async with branches.there.client(lena) as client:
            assert (await client.post(f"/api/ai/messages/{answer}/stop")).status_code == 204
    assert (await page.end_of(answer))["state"] == "stopped"
    await page.close()


async def test_a_sign_in_that_ends_here_counts_no_more_there(branches: Branches) -> None:
    branches.model.control(**SLOW)
    lena = await branches.site.person("lena")
    page, _ = await _begun(branches, lena)
    async with branches.there.page(lena, path=page.path) as other, branches.there.client(lena) as client:
        await other.until(lambda: other.pieces)
        assert (await client.get("/api/auth/me")).status_code == 200
        async with branches.here.client(lena) as leaving:
            await leaving.post("/api/auth/logout")
        async with asyncio.timeout(REMEMBERED_S - 1):  # later it would be forgotten without the news
            while (await client.get("/api/auth/me")).status_code != 401:  # noqa: ASYNC110 - news between processes
                await asyncio.sleep(0.05)
        heard = len(other.frames)
        await other.call(f"{CHAT}.pull")
        await other.settle(0.5)
        assert "/login" in other.toasts
        assert not [frame for frame in other.frames[heard:] if "_set_value" in frame or QUESTION in frame]
    await page.close()


async def _asked(server: Server, person: Person, question: str, **more: str) -> dict[str, Any]:
    async with server.client(person) as client:
        response = await client.post("/api/ai/answer", json={"question": question, **more})
        return {"http": response.status_code, **response.json()}


async def test_what_vera_publishes_here_is_answered_there_within_two_seconds(branches: Branches) -> None:
    vera, lena = await branches.site.person("vera", Role.ADMIN), await branches.site.person("lena")
    question, answer = "How long are wool socks washed?", "At most half an hour, cold."
    entry = {"question": question, "answer": answer, "category": "product", "language": "en"}
    assert (await _asked(branches.there, lena, question))["source"] != "faq"
    async with branches.here.client(vera) as client:
        created = await client.post("/api/knowledge/faqs", json=entry)
        assert created.status_code == 201, created.text
        told = await _until_answered(branches.there, lena, question, answer)
        assert told["source"] == "faq"
        await _asked(branches.there, lena, question)
        change = entry | {"answer": "Never. They are aired.", "version": created.json()["version"]}
        changed = await client.put(f"/api/knowledge/faqs/{created.json()['id']}", json=change)
        assert changed.status_code == 200, changed.text
        await _until_answered(branches.there, lena, question, "Never. They are aired.")


async def _until_answered(server: Server, lena: Person, question: str, answer: str) -> dict[str, Any]:
    async with asyncio.timeout(5):
        while True:
            told = await _asked(server, lena, question)
            if told.get("answer") == answer:
                return told
            await asyncio.sleep(0.1)


async def test_what_was_remembered_here_is_remembered_there(branches: Branches) -> None:
    lena, tom = await branches.site.person("lena"), await branches.site.person("tom")
    branches.model.control(text="in grey and in green")
    question = "do you sell blankets for dogs"
    async with branches.site.trusting():
        assert (await _asked(branches.here, lena, question))["source"] == "llm"
        told = await _asked(branches.there, tom, question)
    assert (told["source"], told["answer"]) == ("cache", "in grey and in green")


async def test_two_questions_at_once_here_and_there_get_one_answer_and_one_refusal(
    branches: Branches,
) -> None:
    lena = await branches.site.person("lena")
    conversation = (await _asked(branches.here, lena, QUESTION))["session_id"]
    for number in range(5):
        branches.model.control(first_token_s=0.5)
        told = await asyncio.gather(
            _asked(branches.here, lena, f"and its pans {number}", session_id=conversation),
            _asked(branches.there, lena, f"and its pots {number}", session_id=conversation),
        )
        assert sorted(answer["http"] for answer in told) == [200, 409]
        assert {answer.get("code") for answer in told} == {None, "answer_in_progress"}
    async with branches.here.client(lena) as client:
        items = (await client.get(f"/api/conversations/{conversation}/messages")).json()["items"]
    assert [item["sender"] for item in items] == ["USER", "AI"] * 6


@pytest.mark.parametrize("begins", [True, False])
async def test_one_message_sent_here_and_there_at_once_is_one_question(
    branches: Branches, begins: bool
) -> None:
    lena = await branches.site.person("lena")
    more = {} if begins else {"session_id": (await _asked(branches.here, lena, QUESTION))["session_id"]}
    for _ in range(5):
        sent = {"client_id": uuid4().hex, **more}
        told = await asyncio.gather(
            *(_asked(server, lena, "and its pans", **sent) for server in (branches.here, branches.there))
        )
        assert [answer["http"] for answer in told] == [200, 200]
        assert len({answer["message_id"] for answer in told}) == 1


async def test_one_answer_judged_here_and_there_at_once_is_judged_once(branches: Branches) -> None:
    lena = await branches.site.person("lena")
    for number in range(5):
        asked = await _asked(branches.here, lena, f"{QUESTION} {number}")
        told = await asyncio.gather(
            *(_judged(server, lena, asked["message_id"]) for server in (branches.here, branches.there))
        )
        assert told == [204, 204]


async def _judged(server: Server, person: Person, message_id: int) -> int:
    async with server.client(person) as client:
        path = f"/api/ai/messages/{message_id}/feedback"
        return (await client.post(path, json={"helpful": True})).status_code
