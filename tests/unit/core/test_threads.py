"""Whoever works in a thread does not go before it has ended."""

import asyncio
import threading

import pytest

from aics_app.core.threads import ended, in_thread


class Digging:
    """Work that goes on until it is let go."""

    def __init__(self) -> None:
        self.may_end, self.has_ended = threading.Event(), False

    def dig(self, begun: threading.Event, fault: Exception | None = None) -> str:
        begun.set()
        self.may_end.wait(10)
        self.has_ended = True
        if fault:
            raise fault
        return "a hole"


async def test_what_it_came_to_is_given() -> None:
    digging = Digging()
    digging.may_end.set()
    assert await in_thread(digging.dig, threading.Event()) == "a hole"
    with pytest.raises(OSError, match="a stone"):
        await in_thread(digging.dig, threading.Event(), fault=OSError("a stone"))


@pytest.mark.parametrize("fault", [None, OSError("a stone")])
async def test_who_is_cancelled_goes_when_it_has_ended(fault: Exception | None) -> None:
    digging, begun = Digging(), threading.Event()
    task = asyncio.create_task(in_thread(digging.dig, begun, fault))
    await asyncio.to_thread(begun.wait)
    for _ in range(2):  # told twice is told once
        task.cancel()
        await asyncio.sleep(0)
        assert not task.done()
    digging.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert digging.has_ended


async def test_what_is_over_is_not_waited_for() -> None:
    task = asyncio.create_task(asyncio.sleep(10))
    task.cancel()
    await ended(task)
    await ended(task)
    assert task.cancelled()
