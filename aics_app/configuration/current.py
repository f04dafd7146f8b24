"""What the run-time settings are now: read at start, at news of a change, and each minute."""

import asyncio
import logging
from collections.abc import Callable, Mapping

from aics_app.configuration import queries
from aics_app.configuration.events import TOPIC, SettingChanged
from aics_app.configuration.models import Key
from aics_app.configuration.rules import Doubt, effective, laid_over, seen_in
from aics_app.core.db import Database
from aics_app.core.events import Listener
from aics_app.core.live import Live
from aics_app.core.rounds import Rounds
from aics_app.settings import Settings

logger = logging.getLogger(__name__)

EVERY_S = 60.0

Follower = Callable[[Settings], None]


class Current:
    """The settings that hold: those of the environment, and over them what `sys_config` says.

    Whoever keeps a part of them `follow`s, and is told at once and after each change. While the database is
    away, what was last read holds. `seen`: what a change of each starts from.
    """

    def __init__(self, db: Database, live: Live, started_with: Settings, *, every_s: float = EVERY_S) -> None:
        self.started_with = started_with
        self.values: dict[Key, str] = effective({}, started_with)[0]
        self.seen = seen_in({}, started_with)
        self.settings = laid_over(started_with, self.values)
        self.doubts: tuple[Doubt, ...] = ()
        self._db, self._live = db, live
        self._followers: list[Follower] = []
        self._reading = asyncio.Lock()
        self.rounds = Rounds("settings", self.read, every_s, at_once=False)
        self.rounds.hear(live, TOPIC)

    async def read(self) -> None:
        """Read them anew; tell the followers if they are others. Raises `DatabaseUnavailable`."""
        async with self._reading:  # who read before a change would else put back what was, after who read it
            async with self._db.reading() as session:
                stored = await queries.all_stored(session)
            self._hold(stored)

    def _hold(self, stored: Mapping[str, str | None]) -> None:
        values, doubts = effective(stored, self.started_with)
        self.seen = seen_in(stored, self.started_with)
        self._doubt(tuple(doubts))
        if values == self.values:
            return
        self.values, self.settings = values, laid_over(self.started_with, values)
        for follower in self._followers:
            follower(self.settings)

    def follow(self, follower: Follower) -> None:
        """Tell it now, and whenever they change. It must not block."""
        self._followers.append(follower)
        follower(self.settings)

    @property
    def listener(self) -> Listener:
        """For `SettingChanged`: this process knows before whoever changed it has the answer."""
        return self._changed

    async def _changed(self, fact: SettingChanged) -> None:
        await self.rounds.once()
        self._live.post(TOPIC, {"type": "changed", "key": fact.subject_id})

    def _doubt(self, doubts: tuple[Doubt, ...]) -> None:
        """Said once, not each minute."""
        for doubt in (doubt for doubt in doubts if doubt not in self.doubts):
            logger.warning(
                "sys_config: %s can't be %.40r (%s); %s serves",
                doubt.key,
                doubt.stored,
                doubt.fault,
                doubt.used,
            )
        self.doubts = doubts
