"""What goes round in the background goes on after any fault, hears its news, and ends when it is told."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from aics_app.core.errors import DatabaseUnavailable
from aics_app.core.live import LocalLive
from aics_app.core.rounds import Rounds

NEVER_S = 600.0


class Mill:
    """Counts its turns, and lets a test wait for one."""

    def __init__(self) -> None:
        self.turns = 0
        self.faults: list[Exception] = []
        self._turned = asyncio.Condition()

    async def turn(self) -> int:
        async with self._turned:
            self.turns += 1
            self._turned.notify_all()
        if self.faults:
            raise self.faults.pop(0)
        return self.turns

    async def until(self, turns: int) -> None:
        async with asyncio.timeout(5), self._turned:
            await self._turned.wait_for(lambda: self.turns >= turns)


@asynccontextmanager
async def going(rounds: Rounds) -> AsyncIterator[None]:
    rounds.open()
    try:
        yield
    finally:
        await rounds.close()


async def test_it_goes_round_by_the_clock() -> None:
    mill = Mill()
    async with going(Rounds("mill", mill.turn, 0.01)):
        await mill.until(3)


async def test_news_of_its_topics_wake_it_and_a_swarm_of_them_is_one_round() -> None:
    mill, live = Mill(), LocalLive()
    rounds = Rounds("mill", mill.turn, NEVER_S)
    rounds.hear(live, "corn", "rye")
    async with going(rounds):
        await mill.until(1)
        for topic in ("corn", "rye", "corn", "oats"):
            live.post(topic, {"type": "changed"})
        await mill.until(2)
        live.post("rye", {"type": "changed"})
        await mill.until(3)
    assert mill.turns == 3


async def test_news_that_come_during_a_round_are_not_lost() -> None:
    mill = Mill()

    async def turn() -> None:
        if await mill.turn() == 1:
            rounds.wake()

    rounds = Rounds("mill", turn, NEVER_S)
    async with going(rounds):
        await mill.until(2)


async def test_the_first_round_may_wait() -> None:
    mill = Mill()
    rounds = Rounds("mill", mill.turn, NEVER_S, at_once=False)
    async with going(rounds):
        await asyncio.sleep(0)
        assert mill.turns == 0
        rounds.wake()
        await mill.until(1)


async def test_how_long_it_rests_is_asked_after_each_round() -> None:
    mill = Mill()
    async with going(Rounds("mill", mill.turn, lambda: 0.0 if mill.turns < 4 else NEVER_S)):
        await mill.until(4)
        await asyncio.sleep(0.01)
    assert mill.turns == 4


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (DatabaseUnavailable("gone fishing"), "mill: database_unavailable gone fishing"),
        (RuntimeError("a packet out of order"), "a packet out of order"),
    ],
)
async def test_it_outlives_every_fault_and_says_so(
    fault: Exception, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    mill = Mill()
    mill.faults = [fault]
    with caplog.at_level(logging.WARNING):
        async with going(Rounds("mill", mill.turn, 0.01)):
            await mill.until(2)
    assert said in caplog.text
    assert caplog.records[0].getMessage().startswith("mill: ")


async def _deaf(started: asyncio.Event) -> None:
    """As `asyncio.wait_for` is in Python 3.11 when what it waits for is done at the same moment."""
    started.set()
    with suppress(asyncio.CancelledError):
        await asyncio.sleep(NEVER_S)


async def test_it_ends_although_a_round_is_deaf_to_it() -> None:
    started = asyncio.Event()
    rounds = Rounds("mill", lambda: _deaf(started), NEVER_S)
    async with asyncio.timeout(20), going(rounds):
        await started.wait()


@pytest.mark.parametrize("news", [lambda live: None, lambda live: live.post("corn", {"type": "changed"})])
async def test_after_its_end_it_does_nothing_whatever_it_hears(news: Callable[[LocalLive], None]) -> None:
    mill, live = Mill(), LocalLive()
    rounds = Rounds("mill", mill.turn, 0.01)
    rounds.hear(live, "corn")
    async with going(rounds):
        await mill.until(1)
    so_far = mill.turns
    news(live)
    await asyncio.sleep(0.03)
    assert mill.turns == so_far


async def test_one_that_never_began_can_be_closed() -> None:
    mill = Mill()
    await Rounds("mill", mill.turn, NEVER_S).close()
    assert mill.turns == 0


async def test_who_gives_up_waiting_for_the_end_is_not_held() -> None:
    """A cancellation of the closer is its own, not taken for the one of the rounds."""
    started, may_end = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        started.set()
        try:
            await asyncio.sleep(NEVER_S)
        finally:
            await may_end.wait()

    rounds = Rounds("mill", slow, NEVER_S)
    rounds.open()
    await started.wait()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await rounds.close()
    may_end.set()
    await rounds.close()
