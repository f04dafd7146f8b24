"""Work that blocks, in a thread that nobody leaves behind."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(work: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
    """What `work` gives. A thread can't be stopped: who is cancelled meanwhile goes when it has ended.

    So whatever `finally` takes away is used by nobody any more.
    """
    call = asyncio.ensure_future(asyncio.to_thread(work, *args, **more))
    try:
        return await asyncio.shield(call)
    except asyncio.CancelledError:
        await ended(call)
        raise


async def ended(task: "asyncio.Future[T]") -> None:
    """Wait until it is over, however often one is cancelled; what it came to is no longer asked for."""
    while not task.done():
        with suppress(asyncio.CancelledError):  # the second one asks for what the first one is about
            await asyncio.wait({task})
    if not task.cancelled():
        task.exception()  # else it is said to have never been looked at
