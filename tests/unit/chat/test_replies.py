"""Answers in the making: streamed in pieces, stopped, followed from anywhere, saved whatever happens."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from aics_app.chat import actions
from aics_app.chat.actions import Asked
from aics_app.chat.models import Conversation, State
from aics_app.chat.replies import Replies, follow
from aics_app.chat.replies import pieces as pieces_module
from aics_app.chat.replies.running import SILENT_AFTER
from aics_app.core import clock
from aics_app.core.db import Database
from aics_app.core.errors import DatabaseUnavailable
from aics_app.llm import ChatTurn, ModelFailed, OnWait
from aics_app.llm.double import ScriptedModel
from tests.unit.chat.conftest import Desk, MakeDesk

STORY = "Once upon a time there was a shop in the woods. " * 4


class Gate:
    """Lets the model say as many pieces as the test allows."""

    def __init__(self) -> None:
        self.allowed = 0
        self._news = asyncio.Condition()

    async def before(self, number: int) -> None:
        """For `ScriptedModel(before_piece=…)`."""
        async with self._news:
            await self._news.wait_for(lambda: number < self.allowed)

    async def allow(self, pieces: int) -> None:
        """So many in all."""
        async with self._news:
            self.allowed = pieces
            self._news.notify_all()


async def until(holds: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait for something that comes by itself."""
    async with asyncio.timeout(20):
        while True:
            found = holds()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(0.005)


async def _followed(replies: Replies, asked: Asked) -> str:
    """All that a follower is told, checked for order and gaps."""
    text = ""
    async for message in follow(replies, asked.conversation_id, asked.reply_id):
        if message["type"] == "piece":
            assert message["at"] == len(text)
            text += message["text"]
    return text


async def test_a_follower_is_told_every_character_once_and_in_order(make_desk: MakeDesk) -> None:
    async with make_desk(ScriptedModel(STORY)) as desk:
        asked = await desk.replies.ask(await desk.person("lena"), "Tell me about the shop")
        assert await _followed(desk.replies, asked) == STORY
        assert (await desk.message(asked.reply_id)).content == STORY


async def test_followers_who_come_late_or_twice_hear_the_same(make_desk: MakeDesk) -> None:
    gate = Gate()
    async with make_desk(ScriptedModel(STORY, before_piece=gate.before)) as desk:
        asked = await desk.replies.ask(await desk.person("lena"), "Tell me about the shop")
        await gate.allow(10)
        early = asyncio.create_task(_followed(desk.replies, asked))
        await until(lambda: _has_text(desk, asked))
        late = [asyncio.create_task(_followed(desk.replies, asked)) for _ in range(3)]
        await asyncio.sleep(0)
        await gate.allow(10_000)
        assert await asyncio.gather(early, *late) == [STORY] * 4
        assert await _followed(desk.replies, asked) == ""  # it has ended: the saved message has it


async def _has_text(desk: Desk, asked: Asked) -> bool:
    return bool(await desk.replies.text_so_far(asked.reply_id))


async def test_pieces_are_gathered_not_told_one_by_one(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces_module, "FLUSH_S", 60)
    async with make_desk(ScriptedModel(STORY)) as desk:
        asked = await desk.replies.ask(await desk.person("lena"), "Tell me about the shop")
        heard = [message async for message in follow(desk.replies, asked.conversation_id, asked.reply_id)]
        assert [message["text"] for message in heard if message["type"] == "piece"] == [STORY[:4], STORY[4:]]


async def test_the_answer_goes_on_when_nobody_follows(make_desk: MakeDesk) -> None:
    gate = Gate()
    async with make_desk(ScriptedModel(STORY, before_piece=gate.before)) as desk:
        asked = await desk.replies.ask(await desk.person("lena"), "Tell me about the shop")
        await gate.allow(3)
        await until(lambda: _has_text(desk, asked))
        await gate.allow(10_000)
        reply = await desk.ended(asked)
        assert (reply.state, reply.content) == (State.DONE, STORY)


async def test_stopping_keeps_what_was_said_and_frees_the_conversation(make_desk: MakeDesk) -> None:
    gate = Gate()
    model = ScriptedModel(STORY, before_piece=gate.before)
    async with make_desk(model) as desk:
        lena = await desk.person("lena")
        asked = await desk.replies.ask(lena, "Tell me about the shop")
        await gate.allow(3)
        await until(lambda: _says(desk, asked, STORY[:12]))
        desk.replies.stop(asked.reply_id)
        reply = await desk.ended(asked)
        assert (reply.state, reply.content, reply.error_code) == (State.STOPPED, STORY[:12], None)
        assert model.closed == 1
        await gate.allow(10_000)
        assert (await desk.answered(lena, "And the woods?", asked.conversation_id)).state == State.DONE


async def _says(desk: Desk, asked: Asked, text: str) -> bool:
    return await desk.replies.text_so_far(asked.reply_id) == text


async def test_retrying_replaces_a_stopped_or_failed_answer(make_desk: MakeDesk) -> None:
    model = ScriptedModel(STORY, error=ModelFailed("truncated"), error_after=2)
    async with make_desk(model) as desk:
        lena = await desk.person("lena")
        asked = await desk.replies.ask(lena, "Tell me about the shop")
        failed = await desk.ended(asked)
        assert (failed.state, failed.error_code) == (State.FAILED, "model_failed")
        model.error = None
        again = await desk.replies.retry(lena, asked.reply_id)
        assert (await desk.ended(again)).content == STORY
        assert (await desk.message(asked.reply_id)).state == State.REPLACED
        assert again.question_id == asked.question_id


