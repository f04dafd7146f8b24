"""Guessing is slow, and nobody is locked out by others."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from aics_app.accounts.errors import RegisteringTooFast, SignInLocked
from aics_app.accounts.throttle import (
    ACCOUNT_LIMIT,
    ADDRESS_LIMIT,
    NEW_ACCOUNTS,
    PAIR_LIMIT,
    WINDOW_S,
    Throttle,
    delay_s,
    lock_s,
)
from aics_app.core.cache import MemoryCache

HOME, OFFICE, ELSEWHERE = "198.51.100.1", "198.51.100.2", "203.0.113.66"


class World:
    """A throttle, its cache and one clock for both; sleeping moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, 8, tzinfo=UTC)
        self.slept: list[float] = []
        cache = MemoryCache(monotonic=self._seconds)
        self.throttle = Throttle(cache, now=lambda: self.at, sleep=self._sleep)

    def _seconds(self) -> float:
        return self.at.timestamp()

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)

    async def guess(self, username: str = "lena", address: str = ELSEWHERE) -> None:
        async with self.throttle.attempt(username, address) as attempt:
            await self.throttle.failed(attempt)

    async def sign_in(self, username: str = "lena", address: str = HOME) -> None:
        async with self.throttle.attempt(username, address) as attempt:
            await self.throttle.succeeded(attempt)

    async def locked_for(self, username: str = "lena", address: str = ELSEWHERE) -> int:
        try:
            async with self.throttle.attempt(username, address):
                return 0
        except SignInLocked as error:
            return error.retry_after_s or -1

    async def guess_on_and_on(self, times: int, username: str = "lena") -> None:
        """From a new address each time, as a botnet would."""
        for number in range(times):
            await self.guess(username, f"192.0.2.{number % 250}:{number}")


@pytest.fixture
def world() -> World:
    return World()


def test_locks_double_up_to_the_window() -> None:
    assert [lock_s(failures, 5) for failures in (0, 4, 5, 6, 7, 8, 9, 10, 10_000)] == [
        0, 0, 30, 60, 120, 240, 480, WINDOW_S, WINDOW_S,
    ]  # fmt: skip # a row of figures


def test_delays_grow_to_two_seconds() -> None:
    assert [round(delay_s(failures), 1) for failures in (0, 2, 3, 4, 5, 100)] == [0, 0, 0.4, 0.8, 1.2, 2]


async def test_a_few_failures_slow_down_then_lock_and_say_for_how_long(world: World) -> None:
    for _ in range(PAIR_LIMIT):
        await world.guess()
    assert [round(seconds, 1) for seconds in world.slept] == [0.4, 0.8]
    assert await world.locked_for() == 30
    world.at += timedelta(seconds=29.5)
    assert await world.locked_for() == 1
    world.at += timedelta(seconds=0.5)
    assert await world.locked_for() == 0


async def test_the_next_lock_is_longer(world: World) -> None:
    for _ in range(PAIR_LIMIT):
        await world.guess()
    world.at += timedelta(seconds=30)
    await world.guess()
    assert await world.locked_for() == 60


async def test_attempts_during_a_lock_do_not_lengthen_it(world: World) -> None:
    for _ in range(PAIR_LIMIT):
        await world.guess()
    for _ in range(20):
        assert await world.locked_for() == 30


async def test_a_lock_for_one_is_none_for_another(world: World) -> None:
    for _ in range(PAIR_LIMIT):
        await world.guess("lena", ELSEWHERE)
    assert await world.locked_for("lena", HOME) == 0
    assert await world.locked_for("otto", ELSEWHERE) == 0


async def test_names_differ_neither_by_case_nor_by_space(world: World) -> None:
    for name in ("lena", "LENA", " Lena", "lena ", "LeNa"):
        await world.guess(name)
    assert await world.locked_for("lena") == 30


async def test_success_forgets_the_failures_of_its_own_pair(world: World) -> None:
    for _ in range(PAIR_LIMIT - 1):
        await world.guess(address=HOME)
    await world.sign_in(address=HOME)
    for _ in range(PAIR_LIMIT - 1):
        await world.guess(address=HOME)
    assert await world.locked_for(address=HOME) == 0


async def test_one_account_buys_no_guesses_at_others(world: World) -> None:
    for number in range(ADDRESS_LIMIT):
        await world.guess(f"victim{number}")
        if number % 5 == 0 and number < ADDRESS_LIMIT - 5:
            await world.sign_in("mallory", ELSEWHERE)
    assert await world.locked_for("mallory", ELSEWHERE) > 0
    assert await world.locked_for("mallory", HOME) == 0


async def test_many_addresses_guessing_at_one_account_are_all_locked_out(world: World) -> None:
    await world.guess_on_and_on(ACCOUNT_LIMIT)
    assert await world.locked_for(address="192.0.2.251") > 0


async def test_its_owner_still_gets_in_from_where_she_has_been(world: World) -> None:
    await world.sign_in("lena", HOME)
    await world.guess_on_and_on(ACCOUNT_LIMIT)
    assert await world.locked_for("lena", HOME) == 0
    assert await world.locked_for("lena", OFFICE) > 0


async def test_nobody_stays_locked_out_for_ever(world: World) -> None:
    await world.guess_on_and_on(ACCOUNT_LIMIT)
    world.at += timedelta(seconds=WINDOW_S + 1)
    assert await world.locked_for("lena", OFFICE) == 0


async def test_a_hundred_guesses_at_once_are_no_more_than_one_after_the_other(world: World) -> None:
    checked = 0

    async def guess() -> None:
        nonlocal checked
        async with world.throttle.attempt("lena", ELSEWHERE) as attempt:
            await asyncio.sleep(0)
            checked += 1
            await world.throttle.failed(attempt)

    outcomes = await asyncio.gather(*(guess() for _ in range(100)), return_exceptions=True)
    assert checked == PAIR_LIMIT
    assert sum(isinstance(outcome, SignInLocked) for outcome in outcomes) == 100 - PAIR_LIMIT


async def test_a_guess_at_one_account_waits_for_no_other(world: World) -> None:
    async with world.throttle.attempt("lena", ELSEWHERE):
        await asyncio.wait_for(world.guess("otto", ELSEWHERE), 1)
        await asyncio.wait_for(world.guess("lena", HOME), 1)


async def test_nothing_is_kept_of_attempts_that_are_over(world: World) -> None:
    await world.guess()
    assert len(world.throttle._running) == 0


async def test_accounts_are_not_made_by_the_hundred(world: World) -> None:
    for _ in range(NEW_ACCOUNTS):
        await world.throttle.admit_registration(ELSEWHERE)
    with pytest.raises(RegisteringTooFast) as refused:
        await world.throttle.admit_registration(ELSEWHERE)
    assert refused.value.retry_after_s
    await world.throttle.admit_registration(HOME)
    world.at += timedelta(hours=1)
    await world.throttle.admit_registration(ELSEWHERE)
