"""Chats are given to whose turn it is, and taken from who is gone or silent."""

import asyncio

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.chat import actions as chat
from aics_app.chat.models import Speaker
from aics_app.handoff import actions, queries
from aics_app.handoff.actions import Target
from aics_app.handoff.models import Disposition, Handoff, Priority, Status
from aics_app.handoff.rules.absence import Why
from aics_app.workforce import actions as workforce
from aics_app.workforce.actions import Profile
from aics_app.workforce.models import Status as Presence
from aics_app.workforce.rules.turn import Policy
from tests.unit.handoff.conftest import Floor, after

PATIENCE = after(300) - after(0)


async def _profile(floor: Floor, agent: Actor, profile: Profile) -> None:
    vera = await floor.person(f"chief-of-{agent.username}", Role.ADMIN)
    await floor.do(workforce.set_profile, vera, agent.user_id, profile, after(0))


async def _abandoned(floor: Floor, at: float) -> list[tuple[int | None, Why]]:
    found = await floor.read(queries.abandoned, after(at), patience=PATIENCE)
    return [(one.handoff.id, one.why) for one in found]


async def _say(floor: Floor, actor: Actor, handoff: Handoff, at: float) -> None:
    """Somebody writes, and the hand-off hears of it as the listeners make it."""
    said = {"client_id": None, "at": after(at)}
    await floor.do(chat.say, actor, handoff.session_id, "Hello?", **said)
    if actor.user_id == handoff.user_id:
        await floor.do(actions.heard_customer, handoff.session_id, after(at))
    else:
        await floor.do(actions.heard_agent, handoff.session_id, actor.user_id, after(at))


async def test_when_anna_comes_she_gets_the_oldest_first(floor: Floor) -> None:
    queue = await floor.customers_waiting(6)
    assert await floor.assigned(10) == {}
    anna = await floor.agent("anna", Presence.ONLINE, 20)
    assert list(await floor.assigned(20)) == [one.id for one in queue[:4]]
    assert await floor.line() == [one.id for one in queue[4:]]
    assert await floor.word(queue[0]) == (Speaker.AGENT, anna.user_id)
    assert floor.facts()[-4:] == ["HandoffTaken"] * 4


async def test_the_urgent_go_first(floor: Floor, lena: Actor, anna: Actor) -> None:
    await _profile(floor, anna, Profile(1))
    await floor.customers_waiting(3)
    urgent = await floor.waiting(lena, 10, priority=Priority.URGENT)
    assert await floor.assigned(11) == {urgent.id: anna.user_id}


@pytest.mark.parametrize("status", [Presence.BUSY, Presence.AWAY, Presence.OFFLINE])
async def test_only_who_is_online_is_given_work(floor: Floor, lena: Actor, status: Presence) -> None:
    await floor.agent("ada", status)
    await floor.waiting(lena)
    assert await floor.assigned(1) == {}


async def test_who_is_not_heard_any_more_is_given_nothing(floor: Floor, lena: Actor, anna: Actor) -> None:
    await floor.waiting(lena, 61)
    assert await floor.assigned(61) == {}
    await floor.beat(anna, 62)
    assert len(await floor.assigned(62)) == 1


async def test_work_is_shared_by_how_much_each_has(floor: Floor, anna: Actor, ben: Actor) -> None:
    queue = await floor.customers_waiting(4)
    given = await floor.assigned(10)
    assert sorted(given) == [one.id for one in queue]
    assert sorted(given.values()) == [anna.user_id] * 2 + [ben.user_id] * 2


async def test_by_turns_it_goes_round_also_over_several_times(floor: Floor, anna: Actor, ben: Actor) -> None:
    took: list[int] = []
    for number in range(4):
        await floor.waiting(await floor.person(f"customer-{number}"), number)
        took += (await floor.assigned(number, Policy.ROUND_ROBIN)).values()
    assert took == [anna.user_id, ben.user_id] * 2


async def test_by_hand_only_nobody_is_given_anything(floor: Floor, lena: Actor, anna: Actor) -> None:
    await floor.waiting(lena)
    assert await floor.assigned(1, Policy.MANUAL) == {}


