"""Deadlines over an answer that comes piece by piece."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

import pytest

from aics_app.llm.errors import ModelTimeout
from aics_app.llm.patience import Deadlines, Patience

FOREVER = 30.0


async def answer(
    pauses_s: Sequence[float], *, first_s: float = FOREVER, stall_s: float = FOREVER, total_s: float = FOREVER
) -> AsyncGenerator[int, None]:
    """A number after each pause of the server."""
    with Patience(total_s) as patience:
        patience.wait(first_s)
        for number, pause_s in enumerate(pauses_s):
            await asyncio.sleep(pause_s)
            patience.rest()
            yield number
            patience.wait(stall_s)


async def heard(pieces: AsyncGenerator[int, None], reading_s: float = 0.0) -> list[int]:
    numbers = []
    async with aclosing(pieces):
        async for number in pieces:
            numbers.append(number)
            await asyncio.sleep(reading_s)
    return numbers


async def test_an_answer_in_time_is_heard_to_its_end() -> None:
    assert await heard(answer([0.001] * 20, first_s=1, stall_s=1, total_s=2)) == list(range(20))


async def test_silence_before_the_first_token() -> None:
    with pytest.raises(ModelTimeout) as late:
        await heard(answer([FOREVER], first_s=0.02, stall_s=1))
    assert late.value.reason == "first_token"


async def test_silence_in_mid_answer() -> None:
    numbers = answer([0, 0, FOREVER], first_s=1, stall_s=0.02)
    assert [await anext(numbers), await anext(numbers)] == [0, 1]
    with pytest.raises(ModelTimeout) as late:
        await anext(numbers)
    assert late.value.reason == "stall"


async def test_an_answer_that_trickles_on_is_cut_at_the_total() -> None:
    started = asyncio.get_running_loop().time()
    with pytest.raises(ModelTimeout) as late:
        await heard(answer([0.01] * 100, stall_s=1, total_s=0.1))
    assert late.value.reason == "total"
    assert asyncio.get_running_loop().time() - started < 0.5


async def test_a_first_token_that_never_comes_is_no_long_answer() -> None:
    with pytest.raises(ModelTimeout) as late:
        await heard(answer([FOREVER], first_s=0.05, total_s=0.05))
    assert late.value.reason == "first_token"


async def test_a_slow_reader_is_not_the_servers_fault() -> None:
    assert await heard(answer([0.0] * 4, stall_s=0.02), reading_s=0.05) == [0, 1, 2, 3]


async def test_whoever_cancels_the_reader_is_not_told_of_a_timeout() -> None:
    reader = asyncio.ensure_future(heard(answer([FOREVER], first_s=1)))
    await asyncio.sleep(0.01)
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader


async def test_a_cancel_in_the_same_moment_as_the_deadline_wins() -> None:
    patience = Patience(FOREVER)

    async def wait() -> None:
        with patience:
            patience.wait(0)
            await asyncio.sleep(FOREVER)

    reader = asyncio.ensure_future(wait())
    await asyncio.sleep(0)
    reader.cancel()
    patience._look()  # the timer, before the reader has woken from the cancel
    with pytest.raises(asyncio.CancelledError):
        await reader


async def test_after_a_timeout_the_task_may_go_on() -> None:
    with pytest.raises(ModelTimeout):
        await heard(answer([FOREVER], first_s=0.01))
    await asyncio.sleep(0.01)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


def test_no_deadline_is_longer_than_the_total() -> None:
    deadlines = Deadlines.within(1.5)
    assert deadlines == Deadlines(1.5, 1.5, 1.5, 1.5, 1.5)
    assert Deadlines.within(60) == Deadlines()
