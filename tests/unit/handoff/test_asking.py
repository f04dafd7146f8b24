"""The customer asks for a person, waits no longer, judges how it went."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from aics_app.accounts.models import Actor
from aics_app.chat import actions as chat
from aics_app.chat.models import Conversation, Speaker
from aics_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from aics_app.handoff import actions, queries
from aics_app.handoff.errors import (
    HandoffNotClosed,
    HandoffOver,
    HandoffRatedBefore,
    HandoffTakenMeanwhile,
)
from aics_app.handoff.models import Disposition, Handoff, Priority, Status
from aics_app.handoff.rules.absence import Why
from tests.unit.handoff.conftest import NOON, Floor, after


async def _closed(floor: Floor, lena: Actor, anna: Actor) -> Handoff:
    handoff = await floor.taken(lena, anna)
    return await floor.do(
        actions.close, anna, handoff.id, disposition=Disposition.SOLVED, note="", at=after(60)
    )


async def test_lena_waits_and_the_conversation_says_so(floor: Floor, lena: Actor) -> None:
    handoff = await floor.waiting(lena)
    assert (handoff.status, handoff.created_at, handoff.open_key) == (
        Status.QUEUED,
        NOON,
        handoff.session_id,
    )
    async with floor.db.reading() as session:
        conversation = await session.get_one(Conversation, handoff.session_id)
    assert conversation.wants_person_at == NOON
    assert await floor.lines(handoff) == ["handoff_queued"]
    assert floor.facts() == ["HandoffRequested"]
    assert await floor.word(handoff) == (Speaker.AI, None)


async def test_asked_twice_she_waits_once(floor: Floor, lena: Actor) -> None:
    first = await floor.waiting(lena)
    again = await floor.waiting(lena, 30, conversation_id=first.session_id)
    assert (again.id, again.queued_at) == (first.id, NOON)
    assert await floor.lines(first) == ["handoff_queued"]
    assert floor.facts() == ["HandoffRequested"]


async def test_asked_by_five_tabs_at_once_she_waits_once(floor: Floor, lena: Actor) -> None:
    own = await floor.conversation(lena)
    asked = await asyncio.gather(*(floor.waiting(lena, conversation_id=own) for _ in range(5)))
    assert len({handoff.id for handoff in asked}) == 1
    assert await floor.line() == [asked[0].id]


async def _anew(floor: Floor, customer: Actor, at: float = 0) -> Handoff:
    return await floor.do(actions.request_anew, customer, "Talk to a person", after(at))


async def test_before_anything_is_said_a_conversation_begins_with_the_wait(floor: Floor, lena: Actor) -> None:
    handoff = await _anew(floor, lena)
    assert (handoff.status, handoff.user_id) == (Status.QUEUED, lena.user_id)
    assert await floor.lines(handoff) == ["handoff_queued"]
    async with floor.db.reading() as session:
        begun = await session.get_one(Conversation, handoff.session_id)
    assert (begun.user_id, begun.title, begun.wants_person_at) == (lena.user_id, "Talk to a person", NOON)


async def test_asked_again_before_anything_is_said_it_is_the_same_conversation(
    floor: Floor, lena: Actor
) -> None:
    asked = await asyncio.gather(*(_anew(floor, lena, number) for number in range(5)))
    assert len({(one.id, one.session_id) for one in asked}) == 1
    assert (await _anew(floor, await floor.person("ida"))).id != asked[0].id
    assert floor.facts() == ["HandoffRequested"] * 2


async def test_what_is_a_conversation_already_is_no_place_for_a_new_matter(
    floor: Floor, lena: Actor, anna: Actor
) -> None:
    first = await _anew(floor, lena)
    await floor.do(actions.take, anna, first.id, after(1))
    assert (await _anew(floor, lena, 2)).id == first.id
    await floor.do(chat.say, anna, first.session_id, "Hello Lena.", client_id=None, at=after(3))
    second = await _anew(floor, lena, 4)
    assert second.session_id != first.session_id
    await floor.do(actions.cancel, lena, second.id, after(5))
    assert (await _anew(floor, lena, 6)).id not in (first.id, second.id)


async def test_who_may_not_ask_begins_no_conversation(floor: Floor, anna: Actor) -> None:
    with pytest.raises(Forbidden):
        await _anew(floor, replace(anna, rights=frozenset()))
    async with floor.db.reading() as session:
        assert (await session.execute(select(Conversation))).first() is None


async def test_who_has_a_person_already_keeps_that_one(floor: Floor, lena: Actor, anna: Actor) -> None:
    taken = await floor.taken(lena, anna)
    again = await floor.waiting(lena, 30, conversation_id=taken.session_id)
    assert (again.id, again.status) == (taken.id, Status.ACTIVE)


async def test_after_one_has_ended_another_can_be_asked_for(floor: Floor, lena: Actor, anna: Actor) -> None:
    ended = await _closed(floor, lena, anna)
    again = await floor.waiting(lena, 90, conversation_id=ended.session_id)
    assert again.id != ended.id
    assert again.status == Status.QUEUED


async def test_nobody_waits_in_somebody_elses_conversation(
    floor: Floor, lena: Actor, tom: Actor, anna: Actor
) -> None:
    own = await floor.conversation(lena)
    for stranger in (tom, anna):
        with pytest.raises(NotFound):
            await floor.waiting(stranger, conversation_id=own)
    assert await floor.line() == []


async def test_without_the_right_to_ask_nobody_waits(floor: Floor, lena: Actor) -> None:
    own = await floor.conversation(lena)
    powerless = Actor(lena.user_id, lena.username, lena.nickname, lena.role, frozenset())
    with pytest.raises(Forbidden):
        await floor.waiting(powerless, conversation_id=own)


async def test_the_place_counts_who_comes_before(floor: Floor, lena: Actor, tom: Actor) -> None:
    others = await floor.customers_waiting(2)
    hers, his = await floor.waiting(lena, 10), await floor.waiting(tom, 20, priority=Priority.HIGH)
    assert await floor.line() == [his.id, others[0].id, others[1].id, hers.id]
    async with floor.db.reading() as session:
        found = [await queries.place(session, one) for one in (his, *others, hers)]
    assert found == [1, 2, 3, 4]


async def test_lena_waits_no_longer(floor: Floor, lena: Actor) -> None:
    handoff = await floor.waiting(lena)
    cancelled = await floor.do(actions.cancel, lena, handoff.id, after(30))
    assert (cancelled.status, cancelled.ended_at, cancelled.open_key) == (
        Status.CANCELLED,
        after(30),
        None,
    )
    assert await floor.line() == []
    assert await floor.lines(handoff) == ["handoff_queued", "handoff_cancelled"]
    with pytest.raises(HandoffOver):
        await floor.do(actions.cancel, lena, handoff.id, after(31))


async def test_only_she_herself_may_cancel(floor: Floor, lena: Actor, tom: Actor, anna: Actor) -> None:
    handoff = await floor.waiting(lena)
    for stranger in (tom, anna):
        with pytest.raises(NotFound):
            await floor.do(actions.cancel, stranger, handoff.id, after(30))
    assert (await floor.row(handoff)).status == Status.QUEUED


async def test_once_a_person_is_there_it_is_too_late_to_cancel(
    floor: Floor, lena: Actor, anna: Actor
) -> None:
    handoff = await floor.taken(lena, anna)
    with pytest.raises(HandoffTakenMeanwhile):
        await floor.do(actions.cancel, lena, handoff.id, after(30))


async def test_cancelled_and_taken_at_once_it_is_one_of_them(floor: Floor, lena: Actor, anna: Actor) -> None:
    for _ in range(5):
        handoff = await floor.waiting(lena)
        ended = await asyncio.gather(
            floor.do(actions.cancel, lena, handoff.id, after(1)),
            floor.do(actions.take, anna, handoff.id, after(1)),
            return_exceptions=True,
        )
        refused = [one for one in ended if isinstance(one, Conflict)]
        assert len(refused) == 1, ended
        row = await floor.row(handoff)
        word = await floor.word(handoff)
        if row.status == Status.ACTIVE:
            assert word == (Speaker.AGENT, anna.user_id)
        else:
            assert (row.status, word) == (Status.CANCELLED, (Speaker.AI, None))


async def test_who_was_put_back_and_cancels_talks_to_the_ai_again(
    floor: Floor, lena: Actor, anna: Actor
) -> None:
    handoff = await floor.taken(lena, anna)
    lost = {"from_agent": anna.user_id, "why": Why.OFFLINE}
    assert await floor.do(actions.requeue, handoff.id, after(90), **lost)
    assert await floor.word(handoff) == (Speaker.AGENT, None)
    await floor.do(actions.cancel, lena, handoff.id, after(95))
    assert await floor.word(handoff) == (Speaker.AI, None)


async def test_who_waited_too_long_goes_on_with_the_ai(floor: Floor, lena: Actor, tom: Actor) -> None:
    hers, his = await floor.waiting(lena), await floor.waiting(tom, 500)
    assert await floor.read(queries.outwaited, after(400)) == [hers.id]
    for handoff, expected in ((hers, True), (hers, False), (his, False)):
        assert await floor.do(actions.expire, handoff.id, before=after(400), at=after(600)) is expected
    assert (await floor.row(hers)).status == Status.EXPIRED
    assert await floor.lines(hers) == ["handoff_queued", "handoff_expired"]
    assert await floor.line() == [his.id]


async def test_lena_rates_once(floor: Floor, lena: Actor, anna: Actor) -> None:
    handoff = await _closed(floor, lena, anna)
    rated = await floor.do(actions.rate, lena, handoff.id, score=5, comment=" Quick and kind. ", at=after(90))
    assert (rated.score, rated.comment, rated.rated_at) == (5, "Quick and kind.", after(90))
    with pytest.raises(HandoffRatedBefore):
        await floor.do(actions.rate, lena, handoff.id, score=1, comment="", at=after(91))
    assert (await floor.row(handoff)).score == 5
    assert floor.facts()[-1] == "HandoffRated"


async def test_two_ratings_at_once_are_one(floor: Floor, lena: Actor, anna: Actor) -> None:
    handoff = await _closed(floor, lena, anna)
    rated = await asyncio.gather(
        *(
            floor.do(actions.rate, lena, handoff.id, score=score, comment="", at=after(90))
            for score in (1, 2, 3)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(one, HandoffRatedBefore) for one in rated) == 2
    assert floor.facts().count("HandoffRated") == 1


async def test_others_do_not_rate(floor: Floor, lena: Actor, tom: Actor, anna: Actor) -> None:
    handoff = await _closed(floor, lena, anna)
    for stranger in (tom, anna):
        with pytest.raises(NotFound):
            await floor.do(actions.rate, stranger, handoff.id, score=5, comment="", at=after(90))


async def test_what_no_person_has_closed_is_not_rated(floor: Floor, lena: Actor, anna: Actor) -> None:
    waiting = await floor.waiting(lena)
    with pytest.raises(HandoffNotClosed):
        await floor.do(actions.rate, lena, waiting.id, score=5, comment="", at=after(90))
    await floor.do(actions.take, anna, waiting.id, after(91))
    with pytest.raises(HandoffNotClosed):
        await floor.do(actions.rate, lena, waiting.id, score=5, comment="", at=after(92))


@pytest.mark.parametrize(("score", "comment"), [(0, ""), (6, ""), (3, "x" * 501)])
async def test_a_rating_has_limits(floor: Floor, lena: Actor, anna: Actor, score: int, comment: str) -> None:
    handoff = await _closed(floor, lena, anna)
    with pytest.raises(Invalid):
        await floor.do(actions.rate, lena, handoff.id, score=score, comment=comment, at=after(90))


async def test_the_ai_goes_on_answering_while_she_waits(floor: Floor, lena: Actor) -> None:
    handoff = await floor.waiting(lena)
    asked = await floor.do(
        chat.ask,
        lena,
        "And how long does it take?",
        conversation_id=handoff.session_id,
        client_id=None,
        at=after(5),
    )
    assert asked.reply_id


async def test_a_word_can_be_added_to_the_rating_once(
    floor: Floor, lena: Actor, tom: Actor, anna: Actor
) -> None:
    handoff = await _closed(floor, lena, anna)
    with pytest.raises(HandoffNotClosed):
        await floor.do(actions.comment, lena, handoff.id, "Kind.", after(70))
    await floor.do(actions.rate, lena, handoff.id, score=4, comment="", at=after(71))
    for text, fault in (("  ", "required"), ("x" * 501, "too_long")):
        with pytest.raises(Invalid) as refused:
            await floor.do(actions.comment, lena, handoff.id, text, after(72))
        assert refused.value.fields == {"comment": fault}
    with pytest.raises(NotFound):
        await floor.do(actions.comment, tom, handoff.id, "Kind.", after(73))
    await floor.do(actions.comment, lena, handoff.id, "Kind.", after(74))
    assert ((await floor.row(handoff)).score, (await floor.row(handoff)).comment) == (4, "Kind.")
    with pytest.raises(HandoffRatedBefore):
        await floor.do(actions.comment, lena, handoff.id, "Very kind.", after(75))
