"""An agent takes a chat, passes it on, gives it back, ends it; and others can't."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.chat import actions as chat
from aics_app.chat.errors import AlreadyTaken, NotSpeaking
from aics_app.chat.models import Sender, Speaker, State
from aics_app.core.errors import AppError, Forbidden, Invalid, NotFound
from aics_app.handoff import actions
from aics_app.handoff.actions import Target
from aics_app.handoff.errors import AgentNotThere, HandoffOver
from aics_app.handoff.models import Disposition, EndReason, Handoff, Status
from aics_app.workforce import actions as workforce
from aics_app.workforce.actions import Profile
from aics_app.workforce.models import Status as Presence
from tests.unit.handoff.conftest import Floor, after

Write = Callable[[Floor, Actor, Handoff], Awaitable[object]]


async def _close(floor: Floor, actor: Actor, handoff: Handoff) -> Handoff:
    what = {"disposition": Disposition.SOLVED, "note": "Sent a new one."}
    return await floor.do(actions.close, actor, handoff.id, at=after(60), **what)


async def _give_back(floor: Floor, actor: Actor, handoff: Handoff) -> Handoff:
    return await floor.do(actions.give_back, actor, handoff.id, after(60))


async def _pass_on(
    floor: Floor, actor: Actor, handoff: Handoff, to: Target | None = None, note: str = ""
) -> Handoff:
    target = to or Target(team="returns")
    return await floor.do(actions.transfer, actor, handoff.id, target, note=note, at=after(30))


ENDINGS: list[Write] = [_close, _give_back, _pass_on]


async def _in_team(floor: Floor, agent: Actor, team: str) -> None:
    vera = await floor.person(f"chief-of-{agent.username}", Role.ADMIN)
    await floor.do(workforce.set_profile, vera, agent.user_id, Profile(4, team), after(0))


async def test_anna_takes_lena_and_has_the_word(floor: Floor, lena: Actor, anna: Actor) -> None:
    handoff = await floor.waiting(lena)
    taken, stopped = await floor.do(actions.take, anna, handoff.id, after(20))
    assert (taken.status, taken.agent_id, taken.taken_at, stopped) == (
        Status.ACTIVE,
        anna.user_id,
        after(20),
        None,
    )
    assert await floor.word(handoff) == (Speaker.AGENT, anna.user_id)
    assert await floor.lines(handoff) == ["handoff_queued", "handoff_taken"]
    assert floor.facts() == ["HandoffRequested", "HandoffTaken"]


async def test_taking_it_stops_the_answer_that_is_being_written(
    floor: Floor, lena: Actor, anna: Actor
) -> None:
    handoff = await floor.waiting(lena)
    asked = await floor.do(
        chat.ask, lena, "Hello?", conversation_id=handoff.session_id, client_id=None, at=after(5)
    )
    _, stopped = await floor.do(actions.take, anna, handoff.id, after(6))
    assert stopped == asked.reply_id
    (answer,) = await floor.messages(handoff, sender=Sender.AI)
    assert answer.state == State.STOPPED


async def test_taken_again_by_the_same_it_stays_as_it_is(floor: Floor, lena: Actor, anna: Actor) -> None:
    handoff = await floor.taken(lena, anna, 20)
    again, stopped = await floor.do(actions.take, anna, handoff.id, after(40))
    assert (again.taken_at, stopped) == (after(20), None)
    assert await floor.lines(handoff) == ["handoff_queued", "handoff_taken"]


async def test_the_slower_one_is_told_who_has_it(floor: Floor, lena: Actor, anna: Actor, ben: Actor) -> None:
    handoff = await floor.taken(lena, anna)
    with pytest.raises(AlreadyTaken) as refused:
        await floor.do(actions.take, ben, handoff.id, after(1))
    assert refused.value.params == {"agent": "Anna"}


async def test_of_ten_at_once_exactly_one_has_it(floor: Floor, lena: Actor) -> None:
    agents = [await floor.agent(f"agent-{number}", Presence.ONLINE) for number in range(10)]
    handoff = await floor.waiting(lena)
    tried = await asyncio.gather(
        *(floor.do(actions.take, agent, handoff.id, after(1)) for agent in agents), return_exceptions=True
    )
    (won,) = [one[0] for one in tried if isinstance(one, tuple)]
    lost = [one.params for one in tried if isinstance(one, AlreadyTaken)]
    winner = next(agent for agent in agents if agent.user_id == won.agent_id)
    assert lost == [{"agent": winner.nickname}] * 9
    assert await floor.word(handoff) == (Speaker.AGENT, winner.user_id)
    assert floor.facts().count("HandoffTaken") == 1


async def test_by_hand_one_may_take_more_than_ones_capacity_and_while_away(floor: Floor, lena: Actor) -> None:
    away = await floor.agent("ada", Presence.AWAY)
    await floor.do(
        workforce.set_profile, await floor.person("vera", Role.ADMIN), away.user_id, Profile(0), after(0)
    )
    assert (await floor.taken(lena, away)).agent_id == away.user_id


async def test_customers_take_nothing(floor: Floor, lena: Actor, tom: Actor) -> None:
    handoff = await floor.waiting(lena)
    with pytest.raises(NotFound):
        await floor.do(actions.take, tom, handoff.id, after(1))
    with pytest.raises(Forbidden):
        await floor.do(actions.take, lena, handoff.id, after(1))
    assert (await floor.row(handoff)).status == Status.QUEUED


async def test_what_is_over_is_not_taken(floor: Floor, lena: Actor, anna: Actor, ben: Actor) -> None:
    handoff = await _close(floor, anna, await floor.taken(lena, anna))
    for agent in (anna, ben):
        with pytest.raises(HandoffOver):
            await floor.do(actions.take, agent, handoff.id, after(90))
    assert await floor.word(handoff) == (Speaker.AI, None)


async def test_anna_closes_and_the_ai_answers_again(floor: Floor, lena: Actor, anna: Actor) -> None:
    handoff = await _close(floor, anna, await floor.taken(lena, anna))
    assert (handoff.status, handoff.end_reason, handoff.disposition, handoff.note) == (
        Status.CLOSED,
        EndReason.CLOSED,
        Disposition.SOLVED,
        "Sent a new one.",
    )
    assert (handoff.ended_at, handoff.agent_id) == (after(60), anna.user_id)
    assert await floor.word(handoff) == (Speaker.AI, None)
    assert await floor.lines(handoff) == ["handoff_queued", "handoff_taken", "handoff_closed"]
    assert floor.facts()[-1] == "HandoffClosed"


async def test_anna_lets_the_ai_go_on(floor: Floor, lena: Actor, anna: Actor) -> None:
    handoff = await _give_back(floor, anna, await floor.taken(lena, anna))
    assert (handoff.status, handoff.end_reason) == (Status.CLOSED, EndReason.GIVEN_BACK)
    assert await floor.word(handoff) == (Speaker.AI, None)
    assert (await floor.lines(handoff))[-1] == "handoff_given_back"


async def test_anna_passes_lena_on_to_ben_with_a_note(
    floor: Floor, lena: Actor, anna: Actor, ben: Actor
) -> None:
    handoff = await floor.taken(lena, anna)
    passed = await _pass_on(floor, anna, handoff, Target(ben.user_id), "Has been waiting for a week.")
    assert (passed.status, passed.agent_id, passed.taken_at) == (Status.ACTIVE, ben.user_id, after(0))
    assert await floor.word(handoff) == (Speaker.AGENT, ben.user_id)
    assert await floor.notes(handoff) == ["Has been waiting for a week."]
    assert await floor.lines(handoff) == ["handoff_queued", "handoff_taken", "handoff_transferred"]
    with pytest.raises(NotSpeaking):
        await _close(floor, anna, handoff)
    await _close(floor, ben, handoff)


async def test_anna_passes_lena_on_to_a_team_which_gets_her_next(
    floor: Floor, lena: Actor, tom: Actor, anna: Actor, ben: Actor
) -> None:
    await _in_team(floor, ben, "returns")
    his, hers = await floor.waiting(tom), await floor.taken(lena, anna, 10)
    passed = await _pass_on(floor, anna, hers)
    assert (passed.status, passed.agent_id, passed.team) == (Status.QUEUED, None, "returns")
    assert await floor.word(hers) == (Speaker.AGENT, None)
    assert await floor.line() == [hers.id, his.id]
    assert (await floor.lines(hers))[-1] == "handoff_to_team"


@pytest.mark.parametrize("there", [Presence.OFFLINE, None])
async def test_nobody_is_passed_on_to_who_is_not_there(
    floor: Floor, lena: Actor, tom: Actor, anna: Actor, there: Presence | None
) -> None:
    gone = await floor.agent("ada", there)
    handoff = await floor.taken(lena, anna)
    for to in (Target(gone.user_id), Target(tom.user_id), Target(99_999), Target(team="nobody")):
        with pytest.raises(AgentNotThere):
            await _pass_on(floor, anna, handoff, to, "A note that must not stay.")
    assert (await floor.row(handoff)).agent_id == anna.user_id
    assert await floor.notes(handoff) == []


async def test_passing_on_needs_one_aim(floor: Floor, lena: Actor, anna: Actor, ben: Actor) -> None:
    handoff = await floor.taken(lena, anna)
    for to in (Target(), Target(ben.user_id, "returns"), Target(anna.user_id), Target(team="")):
        with pytest.raises(Invalid):
            await _pass_on(floor, anna, handoff, to)


async def test_a_long_note_is_refused(floor: Floor, lena: Actor, anna: Actor, ben: Actor) -> None:
    handoff = await floor.taken(lena, anna)
    with pytest.raises(Invalid):
        await _pass_on(floor, anna, handoff, Target(ben.user_id), "x" * 501)
    with pytest.raises(Invalid):
        await floor.do(
            actions.close, anna, handoff.id, disposition=Disposition.OTHER, note="x" * 501, at=after(2)
        )


@pytest.mark.parametrize("ending", ENDINGS)
async def test_only_who_has_it_ends_it(
    floor: Floor, lena: Actor, tom: Actor, anna: Actor, ben: Actor, ending: Write
) -> None:
    await _in_team(floor, ben, "returns")
    handoff = await floor.taken(lena, anna)
    for somebody, refusal in ((tom, NotFound), (lena, Forbidden), (ben, NotSpeaking)):
        with pytest.raises(refusal):
            await ending(floor, somebody, handoff)
    assert (await floor.row(handoff)).agent_id == anna.user_id


@pytest.mark.parametrize("ending", ENDINGS)
async def test_what_waits_or_is_over_is_not_ended(
    floor: Floor, lena: Actor, anna: Actor, ben: Actor, ending: Write
) -> None:
    await _in_team(floor, ben, "returns")
    handoff = await floor.waiting(lena)
    with pytest.raises(NotSpeaking):
        await ending(floor, anna, handoff)
    await floor.do(actions.take, anna, handoff.id, after(1))
    await _close(floor, anna, handoff)
    with pytest.raises(HandoffOver):
        await ending(floor, anna, handoff)


@pytest.mark.parametrize("ending", ENDINGS)
async def test_done_three_times_at_once_it_is_done_once(
    floor: Floor, lena: Actor, anna: Actor, ben: Actor, ending: Write
) -> None:
    await _in_team(floor, ben, "returns")
    handoff = await floor.taken(lena, anna)
    before = len(floor.facts())
    done = await asyncio.gather(*(ending(floor, anna, handoff) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(one, Handoff) for one in done) == 1, done
    assert sum(isinstance(one, AppError) for one in done) == 2
    assert len(floor.facts()) == before + 1
