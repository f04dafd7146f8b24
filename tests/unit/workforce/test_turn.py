"""Whose turn it is among Anna, Ben, Cleo and Dora."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aics_app.workforce.models import Status
from aics_app.workforce.rules.turn import Candidate, Policy, choose, has_room

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
GIVING = [Policy.ROUND_ROBIN, Policy.LEAST_LOADED, Policy.SKILL]


def agent(user_id: int, name: str, *skills: str, waited_s: int = 60, capacity: int = 4) -> Candidate:
    """Somebody online."""
    waiting_since = NOON - timedelta(seconds=waited_s)
    return Candidate(user_id, name, Status.ONLINE, capacity, frozenset(skills), None, waiting_since)


ANNA = agent(1, "Anna", "refund", "en")
BEN = agent(2, "Ben", "refund", waited_s=300)
CLEO = agent(3, "Cleo", waited_s=120, capacity=2)
ALL = [ANNA, BEN, CLEO]
REFUND = frozenset({"refund"})


@pytest.mark.parametrize("policy", Policy)
def test_nobody_there_is_nobodys_turn(policy: Policy) -> None:
    assert choose(policy, [], {}) is None


def test_by_hand_nobody_is_given_work_not_even_the_last_agent() -> None:
    assert choose(Policy.MANUAL, ALL, {}, last_agent=1) is None


@pytest.mark.parametrize("policy", GIVING)
@pytest.mark.parametrize("status", [Status.BUSY, Status.AWAY, Status.OFFLINE])
def test_only_who_is_online_is_given_work(policy: Policy, status: Status) -> None:
    assert choose(policy, [replace(ANNA, status=status)], {}, last_agent=1) is None


@pytest.mark.parametrize("policy", GIVING)
def test_who_is_full_is_given_no_more(policy: Policy) -> None:
    assert choose(policy, [CLEO], {3: 1}, last_agent=3) == 3
    assert choose(policy, [CLEO], {3: 2}, last_agent=3) is None
    assert choose(policy, [replace(CLEO, capacity=0)], {}) is None


@pytest.mark.parametrize("policy", GIVING)
def test_the_last_agent_is_preferred_while_there_is_room(policy: Policy) -> None:
    assert choose(policy, ALL, {1: 3}, last_agent=1) == 1
    assert choose(policy, ALL, {1: 4}, last_agent=1, previous=1) == 2
    assert choose(policy, ALL, {}, last_agent=99, previous=1) == 2


def test_in_turn_the_next_after_the_previous_one_is_asked() -> None:
    given_to = [choose(Policy.ROUND_ROBIN, ALL, {}, previous=previous) for previous in (1, 2, 3)]
    assert given_to == [2, 3, 1]


def test_taking_turns_skips_the_full_and_goes_on_after_one_who_left() -> None:
    assert choose(Policy.ROUND_ROBIN, ALL, {2: 4}, previous=1) == 3
    assert choose(Policy.ROUND_ROBIN, [ANNA, CLEO], {}, previous=2) == 3
    assert choose(Policy.ROUND_ROBIN, [ANNA], {}, previous=1) == 1


@pytest.mark.parametrize("policy", GIVING)
def test_at_first_who_has_waited_longest_is_asked_then_the_lower_id(policy: Policy) -> None:
    assert choose(policy, ALL, {}) == 2
    assert choose(policy, [CLEO, replace(ANNA, waiting_since=CLEO.waiting_since)], {}) == 1


def test_least_loaded_means_the_share_of_what_one_can_do() -> None:
    assert choose(Policy.LEAST_LOADED, ALL, {1: 1, 2: 2, 3: 1}) == 1
    assert (
        choose(Policy.LEAST_LOADED, [BEN, CLEO], {2: 2, 3: 1}) == 2
    )  # both are half full; Ben has waited longer
    assert choose(Policy.LEAST_LOADED, [BEN, CLEO], {2: 1, 3: 1}) == 2


def test_by_skill_only_who_can_do_it_all_is_asked() -> None:
    assert choose(Policy.SKILL, ALL, {}, needs=REFUND) == 2
    assert choose(Policy.SKILL, ALL, {1: 1}, needs=REFUND | {"en"}) == 1
    assert choose(Policy.SKILL, ALL, {}, needs=REFUND, last_agent=3) == 2


def test_a_matter_waits_for_the_skilled_while_they_are_there() -> None:
    away = replace(ANNA, status=Status.AWAY)
    assert choose(Policy.SKILL, [away, BEN], {}, needs=frozenset({"en"})) is None
    assert choose(Policy.SKILL, [ANNA, BEN], {1: 4}, needs=frozenset({"en"})) is None


def test_anybody_is_better_than_nobody_when_no_skilled_one_is_there() -> None:
    gone = replace(ANNA, status=Status.OFFLINE)
    assert choose(Policy.SKILL, [gone, BEN, CLEO], {}, needs=frozenset({"en"})) == 2


def test_other_policies_do_not_ask_for_skills() -> None:
    assert choose(Policy.LEAST_LOADED, [CLEO], {}, needs=REFUND) == 3


people = st.lists(
    st.builds(
        Candidate,
        user_id=st.integers(1, 9),
        nickname=st.just("somebody"),
        status=st.sampled_from(Status),
        capacity=st.integers(0, 3),
        skills=st.frozensets(st.sampled_from(["refund", "en"])),
        team=st.none(),
        waiting_since=st.integers(0, 3).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    ),
    max_size=6,
    unique_by=lambda one: one.user_id,
)
loads = st.dictionaries(st.integers(1, 9), st.integers(0, 4))
ids = st.none() | st.integers(1, 9)


@given(st.sampled_from(GIVING), people, loads, ids, ids)
def test_whoever_is_chosen_has_room_and_somebody_is_when_anybody_has(
    policy: Policy, there: list[Candidate], load: dict[int, int], last_agent: int | None, previous: int | None
) -> None:
    roomy = {
        one.user_id
        for one in there
        if one.status is Status.ONLINE and load.get(one.user_id, 0) < one.capacity
    }
    chosen = choose(policy, there, load, last_agent=last_agent, previous=previous)
    assert chosen in roomy if roomy else chosen is None
    assert last_agent not in roomy or chosen == last_agent
    assert {one.user_id for one in there if has_room(one, load)} == roomy


@given(people, loads, ids, st.frozensets(st.sampled_from(["refund", "en"])), st.randoms())
def test_the_order_in_which_they_are_told_does_not_matter(
    there: list[Candidate], load: dict[int, int], previous: int | None, needs: frozenset[str], chance: object
) -> None:
    shuffled = sorted(there, key=lambda one: one.nickname + str(chance.random()))  # type: ignore[attr-defined]  # hypothesis' own Random
    for policy in Policy:
        told = [choose(policy, order, load, needs=needs, previous=previous) for order in (there, shuffled)]
        assert told[0] == told[1]


@given(st.integers(1, 6), st.integers(1, 5), ids)
def test_turns_are_fair(agents: int, rounds: int, previous: int | None) -> None:
    there = [agent(number, "somebody", capacity=99) for number in range(1, agents + 1)]
    load: Counter[int] = Counter()
    for _ in range(agents * rounds):
        previous = choose(Policy.ROUND_ROBIN, there, load, previous=previous)
        assert previous is not None
        load[previous] += 1
    assert set(load.values()) == {rounds}


@given(people, st.integers(0, 20))
def test_least_loaded_never_fills_one_while_another_has_a_smaller_share(
    there: list[Candidate], pieces: int
) -> None:
    load: Counter[int] = Counter()
    for _ in range(pieces):
        free = [one for one in there if has_room(one, load)]
        chosen = choose(Policy.LEAST_LOADED, there, load)
        if chosen is None:
            assert not free
            return
        share = {one.user_id: load[one.user_id] / one.capacity for one in free}
        assert share[chosen] == min(share.values())
        load[chosen] += 1
    assert all(load[one.user_id] <= one.capacity for one in there)
