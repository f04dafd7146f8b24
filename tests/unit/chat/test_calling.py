"""From what is said to the queue: each rule through the product, and what the customer may do about it."""

import asyncio
import logging

import pytest

from aics_app.accounts.models import Actor
from aics_app.chat import actions as chat
from aics_app.chat import queries as conversations
from aics_app.chat.models import Message, Sender, State, TransferReason
from aics_app.core import clock
from aics_app.handoff import actions, queries
from aics_app.handoff.models import AskedBy, Handoff, Priority, Status
from aics_app.knowledge.rules import Decision
from aics_app.llm import ModelFailed, ModelUnavailable
from aics_app.llm.double import ScriptedModel
from tests.doubles.understanding import Meaning, ScriptedUnderstanding, entry
from tests.unit.chat.conftest import Desk, MakeDesk

DOWN = ModelUnavailable("refused")
DESPAIR = "I want to kill myself"
COMPLAINTS = {
    text: Meaning(intent="complaint") for text in ("This is a disgrace!", "I said this is a disgrace!")
}


async def _handoff(desk: Desk, conversation_id: str) -> Handoff | None:
    async with desk.db.reading() as session:
        return await queries.find_open(session, conversation_id)


async def _waits(desk: Desk, conversation_id: str) -> Handoff:
    found = await _handoff(desk, conversation_id)
    assert found, "nobody waits"
    assert found.status == Status.QUEUED
    return found


async def _line(desk: Desk, conversation_id: str) -> str:
    """What the system said last."""
    async with desk.db.reading() as session:
        said = await conversations.said_before(session, conversation_id, None, 10)
    lines = [message.extra or {} for message, _ in said if message.sender == Sender.SYSTEM]
    return str(lines[-1]["what"])


async def _asked(desk: Desk, lena: Actor, *questions: str) -> list[Message]:
    """Questions of one conversation, one after the other, and their answers."""
    said: list[Message] = []
    for question in questions:
        said.append(await desk.answered(lena, question, said[0].session_id if said else ""))
    return said


async def _thumbs_down(desk: Desk, lena: Actor, answer: Message) -> None:
    async with desk.db.transaction() as session:
        await chat.give_feedback(session, lena, answer.id or 0, helpful=False, reason="", at=clock.now())


async def _not_solved(desk: Desk, lena: Actor, answer: Message) -> None:
    async with desk.db.transaction() as session:
        await chat.say_solved(session, lena, answer.session_id, solved=False, at=clock.now())


async def _cancelled(desk: Desk, lena: Actor, handoff: Handoff) -> None:
    async with desk.db.transaction() as session:
        await actions.cancel(session, lena, handoff.id or 0, clock.now())


@pytest.mark.parametrize(("language", "question"), [("en", DESPAIR), ("zh", "我不想活了")])
async def test_a_word_of_self_harm_brings_a_person_at_once(
    make_desk: MakeDesk, caplog: pytest.LogCaptureFixture, language: str, question: str
) -> None:
    caplog.set_level(logging.DEBUG, logger="aics_app")
    async with make_desk() as desk:
        reply = await desk.answered(await desk.person("lena"), question)
        waits = await _waits(desk, reply.session_id)
        assert (waits.priority, waits.source, waits.reason) == (
            Priority.URGENT,
            AskedBy.RULE,
            TransferReason.POLICY_RESTRICTION,
        )
        assert (reply.state, reply.intent) == (State.DONE, "self_harm")
        assert await _line(desk, reply.session_id) == "handoff_queued"
        assert ("emergency" in reply.content) == (language == "en")
        assert (desk.model.asked, desk.understanding.asked) == ([], [])
    assert question not in caplog.text
    assert "self_harm" in caplog.text


async def test_the_kind_reply_is_never_remembered_and_comes_again(make_desk: MakeDesk) -> None:
    async with make_desk(AI_CACHE_THRESHOLD="1") as desk:
        lena = await desk.person("lena")
        replies = [await desk.answered(lena, DESPAIR) for _ in range(3)]
        assert {reply.source for reply in replies} == {"none"}
        assert all([await _waits(desk, reply.session_id) for reply in replies])


