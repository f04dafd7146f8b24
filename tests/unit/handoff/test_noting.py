"""A note instead of a wait: the customer leaves it, somebody takes care of it."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.chat.models import Conversation, Sender, Speaker
from aics_app.core.errors import Forbidden, Invalid, NotFound
from aics_app.core.events import Listeners, record
from aics_app.handoff import actions, news, queries
from aics_app.handoff.errors import HandoffOver, HandoffTakenMeanwhile, NoteDoneBefore, NoteNotLeft
from aics_app.handoff.events import HandoffCancelled
from aics_app.handoff.models import Handoff, LeftNote, Status
from aics_app.tickets.events import TicketFiled
from tests.unit.handoff.conftest import NOON, Floor, after

WORDS = "Please call me about order 2025."


async def _left(floor: Floor, lena: Actor, text: str = WORDS, at: float = 30) -> Handoff:
    handoff = await floor.waiting(lena)
    return await floor.do(actions.leave_note, lena, handoff.id, text, after(at))


async def _note(floor: Floor, handoff: Handoff) -> LeftNote:
    note = await floor.read(queries.find_note, handoff.id)
    assert note
    return note


async def test_lena_leaves_a_note_and_waits_no_longer(floor: Floor, lena: Actor) -> None:
    handoff = await _left(floor, lena)
    note = await _note(floor, handoff)
    assert (handoff.status, note.text, note.left_at, note.done_by) == (
        Status.CANCELLED,
        WORDS,
        after(30),
        None,
    )
    assert await floor.line() == []
    said = await floor.messages(handoff, sender=Sender.CUSTOMER)
    assert [message.content for message in said] == [WORDS]
    assert await floor.lines(handoff) == ["handoff_queued", "handoff_note_left"]
    assert await floor.word(handoff) == (Speaker.AI, None)
    assert "HandoffNoteLeft" in floor.facts()
    async with floor.db.reading() as session:
        conversation = await session.get_one(Conversation, handoff.session_id)
    assert conversation.wants_person_at is None


async def test_left_twice_the_first_note_stays(floor: Floor, lena: Actor) -> None:
    handoff = await _left(floor, lena)
    await floor.do(actions.leave_note, lena, handoff.id, "And this too", after(31))
    assert (await _note(floor, handoff)).text == WORDS
    assert len(await floor.messages(handoff, sender=Sender.CUSTOMER)) == 1


async def test_two_clicks_at_once_leave_one_note(floor: Floor, lena: Actor) -> None:
    handoff = await floor.waiting(lena)
    clicks = (floor.do(actions.leave_note, lena, handoff.id, WORDS, after(30)) for _ in range(2))
    await asyncio.gather(*clicks)
    assert len(await floor.messages(handoff, sender=Sender.CUSTOMER)) == 1


async def test_a_note_can_be_left_after_a_wait_that_ended_by_itself(floor: Floor, lena: Actor) -> None:
    handoff = await floor.waiting(lena)
    await floor.do(actions.expire, handoff.id, before=after(1), at=after(90))
    await floor.do(actions.leave_note, lena, handoff.id, WORDS, after(100))
    assert (await floor.row(handoff)).status == Status.EXPIRED
    assert (await _note(floor, handoff)).text == WORDS


@pytest.mark.parametrize(
    ("text", "fault"), [("", "required"), (" \n ", "required"), ("x" * 1001, "too_long")]
)
async def test_a_note_says_something_and_not_too_much(
    floor: Floor, lena: Actor, text: str, fault: str
) -> None:
    handoff = await floor.waiting(lena)
    with pytest.raises(Invalid) as refused:
        await floor.do(actions.leave_note, lena, handoff.id, text, after(1))
    assert refused.value.fields == {"text": fault}
    assert (await floor.row(handoff)).status == Status.QUEUED


async def test_no_note_to_whom_one_talks_and_none_after_going_on(
    floor: Floor, lena: Actor, tom: Actor, anna: Actor
) -> None:
    taken = await floor.taken(lena, anna)
    with pytest.raises(HandoffTakenMeanwhile):
        await floor.do(actions.leave_note, lena, taken.id, WORDS, after(9))
    given_up = await floor.waiting(tom)
    await floor.do(actions.cancel, tom, given_up.id, after(9))
    with pytest.raises(HandoffOver):
        await floor.do(actions.leave_note, tom, given_up.id, WORDS, after(10))


async def test_nobody_leaves_a_note_in_anothers_name(
    floor: Floor, lena: Actor, tom: Actor, anna: Actor
) -> None:
    handoff = await floor.waiting(lena)
    for stranger in (tom, anna):
        with pytest.raises(NotFound):
            await floor.do(actions.leave_note, stranger, handoff.id, WORDS, after(9))


async def test_an_agent_takes_care_of_it_once(floor: Floor, lena: Actor, anna: Actor, ben: Actor) -> None:
    handoff = await _left(floor, lena)
    for _ in range(2):
        await floor.do(actions.take_care, anna, handoff.id, after(60))
    note = await _note(floor, handoff)
    assert (note.done_by, note.done_at) == (anna.user_id, after(60))
    assert floor.facts().count("HandoffNoteDone") == 1
    with pytest.raises(NoteDoneBefore) as refused:
        await floor.do(actions.take_care, ben, handoff.id, after(61))
    assert refused.value.params == {"agent": "Anna"}


async def test_two_agents_at_once_are_one(floor: Floor, lena: Actor, anna: Actor, ben: Actor) -> None:
    handoff = await _left(floor, lena)
    done = await asyncio.gather(
        *(floor.do(actions.take_care, agent, handoff.id, after(60)) for agent in (anna, ben)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, NoteDoneBefore) for one in done) == 1


async def test_who_may_not_take_care(floor: Floor, lena: Actor, tom: Actor, anna: Actor) -> None:
    handoff = await _left(floor, lena)
    with pytest.raises(NotFound):
        await floor.do(actions.take_care, tom, handoff.id, NOON)
    with pytest.raises(Forbidden):
        await floor.do(actions.take_care, lena, handoff.id, NOON)
    without = await floor.waiting(tom)
    with pytest.raises(NoteNotLeft):
        await floor.do(actions.take_care, anna, without.id, NOON)


async def test_who_files_a_ticket_from_the_conversation_waits_no_longer(floor: Floor, lena: Actor) -> None:
    handoff = await floor.waiting(lena)
    await floor.do(actions.go_on_in_writing, handoff.session_id, lena.user_id, after(30))
    await floor.do(actions.go_on_in_writing, handoff.session_id, lena.user_id, after(31))
    assert (await floor.row(handoff)).status == Status.CANCELLED
    assert await floor.line() == []
    assert await floor.lines(handoff) == ["handoff_queued", "handoff_cancelled"]


async def test_the_wait_ends_with_the_filing_itself_or_not_at_all(floor: Floor, lena: Actor) -> None:
    handoff, listeners = await floor.waiting(lena), Listeners()
    news.follow_tickets(listeners)
    floor.db.take_part = listeners.take_part
    filed = TicketFiled(
        actor_id=lena.user_id,
        subject_id="1",
        order_no="T20260302-AAAAAA",
        at=after(30),
        user_id=lena.user_id,
        status="PENDING",
        priority="NORMAL",
        category=None,
        session_id=handoff.session_id,
    )

    async def file(session: AsyncSession, *, fails: bool) -> None:
        record(session, filed)
        if fails:
            raise Invalid

    with pytest.raises(Invalid):
        await floor.do(file, fails=True)
    assert (await floor.row(handoff)).status == Status.QUEUED
    floor.told.clear()
    await floor.do(file, fails=False)
    assert (await floor.row(handoff)).status == Status.CANCELLED
    assert [type(fact) for fact in floor.told] == [TicketFiled, HandoffCancelled]


async def test_a_ticket_takes_nobody_away_from_the_person_who_is_there(floor: Floor, lena: Actor) -> None:
    anna = await floor.agent("anna")
    handoff = await floor.taken(lena, anna)
    tom = await floor.person("tom")
    waiting = await floor.waiting(tom)
    assert await floor.do(actions.go_on_in_writing, handoff.session_id, lena.user_id, after(30)) is None
    assert await floor.do(actions.go_on_in_writing, waiting.session_id, lena.user_id, after(30)) is None
    assert await floor.word(handoff) == (Speaker.AGENT, anna.user_id)
    assert len(await floor.line()) == 1
