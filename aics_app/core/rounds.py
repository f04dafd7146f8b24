"""What a process does again and again in the background: one runner, so that its traps are met once.

Every replica has its own; who must not do it twice at once claims it in the cache or in a row.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aics_app.core.errors import AppError
from aics_app.core.live import Live, Message, Unsubscribe

logger = logging.getLogger(__name__)

GATHER_S = 0.05
"""News come in swarms: one round serves them all."""


class Rounds:
    """Does `act` every `every_s` seconds, and at once when it is woken; a round that fails ends only itself.

    `every_s` may be a function, asked after each round. `at_once`: the first round does not wait.
    `name` stands in the log before what a round could not do.
    """

    def __init__(
        self,
        name: str,
        act: Callable[[], Awaitable[object]],
        every_s: float | Callable[[], float],
        *,
        at_once: bool = True,
        gather_s: float = GATHER_S,
    ) -> None:
        self._name, self._act, self._every_s = name, act, every_s
        self._at_once, self._gather_s = at_once, gather_s
        self._news = asyncio.Event()
        self._hears: list[Unsubscribe] = []
        self._task: asyncio.Task[None] | None = None
        self._is_closing = False

    def hear(self, live: Live, *topics: str) -> None:
        """Wake whenever there is news of `topics`, until the end."""
        self._hears += [live.subscribe(topic, self._on_news) for topic in topics]

    def open(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._keep(), name=self._name)

    async def close(self) -> None:
        """Break off the round that is on, and begin no other. One that never began may be closed."""
        for leave in self._hears:
            leave()
        # A cancellation may get lost: Python 3.11's `wait_for` forgets it when what it waits for is done at
        # the same moment, and the driver of MySQL connects in one.
        self._is_closing = True
        self.wake()
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})

    def wake(self) -> None:
        """Let the next round begin now, or as soon as this one is over."""
        self._news.set()

    async def once(self) -> None:
        """One round, whatever becomes of it."""
        try:
            await self._act()
        except AppError as error:
            logger.warning("%s: %s %s", self._name, error.code, error.detail)
        except Exception:
            logger.exception("%s: a round broke", self._name)

    async def _keep(self) -> None:
        if not self._at_once:
            await self._rest()
        while not self._is_closing:
            self._news.clear()
            await self.once()
            await self._rest()

    async def _rest(self) -> None:
        every_s = self._every_s() if callable(self._every_s) else self._every_s
        with suppress(TimeoutError):
            async with asyncio.timeout(every_s):
                await self._news.wait()
                await asyncio.sleep(self._gather_s)

    def _on_news(self, _topic: str, _message: Message) -> None:
        self.wake()
