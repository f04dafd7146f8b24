"""The watch: whoever is not heard any more is offline, and every screen is told who is there."""

from datetime import datetime

from aics_app.accounts.events import RIGHTS_CHANGES, RightsChanged, SessionsEnded
from aics_app.configuration.events import SettingChanged
from aics_app.core import clock
from aics_app.core.db import Database
from aics_app.core.events import Listeners
from aics_app.core.live import Live
from aics_app.core.rounds import Rounds
from aics_app.workforce import actions, queries
from aics_app.workforce.events import (
    TOPIC,
    AgentProfileChanged,
    HolidaysChanged,
    HoursChanged,
    PlanChanged,
    PresenceChanged,
)

__all__ = ["TOPIC", "Watch", "listen"]

EVERY_S = 10.0


class Watch:
    """Looks every `every_s` seconds for agents who fell silent, or may not work any more.

    Every replica has one; each finds its own.
    """

    def __init__(self, db: Database, *, now: clock.Clock = clock.now, every_s: float = EVERY_S) -> None:
        self._db = db
        self._now = now
        self.rounds = Rounds("workforce", self.look, every_s, at_once=False)

    async def look(self) -> list[int]:
        """Once: who is offline now, unheard or without the right. Raises `DatabaseUnavailable`."""
        now = self._now()
        async with self._db.reading() as session:
            unheard = await queries.silent(session, now)
        gone = [user_id for user_id in unheard if await self._expire(user_id, now)]
        return gone + await send_home(self._db, now)

    async def _expire(self, user_id: int, now: datetime) -> bool:
        async with self._db.transaction() as session:
            return await actions.expire(session, user_id, now)


async def send_home(db: Database, at: datetime) -> list[int]:
    """Who was at work and may not be any more is offline; ids of those who were. Again changes nothing."""
    async with db.reading() as session:
        unfit = await queries.unfit(session)
    gone = []
    for user_id in unfit:  # a transaction each: who locks several people would wait for others in a circle
        async with db.transaction() as session:
            if await actions.lose_desk(session, user_id, at):
                gone.append(user_id)
    return gone


def listen(listeners: Listeners, db: Database, live: Live) -> None:
    """Tell the screens of every replica who comes, goes and can do what, and when the company is open.

    Who ends his last sign-in is gone at once, and so is who loses the right to work.
    """

    async def signed_out(fact: SessionsEnded) -> None:
        async with db.transaction() as session:
            await actions.leave(session, int(fact.subject_id), fact.at)

    async def other_rights(fact: RightsChanged) -> None:
        await send_home(db, fact.at)

    async def changed(fact: PresenceChanged | AgentProfileChanged) -> None:
        live.post(TOPIC, {"type": "changed", "user_id": fact.user_id})

    async def planned(_fact: PlanChanged | SettingChanged) -> None:
        live.post(TOPIC, {"type": "changed"})

    listeners.on(PresenceChanged, changed)
    listeners.on(SessionsEnded, signed_out)
    for change in RIGHTS_CHANGES:
        listeners.on(change, other_rights)
    listeners.on(AgentProfileChanged, changed)
    for kind in (HoursChanged, HolidaysChanged, SettingChanged):
        listeners.on(kind, planned)
