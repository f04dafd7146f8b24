"""The breaker alone, with a clock that only moves when told."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from aics_app.llm.breaker import Breaker, Call
from aics_app.llm.errors import ModelUnavailable

FIRST_S, LONGEST_S = 5.0, 30.0


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock, failures_to_open=3, cooldown_s=FIRST_S, longest_cooldown_s=LONGEST_S)


def fail(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        breaker.fail(breaker.admit())


def refusal_of(breaker: Breaker) -> ModelUnavailable:
    with pytest.raises(ModelUnavailable) as refused:
        breaker.admit()
    return refused.value


def test_two_failures_are_forgiven_and_a_third_shuts(breaker: Breaker) -> None:
    fail(breaker, 2)
    assert not breaker.is_open
    fail(breaker)
    assert breaker.is_open
    assert refusal_of(breaker).reason == "breaker_open"


def test_a_success_between_failures_starts_the_count_again(breaker: Breaker) -> None:
    fail(breaker, 2)
    breaker.succeed(breaker.admit())
    fail(breaker, 2)
    assert not breaker.is_open


def test_the_refused_are_told_how_long_to_stay_away(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    assert refusal_of(breaker).retry_after_s == FIRST_S
    clock.now_s += 2.5
    assert refusal_of(breaker).retry_after_s == 3


def test_after_the_cooldown_exactly_one_caller_is_let_through(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now_s += FIRST_S
    probe = breaker.admit()
    assert probe.is_probe
    assert refusal_of(breaker).retry_after_s == 1
    breaker.succeed(probe)
    assert not breaker.admit().is_probe


def test_looking_does_not_use_up_the_probe(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now_s += FIRST_S
    breaker.check()
    breaker.check()
    assert breaker.admit().is_probe
    with pytest.raises(ModelUnavailable):
        breaker.check()


def test_each_failed_probe_doubles_the_cooldown_up_to_the_longest(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    waits = []
    for _ in range(5):
        waits.append(refusal_of(breaker).retry_after_s)
        clock.now_s += waits[-1]
        fail(breaker)
    assert waits == [5, 10, 20, 30, 30]


def test_a_success_makes_the_next_cooldown_short_again(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now_s += FIRST_S
    fail(breaker)
    clock.now_s += 2 * FIRST_S
    breaker.succeed(breaker.admit())
    fail(breaker, 3)
    assert refusal_of(breaker).retry_after_s == FIRST_S


def test_the_probes_first_token_lets_the_others_in_but_one_failure_shuts_again(
    breaker: Breaker, clock: Clock
) -> None:
    fail(breaker, 3)
    clock.now_s += FIRST_S
    breaker.answers(breaker.admit())
    fail(breaker)
    assert breaker.is_open
    assert refusal_of(breaker).retry_after_s == 2 * FIRST_S


def test_a_probe_that_stalls_after_its_first_token_shuts_again(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now_s += FIRST_S
    probe = breaker.admit()
    breaker.answers(probe)
    breaker.fail(probe)
    assert refusal_of(breaker).retry_after_s == 2 * FIRST_S


def test_a_caller_who_leaves_hands_the_probe_to_the_next(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now_s += FIRST_S
    breaker.abandon(breaker.admit())
    assert breaker.admit().is_probe


def test_latecomers_from_before_the_opening_have_no_say(breaker: Breaker, clock: Clock) -> None:
    late_success, late_failure = breaker.admit(), breaker.admit()
    fail(breaker, 3)
    breaker.succeed(late_success)
    assert breaker.is_open
    clock.now_s += FIRST_S
    breaker.fail(late_failure)
    assert breaker.admit().is_probe


def test_latecomers_have_no_say_after_the_recovery_either(breaker: Breaker, clock: Clock) -> None:
    late = [breaker.admit() for _ in range(3)]
    fail(breaker, 3)
    clock.now_s += FIRST_S
    breaker.succeed(breaker.admit())
    for call in late:
        breaker.fail(call)
    assert not breaker.is_open


def test_news_of_a_living_server_ends_the_cooldown_but_still_asks_for_a_probe(breaker: Breaker) -> None:
    fail(breaker, 3)
    breaker.retry_soon()
    assert breaker.admit().is_probe
    refusal_of(breaker)


class AnyHistory(RuleBasedStateMachine):
    """Whatever callers and server do, in any order: one probe at a time, no early opening, no dead end."""

    calls = Bundle("calls")

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.breaker = Breaker(
            self.clock, failures_to_open=3, cooldown_s=FIRST_S, longest_cooldown_s=LONGEST_S
        )
        self.probes: set[Call] = set()
        self.era_of: dict[Call, int] = {}
        self.openings = 0
        self.was_open = False
        self.opened_at = 0.0
        self.failures = 0

    @rule(target=calls)
    def admit(self) -> Call | None:
        is_open = self.breaker.is_open
        try:
            call = self.breaker.admit()
        except ModelUnavailable as refused:
            self._refused(refused.retry_after_s, is_open=is_open)
            return None
        assert call.is_probe is is_open
        if is_open:
            assert not self.probes, "two probes at once"
            assert self.clock.now_s >= self.opened_at + FIRST_S
            self.probes.add(call)
        self.era_of[call] = self.openings
        return call

    @rule(call=consumes(calls))
    def succeed(self, call: Call | None) -> None:
        self._end(call, self.breaker.succeed)
        if call and self.era_of[call] == self.openings:
            self.failures = 0

    @rule(call=consumes(calls))
    def fail(self, call: Call | None) -> None:
        if call and self.era_of[call] == self.openings:
            self.failures += 1
        self._end(call, self.breaker.fail)

    @rule(call=consumes(calls))
    def abandon(self, call: Call | None) -> None:
        self._end(call, self.breaker.abandon)

    @rule(call=calls)
    def answers(self, call: Call | None) -> None:
        if call:
            self.breaker.answers(call)
            if not self.breaker.is_open:
                self.probes.clear()

    @rule(seconds=st.floats(0.1, 2 * LONGEST_S))
    def wait(self, seconds: float) -> None:
        self.clock.now_s += seconds

    def _refused(self, retry_after_s: int | None, *, is_open: bool) -> None:
        assert is_open
        assert retry_after_s is not None
        assert 1 <= retry_after_s <= LONGEST_S

    def _end(self, call: Call | None, outcome: object) -> None:
        if call is None:
            return
        assert callable(outcome)
        is_late = self.era_of[call] < self.openings
        before = self.breaker.is_open
        outcome(call)
        self.probes.discard(call)
        assert not is_late or self.breaker.is_open == before, "a latecomer had a say"

    @invariant()
    def opens_only_for_a_reason(self) -> None:
        if self.breaker.is_open and not self.was_open and self.openings == 0:
            assert self.failures >= 3
        if self.breaker.is_open and not self.was_open:
            self.openings += 1
            self.opened_at = self.clock.now_s
            self.failures = 0
        self.was_open = self.breaker.is_open

    def teardown(self) -> None:
        for call in self.era_of:
            self.breaker.abandon(call)
        self.clock.now_s += LONGEST_S
        self.breaker.succeed(self.breaker.admit())
        assert not self.breaker.is_open, "there must always be a way back"


TestAnyHistory = AnyHistory.TestCase
