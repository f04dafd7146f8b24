"""Who may speak: exactly one, whatever happens at once; and the AI is silent from a take-over on."""

import asyncio

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.chat import actions, queries
from aics_app.chat.actions import Asked
from aics_app.chat.errors import AlreadyTaken, NotSpeaking, PersonSpeaks
from aics_app.chat.models import Speaker, State
from aics_app.chat.replies import pieces as pieces_module
from aics_app.core import clock
from aics_app.core.errors import NotFound
from aics_app.llm.double import ScriptedModel
from tests.unit.chat.conftest import Desk, MakeDesk
from tests.unit.chat.speakers import Told, facts, give_back, opened, pass_on, speaker, take, vacate
from tests.unit.chat.test_replies import STORY, Gate, until

NOWHERE = "0" * 32


async def _begun(desk: Desk, lena: Actor, gate: Gate, pieces: int = 3) -> tuple[Asked, Told]:
    """An answer in the making that has said so many pieces of four characters."""
    (conversation_id, told) = await opened(desk, lena)
    asked = await desk.replies.ask(lena, "Tell me about the shop", conversation_id=conversation_id)
    await gate.allow(pieces)
    await until(lambda: _has_said(desk, asked, 4 * pieces))
    return asked, told


async def _has_said(desk: Desk, asked: Asked, characters: int) -> bool:
    return len(await desk.replies.text_so_far(asked.reply_id)) >= characters


async def test_a_take_over_ends_the_answer_where_it_was_last_kept(make_desk: MakeDesk) -> None:
    gate = Gate()
    async with make_desk(ScriptedModel(STORY, before_piece=gate.before)) as desk:
        lena, anna = await desk.person("lena"), await desk.person("anna", Role.AGENT)
        asked, told = await _begun(desk, lena, gate)
        await desk.replies.beat()
        await until(lambda: len(told.text) == 12)
        assert await take(desk, asked.conversation_id, anna) == asked.reply_id
        await gate.allow(10_000)
        await until(lambda: desk.replies.count == 0)
        reply = await desk.message(asked.reply_id)
        assert (reply.state, reply.content) == (State.STOPPED, STORY[:12])
        assert (reply.error_code, reply.beat_at) == ("person_speaks", None)
        assert told.text == STORY[:12]
        assert told.messages[-1] == {"type": "end", "id": asked.reply_id}
        assert await speaker(desk, asked.conversation_id) == (Speaker.AGENT, anna.user_id)


async def test_what_was_held_back_for_the_next_piece_is_told_to_nobody(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces_module, "FLUSH_S", 0.2)
    gate = Gate()
    async with make_desk(ScriptedModel(STORY, before_piece=gate.before)) as desk:
        lena, anna = await desk.person("lena"), await desk.person("anna", Role.AGENT)
        asked, told = await _begun(desk, lena, gate)
        assert told.text == STORY[:4]
        await take(desk, asked.conversation_id, anna)
        await gate.allow(10_000)
        await asyncio.sleep(0.4)
        assert told.text == STORY[:4]
        assert (await desk.message(asked.reply_id)).content == ""


async def test_an_ordinary_stop_still_tells_what_was_held_back(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces_module, "FLUSH_S", 60)
    gate = Gate()
    async with make_desk(ScriptedModel(STORY, before_piece=gate.before)) as desk:
        asked, told = await _begun(desk, await desk.person("lena"), gate)
        desk.replies.stop(asked.reply_id)
        assert (await desk.ended(asked)).content == told.text == STORY[:12]


async def test_an_answer_that_is_taken_over_before_it_begins_is_never_begun(desk: Desk) -> None:
    lena, anna = await desk.person("lena"), await desk.person("anna", Role.AGENT)
    conversation_id, told = await opened(desk, lena)
    async with desk.db.transaction() as session:
        asked = await actions.ask(
            session,
            lena,
            "Tell me about the shop",
            conversation_id=conversation_id,
            client_id=None,
            at=clock.now(),
        )
    await take(desk, conversation_id, anna)
    desk.replies.start(asked)
    assert desk.replies.count == 0
    assert desk.model.asked == []
    assert told.text == ""


