"""What an agent is told of the time before he came: by the model once, or by the first question."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from aics_app.chat.models import Conversation
from aics_app.chat.replies import Replies, topic_of
from aics_app.core import clock
from aics_app.core.cache import Cache
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.live import Live, Message
from aics_app.desk import views
from aics_app.desk.jobs import CLAIM_S, Summaries
from aics_app.desk.rules.mood import Sign
from aics_app.desk.views import Before
from aics_app.handoff import actions
from aics_app.handoff import queries as handoffs
from aics_app.handoff.models import MAX_SUMMARY_CHARS, Handoff
from aics_app.llm import ModelUnavailable
from aics_app.llm.double import ScriptedModel
from tests.app import Shop, running
from tests.doubles.understanding import ScriptedUnderstanding
from tests.unit.handoff.conftest import Floor

QUESTION = "Where is my useless parcel?"
SUMMARY = "- Lena waits for a parcel.\n- Nothing is known of it."


@pytest.fixture
def model() -> ScriptedModel:
    """Sums up where it is asked to, else answers a customer."""
    return ScriptedModel(lambda turns: SUMMARY if "Sum up" in turns[-1].content else "Two to five days.")


@pytest.fixture
async def shop(tmp_path: Path, model: ScriptedModel) -> AsyncIterator[Shop]:
    """The product at work; the summaries are written when a test says so."""
    async with running(tmp_path, model=model, understanding=ScriptedUnderstanding()) as made:
        yield made


async def _asks(lena: AsyncClient, question: str = QUESTION) -> str:
    """Lena asks the AI and then for a person; her conversation."""
    told = (await lena.post("/api/ai/answer", json={"question": question})).json()
    asked = await lena.post(f"/api/conversations/{told['session_id']}/handoff")
    assert asked.status_code == 201, asked.text
    return str(told["session_id"])


async def _row(conversation_id: str) -> Handoff:
    async with use(Database).reading() as session:
        found = await handoffs.find_open(session, conversation_id)
    assert found
    return found


async def _before(conversation_id: str) -> Before:
    async with use(Database).reading() as session:
        return await views.before(session, await session.get_one(Conversation, conversation_id))


def _summaries() -> Summaries:
    return Summaries(use(Replies).tools)


async def test_the_model_sums_up_once_and_open_desks_hear_of_it(shop: Shop, model: ScriptedModel) -> None:
    lena, anna = await shop.customer("lena"), await shop.agent("anna")
    conversation_id = await _asks(lena)
    heard: list[Message] = []
    use(Live).subscribe(topic_of(conversation_id), lambda _, message: heard.append(message))
    calls = len(model.asked)
    assert await _summaries().turn() == 1
    assert (await _row(conversation_id)).summary == SUMMARY
    assert {"type": "note"} in heard
    told = "".join(turn.content for turn in model.asked[-1])
    assert QUESTION in told
    assert await _summaries().turn() == 0
    assert len(model.asked) == calls + 1
    assert (await anna.get("/api/handoffs/1")).json()["summary"] == SUMMARY
    assert (await lena.get("/api/handoffs/1")).json()["summary"] is None


async def test_two_replicas_at_once_ask_the_model_once(shop: Shop, model: ScriptedModel) -> None:
    await _asks(await shop.customer("lena"))
    calls = len(model.asked)
    assert sum(await asyncio.gather(_summaries().turn(), _summaries().turn())) == 1
    assert len(model.asked) == calls + 1


async def test_without_the_model_the_first_question_stands_for_it(shop: Shop, model: ScriptedModel) -> None:
    conversation_id = await _asks(await shop.customer("lena"))
    model.error = ModelUnavailable("gone")
    assert await _summaries().turn() == 0
    assert (await _row(conversation_id)).summary is None
    assert (await _before(conversation_id)).question == QUESTION


async def test_a_model_that_failed_is_asked_again_after_a_while(shop: Shop, model: ScriptedModel) -> None:
    conversation_id = await _asks(await shop.customer("lena"))
    at = clock.now()
    summaries = Summaries(use(Replies).tools, now=lambda: at)
    model.error = ModelUnavailable("gone")
    assert await summaries.turn() == 0
    model.error = None
    assert await summaries.turn() == 0  # left in peace
    at += timedelta(seconds=CLAIM_S + 1)
    await use(Cache).delete("handoff:summary:1")  # as its own clock would
    assert await summaries.turn() == 1
    assert (await _row(conversation_id)).summary == SUMMARY


async def test_who_asked_nothing_is_not_summed_up(shop: Shop, model: ScriptedModel) -> None:
    lena = await shop.customer("lena")
    made = (await lena.post("/api/conversations", json={"title": "My parcel"})).json()["session_id"]
    await lena.post(f"/api/conversations/{made}/handoff")
    assert await _summaries().turn() == 0
    assert model.asked == []
    before = await _before(made)
    assert (before.until > 0, before.question, before.mood.is_upset) == (True, "", False)


async def test_what_is_known_of_the_time_before(shop: Shop) -> None:
    lena = await shop.customer("lena")
    told: dict[str, Any] = (await lena.post("/api/ai/answer", json={"question": QUESTION})).json()
    await lena.post(f"/api/ai/messages/{told['message_id']}/feedback", json={"helpful": False})
    assert await _before(told["session_id"]) == Before()  # nobody has asked for a person
    await lena.post(f"/api/conversations/{told['session_id']}/handoff")
    before = await _before(told["session_id"])
    assert before.until > told["message_id"]
    assert (before.question, before.ways) == (QUESTION, (told["source"],))
    assert before.mood.signs == (Sign.WORDS, Sign.UNHELPFUL)
    assert before.mood.word == "useless"


async def test_notes_and_later_words_are_no_part_of_it(shop: Shop, model: ScriptedModel) -> None:
    lena, anna = await shop.customer("lena"), await shop.agent("anna")
    conversation_id = await _asks(lena)
    await anna.post(f"/api/conversations/{conversation_id}/notes", json={"text": "A known thief."})
    await anna.post("/api/handoffs/1/take")
    await lena.post(f"/api/conversations/{conversation_id}/messages", json={"text": "This is a scam!"})
    await _summaries().turn()
    told = "".join(turn.content for turn in model.asked[-1])
    assert "thief" not in told
    assert "scam" not in told
    assert (await _before(conversation_id)).mood.word == "useless"


async def test_a_summary_is_kept_once_and_not_without_end(floor: Floor) -> None:
    handoff = await floor.waiting(await floor.person("lena"))
    assert await floor.do(actions.keep_summary, handoff.id, " \n") is False
    assert await floor.do(actions.keep_summary, handoff.id, "x" * 9000) is True
    assert await floor.do(actions.keep_summary, handoff.id, "Another one.") is False
    assert (await floor.row(handoff)).summary == "x" * MAX_SUMMARY_CHARS
    assert await floor.do(actions.keep_summary, 99_999, "Nobody's.") is False