async def test_who_waits_and_speaks_of_self_harm_moves_up(make_desk: MakeDesk) -> None:
    async with make_desk() as desk:
        lena = await desk.person("lena")
        (wish,) = await _asked(desk, lena, "I want to talk to a human")
        first = await _waits(desk, wish.session_id)
        await desk.answered(lena, DESPAIR, wish.session_id)
        again = await _waits(desk, wish.session_id)
        assert (again.id, first.priority, again.priority) == (first.id, Priority.NORMAL, Priority.URGENT)


async def test_a_complaint_offers_a_person_and_the_next_one_brings_him(make_desk: MakeDesk) -> None:
    async with make_desk(ScriptedModel("I see."), ScriptedUnderstanding(COMPLAINTS)) as desk:
        lena = await desk.person("lena")
        first = await desk.answered(lena, "This is a disgrace!")
        assert first.transfer_reason == TransferReason.POLICY_RESTRICTION
        assert await _handoff(desk, first.session_id) is None
        await desk.answered(lena, "I said this is a disgrace!", first.session_id)
        waits = await _waits(desk, first.session_id)
        assert (waits.priority, waits.source) == (Priority.HIGH, AskedBy.RULE)


async def test_an_offer_that_is_taken_keeps_its_reason_and_its_urgency(make_desk: MakeDesk) -> None:
    async with make_desk(understanding=ScriptedUnderstanding(COMPLAINTS)) as desk:
        lena = await desk.person("lena")
        first = await desk.answered(lena, "This is a disgrace!")
        async with desk.db.transaction() as session:
            await chat.accept_offer(session, lena, first.session_id, clock.now())
        waits = await _waits(desk, first.session_id)
        assert (waits.priority, waits.source, waits.reason) == (
            Priority.HIGH,
            AskedBy.BUTTON,
            TransferReason.POLICY_RESTRICTION,
        )


async def test_the_model_away_is_an_offer_once_and_a_person_the_second_time(make_desk: MakeDesk) -> None:
    async with make_desk(ScriptedModel("", error=DOWN)) as desk:
        lena = await desk.person("lena")
        (first,) = await _asked(desk, lena, "Which shoes would you take?")
        assert first.transfer_reason == TransferReason.TOOL_FAILURE
        assert await _handoff(desk, first.session_id) is None
        await desk.answered(lena, "And which hat?", first.session_id)
        waits = await _waits(desk, first.session_id)
        assert (waits.reason, waits.source) == (TransferReason.TOOL_FAILURE, AskedBy.RULE)


async def test_a_retry_that_fails_again_brings_a_person(make_desk: MakeDesk) -> None:
    async with make_desk(ScriptedModel("half", error=ModelFailed("garbage"))) as desk:
        lena = await desk.person("lena")
        (first,) = await _asked(desk, lena, "Tell me about the shop")
        assert await _handoff(desk, first.session_id) is None
        again = await desk.replies.retry(lena, first.id or 0)
        failed = await desk.ended(again)
        assert failed.state == State.FAILED
        assert (await _waits(desk, first.session_id)).reason == TransferReason.TOOL_FAILURE


async def test_answers_that_failed_count_but_cost_the_model_nothing_of_what_was_said(
    make_desk: MakeDesk,
) -> None:
    model = ScriptedModel("Gladly.")
    async with make_desk(model) as desk:
        lena = await desk.person("lena")
        (first,) = await _asked(desk, lena, "I take size 38, please")
        model.error, model.error_after = ModelFailed("garbage"), 1
        for number in range(7):
            await desk.answered(lena, f"Which shoe, number {number}?", first.session_id)
        assert (await _waits(desk, first.session_id)).reason == TransferReason.TOOL_FAILURE
        model.error = None
        await desk.answered(lena, "And now?", first.session_id)
        told = [turn.content for turn in model.asked[-1]]
        assert "I take size 38, please" in told
        assert not any(text.startswith("Glad") and text != "Gladly." for text in told)