@pytest.mark.parametrize("noticed", ["by a look", "by a beat", "at the end"])
async def test_a_take_over_that_the_writer_did_not_hear_of_saves_nothing_more(
    make_desk: MakeDesk, noticed: str
) -> None:
    gate = Gate()
    async with make_desk(ScriptedModel(STORY, before_piece=gate.before)) as desk:
        lena, anna = await desk.person("lena"), await desk.person("anna", Role.AGENT)
        asked, told = await _begun(desk, lena, gate)
        async with desk.db.transaction() as session:  # another replica, and Redis lost the signal
            await actions.take_over(session, asked.conversation_id, anna.user_id, clock.now())
        notice = {"by a look": desk.replies.look, "by a beat": desk.replies.beat}.get(noticed)
        if notice:
            await notice()
        heard = told.text
        await gate.allow(10_000)
        await until(lambda: desk.replies.count == 0)
        assert notice is None or told.text == heard
        reply = await desk.message(asked.reply_id)
        assert (reply.state, reply.content) == (State.STOPPED, "")
        async with desk.db.reading() as session:
            row = await queries.conversation_alone(session, asked.conversation_id)
        assert (row.reply_id, row.preview) == (None, "Tell me about the shop")


async def test_two_agents_at_once_one_has_it_and_the_other_is_told_who(desk: Desk) -> None:
    lena = await desk.person("lena")
    anna, bert = [await desk.person(name, Role.AGENT) for name in ("anna", "bert")]
    for _ in range(5):
        conversation_id, _ = await opened(desk, lena)
        outcomes = await asyncio.gather(
            *(take(desk, conversation_id, agent) for agent in (anna, bert)), return_exceptions=True
        )
        (refused,) = [one for one in outcomes if isinstance(one, AlreadyTaken)]
        winner = bert if isinstance(outcomes[0], AlreadyTaken) else anna
        assert refused.params == {"agent": winner.nickname}
        assert await speaker(desk, conversation_id) == (Speaker.AGENT, winner.user_id)


async def test_taking_what_one_has_changes_nothing(desk: Desk) -> None:
    lena, anna = await desk.person("lena"), await desk.person("anna", Role.AGENT)
    conversation_id, _ = await opened(desk, lena)
    assert [await take(desk, conversation_id, anna) for _ in range(2)] == [None, None]
    assert [fact for fact in await facts(desk, conversation_id) if fact[0] == "WordTaken"] == [
        ("WordTaken", anna.user_id)
    ]


async def test_a_conversation_that_is_not_there_is_not_taken(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await take(desk, NOWHERE, await desk.person("anna", Role.AGENT))


async def test_only_who_has_the_word_passes_it_on_gives_it_back_or_leaves_it(desk: Desk) -> None:
    lena = await desk.person("lena")
    anna, bert = [await desk.person(name, Role.AGENT) for name in ("anna", "bert")]
    conversation_id, _ = await opened(desk, lena)
    for not_yet in (pass_on(desk, conversation_id, anna, bert), give_back(desk, conversation_id, anna)):
        with pytest.raises(NotSpeaking):
            await not_yet
    await take(desk, conversation_id, anna)
    await pass_on(desk, conversation_id, anna, bert)
    for no_more in (
        pass_on(desk, conversation_id, anna, bert),
        give_back(desk, conversation_id, anna),
        vacate(desk, conversation_id, anna),
        give_back(desk, conversation_id, None),
    ):
        with pytest.raises(NotSpeaking):
            await no_more
    assert await speaker(desk, conversation_id) == (Speaker.AGENT, bert.user_id)
    await give_back(desk, conversation_id, bert)
    assert await speaker(desk, conversation_id) == (Speaker.AI, None)
    assert (await desk.answered(lena, "多久发货", conversation_id)).state == State.DONE


async def test_after_an_agent_has_gone_the_ai_keeps_quiet_until_somebody_takes_the_word(desk: Desk) -> None:
    lena = await desk.person("lena")
    anna, bert = [await desk.person(name, Role.AGENT) for name in ("anna", "bert")]
    conversation_id, _ = await opened(desk, lena)
    await take(desk, conversation_id, anna)
    await vacate(desk, conversation_id, anna)
    assert await speaker(desk, conversation_id) == (Speaker.AGENT, None)
    with pytest.raises(PersonSpeaks):
        await desk.replies.ask(lena, "Anybody there?", conversation_id=conversation_id)
    await take(desk, conversation_id, bert)
    await vacate(desk, conversation_id, bert)
    await give_back(desk, conversation_id, None)
    assert (await desk.answered(lena, "Anybody there?", conversation_id)).state == State.DONE


async def test_what_a_person_took_over_is_not_tried_again(make_desk: MakeDesk) -> None:
    gate = Gate()
    async with make_desk(ScriptedModel(STORY, before_piece=gate.before)) as desk:
        lena, anna = await desk.person("lena"), await desk.person("anna", Role.AGENT)
        asked, _ = await _begun(desk, lena, gate)
        await take(desk, asked.conversation_id, anna)
        with pytest.raises(PersonSpeaks):
            await desk.replies.retry(lena, asked.reply_id)