async def test_lena_gets_the_agent_whom_she_had(floor: Floor, lena: Actor, anna: Actor, ben: Actor) -> None:
    for agent in (ben, anna, ben):
        handoff = await floor.taken(lena, agent)
        await floor.do(actions.close, agent, handoff.id, disposition=Disposition.SOLVED, note="", at=after(5))
    again = await floor.waiting(lena, 10)
    assert await floor.assigned(10) == {again.id: ben.user_id}


async def test_a_teams_chat_waits_for_the_team_and_lets_others_by(
    floor: Floor, lena: Actor, tom: Actor, anna: Actor, ben: Actor
) -> None:
    await _profile(floor, ben, Profile(4, "returns"))
    await floor.do(workforce.choose_presence, ben, Presence.AWAY, after(5))
    handoff = await floor.taken(lena, anna)
    target = {"note": "", "at": after(10)}
    await floor.do(actions.transfer, anna, handoff.id, Target(team="returns"), **target)
    his = await floor.waiting(tom, 20)
    assert await floor.assigned(21) == {his.id: anna.user_id}
    await floor.do(workforce.choose_presence, ben, Presence.ONLINE, after(30))
    assert await floor.assigned(31) == {handoff.id: ben.user_id}


async def test_two_replicas_give_everything_once_and_nobody_too_much(
    floor: Floor, anna: Actor, ben: Actor
) -> None:
    queue = await floor.customers_waiting(10)
    rounds = await asyncio.gather(*(floor.assigned(10) for _ in range(4)))
    assert sum(len(one) for one in rounds) == 8
    assert await floor.read(queries.load) == {anna.user_id: 4, ben.user_id: 4}
    assert await floor.line() == [one.id for one in queue[8:]]


async def test_who_is_served_without_the_queue_keeps_nobody_from_being_served(
    floor: Floor, lena: Actor, tom: Actor, anna: Actor, ben: Actor
) -> None:
    hers, his = await floor.waiting(lena), await floor.waiting(tom, 5)
    await floor.do(chat.take_over, hers.session_id, ben.user_id, after(6))
    assert list(await floor.assigned(7)) == [his.id]
    assert await floor.word(hers) == (Speaker.AGENT, ben.user_id)


async def test_a_closed_laptop_puts_its_chats_before_all_others(
    floor: Floor, lena: Actor, tom: Actor, anna: Actor
) -> None:
    his, hers = await floor.waiting(tom), await floor.taken(lena, anna, 10)
    assert await _abandoned(floor, 69) == []
    assert await _abandoned(floor, 70) == [(hers.id, Why.OFFLINE)]
    lost = {"from_agent": anna.user_id, "why": Why.OFFLINE}
    assert await floor.do(actions.requeue, hers.id, after(70), **lost)
    assert await floor.line() == [hers.id, his.id]
    row = await floor.row(hers)
    assert (row.status, row.agent_id, row.attempts, row.taken_at) == (Status.QUEUED, None, 1, after(10))
    assert await floor.word(hers) == (Speaker.AGENT, None)
    assert (await floor.lines(hers))[-1] == "handoff_returned"
    assert floor.facts()[-1] == "HandoffReturned"


async def test_when_she_comes_back_she_is_given_it_again(floor: Floor, lena: Actor, anna: Actor) -> None:
    handoff = await floor.taken(lena, anna)
    lost = {"from_agent": anna.user_id, "why": Why.OFFLINE}
    await floor.do(actions.requeue, handoff.id, after(70), **lost)
    await floor.beat(anna, 80)
    assert await floor.assigned(80) == {handoff.id: anna.user_id}


async def test_who_goes_offline_by_his_own_word_loses_his_chats_at_once(
    floor: Floor, lena: Actor, anna: Actor
) -> None:
    handoff = await floor.taken(lena, anna, 10)
    await floor.do(workforce.choose_presence, anna, Presence.OFFLINE, after(20))
    assert await _abandoned(floor, 21) == [(handoff.id, Why.OFFLINE)]


