"""When each message is due: evenly, whether or not the one before has arrived."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable

from tests.bench.talks.ledger import Ledger

SETTLE_S = 60.0


async def beats(per_s: float, seconds: float, *, offset: float = 0.0) -> AsyncIterator[int]:
    """Counts up at this pace; `offset` is a share of the time between two."""
    began = time.monotonic() + offset / per_s
    for number in range(int(per_s * seconds)):
        await asyncio.sleep(max(0.0, began + number / per_s - time.monotonic()))
        yield number


async def settled(ledger: Ledger, of: Iterable[int] = ()) -> None:
    """Until these messages (or all that are awaited) are shown, or patience ends."""
    await until(lambda: not ledger.missing(of))


async def until(holds: Callable[[], bool]) -> None:
    """Until something holds, or patience ends."""
    give_up_at = time.monotonic() + SETTLE_S
    while not holds() and time.monotonic() < give_up_at:  # noqa: ASYNC110 - it comes about in many places
        await asyncio.sleep(0.05)