async def test_two_retries_at_once_are_one(make_desk: MakeDesk) -> None:
    gate = Gate()
    model = ScriptedModel(STORY, error=ModelFailed("truncated"), before_piece=gate.before)
    async with make_desk(model) as desk:
        lena = await desk.person("lena")
        asked = await desk.replies.ask(lena, "Tell me about the shop")
        await desk.ended(asked)
        model.error = None
        both = await asyncio.gather(
            *(desk.replies.retry(lena, asked.reply_id) for _ in range(2)), return_exceptions=True
        )
        (begun,) = [one for one in both if isinstance(one, Asked)]
        await gate.allow(10_000)
        assert (await desk.ended(begun)).content == STORY


async def test_an_answer_whose_writer_died_is_marked_and_can_be_retried(desk: Desk) -> None:
    lena = await desk.person("lena")
    now = clock.now()
    async with desk.db.transaction() as session:  # saved by a process that was killed before it wrote
        asked = await actions.ask(
            session, lena, "Are you there?", conversation_id="", client_id=None, at=now - SILENT_AFTER * 2
        )
    await desk.replies.beat()
    reply = await desk.message(asked.reply_id)
    assert (reply.state, reply.error_code) == (State.STOPPED, "reply_interrupted")
    again = await desk.replies.retry(lena, asked.reply_id)
    assert (await desk.ended(again)).state == State.DONE


async def test_an_answer_that_is_being_written_is_left_alone_and_saved_as_it_goes(
    make_desk: MakeDesk,
) -> None:
    gate = Gate()
    async with make_desk(ScriptedModel(STORY, before_piece=gate.before)) as desk:
        asked = await desk.replies.ask(await desk.person("lena"), "Tell me about the shop")
        await gate.allow(3)
        await until(lambda: _says(desk, asked, STORY[:12]))
        await desk.replies.beat()
        saved = await desk.message(asked.reply_id)
        assert (saved.state, saved.content) == (State.STREAMING, STORY[:12])
        assert saved.beat_at is not None
        assert clock.now() - saved.beat_at < timedelta(seconds=5)
        await gate.allow(10_000)
        assert (await desk.ended(asked)).content == STORY


async def test_shutting_down_saves_what_was_said(make_desk: MakeDesk) -> None:
    gate = Gate()
    async with make_desk(ScriptedModel(STORY, before_piece=gate.before)) as desk:
        asked = await desk.replies.ask(await desk.person("lena"), "Tell me about the shop")
        await gate.allow(3)
        await until(lambda: _says(desk, asked, STORY[:12]))
        await desk.replies.close()
        reply = await desk.message(asked.reply_id)
        assert (reply.state, reply.content, reply.error_code) == (
            State.STOPPED,
            STORY[:12],
            "reply_interrupted",
        )


async def test_late_words_are_not_saved_once_the_answer_has_ended_elsewhere(make_desk: MakeDesk) -> None:
    gate = Gate()
    async with make_desk(ScriptedModel(STORY, before_piece=gate.before)) as desk:
        asked = await desk.replies.ask(await desk.person("lena"), "Tell me about the shop")
        await gate.allow(3)
        await until(lambda: _says(desk, asked, STORY[:12]))
        async with desk.db.transaction() as session:  # another replica thought that we were dead
            future = clock.now() + SILENT_AFTER
            await actions.interrupt_silent_replies(session, before=future, at=clock.now())
        await gate.allow(10_000)
        await until(lambda: desk.replies.count == 0)
        reply = await desk.message(asked.reply_id)
        assert (reply.state, reply.content) == (State.STOPPED, "")


async def test_the_end_is_saved_when_the_database_comes_back(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    async with make_desk(ScriptedModel(STORY, before_piece=gate.before)) as desk:
        asked = await desk.replies.ask(await desk.person("lena"), "Tell me about the shop")
        away = 2
        genuine = Database.transaction

        @asynccontextmanager
        async def failing(db: Database) -> AsyncIterator[object]:
            nonlocal away
            if away:
                away -= 1
                raise DatabaseUnavailable("gone")
            async with genuine(db) as session:
                yield session

        monkeypatch.setattr(Database, "transaction", failing)
        await gate.allow(10_000)
        reply = await desk.ended(asked)
        assert (reply.state, reply.content, away) == (State.DONE, STORY, 0)


async def test_a_broken_program_still_ends_the_answer(
    make_desk: MakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_turns: object) -> str:
        raise ZeroDivisionError

    async with make_desk(ScriptedModel(broken)) as desk:
        reply = await desk.answered(await desk.person("lena"), "Tell me about the shop")
        assert (reply.state, reply.error_code) == (State.FAILED, "internal")
        async with desk.db.reading() as session:
            conversation = await session.get(Conversation, reply.session_id)
        assert conversation is not None
        assert conversation.reply_id is None
    assert "ZeroDivisionError" in caplog.text


class Queueing(ScriptedModel):
    """Lets everybody wait for two turns first."""

    async def stream(
        self,
        turns: Sequence[ChatTurn],
        *,
        max_tokens: int,
        temperature: float,
        on_wait: OnWait | None = None,
    ) -> AsyncGenerator[str, None]:
        """Tells the place, then answers."""
        assert on_wait is not None
        for place in (2, 1):
            await on_wait(place)
        async for piece in super().stream(turns, max_tokens=max_tokens, temperature=temperature):
            yield piece


async def test_the_place_in_line_is_told_until_the_first_words_come(make_desk: MakeDesk) -> None:
    async with make_desk(Queueing("Here.")) as desk:
        asked = await desk.replies.ask(await desk.person("lena"), "Tell me about the shop")
        heard = [message async for message in follow(desk.replies, asked.conversation_id, asked.reply_id)]
    kinds = [message["type"] for message in heard]
    assert [message["place"] for message in heard if message["type"] == "wait"] == [2, 1, 0]
    assert kinds.index("piece") > max(index for index, kind in enumerate(kinds) if kind == "wait")
