"""How answers end and are followed when things cross: clicks and saving, pieces and followers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from aics_app.accounts.models import Actor
from aics_app.accounts.queries import actor_of
from aics_app.chat import actions, queries
from aics_app.chat.actions import Asked
from aics_app.chat.models import Message, Source, State
from aics_app.chat.replies import Replies, follow, topic_of
from aics_app.core import clock
from aics_app.core.cache import MemoryCache
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.live import LocalLive
from aics_app.llm.double import ScriptedModel
from tests.app import Shop, running
from tests.doubles.understanding import ScriptedUnderstanding
from tests.unit.chat.test_replies import until

STORY = "Once upon a time there was a shop in the woods. "
WAITS_S = 20
"""Far longer than it takes, for slow machines."""


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with running(
        tmp_path, model=ScriptedModel(STORY), understanding=ScriptedUnderstanding()
    ) as running_shop:
        yield running_shop


@pytest.fixture
async def lena(shop: Shop) -> Actor:
    return actor_of(await shop.account("lena"), "session")


async def _message(message_id: int) -> Message:
    async with use(Database).reading() as session:
        return await queries.get_message(session, message_id)


@dataclass
class _HeldUp:
    """Something is about to be saved, and goes on when it may."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def _saving_held_up(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[_HeldUp]:
    """Transactions wait until they may go on."""
    genuine, held = Database.transaction, _HeldUp()

    @asynccontextmanager
    async def waiting(db: Database) -> AsyncIterator[object]:
        held.begun.set()
        await held.goes_on.wait()
        async with genuine(db) as session:
            yield session

    with monkeypatch.context() as patched:
        patched.setattr(Database, "transaction", waiting)
        yield held


async def _written(replies: Replies, asked: Asked, held: _HeldUp) -> None:
    async def is_whole() -> bool:
        return await replies.text_so_far(asked.reply_id) == STORY

    await until(is_whole)
    async with asyncio.timeout(WAITS_S):
        await held.begun.wait()
    await asyncio.sleep(0.05)  # a round of the background may have been the first


async def test_clicking_stop_while_the_end_is_being_saved_loses_nothing(
    lena: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = use(Replies)
    asked = await replies.ask(lena, "Tell me about the shop")
    async with _saving_held_up(monkeypatch) as held:
        await _written(replies, asked, held)
        for _ in range(2):
            replies.stop(asked.reply_id)
            await asyncio.sleep(0)
        held.goes_on.set()
        async with asyncio.timeout(WAITS_S):
            async for _ in follow(replies, asked.conversation_id, asked.reply_id):
                pass
    reply = await _message(asked.reply_id)
    assert (reply.state, reply.content) == (State.DONE, STORY)


async def test_shutting_down_while_the_end_is_being_saved_waits_for_it(
    lena: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = use(Replies)
    asked = await replies.ask(lena, "Tell me about the shop")
    async with _saving_held_up(monkeypatch) as held:
        await _written(replies, asked, held)
        closing = asyncio.create_task(replies.close())
        await asyncio.sleep(0.05)
        held.goes_on.set()
        await closing
    reply = await _message(asked.reply_id)
    assert (reply.state, reply.content) == (State.DONE, STORY)


@pytest.mark.usefixtures("shop")
async def test_a_follower_fills_the_gap_of_a_piece_that_was_told_too_early(lena: Actor) -> None:
    """Another replica writes: its pieces come as news, what it said before by the shared cache, late."""
    cache, live = MemoryCache(), LocalLive()
    cache.shared = True
    here = Replies(replace(use(Replies).tools, cache=cache, live=live))
    asked = await _asked_elsewhere(lena)
    await cache.set(f"reply:{asked.reply_id}", STORY[:10], 60)
    heard: list[str] = []

    async def listen() -> None:
        async for message in follow(here, asked.conversation_id, asked.reply_id):
            if message["type"] == "piece":
                assert message["at"] == len("".join(heard))
                heard.append(message["text"])

    def tell(kind: str, at: int = 0, text: str = "") -> None:
        facts = {"type": kind, "id": asked.reply_id, "at": at, "text": text}
        live.post(topic_of(asked.conversation_id), facts)

    listening = asyncio.create_task(listen())
    await until(lambda: "".join(heard) == STORY[:10])
    tell("piece", 20, STORY[20:25])  # characters 10 to 20 were told before anybody listened here
    await asyncio.sleep(0.05)
    await cache.set(f"reply:{asked.reply_id}", STORY[:25], 60)
    tell("piece", 25, STORY[25:30])
    await until(lambda: "".join(heard) == STORY[:25])
    tell("piece", 30, STORY[30:])
    await _finished_elsewhere(asked)
    tell("end")
    async with asyncio.timeout(WAITS_S):
        await listening
    assert "".join(heard) == STORY


async def _asked_elsewhere(lena: Actor) -> Asked:
    async with use(Database).transaction() as session:
        return await actions.ask(session, lena, "Tell me", conversation_id="", client_id=None, at=clock.now())


async def _finished_elsewhere(asked: Asked) -> None:
    async with use(Database).transaction() as session:
        await actions.finish(session, asked, actions.Answer(STORY, Source.LLM), clock.now())
