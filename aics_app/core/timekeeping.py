"""Keeps this process's clock in step with the database's, which all replicas share."""

import asyncio
import logging
from contextlib import suppress

from aics_app.core.clock import AGREED, AgreedClock
from aics_app.core.db import Database
from aics_app.core.errors import DatabaseUnavailable

logger = logging.getLogger(__name__)

EVERY_S = 30.0


class Timekeeper:
    """Compares at start and every `every_s` seconds; an SQLite file has no clock but this machine's."""

    def __init__(self, db: Database, clock: AgreedClock = AGREED, *, every_s: float = EVERY_S) -> None:
        self._db = db
        self._clock = clock
        self._every_s = every_s
        self._task: asyncio.Task[None] | None = None
        self._is_closing = False

    async def open(self) -> None:
        """Compare once, and go on."""
        if not self._db.is_sqlite:
            await self._try()
            self._task = asyncio.create_task(self._keep(), name="timekeeping")

    async def close(self) -> None:
        """Compare no more."""
        self._is_closing = True  # a cancellation may get lost while a connection to MySQL is opened
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def look(self) -> None:
        """Ask the database what time it is. Raises `DatabaseUnavailable`."""
        before = self._clock.own()
        theirs = await self._db.time()
        if self._clock.agree(before, theirs, self._clock.own()):
            ahead_s = self._clock.ahead.total_seconds()
            logger.warning("clock: this machine is %.1f s ahead of the database; its time counts", ahead_s)

    async def _try(self) -> None:
        try:
            await self.look()
        except DatabaseUnavailable as error:
            logger.warning("clock: the database is away: %s", error)

    async def _keep(self) -> None:
        while not self._is_closing:
            await asyncio.sleep(self._every_s)
            await self._try()
