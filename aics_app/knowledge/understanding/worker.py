"""The one thread that computes: off the event loop, and two would only fight for cores."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships none

P = ParamSpec("P")
T = TypeVar("T")


def _one_blas_thread() -> None:
    """More threads make single messages slower on a busy machine (510 ms instead of 4 were measured)."""
    threadpool_limits(1, user_api="blas")


class Worker:
    """Runs functions one after another, off the event loop."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "understanding", initializer=_one_blas_thread)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `work(*args, **kwargs)`."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: work(*args, **kwargs))

    def close(self) -> None:
        """Take no more work; what runs ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)
