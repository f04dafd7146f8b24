"""People write to each other: who may, to whom it is told, twice and at once; how far the other has read."""

import asyncio

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.chat import actions, queries
from aics_app.chat.actions import Asked, Said
from aics_app.chat.errors import NotSpeaking, QuestionEmpty, QuestionTooLong
from aics_app.chat.models import State
from aics_app.chat.replies import mark, note
from aics_app.core import clock
from aics_app.core.errors import Conflict, NotFound
from tests.asked import statements
from tests.unit.chat.conftest import Desk
from tests.unit.chat.speakers import give_back, opened, take, vacate
from tests.unit.chat.talks import Talk, begun


@pytest.fixture
async def talk(desk: Desk) -> Talk:
    return await begun(desk)


async def test_customer_and_agent_write_to_each_other_and_the_ai_keeps_out(talk: Talk) -> None:
    asked = await talk.say(talk.lena, "Is a person there?")
    answered = await talk.say(talk.anna, "  Yes. What can I do?\u202e ")
    assert isinstance(asked, Said)
    assert isinstance(answered, Said)
    assert await talk.said() == [
        ("USER", "Is a person there?"),
        ("CUSTOMER_SERVICE", "Yes. What can I do?"),
    ]
    assert talk.told.messages == [
        {"type": "changed", "message": asked.message_id},
        {"type": "changed", "message": answered.message_id},
    ]
    row = await talk.row()
    assert (row.preview, row.reply_id) == ("Yes. What can I do?", None)
    assert talk.desk.model.asked == []


async def test_without_the_word_nobody_of_the_staff_speaks(talk: Talk) -> None:
    bert = await talk.desk.person("bert", Role.AGENT)
    with pytest.raises(NotSpeaking):
        await talk.say(bert, "Let me help.")
    await vacate(talk.desk, talk.id, talk.anna)
    with pytest.raises(NotSpeaking):
        await talk.say(talk.anna, "Still here.")
    assert isinstance(await talk.say(talk.lena, "Hello?"), Said)
    await give_back(talk.desk, talk.id, None)
    with pytest.raises(NotSpeaking):
        await talk.say(talk.anna, "Still here.")
    assert await talk.said() == [("USER", "Hello?")]


async def test_to_strangers_the_conversation_is_not_there(talk: Talk) -> None:
    mallory = await talk.desk.person("mallory")
    with pytest.raises(NotFound):
        await talk.say(mallory, "Hello?")
    with pytest.raises(NotFound):
        await talk.typing(mallory)
    with pytest.raises(NotFound):
        await mark(talk.desk.replies.tools, mallory, talk.id, read_id=1, at=clock.now())
    assert talk.told.messages == []


async def test_while_the_ai_has_the_word_the_same_way_asks_it(talk: Talk) -> None:
    await give_back(talk.desk, talk.id, talk.anna)
    asked = await talk.say(talk.lena, "How long does delivery take?")
    assert isinstance(asked, Asked)
    assert (await talk.desk.ended(asked)).state == State.DONE


async def test_the_ai_knows_afterwards_what_the_person_said_but_no_note(talk: Talk) -> None:
    await talk.say(talk.lena, "Where is my parcel?")
    await talk.say(talk.anna, "In Bremen.")
    await _note(talk, talk.anna, "She is annoyed.")
    await give_back(talk.desk, talk.id, talk.anna)
    await talk.desk.answered(talk.lena, "Which shoes would you take to the Alps?", talk.id)
    turns = [(turn.role, turn.content) for turn in talk.desk.model.asked[-1]]
    assert ("user", "Where is my parcel?") in turns
    assert ("assistant", "In Bremen.") in turns
    assert "annoyed" not in str(turns)


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_message_sent_twice_is_one(talk: Talk, at_once: bool) -> None:
    both = [talk.say(talk.lena, "Hello?", "click-0001") for _ in range(2)]
    sent = await asyncio.gather(*both) if at_once else [await one for one in both]
    first, again = [one for one in sent if isinstance(one, Said)]
    assert first.message_id == again.message_id
    assert sorted([first.is_new, again.is_new]) == [False, True]
    assert await talk.said() == [("USER", "Hello?")]
    assert len(talk.told.messages) == 1