async def test_put_back_by_two_replicas_at_once_it_is_put_back_once(
    floor: Floor, lena: Actor, anna: Actor
) -> None:
    handoff = await floor.taken(lena, anna)
    lost = {"from_agent": anna.user_id, "why": Why.OFFLINE}
    done = await asyncio.gather(*(floor.do(actions.requeue, handoff.id, after(70), **lost) for _ in range(3)))
    assert sorted(done) == [False, False, True]
    assert (await floor.row(handoff)).attempts == 1


async def test_what_anna_passed_on_meanwhile_stays_with_ben(
    floor: Floor, lena: Actor, anna: Actor, ben: Actor
) -> None:
    handoff = await floor.taken(lena, anna)
    await floor.do(actions.transfer, anna, handoff.id, Target(ben.user_id), note="", at=after(5))
    lost = {"from_agent": anna.user_id, "why": Why.OFFLINE}
    assert not await floor.do(actions.requeue, handoff.id, after(70), **lost)
    assert (await floor.row(handoff)).agent_id == ben.user_id


async def test_an_agent_who_never_says_a_word_loses_the_chat(floor: Floor, lena: Actor, anna: Actor) -> None:
    handoff = await floor.taken(lena, anna)
    await floor.beat(anna, 290)
    assert await _abandoned(floor, 299) == []
    await floor.beat(anna, 299)
    assert await _abandoned(floor, 300) == [(handoff.id, Why.SILENT)]


async def test_an_agent_who_answered_may_take_as_long_as_the_customer_says_nothing(
    floor: Floor, lena: Actor, anna: Actor
) -> None:
    handoff = await floor.taken(lena, anna)
    await _say(floor, anna, handoff, 20)
    await floor.beat(anna, 2000)
    assert await _abandoned(floor, 2000) == []
    await _say(floor, lena, handoff, 2000)
    await _say(floor, lena, handoff, 2200)
    await floor.beat(anna, 2300)
    assert await _abandoned(floor, 2299) == []
    assert await _abandoned(floor, 2300) == [(handoff.id, Why.SILENT)]
    await _say(floor, anna, handoff, 2301)
    assert await _abandoned(floor, 2310) == []
    row = await floor.row(handoff)
    assert (row.first_reply_at, row.silent_since) == (after(20), None)


async def test_an_answer_that_was_not_noted_counts_all_the_same(
    floor: Floor, lena: Actor, anna: Actor
) -> None:
    """The process died between Anna's message and its note on the hand-off."""
    handoff = await floor.taken(lena, anna)
    await floor.do(chat.say, anna, handoff.session_id, "I'm here.", client_id=None, at=after(20))
    await floor.beat(anna, 400)
    assert (await floor.row(handoff)).silent_since == after(0)
    assert await _abandoned(floor, 400) == []


async def test_an_internal_note_is_no_answer(floor: Floor, lena: Actor, anna: Actor) -> None:
    handoff = await floor.taken(lena, anna)
    await floor.do(chat.note, anna, handoff.session_id, "Odd.", client_id=None, at=after(20))
    await floor.beat(anna, 400)
    assert await _abandoned(floor, 400) == [(handoff.id, Why.SILENT)]


async def test_who_was_silent_is_not_given_the_same_chat_again_but_may_take_it(
    floor: Floor, lena: Actor, anna: Actor
) -> None:
    handoff = await floor.taken(lena, anna)
    lost = {"from_agent": anna.user_id, "why": Why.SILENT}
    await floor.do(actions.requeue, handoff.id, after(300), **lost)
    await floor.beat(anna, 300)
    assert await floor.assigned(301) == {}
    ben = await floor.agent("ben", Presence.ONLINE, 302)
    assert await floor.assigned(302) == {handoff.id: ben.user_id}
    await floor.do(actions.requeue, handoff.id, after(700), from_agent=ben.user_id, why=Why.SILENT)
    taken, _ = await floor.do(actions.take, ben, handoff.id, after(701))
    assert (taken.agent_id, taken.left_by) == (ben.user_id, None)
