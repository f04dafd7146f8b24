"""Customer, agents and AI act at random and at once: who may speak stays one, and the AI keeps to it."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from aics_app.accounts.models import Actor, Role
from aics_app.chat import queries
from aics_app.chat.errors import AlreadyTaken, AnswerInProgress, NotSpeaking, PersonSpeaks
from aics_app.chat.models import Message, Sender, State
from aics_app.chat.replies import topic_of
from aics_app.llm.double import ScriptedModel
from tests.unit.chat.conftest import Desk, MakeDesk
from tests.unit.chat.speakers import facts, give_back, opened, pass_on, take, vacate
from tests.unit.chat.test_replies import STORY, until

Act = Callable[[], Coroutine[Any, Any, None]]


class _Turmoil:
    """Customer, agents and AI act at random and at once. `log` has what was told and done, in order."""

    def __init__(self, desk: Desk, lena: Actor, agents: list[Actor], conversation_id: str) -> None:
        self.log: list[str] = []
        self._desk, self._lena, self._agents, self._id = desk, lena, agents, conversation_id
        desk.replies.tools.live.subscribe(topic_of(conversation_id), self._hear)

    def _hear(self, _topic: str, message: dict[str, Any]) -> None:
        if message["type"] == "piece":
            self.log.append("piece")

    async def go(self, chance: random.Random, steps: int) -> None:
        """So many steps, three at a time."""
        acts: list[Callable[[random.Random], Coroutine[Any, Any, None]]] = [
            self._ask,
            self._ask,
            self._take,
            self._leave,
            self._leave,
            self._beat,
        ]
        for _ in range(steps):
            trio = [self._tolerant(chance.choice(acts)(chance), chance.random() / 50) for _ in range(3)]
            await asyncio.gather(*trio)

    async def _tolerant(self, act: Coroutine[Any, Any, None], pause_s: float) -> None:
        await asyncio.sleep(pause_s)
        try:
            await act
        except (AlreadyTaken, AnswerInProgress, NotSpeaking, PersonSpeaks):
            self.log.append("refused")  # somebody else was first: that is how it should be

    async def _ask(self, _chance: random.Random) -> None:
        await self._desk.replies.ask(self._lena, "Tell me about the shop", conversation_id=self._id)

    async def _take(self, chance: random.Random) -> None:
        await take(self._desk, self._id, chance.choice(self._agents))
        self.log.append("taken")

    async def _leave(self, chance: random.Random) -> None:
        giver, taker = chance.sample(self._agents, 2)
        ways: list[Act] = [
            partial(pass_on, self._desk, self._id, giver, taker),
            partial(vacate, self._desk, self._id, giver),
            partial(self._return, giver),
            partial(self._return, None),
        ]
        await chance.choice(ways)()

    async def _return(self, giver: Actor | None) -> None:
        self.log.append("given back")  # from here on the AI may speak again, also if somebody takes meanwhile
        await give_back(self._desk, self._id, giver)
        self.log.append("given back")

    async def _beat(self, _chance: random.Random) -> None:
        await self._desk.replies.beat()


@pytest.mark.parametrize("seed", range(3))
async def test_in_any_turmoil_one_speaks_and_the_ai_not_after_a_take(make_desk: MakeDesk, seed: int) -> None:
    chance = random.Random(seed)

    async def slowly(_number: int) -> None:
        await asyncio.sleep(chance.random() / 800)

    async with make_desk(ScriptedModel(STORY[:60], before_piece=slowly)) as desk:
        lena = await desk.person("lena")
        agents = [await desk.person(name, Role.AGENT) for name in ("anna", "bert")]
        conversation_id, _ = await opened(desk, lena)
        turmoil = _Turmoil(desk, lena, agents, conversation_id)
        await turmoil.go(chance, 80)
        await until(lambda: desk.replies.count == 0)
        await _check_story(desk, conversation_id)
        _check_silence(turmoil.log)


async def _check_story(desk: Desk, conversation_id: str) -> None:
    """The facts in the order of their commits: answers begin and end only while the AI has the word."""
    ai_speaks, is_answering = True, False
    names = [name for name, _ in await facts(desk, conversation_id)]
    for name in names:
        match name:
            case "QuestionAsked":
                assert ai_speaks
                assert not is_answering
                is_answering = True
            case "ReplyFinished":
                assert ai_speaks
                assert is_answering
                is_answering = False
            case "WordTaken":
                assert not is_answering
                ai_speaks = False
            case "WordPassedOn" | "WordVacated":
                assert not ai_speaks
            case "WordGivenBack":
                assert not ai_speaks
                ai_speaks = True
    assert not is_answering
    assert {"QuestionAsked", "WordTaken", "WordGivenBack"} <= set(names)
    async with desk.db.reading() as session:
        row = await queries.conversation_alone(session, conversation_id)
        written = select(Message).where(col(Message.session_id) == conversation_id)
        replies = [m for m in (await session.execute(written)).scalars() if m.sender == Sender.AI]
    assert row.reply_id is None
    assert replies
    assert {reply.state for reply in replies} <= {State.DONE, State.STOPPED}


def _check_silence(log: list[str]) -> None:
    """Between a take and the next giving back, no piece is told."""
    assert {"piece", "taken"} <= set(log)
    is_taken = False
    for entry in log:
        if entry == "taken":
            is_taken = True
        elif entry == "given back":
            is_taken = False
        assert not (is_taken and entry == "piece")
