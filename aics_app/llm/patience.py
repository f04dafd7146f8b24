"""How long a model server may keep us waiting, watched at the price of two clock readings a token."""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aics_app.llm.errors import ModelTimeout


@dataclass(frozen=True)
class Deadlines:
    """Seconds: to connect, to the first token, between two tokens, for the whole answer, for a probe."""

    connect_s: float = 2.0
    first_token_s: float = 45.0
    stall_s: float = 20.0
    total_s: float = 60.0
    probe_s: float = 5.0

    @classmethod
    def within(cls, total_s: float) -> Self:
        """The usual ones, none longer than `total_s`. A cold model needs its time before the first token."""
        return cls(
            connect_s=min(cls.connect_s, total_s),
            first_token_s=min(cls.first_token_s, total_s),
            stall_s=min(cls.stall_s, total_s),
            total_s=total_s,
            probe_s=min(cls.probe_s, total_s),
        )


class Patience:
    """Raises `ModelTimeout` in the task that made it; the time of whoever reads us does not count.

    `asyncio.timeout` can't span a `yield`: it would cancel the reader in the middle of the reader's own work.
    And one per token fills the loop with cancelled timers. Here one timer per answer looks at the limit only
    when it fires, and cancels only between `wait` and `rest`.
    """

    __slots__ = (
        "_cancelling",
        "_end",
        "_expired",
        "_fires_at",
        "_heard",
        "_limit",
        "_loop",
        "_reader",
        "_task",
        "_timer",
    )

    def __init__(self, total_s: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._end = self._loop.time() + total_s
        self._limit = self._fires_at = self._end
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[object] | None = None
        self._reader = asyncio.current_task()
        self._cancelling = 0
        self._heard = False
        self._expired = False

    def wait(self, seconds: float) -> None:
        """From here on the server has `seconds`, or what is left of the total."""
        limit = self._loop.time() + seconds
        self._limit = limit if limit < self._end else self._end
        self._task = task = self._reader
        self._cancelling = task.cancelling() if task else 0
        if self._timer is None or self._limit < self._fires_at:
            self._arm()

    def rest(self) -> None:
        """The server has spoken."""
        self._task = None
        self._heard = True

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._fires_at = self._limit
        self._timer = self._loop.call_at(self._limit, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._task is None:
            return
        if self._loop.time() < self._limit:
            self._arm()
            return
        self._expired = True
        self._task.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if not self._expired or self._task is None:
            return
        # As asyncio.timeout does it: when somebody else cancelled as well, theirs is the one that counts.
        if self._task.uncancel() <= self._cancelling and isinstance(error, asyncio.CancelledError):
            raise self._timeout() from error

    def _timeout(self) -> ModelTimeout:
        if not self._heard:
            return ModelTimeout("first_token")
        return ModelTimeout("total" if self._limit >= self._end else "stall")
