"""Asking: whose conversation it is, and what happens when it is done twice or at once."""

import asyncio

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.chat import queries
from aics_app.chat.errors import (
    AnswerInProgress,
    AskingTooFast,
    NothingToRetry,
    PersonSpeaks,
    QuestionEmpty,
    QuestionTooLong,
)
from aics_app.chat.limits import A_MINUTE
from aics_app.chat.models import Conversation, Speaker, State
from aics_app.core.errors import Conflict, Forbidden, NotFound
from aics_app.llm.double import ScriptedModel
from tests.unit.chat.conftest import Desk, MakeDesk
from tests.unit.chat.speakers import give_back
from tests.unit.chat.talks import begun


async def _said(desk: Desk, lena: Actor) -> list[tuple[str, str]]:
    async with desk.db.reading() as session:
        (conversation,), _ = await queries.own_conversations(session, lena)
        return [(row.sender, row.content) for row, _ in await queries.messages(session, conversation)]


async def test_a_first_question_begins_a_conversation_with_a_title(desk: Desk) -> None:
    lena = await desk.person("lena")
    await desk.answered(lena, "  How long does\n\n\n\n delivery take?  ")
    async with desk.db.reading() as session:
        (conversation,), _ = await queries.own_conversations(session, lena)
    assert conversation.title == "How long does delivery take?"
    assert (conversation.language, conversation.speaker, conversation.reply_id) == ("en", "AI", None)
    assert conversation.preview == "Two to five days."


async def test_the_same_message_sent_twice_is_one_question(desk: Desk) -> None:
    lena = await desk.person("lena")
    first = await desk.replies.ask(lena, "多久发货", client_id="click-0001")
    again = await desk.replies.ask(lena, "多久发货", client_id="click-0001")
    await desk.ended(first)
    assert (again.conversation_id, again.question_id, again.reply_id) == (
        first.conversation_id,
        first.question_id,
        first.reply_id,
    )
    assert await _said(desk, lena) == [("USER", "多久发货"), ("AI", "Two to five days.")]


async def test_an_id_that_the_agent_has_used_is_no_question_of_the_customers(desk: Desk) -> None:
    talk = await begun(desk)
    await talk.say(talk.anna, "How can I help?", "click-0001")
    await give_back(desk, talk.id, talk.anna)
    with pytest.raises(Conflict) as refused:
        await desk.replies.ask(talk.lena, "多久发货", conversation_id=talk.id, client_id="click-0001")
    assert refused.value.code == "conflict"  # nothing is being answered
    assert await talk.said() == [("CUSTOMER_SERVICE", "How can I help?")]
    assert (await talk.row()).reply_id is None


async def test_two_tabs_asking_at_once_get_one_answer(make_desk: MakeDesk) -> None:
    gate = asyncio.Event()

    async def held(_number: int) -> None:
        await gate.wait()

    async with make_desk(ScriptedModel("Yes.", before_piece=held)) as desk:
        lena = await desk.person("lena")
        first = await desk.replies.ask(lena, "Do you sell pans?")
        outcomes = await asyncio.gather(
            *(desk.replies.ask(lena, "And pots?", conversation_id=first.conversation_id) for _ in range(2)),
            return_exceptions=True,
        )
        gate.set()
        await desk.ended(first)
        assert [type(outcome) for outcome in outcomes] == [AnswerInProgress, AnswerInProgress]
        assert await _said(desk, lena) == [("USER", "Do you sell pans?"), ("AI", "Yes.")]


async def test_a_strangers_conversation_is_not_found_and_not_changed(desk: Desk) -> None:
    lena, mallory = await desk.person("lena"), await desk.person("mallory")
    asked = await desk.replies.ask(lena, "多久发货")
    await desk.ended(asked)
    with pytest.raises(NotFound):
        await desk.replies.ask(mallory, "hello", conversation_id=asked.conversation_id)
    with pytest.raises(NotFound):
        await desk.replies.retry(mallory, asked.reply_id)
    assert len(await _said(desk, lena)) == 2


async def test_an_agent_may_read_but_not_ask_in_a_customers_name(desk: Desk) -> None:
    lena, anna = await desk.person("lena"), await desk.person("anna", Role.AGENT)
    asked = await desk.replies.ask(lena, "多久发货")
    await desk.ended(asked)
    async with desk.db.reading() as session:
        assert (await queries.get_conversation(session, anna, asked.conversation_id)).user_id == lena.user_id
    with pytest.raises(NotFound):
        await desk.replies.ask(anna, "hello", conversation_id=asked.conversation_id)


async def test_without_the_right_nobody_asks(desk: Desk) -> None:
    nobody = Actor(99, "nobody", "Nobody", Role.CUSTOMER, frozenset())
    with pytest.raises(Forbidden):
        await desk.replies.ask(nobody, "hello there")


async def test_while_a_person_speaks_the_ai_keeps_out(desk: Desk) -> None:
    lena = await desk.person("lena")
    asked = await desk.replies.ask(lena, "多久发货")
    await desk.ended(asked)
    async with desk.db.transaction() as session:
        conversation = await session.get(Conversation, asked.conversation_id)
        assert conversation is not None
        conversation.speaker = Speaker.AGENT
    with pytest.raises(PersonSpeaks):
        await desk.replies.ask(lena, "还在吗", conversation_id=asked.conversation_id)


@pytest.mark.parametrize("text", ["", "   \n ", "？？！", "\u202e\u200e", "\x00\x01"])
async def test_nothing_to_read_is_refused(desk: Desk, text: str) -> None:
    with pytest.raises(QuestionEmpty):
        await desk.replies.ask(await desk.person("lena"), text)


async def test_too_long_is_refused_with_both_figures(desk: Desk) -> None:
    with pytest.raises(QuestionTooLong) as refused:
        await desk.replies.ask(await desk.person("lena"), "字" * 2001)
    assert refused.value.params == {"limit": 2000, "length": 2001}


async def test_two_thousand_characters_of_emoji_are_taken(desk: Desk) -> None:
    reply = await desk.answered(await desk.person("lena"), "😀" * 2000)
    assert reply.state == State.DONE


async def test_direction_and_control_characters_are_taken_out_before_saving(desk: Desk) -> None:
    lena = await desk.person("lena")
    await desk.answered(lena, "pay \u202e001$\u202c to\x00 me\x1b[31m?")
    assert (await _said(desk, lena))[0] == ("USER", "pay 001$ to me[31m?")


async def test_one_person_cannot_ask_without_end(desk: Desk) -> None:
    lena, tom = await desk.person("lena"), await desk.person("tom")
    cache = desk.replies.tools.cache
    for _ in range(A_MINUTE):
        await cache.increment(f"asks:{lena.user_id}", 60)
    with pytest.raises(AskingTooFast) as refused:
        await desk.replies.ask(lena, "多久发货")
    assert refused.value.retry_after_s == 60
    assert (await desk.answered(tom, "多久发货")).state == State.DONE


async def test_a_finished_answer_is_not_tried_again(desk: Desk) -> None:
    lena = await desk.person("lena")
    reply = await desk.answered(lena, "多久发货")
    with pytest.raises(NothingToRetry):
        await desk.replies.retry(lena, reply.id or 0)
