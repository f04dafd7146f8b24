"""What an answer does not cost: reading what was just written, beats of the young, looks at what is heard."""

import asyncio

import pytest

from aics_app.chat.actions import Asked
from aics_app.chat.models import State
from aics_app.chat.replies import Replies, follow
from aics_app.chat.replies.running import SILENT_AFTER
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.knowledge.rules import Decision
from aics_app.llm.double import ScriptedModel
from tests.asked import statements
from tests.doubles.understanding import Meaning, ScriptedUnderstanding, entry
from tests.unit.chat.conftest import Desk, MakeDesk
from tests.unit.chat.test_replies import STORY, Gate, until

SURE, OPEN = "How long does delivery take?", "Which shoes would you take to the Alps?"


@pytest.mark.parametrize("question", [SURE, OPEN])
async def test_the_answer_given_at_once_is_the_one_that_is_read_later(
    make_desk: MakeDesk, question: str
) -> None:
    known = entry("When will it arrive?", "In two to five days.", faq_id=7)
    sure, near = Meaning(Decision.ANSWER, (known,)), Meaning(Decision.ASK_BACK, (known,))
    knowing = ScriptedUnderstanding({SURE: sure, OPEN: near})
    async with make_desk(understanding=knowing) as desk:
        lena = await desk.shop.customer("lena")
        asked = {"question": question, "client_id": "lena-asks-this"}
        at_once = await lena.post("/api/ai/answer", json=asked)
        read = await lena.post("/api/ai/answer", json=asked)  # the same message again: its rows are read
        assert at_once.status_code == read.status_code == 200
        assert at_once.json() == read.json()
        assert at_once.json()["citations"]


async def test_a_follower_of_an_answer_in_the_making_reads_nothing(make_desk: MakeDesk) -> None:
    gate = Gate()
    async with make_desk(ScriptedModel(STORY, before_piece=gate.before)) as desk:
        asked = await _begun(desk, gate)
        with statements(desk.db) as heard:
            following = follow(desk.replies, asked.conversation_id, asked.reply_id)
            assert (await anext(following))["text"]
            more = asyncio.ensure_future(anext(following))
            await gate.allow(4)
            assert (await more)["text"]
            assert heard == []
        await gate.allow(10_000)


async def _begun(desk: Desk, gate: Gate) -> Asked:
    """An answer whose first words are there."""
    asked = await desk.replies.ask(await desk.person("lena"), "Tell me about the shop")
    await gate.allow(2)
    await until(lambda: _says_something(desk.replies, asked.reply_id))
    return asked


async def _says_something(replies: Replies, reply_id: int) -> bool:
    return bool(await replies.text_so_far(reply_id))


async def test_only_answers_that_take_long_are_saved_on_the_way(make_desk: MakeDesk) -> None:
    gate = Gate()
    async with make_desk(ScriptedModel(STORY, before_piece=gate.before)) as desk:
        asked = await _begun(desk, gate)
        await desk.replies.beat(after_s=60)
        young = await desk.message(asked.reply_id)
        assert (young.content, young.state) == ("", State.STREAMING)
        assert young.beat_at
        assert clock.now() - young.beat_at < SILENT_AFTER
        await desk.replies.beat(after_s=0)
        assert (await desk.message(asked.reply_id)).content
        await gate.allow(10_000)


async def test_the_first_question_looks_for_nothing_before_it(make_desk: MakeDesk) -> None:
    async with make_desk() as desk:
        lena = await desk.person("lena")
        first = await desk.answered(lena, "What do you think of my shoes?")
        with statements(use(Database)) as heard:
            await desk.answered(lena, "And of my hat?")
            begun = [text for text in heard if "conversation.sender IN" in text]
            await desk.answered(lena, "And of my coat?", first.session_id)
        gone_on = [text for text in heard if "conversation.sender IN" in text]
        assert (len(begun), len(gone_on)) == (0, 1)
