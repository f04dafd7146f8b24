"""The broom: once an hour, what was uploaded and never sent goes, and files that no row speaks of."""

import asyncio
import logging
from contextlib import suppress

from aics_app.attachments.keeping import Attachments
from aics_app.core.cache import Cache
from aics_app.core.errors import AppError

logger = logging.getLogger(__name__)

EVERY_S = 3600
CLAIM = "attachments:sweep"


class Broom:
    """Every replica has one; of each hour one of them sweeps, and two would do no harm."""

    def __init__(self, attachments: Attachments, cache: Cache, *, every_s: float = EVERY_S) -> None:
        self._attachments = attachments
        self._cache = cache
        self._every_s = every_s
        self._task: asyncio.Task[None] | None = None
        self._is_closing = False

    def open(self) -> None:
        """Begin to sweep, now and then."""
        self._task = asyncio.create_task(self._keep(), name="attachments")

    async def close(self) -> None:
        """Sweep no more."""
        self._is_closing = True  # a cancellation may get lost while a connection to MySQL is opened
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def turn(self) -> int | None:
        """Sweep if nobody has in this hour; None if somebody has."""
        if not await self._cache.add(CLAIM, "1", EVERY_S):
            return None
        return await self._attachments.sweep()

    async def _keep(self) -> None:
        while not self._is_closing:
            await asyncio.sleep(self._every_s)
            try:
                await self.turn()
            except AppError as error:
                logger.warning("attachments: not swept now: %s %s", error.code, error.detail)
            except Exception:
                logger.exception("attachments: a sweep broke")