async def test_a_question_sent_again_after_the_take_over_is_not_said_once_more(desk: Desk) -> None:
    lena, anna = await desk.person("lena"), await desk.person("anna", Role.AGENT)
    conversation_id, _ = await opened(desk, lena)
    first = await desk.replies.post(lena, "多久发货", conversation_id=conversation_id, client_id="click-01")
    assert isinstance(first, Asked)
    await desk.ended(first)
    await take(desk, conversation_id, anna)
    again = await desk.replies.post(lena, "多久发货", conversation_id=conversation_id, client_id="click-01")
    assert again == Said(first.question_id, is_new=False, conversation_id=conversation_id)


async def test_nobody_reads_or_takes_anothers_message_by_its_client_id(talk: Talk) -> None:
    await _note(talk, talk.anna, "She is annoyed.", client_id="click-0001")
    with pytest.raises(Conflict):
        await talk.say(talk.lena, "Hello?", "click-0001")
    assert await talk.said() == []


@pytest.mark.parametrize("text", ["", "  \n", "？！", "\u202e"])
async def test_nothing_to_read_is_not_said(talk: Talk, text: str) -> None:
    with pytest.raises(QuestionEmpty):
        await talk.say(talk.anna, text)


async def test_a_customer_may_say_two_thousand_characters_and_an_agent_ten_thousand(talk: Talk) -> None:
    await talk.say(talk.lena, "😀" * 2000)
    await talk.say(talk.anna, "😀" * 10_000)
    for actor, limit in ((talk.lena, 2000), (talk.anna, 10_000)):
        with pytest.raises(QuestionTooLong) as refused:
            await talk.say(actor, "字" * (limit + 1))
        assert refused.value.params == {"limit": limit, "length": limit + 1}
    assert [len(text) for _, text in await talk.said()] == [2000, 10_000]


async def test_a_line_of_the_system_is_kept_without_words(talk: Talk) -> None:
    async with talk.desk.db.transaction() as session:
        message_id = await actions.announce(session, talk.id, "handoff_taken", clock.now(), agent="Anna")
    line = await talk.desk.message(message_id)
    assert (line.sender, line.message_type, line.content) == ("SYSTEM", "SYSTEM", "")
    assert line.extra == {"what": "handoff_taken", "params": {"agent": "Anna"}}
    with pytest.raises(NotFound):
        async with talk.desk.db.transaction() as session:
            await actions.announce(session, "0" * 32, "handoff_taken", clock.now())


async def test_whoever_reads_is_seen_to_have_read_and_never_less(talk: Talk) -> None:
    first, last = [await talk.say(talk.anna, text) for text in ("Hello.", "What can I do?")]
    assert isinstance(first, Said)
    assert isinstance(last, Said)
    await _mark(talk, talk.lena, delivered_id=last.message_id, read_id=first.message_id)
    await _mark(talk, talk.lena, read_id=last.message_id)
    for less in (first.message_id, last.message_id, 0):
        await _mark(talk, talk.lena, delivered_id=less, read_id=less)
    receipts = [message for message in talk.told.messages if message["type"] == "receipt"]
    assert [(one["who"], one["delivered_id"], one["read_id"]) for one in receipts] == [
        ("customer", last.message_id, first.message_id),
        ("customer", last.message_id, last.message_id),
    ]
    assert await _read_by_others(talk, talk.anna) == (last.message_id, last.message_id)
    assert await _read_by_others(talk, talk.lena) == (0, 0)


