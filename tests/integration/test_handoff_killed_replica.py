"""One of two replicas is killed in the midst of fifty chats: all go on, and nothing said is missing."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from aics_app.chat.models import Conversation, Message, Sender, Speaker, State
from aics_app.handoff.models import Handoff, Status
from tests.bench.talks.people import Company, Member, company
from tests.integration.talkers import Listener, PageTalker, Replicas, insist
from tests.served import Person, Server, Site, serving, site
from tests.servers import ModelServer, MySqlDatabase, running_model, running_redis
from tests.socket_client import PageSocket

CHATS, AGENTS, ROUNDS = 50, 5, 2
KILLED_AFTER = 60
"""So many messages are taken when it happens."""
BOUND_S = 60


@dataclass(frozen=True)
class Firm:
    """Two servers of a company's own, of which one is going to die."""

    site: Site
    replicas: Replicas
    model: ModelServer
    people: Company


@pytest.fixture(scope="module")
def firm(mysql_database: MySqlDatabase) -> Iterator[Firm]:
    with (
        running_model(rate=0) as model,
        running_redis() as redis,
        site(mysql_database.environ | redis.environ | model.environ) as place,
    ):
        people = company(place, customers=CHATS + 1, agents=AGENTS)
        with serving(place, 2) as servers:
            yield Firm(place, Replicas(servers), model, people)


@dataclass
class Chat:
    """Customer and agent, at different replicas, and what each has said."""

    firm: Firm
    number: int
    customer: Member
    agent: Member
    page: PageTalker
    ear: Listener
    sent: dict[str, str] = field(default_factory=dict)

    async def begin(self) -> None:
        """The customer asks for a person, the agent takes him by hand."""
        own = f"/api/conversations/{self.customer.conversation}"
        async with self._server.client(_person(self.customer)) as client:
            asked = (await client.post(f"{own}/handoff", json={})).json()
        async with self._server.client(_person(self.agent)) as client:
            assert (await client.post(f"/api/handoffs/{asked['id']}/take")).status_code == 200
        await self.page.open()

    async def talk(self, taken: "asyncio.Queue[str]") -> None:
        """Both sides, some rounds; what is taken is counted."""
        for number in range(ROUNDS):
            await self._from_customer(number)
            await taken.put("customer")
            await self._from_agent(number)
            await taken.put("agent")

    async def _from_customer(self, number: int) -> None:
        client_id, text = f"customer-{self.number:03}-{number}", f"Question {number} of {self.number}"
        self.sent[client_id] = text
        await self.page.say(text, client_id)

    async def _from_agent(self, number: int) -> None:
        client_id, text = f"agent-{self.number:03}-{number}", f"Answer {number} to {self.number}"
        self.sent[client_id] = text
        path = f"/api/conversations/{self.customer.conversation}/messages"

        async def post() -> Any:
            async with self._server.client(_person(self.agent)) as client:
                return await client.post(path, json={"content": text, "client_id": client_id})

        answer = await insist(post)
        assert answer.status_code == 201, answer.text

    async def is_whole(self) -> None:
        """Both sides have everything before them."""
        texts = set(self.sent.values())
        await self.page.sees(texts)
        await self.ear.hears(texts)

    @property
    def _server(self) -> Server:
        return self.firm.replicas.of(self.number + 1)


@pytest.fixture
async def chats(firm: Firm) -> AsyncIterator[list[Chat]]:
    made = [_chat(firm, number) for number in range(CHATS)]
    for agent in firm.people.agents:
        async with firm.replicas.of(0).client(_person(agent)) as client:
            await client.put("/api/agents/me/presence", json={"status": "busy"})
    for some in (made[first : first + 10] for first in range(0, CHATS, 10)):
        await asyncio.gather(*(chat.begin() for chat in some))
    listening = [asyncio.create_task(chat.ear.listen()) for chat in made]
    yield made
    for task in listening:
        task.cancel()
    await asyncio.wait(listening)
    for chat in made:
        await chat.page.close()


def _chat(firm: Firm, number: int) -> Chat:
    customer, agent = firm.people.customers[number], firm.people.agents[number % AGENTS]
    page = PageTalker(firm.replicas, number, customer.token, customer.conversation)
    ear = Listener(firm.replicas, number + 1, agent.token, customer.conversation)
    return Chat(firm, number, customer, agent, page, ear)


