"""The order of the queue, what a wait is told as, and when an agent counts as gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from aics_app.handoff.rules.absence import Presence, is_gone, is_silent
from aics_app.handoff.rules.offers import offer
from aics_app.handoff.rules.queue import at_front, places, turn
from aics_app.handoff.rules.waits import How, Past, Wait, expected, quantile
from tests.unit.handoff.conftest import NOON, after

MINUTE = timedelta(minutes=1)


@dataclass
class Someone:
    id: int | None
    priority: int
    queued_at: datetime


ANYBODY = some.builds(Someone, some.integers(1, 10**9), some.integers(0, 2), some.integers(0, 5).map(after))
A_QUEUE = some.lists(ANYBODY, unique_by=lambda one: one.id, max_size=12)


def test_the_urgent_go_first_then_who_waited_longest_then_the_lower_id() -> None:
    calm, late = Someone(1, 0, after(0)), Someone(2, 0, after(9))
    urgent, high, twin = Someone(3, 2, after(9)), Someone(4, 1, after(9)), Someone(5, 0, after(9))
    assert places([twin, late, high, calm, urgent]) == {3: 1, 4: 2, 1: 3, 2: 4, 5: 5}


@given(A_QUEUE)
def test_every_place_is_given_once(queue: list[Someone]) -> None:
    assert sorted(places(queue).values()) == list(range(1, len(queue) + 1))


@given(A_QUEUE, ANYBODY)
def test_who_comes_back_has_nobody_of_his_priority_before_him(queue: list[Someone], back: Someone) -> None:
    level = [one for one in queue if one.priority == back.priority]
    back.id = 10**9 + 1
    back.queued_at = at_front(back.queued_at, min((one.queued_at for one in level), default=None))
    assert all(turn(back) < turn(one) for one in level)


def test_recent_waits_are_told_by_their_middle_half() -> None:
    waits = [float(seconds) for seconds in (10, 20, 30, 40, 50)]
    assert expected(Past(waits), place=1, agents=2) == Wait(20, 40, How.RECENT_WAITS, 5)


def test_who_stands_behind_more_than_there_are_agents_waits_more_rounds() -> None:
    past = Past([30.0] * 5)
    ranges = [expected(past, place=place, agents=2) for place in (1, 2, 3, 4, 5)]
    assert [found and found.high_s for found in ranges] == [30, 30, 60, 60, 90]


def test_with_few_waits_it_is_worked_out_from_how_long_a_chat_takes() -> None:
    past = Past([10.0] * 4, [400.0] * 5)
    assert expected(past, place=3, agents=4) == Wait(300, 300, How.HANDLING_TIME, 5)


@pytest.mark.parametrize(
    ("past", "agents"), [(Past([10.0] * 4, [400.0] * 4), 3), (Past([10.0] * 30), 0), (Past(), 1)]
)
def test_nothing_is_promised_without_ground(past: Past, agents: int) -> None:
    assert expected(past, place=1, agents=agents) is None


def test_only_the_newest_thirty_count() -> None:
    found = expected(Past([60.0] * 30 + [6000.0] * 90), place=1, agents=1)
    assert found == Wait(60, 60, How.RECENT_WAITS, 30)


@given(some.lists(some.floats(0, 10_000), min_size=1, max_size=40), some.floats(0, 1))
def test_a_quantile_lies_between_the_extremes(samples: list[float], share: float) -> None:
    assert min(samples) - 1e-6 <= quantile(samples, share) <= max(samples) + 1e-6


@given(
    some.lists(some.floats(0, 10_000), min_size=5, max_size=40), some.integers(1, 50), some.integers(1, 20)
)
def test_a_range_does_not_stand_on_its_head(waits: list[float], place: int, agents: int) -> None:
    found = expected(Past(waits), place=place, agents=agents)
    assert found is not None
    assert 0 <= found.low_s <= found.high_s
    assert found.high_s >= 1


def test_an_agent_unseen_for_a_minute_is_gone() -> None:
    seen = Presence(seen_at=after(0))
    assert not is_gone(seen, NOON, after(59), unseen=MINUTE)
    assert is_gone(seen, NOON, after(60), unseen=MINUTE)


def test_who_was_given_it_a_moment_ago_is_not_gone_yet() -> None:
    assert not is_gone(Presence(seen_at=after(0)), after(600), after(630), unseen=MINUTE)


def test_who_says_that_he_leaves_is_gone_at_once_and_who_takes_while_away_is_not() -> None:
    assert is_gone(Presence(after(100), left_at=after(100)), after(50), after(101), unseen=MINUTE)
    assert not is_gone(Presence(after(100), left_at=after(100)), after(105), after(110), unseen=MINUTE)


def test_who_was_never_seen_is_judged_by_silence_alone() -> None:
    assert not is_gone(None, NOON, after(86_400), unseen=MINUTE)


def test_silence_begins_with_the_customers_wait() -> None:
    assert not is_silent(None, after(9999), patience=MINUTE)
    assert not is_silent(after(0), after(59), patience=MINUTE)
    assert is_silent(after(0), after(60), patience=MINUTE)


def test_out_of_hours_the_offer_says_from_when_somebody_is_there() -> None:
    assert offer(is_open=True, opens_next=NOON).opens_at is None
    closed = offer(is_open=False, opens_next=after(3600))
    assert (closed.may_queue, closed.opens_at) == (False, after(3600))
