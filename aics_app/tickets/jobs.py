"""The keeper: watches promises, reminds, and gives tickets to whose turn it is, without anybody's hand.

Every replica has one. A claim lets one act at a time; without it two would find the other's work done.
"""

import logging
from datetime import datetime, timedelta

from aics_app.configuration import queries as configuration
from aics_app.configuration.models import Key
from aics_app.core import clock
from aics_app.core.cache import Cache, claimed
from aics_app.core.db import Database
from aics_app.core.errors import Conflict
from aics_app.core.live import Live
from aics_app.core.rounds import Rounds
from aics_app.tickets import actions, queries
from aics_app.tickets.news import TOPIC
from aics_app.workforce import queries as workforce
from aics_app.workforce.events import TOPIC as WORKFORCE
from aics_app.workforce.rules.hours import business_seconds, is_open
from aics_app.workforce.rules.turn import Policy

logger = logging.getLogger(__name__)

EVERY_S = 5.0
LOOKS_EVERY = timedelta(seconds=4)
"""So often promises are looked at, however much news there is; news are only about who may have what."""
GATHER_S = 0.2
"""News come in swarms: one turn serves them all."""
SWEPT_EVERY = timedelta(minutes=1)
"""So often is looked for handlers who may not sign in any more; nothing tells of them."""
CLAIM = "tickets:keeper"
CLAIM_S = 30
"""A keeper that died lets go after this; one turn takes far less."""


class Keeper:
    """Acts every `every_s` seconds, and at once when a ticket changes or somebody comes to work.

    `timezone`: the IANA name that the business hours are meant in. `remind_after`: of business time;
    `assigns`: whether tickets are given out by themselves.
    """

    def __init__(  # noqa: PLR0913 - what it works with, given once by `wiring`
        self,
        db: Database,
        cache: Cache,
        live: Live,
        *,
        timezone: str = "UTC",
        remind_after: timedelta = timedelta(minutes=30),
        assigns: bool = True,
        now: clock.Clock = clock.now,
        every_s: float = EVERY_S,
    ) -> None:
        self._db, self._cache, self._now = db, cache, now
        self._timezone, self._remind_after, self._assigns = timezone, remind_after, assigns
        self._swept_at = self._looked_at = now() - SWEPT_EVERY
        self.rounds = Rounds("tickets", self._round, every_s, gather_s=GATHER_S)
        self.rounds.hear(live, TOPIC, WORKFORCE)

    def adjust(self, remind_after: timedelta, *, assigns: bool) -> None:
        """An administrator says otherwise, from the next round on."""
        self._remind_after, self._assigns = remind_after, assigns

    async def turn(self) -> None:
        """Once: whatever is due. Nothing when another replica is about it."""
        async with claimed(self._cache, CLAIM, CLAIM_S) as is_ours:
            if not is_ours:
                return
            if self._now() - self._looked_at >= LOOKS_EVERY:
                await self._watch_promises()
                await self._remind()
                await self._sweep()
                self._looked_at = self._now()
            await self._give_out()
            await self._read()

    async def _read(self) -> None:
        """Words of tickets that came without; some in a turn, for an older database has many."""
        async with self._db.reading() as session:
            if not await queries.texts_unread(session, limit=1):
                return
        async with self._db.transaction() as session:
            if await actions.read_unread(session):
                self.rounds.wake()

    async def _watch_promises(self) -> None:
        now = self._now()
        async with self._db.reading() as session:
            warnable = await queries.warnable(session, now)
            breakable = await queries.breakable(session, now)
        for due in warnable:
            async with self._db.transaction() as session:
                await actions.warn(session, due, at=now)
        for due in breakable:
            async with self._db.transaction() as session:
                hours = await workforce.hours(session, self._timezone)
                await actions.breach(session, due, hours=hours, at=now)

    async def _remind(self) -> None:
        """Of what stands untouched; nobody is reminded while the company is closed."""
        now = self._now()
        async with self._db.reading() as session:
            hours = await workforce.hours(session, self._timezone)
            if not is_open(hours, now):
                return
            workflow = await queries.workflow(session)
            waiting = await queries.unhandled(session, workflow, now - self._remind_after)
        for ticket in waiting:
            if business_seconds(hours, ticket.waits_since, now) >= self._remind_after.total_seconds():
                async with self._db.transaction() as session:
                    await actions.remind(session, ticket, at=now)

    async def _sweep(self) -> None:
        now = self._now()
        if now - self._swept_at < SWEPT_EVERY:
            return
        self._swept_at = now
        async with self._db.reading() as session:
            abandoned = await queries.abandoned(session)
        for ticket_id in abandoned:
            async with self._db.transaction() as session:
                await actions.take_back(session, ticket_id, at=now)

    async def _give_out(self) -> None:
        if not self._assigns:
            return
        async with self._db.reading() as session:
            policy = Policy(await configuration.value(session, Key.HANDOFF_POLICY))
        # Whether chats are given out says nothing of tickets: that is a setting of their own.
        policy = Policy.LEAST_LOADED if policy is Policy.MANUAL else policy
        while await self._give_one(policy, self._now()):
            pass

    async def _give_one(self, policy: Policy, now: datetime) -> bool:
        async with self._db.transaction() as session:
            return await actions.assign_next(session, policy, at=now) is not None

    async def _round(self) -> None:
        try:
            await self.turn()
        except Conflict as error:  # somebody was faster: what is left is looked at anew, at once
            logger.info("tickets: %s", error.detail)
            self.rounds.wake()