async def test_nobody_has_read_what_was_not_said_and_no_note_shows_in_receipts(talk: Talk) -> None:
    said = await talk.say(talk.lena, "Hello?")
    assert isinstance(said, Said)
    noted = await _note(talk, talk.anna, "She is annoyed.")
    await _mark(talk, talk.anna, read_id=noted.message_id + 1000)
    assert await _read_by_others(talk, talk.lena) == (said.message_id, said.message_id)
    assert talk.told.messages[-1]["read_id"] == said.message_id


async def test_nobody_marks_what_he_does_not_see_and_a_word_elsewhere_does_not_count(talk: Talk) -> None:
    said = await talk.say(talk.anna, "Hello.")
    other = await begun(talk.desk, "nora", "otto")
    elsewhere = await other.say(other.anna, "Hello, Nora.")
    assert isinstance(said, Said)
    assert isinstance(elsewhere, Said)
    await _mark(talk, talk.lena, read_id=said.message_id)
    await _mark(talk, talk.lena, read_id=elsewhere.message_id)
    assert await _read_by_others(talk, talk.anna) == (said.message_id, said.message_id)
    for stranger in (other.lena, await talk.desk.person("mallory")):
        with pytest.raises(NotFound):
            await _mark(talk, stranger, read_id=said.message_id)


async def test_a_word_that_is_read_costs_one_statement(talk: Talk) -> None:
    said = [await talk.say(speaker, "Hello.") for speaker in (talk.anna, talk.lena) * 2]
    ids = [one.message_id for one in said if isinstance(one, Said)]
    await _mark(talk, talk.lena, read_id=ids[0])
    await _mark(talk, talk.anna, read_id=ids[1])
    with statements(talk.desk.db) as heard:
        await _mark(talk, talk.lena, read_id=ids[2])
        await _mark(talk, talk.anna, read_id=ids[3])
    assert [one.split()[0] for one in heard] == ["UPDATE", "UPDATE"]
    receipts = [message for message in talk.told.messages if message["type"] == "receipt"][-2:]
    assert [(one["who"], one["delivered_id"], one["read_id"]) for one in receipts] == [
        ("customer", ids[2], ids[2]),
        ("agent", ids[3], ids[3]),
    ]


async def test_two_pages_that_read_at_once_come_to_the_further_one(talk: Talk) -> None:
    said = [await talk.say(talk.anna, f"Line {number}") for number in range(6)]
    ids = [one.message_id for one in said if isinstance(one, Said)]
    await asyncio.gather(*(_mark(talk, talk.lena, read_id=message_id) for message_id in reversed(ids)))
    assert await _read_by_others(talk, talk.anna) == (ids[-1], ids[-1])


async def test_typing_is_told_once_in_a_while_and_only_between_people(talk: Talk) -> None:
    for _ in range(3):
        await talk.typing(talk.lena)
        await talk.typing(talk.anna)
    assert talk.told.messages == [
        {"type": "typing", "who": "customer", "name": "Lena"},
        {"type": "typing", "who": "agent", "name": "Anna"},
    ]
    with pytest.raises(NotSpeaking):
        await talk.typing(await talk.desk.person("bert", Role.AGENT))
    await give_back(talk.desk, talk.id, talk.anna)
    with pytest.raises(NotSpeaking):
        await talk.typing(talk.lena)


async def _note(talk: Talk, actor: Actor, text: str, client_id: str | None = None) -> Said:
    return await note(talk.desk.replies.tools, actor, talk.id, text, client_id=client_id, at=clock.now())


async def _mark(talk: Talk, actor: Actor, *, delivered_id: int = 0, read_id: int = 0) -> None:
    tools = talk.desk.replies.tools
    await mark(tools, actor, talk.id, delivered_id=delivered_id, read_id=read_id, at=clock.now())


async def _read_by_others(talk: Talk, viewer: Actor) -> tuple[int, int]:
    async with talk.desk.db.reading() as session:
        return await queries.read_by_others(session, await talk.row(), viewer)