async def test_turns_without_progress_bring_a_person_at_the_limit(make_desk: MakeDesk) -> None:
    near = Meaning(Decision.ASK_BACK, (entry("How to get an invoice?", "In the order.", score=0.5),))
    knowing = ScriptedUnderstanding({"paper": near, "the paper": near})
    async with make_desk(ScriptedModel("", error=DOWN), knowing, AI_MAX_TURNS="2") as desk:
        lena = await desk.person("lena")
        first, second = await _asked(desk, lena, "paper", "the paper")
        assert first.transfer_reason == TransferReason.PENDING_CLARIFICATION
        assert second.transfer_reason == TransferReason.USAGE_LIMIT
        assert (await _waits(desk, first.session_id)).reason == TransferReason.USAGE_LIMIT


async def test_two_thumbs_down_in_a_row_bring_a_person(make_desk: MakeDesk) -> None:
    async with make_desk() as desk:
        lena = await desk.person("lena")
        answers = await _asked(desk, lena, "How are your shoes?", "How are your hats?")
        await _thumbs_down(desk, lena, answers[1])
        assert await _handoff(desk, answers[0].session_id) is None
        await _thumbs_down(desk, lena, answers[0])
        waits = await _waits(desk, answers[0].session_id)
        assert (waits.reason, waits.source) == (TransferReason.MISSING_KNOWLEDGE, AskedBy.RULE)
        assert await _line(desk, waits.session_id) == "handoff_called"


async def test_not_solved_counts_like_a_thumb_down_and_solved_takes_it_back(make_desk: MakeDesk) -> None:
    async with make_desk() as desk:
        lena = await desk.person("lena")
        (first,) = await _asked(desk, lena, "How are your shoes?")
        await _not_solved(desk, lena, first)
        second = await desk.answered(lena, "How are your hats?", first.session_id)
        await _not_solved(desk, lena, second)
        assert (await _waits(desk, first.session_id)).reason == TransferReason.MISSING_KNOWLEDGE
        other = await desk.answered(lena, "How are your coats?")
        await _not_solved(desk, lena, other)
        async with desk.db.transaction() as session:
            await chat.say_solved(session, lena, other.session_id, solved=True, at=clock.now())
        next_one = await desk.answered(lena, "How are your gloves?", other.session_id)
        await _not_solved(desk, lena, next_one)
        assert await _handoff(desk, other.session_id) is None


async def test_both_thumbs_at_once_are_one_wait(make_desk: MakeDesk) -> None:
    async with make_desk() as desk:
        lena = await desk.person("lena")
        answers = await _asked(desk, lena, "How are your shoes?", "How are your hats?")
        await asyncio.gather(*(_thumbs_down(desk, lena, answer) for answer in answers))
        await _waits(desk, answers[0].session_id)
        async with desk.db.reading() as session:
            rows, _ = await queries.listed(session, lena, queries.Filter(session_id=answers[0].session_id))
        assert len(rows) == 1


async def test_who_goes_on_with_the_ai_is_not_called_for_until_something_new_happens(
    make_desk: MakeDesk,
) -> None:
    async with make_desk() as desk:
        lena = await desk.person("lena")
        answers = await _asked(desk, lena, "How are your shoes?", "How are your hats?")
        for answer in answers:
            await _thumbs_down(desk, lena, answer)
        await _cancelled(desk, lena, await _waits(desk, answers[0].session_id))
        await _thumbs_down(desk, lena, answers[0])  # the same again is nothing new
        third = await desk.answered(lena, "How are your coats?", answers[0].session_id)
        await _thumbs_down(desk, lena, third)
        assert await _handoff(desk, third.session_id) is None
        fourth = await desk.answered(lena, "How are your gloves?", third.session_id)
        await _thumbs_down(desk, lena, fourth)
        await _waits(desk, third.session_id)


async def test_a_wish_that_is_negated_brings_nobody(make_desk: MakeDesk) -> None:
    async with make_desk() as desk:
        reply = await desk.answered(await desk.person("lena"), "不用转人工")
        assert await _handoff(desk, reply.session_id) is None
