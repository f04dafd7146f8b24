"""Keeps this process's clock in step with the database's, which all replicas share."""

import logging

from aics_app.core.clock import AGREED, AgreedClock
from aics_app.core.db import Database
from aics_app.core.rounds import Rounds

logger = logging.getLogger(__name__)

EVERY_S = 30.0


class Timekeeper:
    """Compares at start and every `every_s` seconds; an SQLite file has no clock but this machine's."""

    def __init__(self, db: Database, clock: AgreedClock = AGREED, *, every_s: float = EVERY_S) -> None:
        self._db = db
        self._clock = clock
        self._rounds = Rounds("clock", self.look, every_s, at_once=False)

    async def open(self) -> None:
        """Compare once, and go on."""
        if not self._db.is_sqlite:
            await self._rounds.once()
            self._rounds.open()

    async def close(self) -> None:
        """Compare no more."""
        await self._rounds.close()

    async def look(self) -> None:
        """Ask the database what time it is. Raises `DatabaseUnavailable`."""
        before = self._clock.own()
        theirs = await self._db.time()
        if self._clock.agree(before, theirs, self._clock.own()):
            ahead_s = self._clock.ahead.total_seconds()
            logger.warning("clock: this machine is %.1f s ahead of the database; its time counts", ahead_s)
