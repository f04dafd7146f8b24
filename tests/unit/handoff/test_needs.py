"""The right team and skill first, anybody after a while."""

from datetime import timedelta

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.chat import actions as chat
from aics_app.handoff import actions
from aics_app.handoff.models import Handoff
from aics_app.handoff.rules.needs import is_particular, needs
from aics_app.workforce import actions as workforce
from aics_app.workforce.actions import Profile
from aics_app.workforce.models import Status as Presence
from aics_app.workforce.rules.turn import Policy
from tests.unit.handoff.conftest import NOON, Floor, after

ZH, EN = frozenset({"zh"}), frozenset({"en"})
BOTH = frozenset({"en", "refund"})


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ([BOTH, EN], BOTH),
        ([EN, frozenset({"refund"})], EN),
        ([ZH, frozenset({"refund"})], frozenset({"refund"})),
        ([ZH], frozenset()),
        ([], frozenset()),
    ],
)
def test_what_nobody_there_can_do_is_no_need(there: list[frozenset[str]], expected: frozenset[str]) -> None:
    assert needs("en", "refund", there) == expected


def test_who_asked_nothing_in_no_language_needs_nothing() -> None:
    assert needs(None, None, [BOTH, frozenset()]) == frozenset()


def test_nobody_is_particular_for_ever() -> None:
    assert is_particular(NOON, after(119), timedelta(seconds=120))
    assert not is_particular(NOON, after(120), timedelta(seconds=120))


async def _skilled(floor: Floor, name: str, *skills: str, team: str = "", capacity: int = 1) -> Actor:
    agent = await floor.agent(name, Presence.ONLINE)
    vera = await floor.person(f"vera-of-{name}", Role.ADMIN)
    profile = Profile(capacity, team or None, skills)
    await floor.do(workforce.set_profile, vera, agent.user_id, profile, after(0))
    return agent


async def _waits_in(floor: Floor, name: str, question: str, at: float) -> Handoff:
    customer = await floor.person(name)
    conversation = await floor.do(chat.start_conversation, customer, question, after(at))
    return await floor.waiting(customer, at, conversation_id=conversation.id)


async def test_a_chinese_customer_is_given_to_who_speaks_chinese(floor: Floor) -> None:
    await _skilled(floor, "anna", "en")
    mei = await _skilled(floor, "mei", "zh")
    handoff = await _waits_in(floor, "li", "怎么退款", 1)
    assert await floor.assigned(2, Policy.SKILL) == {handoff.id: mei.user_id}


async def test_while_the_right_one_is_full_she_waits_and_then_anybody_will_do(floor: Floor) -> None:
    anna = await _skilled(floor, "anna", "en")
    mei = await _skilled(floor, "mei", "zh")
    first = await _waits_in(floor, "li", "怎么退款", 1)
    second = await _waits_in(floor, "wu", "怎么开发票", 2)
    assert await floor.assigned(3, Policy.SKILL) == {first.id: mei.user_id}
    for agent in (anna, mei):
        await floor.beat(agent, 100)
    assert await floor.assigned(121, Policy.SKILL) == {}
    assert await floor.assigned(123, Policy.SKILL) == {second.id: anna.user_id}


async def test_a_team_is_served_by_its_own_first_and_then_by_anybody(floor: Floor, lena: Actor) -> None:
    anna = await _skilled(floor, "anna")
    await _skilled(floor, "mei", team="returns", capacity=0)
    ben = await _skilled(floor, "ben")
    handoff = await floor.taken(lena, anna, 10)
    to_team = actions.Target(team="returns")
    await floor.do(actions.transfer, anna, handoff.id, to_team, note="", at=after(50))
    for agent in (anna, ben):
        await floor.beat(agent, 100)
    assert await floor.assigned(150) == {}
    for agent in (anna, ben):
        await floor.beat(agent, 170)
    assert await floor.assigned(171) == {handoff.id: ben.user_id}  # and not to who let it go
