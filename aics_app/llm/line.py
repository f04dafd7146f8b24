"""A few places and a line before them: first come, first served, and everyone knows how many are ahead."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aics_app.llm.errors import ModelBusy
from aics_app.llm.port import OnWait


class _Waiter:
    __slots__ = ("has_turn", "news", "place")

    def __init__(self, place: int) -> None:
        self.place = place
        self.has_turn = False
        self.news = asyncio.Event()


class Line:
    """`places` at once, `longest` waiting, nobody longer than `patience_s`."""

    def __init__(self, *, places: int, longest: int, patience_s: float) -> None:
        self._places = self._free = places
        self._longest = longest
        self._patience_s = patience_s
        self._waiting: deque[_Waiter] = deque()

    def resize(self, *, places: int, longest: int, patience_s: float) -> None:
        """From now on; who holds a place that is no more keeps it to the end."""
        self._free += places - self._places
        self._places, self._longest, self._patience_s = places, longest, patience_s
        while self._free > 0 and self._waiting:
            self._free -= 1
            self._hand_to_first()

    @property
    def taken(self) -> int:
        """Places in use."""
        return self._places - self._free

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._waiting)

    @asynccontextmanager
    async def place(self, on_wait: OnWait | None) -> AsyncIterator[None]:
        """Wait for a place and hold it. Raises `ModelBusy` (`line_full`, `waited_too_long`)."""
        await self._enter(on_wait)
        try:
            yield
        finally:
            self._hand_on()

    async def _enter(self, on_wait: OnWait | None) -> None:
        if self._free > 0:
            self._free -= 1
            return
        if len(self._waiting) >= self._longest:
            raise ModelBusy("line_full", retry_after_s=self._retry_after_s())
        waiter = _Waiter(len(self._waiting) + 1)
        self._waiting.append(waiter)
        is_in = False
        try:
            await self._turn_of(waiter, on_wait)
            is_in = True
        finally:
            if not is_in:
                self._leave(waiter)

    async def _turn_of(self, waiter: _Waiter, on_wait: OnWait | None) -> None:
        until, told = asyncio.get_running_loop().time() + self._patience_s, 0
        while not waiter.has_turn:
            if on_wait is not None and waiter.place != told:
                told = waiter.place
                await on_wait(told)
                continue  # the place may have changed meanwhile
            waiter.news.clear()
            try:
                async with asyncio.timeout_at(until):
                    await waiter.news.wait()
            except TimeoutError:
                if not waiter.has_turn:
                    raise ModelBusy("waited_too_long", retry_after_s=self._retry_after_s()) from None

    def _leave(self, waiter: _Waiter) -> None:
        if waiter.has_turn:
            self._hand_on()
            return
        self._waiting.remove(waiter)
        self._tell_places()

    def _hand_on(self) -> None:
        """A place goes straight to the first in line, so that no newcomer slips in between."""
        if not self._waiting or self._free < 0:
            self._free += 1
            return
        self._hand_to_first()

    def _hand_to_first(self) -> None:
        first = self._waiting.popleft()
        first.has_turn = True
        first.news.set()
        self._tell_places()

    def _tell_places(self) -> None:
        for place, waiter in enumerate(self._waiting, 1):
            if waiter.place != place:
                waiter.place = place
                waiter.news.set()

    def _retry_after_s(self) -> int:
        return max(1, round(self._patience_s / 4))
