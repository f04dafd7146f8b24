"""Twenty agents at two servers grab five chats at once, on MariaDB; and both servers give chats out."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select, update
from sqlmodel import col

from aics_app.accounts.models import Role
from aics_app.chat.models import Message, Sender
from aics_app.chat.rules.transfer import AWAITED
from aics_app.core import clock
from aics_app.handoff.models import Handoff, Status
from tests.integration.conftest import Branches
from tests.served import Person, Server

AGENTS, CHATS, ROUNDS = 20, 5, 3


async def _chat(server: Server, customer: Person) -> dict[str, Any]:
    """A new conversation whose customer waits for a person."""
    async with server.client(customer) as client:
        own = (await client.post("/api/conversations", json={"title": "Help"})).json()["session_id"]
        answer = await client.post(f"/api/conversations/{own}/handoff")
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told


@pytest.fixture(autouse=True)
async def _nobody_else_waits(branches: Branches) -> None:
    """Others leave people who wait, or whose agents are gone, and these would be served first."""
    over = {"status": Status.CANCELLED, "open_key": None, "ended_at": clock.now(), "end_reason": "cancelled"}
    async with branches.site.database() as db, db.transaction() as session:
        await session.execute(update(Handoff).where(col(Handoff.open_key).is_not(None)).values(**over))


async def _take(agent: AsyncClient, handoff_id: int) -> tuple[int, dict[str, Any]]:
    answer = await agent.post(f"/api/handoffs/{handoff_id}/take")
    return answer.status_code, answer.json()


async def _sight(server: Server, person: Person, handoff_id: int) -> dict[str, Any]:
    async with server.client(person) as client:
        told: dict[str, Any] = (await client.get(f"/api/handoffs/{handoff_id}")).json()
        return told


async def test_of_twenty_agents_at_two_servers_each_chat_has_exactly_one(branches: Branches) -> None:
    both = (branches.here, branches.there)
    people = [await branches.site.person("agent", Role.AGENT) for _ in range(AGENTS)]
    customers = [await branches.site.person("customer") for _ in range(CHATS)]
    async with AsyncExitStack() as stack:
        agents = [
            await stack.enter_async_context(both[n % 2].client(agent)) for n, agent in enumerate(people)
        ]
        for _ in range(ROUNDS):
            chats = [(await _chat(both[n % 2], one))["id"] for n, one in enumerate(customers)]
            tries = [(chat, agent) for agent in agents for chat in chats]
            told = await asyncio.gather(*(_take(agent, chat) for chat, agent in tries))
            won = {
                chat: body["agent"]["id"]
                for (chat, _), (status, body) in zip(tries, told, strict=True)
                if status == 200
            }
            refused = [body for status, body in told if status != 200]
            assert (len(won), len(refused)) == (CHATS, (AGENTS - 1) * CHATS)
            assert {(body["status"], body["code"]) for body in refused} == {(409, "already_taken")}
            assert all("Agent" in body["detail"] for body in refused)
            for chat, agent_id in won.items():
                seen = await _sight(both[0], people[0], chat)
                assert (seen["status"], seen["agent"]["id"]) == ("active", agent_id)


async def test_who_waits_here_is_given_to_who_comes_to_work_there(branches: Branches) -> None:
    lena, anna = await branches.site.person("lena"), await branches.site.person("anna", Role.AGENT)
    chat = await _chat(branches.here, lena)
    async with branches.there.client(anna) as client:
        assert (await client.put("/api/agents/me/presence", json={"status": "online"})).status_code == 200
        seen = await _sight(branches.here, lena, chat["id"])
        async with asyncio.timeout(10):
            while seen["status"] == "queued":
                await asyncio.sleep(0.05)
                seen = await _sight(branches.here, lena, chat["id"])
        assert (seen["status"], seen["agent"]["id"]) == ("active", anna.id)
        assert (await client.put("/api/agents/me/presence", json={"status": "offline"})).status_code == 200
    async with asyncio.timeout(10):
        while seen["status"] == "active":
            await asyncio.sleep(0.05)
            seen = await _sight(branches.there, lena, chat["id"])
    assert (seen["status"], seen["position"]) == ("queued", 1)
    async with branches.here.client(lena) as client:
        assert (await client.post(f"/api/handoffs/{chat['id']}/cancel")).status_code == 200


@pytest.mark.parametrize("by_button_too", [False, True], ids=["the rule", "the rule and the button"])
async def test_a_rule_that_both_servers_fire_at_once_calls_one_person(
    branches: Branches, by_button_too: bool
) -> None:
    """Lena says here and there, in the same instant, that answers did not help."""
    lena = await branches.site.person("lena")
    async with branches.here.client(lena) as here, branches.there.client(lena) as there:
        for _ in range(ROUNDS):
            own, (first, second, third) = await _answered(here, 3)
            acts = [_thumb_down(here, second), _thumb_down(there, first)]
            if by_button_too:
                acts += [client.post(f"/api/conversations/{own}/handoff") for client in (here, there)]
            assert (await _thumb_down(here, third)).status_code == 204
            done = await asyncio.gather(*acts)
            assert {one.status_code for one in done} <= {201, 204}
            handoff = await _only_one(branches, own)
            assert {one.json()["id"] for one in done[2:]} <= {handoff}
            assert (await there.post(f"/api/handoffs/{handoff}/cancel")).status_code == 200


async def _answered(client: AsyncClient, count: int) -> tuple[str, list[int]]:
    """A new conversation of so many questions, and the ids of their answers."""
    own, answers = "", []
    for number in range(count):
        asked = {"question": f"What else would you wear, number {number}?", "session_id": own}
        told = (await client.post("/api/ai/answer", json=asked)).json()
        own = told["session_id"]
        answers.append(told["message_id"])
    return own, answers


async def _thumb_down(client: AsyncClient, answer: int) -> Response:
    return await client.post(f"/api/ai/messages/{answer}/feedback", json={"helpful": False})


async def _only_one(branches: Branches, conversation_id: str) -> int:
    """The one hand-off of this conversation, said in one line; a second one would be there by then, too."""
    chosen = select(Handoff).where(col(Handoff.session_id) == conversation_id)
    said = select(Message).where(
        col(Message.session_id) == conversation_id, col(Message.sender) == Sender.SYSTEM
    )
    async with branches.site.database() as db, db.reading() as session:
        (only,) = (await session.execute(chosen)).scalars()
        (line,) = (await session.execute(said)).scalars()
    assert (line.extra or {})["what"] in AWAITED
    assert only.id is not None
    return only.id


async def test_twelve_chats_and_three_agents_nobody_has_more_than_four(branches: Branches) -> None:
    """Both servers give out at the same time; capacity is four by default."""
    agents = [await branches.site.person("agent", Role.AGENT) for _ in range(3)]
    customers = [await branches.site.person("customer") for _ in range(14)]
    chats = await asyncio.gather(
        *(_chat((branches.here, branches.there)[n % 2], one) for n, one in enumerate(customers))
    )
    for n, agent in enumerate(agents):
        async with (branches.here, branches.there)[n % 2].client(agent) as client:
            await client.put("/api/agents/me/presence", json={"status": "online"})
    async with asyncio.timeout(20):
        while True:
            seen = [await _sight(branches.here, agents[0], chat["id"]) for chat in chats]
            held = Counter(one["agent"]["id"] for one in seen if one["status"] == "active")
            assert all(count <= 4 for count in held.values()), held
            if sum(held.values()) == 12:
                break
            await asyncio.sleep(0.1)
    assert [one["status"] for one in seen].count("queued") == 2
    for agent in agents:
        async with branches.here.client(agent) as client:
            await client.put("/api/agents/me/presence", json={"status": "offline"})


async def test_seized_there_while_its_agent_ends_it_here(branches: Branches) -> None:
    """Of both one comes first: who is later finds it over, or with somebody else."""
    site = branches.site
    lena, anna = await site.person("lena"), await site.person("anna", Role.AGENT)
    vera = await site.person("vera", Role.ADMIN)
    async with branches.here.client(anna) as agent, branches.there.client(vera) as chief:
        for _ in range(ROUNDS):
            path = f"/api/handoffs/{(await _chat(branches.here, lena))['id']}"
            assert (await agent.post(f"{path}/take")).status_code == 200
            seized, closed = await asyncio.gather(
                chief.post(f"{path}/take", json={"seize": True}),
                agent.post(f"{path}/close", json={"disposition": "solved"}),
            )
            assert sorted((seized.status_code, closed.status_code)) == [200, 409]
            told = (await chief.get(path)).json()
            if seized.status_code == 200:
                assert (told["status"], told["agent"]["id"]) == ("active", vera.id)
                assert (await chief.post(f"{path}/close", json={"disposition": "other"})).status_code == 200
            else:
                assert (told["status"], seized.json()["code"]) == ("closed", "handoff_over")