@pytest.mark.timeout(180)
async def test_fifty_chats_outlive_the_replica_that_half_of_them_are_at(
    firm: Firm, chats: list[Chat]
) -> None:
    doomed, asking = firm.replicas.of(0), firm.people.customers[CHATS]
    firm.model.control(rate=20, tokens=400)
    page = PageSocket(doomed.url, cookie=asking.token, path=f"/chat/{asking.conversation}")
    await page.open()
    answer = await page.ask("Tell me everything about the shop", patience_s=30)
    await page.until(lambda: len(page.pieces.get(answer, ())) > 2, 30)
    taken: asyncio.Queue[str] = asyncio.Queue()
    async with asyncio.TaskGroup() as talking:
        for chat in chats:
            talking.create_task(chat.talk(taken))
        for _ in range(KILLED_AFTER):
            await taken.get()
        firm.replicas.kill(doomed)
        async with asyncio.timeout(BOUND_S):
            await _taken_over(firm, asking)
            for _ in range(2 * ROUNDS * CHATS - KILLED_AFTER):
                await taken.get()
            await asyncio.gather(*(chat.is_whole() for chat in chats))
    for chat in chats:
        _each_was_heard_once_and_in_order(chat)
        said = list(chat.sent.values())
        assert [text for text in chat.page.shown if text in said] == said
    await _everything_is_kept_once(firm, chats)
    await _the_ai_said_no_more(firm, answer)


async def _taken_over(firm: Firm, customer: Member) -> None:
    """A person takes the conversation whose answer the dead replica was writing."""
    server = firm.replicas.of(0)
    async with server.client(_person(customer)) as client:
        own = f"/api/conversations/{customer.conversation}/handoff"
        asked = (await insist(lambda: client.post(own, json={}))).json()
    async with server.client(_person(firm.people.agents[0])) as client:
        took = await insist(lambda: client.post(f"/api/handoffs/{asked['id']}/take"))
        assert took.status_code == 200, took.text


def _each_was_heard_once_and_in_order(chat: Chat) -> None:
    ids = [one["id"] for one in chat.ear.heard]
    assert ids == sorted(set(ids)), f"chat {chat.number}"
    said = Counter(one["client_id"] for one in chat.ear.heard if one["client_id"])
    assert said == Counter(chat.sent.keys()), f"chat {chat.number}"


async def _everything_is_kept_once(firm: Firm, chats: list[Chat]) -> None:
    """In the database too: all that was taken, once, and every chat still its agent's."""
    async with firm.site.database() as db, db.reading() as session:
        kept = Counter((await session.execute(select(col(Message.client_id)))).scalars())
        word = dict((await session.execute(select(col(Conversation.id), col(Conversation.speaker_id)))).all())
        work = dict((await session.execute(select(col(Handoff.session_id), col(Handoff.agent_id)))).all())
        statuses = set((await session.execute(select(col(Handoff.status)))).scalars())
    del kept[None]
    sent = {client_id for chat in chats for client_id in chat.sent}
    assert len(sent) == 2 * ROUNDS * CHATS
    assert {client_id for client_id, count in kept.items() if count == 1} >= sent
    assert statuses == {Status.ACTIVE}
    for chat in chats:
        own = chat.customer.conversation
        assert word[own] == work[own] == chat.agent.id


async def _the_ai_said_no_more(firm: Firm, answer: int) -> None:
    async with firm.site.database() as db, db.reading() as session:
        reply = await session.get_one(Message, answer)
        conversation = await session.get_one(Conversation, reply.session_id)
        later = select(Message).where(
            col(Message.session_id) == conversation.id,
            col(Message.sender) == Sender.AI,
            col(Message.id) > answer,
        )
        assert (await session.execute(later)).scalars().all() == []
    assert (reply.state, conversation.reply_id) == (State.STOPPED, None)
    assert (conversation.speaker, conversation.speaker_id) == (Speaker.AGENT, firm.people.agents[0].id)


def _person(member: Member) -> Person:
    return Person(member.id, "", member.token)
