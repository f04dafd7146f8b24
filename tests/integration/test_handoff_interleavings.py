"""Whatever happens at once on MariaDB: one handler at most, no answer of the AI after a take, nothing lost.

Everybody does something by chance at the same time: customers ask, write, cancel and leave notes, rules fire,
agents come, go, take, pass on and end, a supervisor takes over, the dispatcher gives out and takes back,
answers end late. Refusals are fine; deadlocks, broken rules, lost chats and lost words are not. The seed is
the test's parameter.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from sqlmodel import col

from aics_app.accounts.models import Actor, Role
from aics_app.chat import actions as chat
from aics_app.chat.actions import Answer, Asked
from aics_app.chat.models import Conversation, Message, Source, Speaker, State, TransferReason
from aics_app.core.errors import Conflict, Forbidden, NotFound
from aics_app.core.events import Activity
from aics_app.handoff import actions
from aics_app.handoff.actions import Target
from aics_app.handoff.models import AskedBy, Disposition, Handoff, Priority, Status
from aics_app.handoff.rules.absence import Why
from aics_app.settings import load
from aics_app.workforce import actions as workforce
from aics_app.workforce.models import Status as Presence
from aics_app.workforce.rules.turn import Policy
from tests.servers import MySqlDatabase
from tests.unit.handoff.conftest import Floor, after, floor_on

WORKERS, STEPS = 8, 30
REFUSALS = (Conflict, NotFound, Forbidden)

Step = Callable[[], Awaitable[object]]


@pytest.fixture
async def floor(tmp_path: Path, mysql_database: MySqlDatabase) -> AsyncIterator[Floor]:
    """Nobody is there yet, on MariaDB."""
    url = load({"APP_DATA_DIR": str(tmp_path), **mysql_database.environ}).database_url
    async with floor_on(url) as made:
        yield made


class Turmoil:
    """Everybody, and what each might do next."""

    def __init__(self, floor: Floor, chance: Random) -> None:
        self.floor, self.chance = floor, chance
        self.agents: list[Actor] = []
        self.owners: dict[str, Actor] = {}
        self.ids: list[int] = []
        self.asked: list[Asked] = []
        self.said: list[int] = []
        self.at = 0.0

    async def people(self) -> None:
        """Four agents and who supervises them, five customers with a conversation each."""
        self.vera = await self.floor.person("vera", Role.ADMIN)
        self.agents = [await self.floor.agent(f"agent-{n}", Presence.ONLINE) for n in range(4)]
        for n in range(5):
            customer = await self.floor.person(f"customer-{n}")
            self.owners[await self.floor.conversation(customer)] = customer

    async def work(self) -> None:
        """One of those who act at the same time."""
        for _ in range(STEPS):
            self.at += 0.001
            try:
                await self.chance.choice(self.steps())()
            except REFUSALS:
                continue

    def steps(self) -> list[Step]:
        """What may come next."""
        by_customers = [self.request, self.cancel, self.leave_note, self.ask]
        by_agents = [self.take, self.take, self.transfer, self.end, self.come_or_go, self.seize]
        by_itself = [self.fire, self.lose, self.give_out, self.finish, self.expire]
        return [*by_customers, *by_agents, *by_itself, self.say, self.say]

    async def request(self) -> None:
        own, customer = self.chance.choice(list(self.owners.items()))
        why = {"reason": TransferReason.CUSTOMER_REQUEST, "source": AskedBy.BUTTON, "at": after(self.at)}
        handoff = await self.floor.do(actions.request, customer, own, **why)
        self.ids.append(handoff.id or 0)

    async def fire(self) -> None:
        own = self.chance.choice(list(self.owners))
        why = {"reason": TransferReason.MISSING_KNOWLEDGE, "source": AskedBy.RULE, "at": after(self.at)}
        handoff = await self.floor.do(actions.request_as_wished, own, priority=Priority.HIGH, **why)
        self.ids += [handoff.id or 0] if handoff else []

    async def leave_note(self) -> None:
        customer = self.chance.choice(list(self.owners.values()))
        await self.floor.do(actions.leave_note, customer, self.some_id, "Please call.", after(self.at))

    async def expire(self) -> None:
        if self.ids and self.chance.random() < 0.3:
            now = after(self.at)
            await self.floor.do(actions.expire, self.some_id, before=now, at=now)

    async def come_or_go(self) -> None:
        status = self.chance.choice([Presence.ONLINE, Presence.ONLINE, Presence.OFFLINE])
        await self.floor.do(workforce.choose_presence, self.agent, status, after(self.at))

    async def seize(self) -> None:
        if self.chance.random() < 0.3:
            await self.floor.do(actions.seize, self.vera, self.some_id, after(self.at))

    async def take(self) -> None:
        await self.floor.do(actions.take, self.agent, self.some_id, after(self.at))

    async def transfer(self) -> None:
        one, other = self.chance.sample(self.agents, 2)
        to = Target(other.user_id)
        await self.floor.do(actions.transfer, one, self.some_id, to, note="Hm.", at=after(self.at))

    async def end(self) -> None:
        if self.chance.random() < 0.5:
            await self.floor.do(actions.give_back, self.agent, self.some_id, after(self.at))
        else:
            result = {"disposition": Disposition.SOLVED, "note": "", "at": after(self.at)}
            await self.floor.do(actions.close, self.agent, self.some_id, **result)

    async def cancel(self) -> None:
        customer = self.chance.choice(list(self.owners.values()))
        await self.floor.do(actions.cancel, customer, self.some_id, after(self.at))

    async def lose(self) -> None:
        lost = {"from_agent": self.agent.user_id, "why": self.chance.choice(list(Why))}
        if self.ids:
            await self.floor.do(actions.requeue, self.some_id, after(self.at), **lost)

    async def give_out(self) -> None:
        await self.floor.do(actions.assign_next, after(self.at), Policy.LEAST_LOADED)

    async def ask(self) -> None:
        own, customer = self.chance.choice(list(self.owners.items()))
        self.asked.append(
            await self.floor.do(
                chat.ask, customer, "And?", conversation_id=own, client_id=None, at=after(self.at)
            )
        )

    async def finish(self) -> None:
        if self.asked:
            answer = Answer("So it is.", Source.LLM)
            await self.floor.do(chat.finish, self.chance.choice(self.asked), answer, after(self.at))

    async def say(self) -> None:
        own, customer = self.chance.choice(list(self.owners.items()))
        who = self.chance.choice([customer, self.agent, self.vera])
        said = await self.floor.do(chat.say, who, own, "Hello?", client_id=None, at=after(self.at))
        self.said.append(said.message_id)

    @property
    def agent(self) -> Actor:
        """Any of them, and now and then the supervisor."""
        return self.vera if self.chance.random() < 0.1 else self.chance.choice(self.agents)

    @property
    def some_id(self) -> int:
        """Any hand-off there was."""
        return self.chance.choice(self.ids) if self.ids else 0


async def _word_and_work_agree(turmoil: Turmoil) -> None:
    async with turmoil.floor.db.reading() as session:
        rows = list((await session.execute(select(Handoff))).scalars())
        conversations = list((await session.execute(select(Conversation))).scalars())
    for conversation in conversations:
        held = [row for row in rows if row.session_id == conversation.id and row.is_open]
        assert len(held) <= 1
        word = conversation.speaker, conversation.speaker_id
        if held and held[0].status == Status.ACTIVE:
            assert word == (Speaker.AGENT, held[0].agent_id)
        elif held and held[0].attempts:
            assert word == (Speaker.AGENT, None)
        else:
            assert word == (Speaker.AI, None)
    assert len({row.id for row in rows}) == len(set(turmoil.ids)), "one got lost"


async def _every_word_is_kept(turmoil: Turmoil) -> None:
    async with turmoil.floor.db.reading() as session:
        kept = set((await session.execute(select(col(Message.id)))).scalars())
    assert len(turmoil.said) == len(set(turmoil.said)) >= 4
    assert kept >= {*turmoil.said, *(asked.question_id for asked in turmoil.asked)}


async def _the_ai_keeps_quiet_while_a_person_speaks(turmoil: Turmoil) -> None:
    async with turmoil.floor.db.reading() as session:
        chosen = select(Activity).where(col(Activity.subject_type) == "conversation")
        facts = list((await session.execute(chosen.order_by(col(Activity.id)))).scalars())
    for own in turmoil.owners:
        is_taken, takes = False, 0
        for fact in (fact for fact in facts if fact.subject_id == own):
            if fact.event == "WordTaken":
                is_taken, takes = True, takes + 1
            elif fact.event == "WordGivenBack":
                is_taken = False
            elif fact.event == "QuestionAsked" or (
                fact.event == "ReplyFinished" and fact.data["state"] == State.DONE
            ):
                assert not is_taken, f"{fact.event} after a person took {own}"


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_at_once_one_has_the_word(floor: Floor, seed: int) -> None:
    turmoil = Turmoil(floor, Random(seed))
    await turmoil.people()
    for _ in range(2):
        async with asyncio.TaskGroup() as everybody:
            for _ in range(WORKERS):
                everybody.create_task(turmoil.work())
        await _word_and_work_agree(turmoil)
    await _every_word_is_kept(turmoil)
    await _the_ai_keeps_quiet_while_a_person_speaks(turmoil)
    taken = [fact for fact in floor.facts() if fact == "HandoffTaken"]
    assert len(taken) >= 4, "too little happened to prove anything"
