"""The model double's clock: every answer under way is fed by one shared timer."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from typing import Literal

from tests.doubles import ollama_wire as wire
from tests.doubles.ollama_behaviour import Seen

_GRAIN_S = 0.001


class Ticker:
    """One timer for all streams: wakes for the earliest and serves everyone due within a millisecond."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._due: list[tuple[float, int, Stream]] = []
        self._numbers = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, stream: "Stream", due: float) -> None:
        """Serve this stream at `due` (loop time)."""
        heapq.heappush(self._due, (due, next(self._numbers), stream))
        if self._timer is None or due < self._timer.when():
            self._arm()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(self._due[0][0], self._tick) if self._due else None

    def _tick(self) -> None:
        heap, horizon = self._due, self._loop.time() + _GRAIN_S
        while heap and heap[0][0] <= horizon:
            due, number, stream = heap[0]
            following = stream.step(due)
            if following is None:
                heapq.heappop(heap)
            else:
                heapq.heapreplace(heap, (following, number, stream))
        self._arm()


class Stream:
    """One answer under way, fed token by token; `over` is called once, when nothing more will come."""

    def __init__(
        self,
        transport: asyncio.Transport,
        script: wire.Script,
        seen: Seen,
        rate: float,
        over: Callable[[], None],
    ) -> None:
        self.seen = seen
        self._transport, self._script, self._over = transport, script, over
        self._interval = 1 / rate if rate else 0.0
        self._sent = 0
        self._head = script.head
        self._stamps = wire.Stamps()

    def step(self, due: float) -> float | None:
        """Send what is due; gives the next instant, or None at the end."""
        if self.seen.state != "open":
            return None
        lines, sent_ns = self._script.lines, self.seen.sent_ns
        while self._sent < len(lines):
            now = time.time_ns()
            before, after = lines[self._sent]
            self._transport.write(self._head + before + self._stamps.at(now) + after)
            sent_ns.append(now)
            self._head = b""
            self._sent += 1
            if self._interval:
                return due + self._interval
        self._finish(self._script.ending)
        return None

    def end(self, state: Literal["done", "faulted", "aborted"]) -> None:
        """Nothing more will be sent."""
        self.seen.state = state
        self._over()

    def _finish(self, ending: wire.Ending) -> None:
        if ending == "stall":
            return
        if self._script.last:
            self._transport.write(self._head + self._script.last)
        self.end("done" if ending == "done" else "faulted")
        if ending == "cut":
            self._transport.close()
