"""The heartbeat of this process."""

from datetime import datetime
from os import getpid
from socket import gethostname
from uuid import uuid4

from aics_app.core import clock
from aics_app.core.db import Database
from aics_app.core.rounds import Rounds
from aics_app.system import actions
from aics_app.system.models import Replica

EVERY_S = 20.0


MAX_HOST = 100


def this_process(version: str, now: datetime) -> Replica:
    """The row of the process that asks."""
    return Replica(
        id=uuid4().hex,
        host=gethostname()[:MAX_HOST],
        process=getpid(),
        version=version,
        started_at=now,
        seen_at=now,
    )


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
