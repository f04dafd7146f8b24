"""The heartbeat of this process."""

from aics_app.core import clock
from aics_app.core.db import Database
from aics_app.core.rounds import Rounds
from aics_app.system import actions
from aics_app.system.models import Replica

EVERY_S = 20.0


class Heartbeat:
    """Says that this process is there, as long as it is."""

    def __init__(
        self, db: Database, own: Replica, *, now: clock.Clock = clock.now, every_s: float = EVERY_S
    ) -> None:
        self.own = own
        self._db, self._now = db, now
        self.rounds = Rounds("heartbeat", self.beat, every_s)

    async def beat(self) -> None:
        """Once. Raises `DatabaseUnavailable`."""
        async with self._db.transaction() as session:
            await actions.beat(session, self.own, self._now())

    async def leave(self) -> None:
        """It ends in order: nobody need wonder where it is."""
        async with self._db.transaction() as session:
            await actions.leave(session, self.own)
