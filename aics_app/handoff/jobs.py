"""The dispatcher: gives waiting chats to whose turn it is, and takes back those that nobody looks after.

Every replica has one. A claim lets one act at a time; without it two would find the other's work done.
"""

import logging
from datetime import timedelta

from aics_app.chat.models import AskedBy, Priority, TransferReason
from aics_app.chat.replies import Replies, topic_of
from aics_app.configuration import queries as configuration
from aics_app.configuration.models import Key
from aics_app.core import clock
from aics_app.core.cache import Cache, claimed
from aics_app.core.db import Database
from aics_app.core.errors import Conflict
from aics_app.core.live import Live
from aics_app.core.rounds import Rounds
from aics_app.handoff import actions, queries
from aics_app.handoff.actions import Given
from aics_app.handoff.models import Handoff
from aics_app.handoff.news import TOPIC
from aics_app.workforce import queries as workforce
from aics_app.workforce.jobs import TOPIC as WORKFORCE
from aics_app.workforce.rules.hours import is_open
from aics_app.workforce.rules.turn import Policy

logger = logging.getLogger(__name__)

EVERY_S = 2.0
IDLE_S = 10.0
"""While nobody waits and nobody is served there are only lost signals to make up for."""
CALLS_EVERY = timedelta(seconds=30)
CLAIM = "handoff:dispatcher"
CLAIM_S = 10
"""A dispatcher that died lets go after this; one turn takes far less."""


class Dispatcher:
    """Acts every `every_s` seconds, and at once when somebody comes to work or begins to wait.

    `timezone`: the IANA name that the business hours are meant in.
    """

    def __init__(  # noqa: PLR0913 - what it works with, given once by `wiring`
        self,
        db: Database,
        cache: Cache,
        live: Live,
        replies: Replies,
        *,
        timezone: str = "UTC",
        now: clock.Clock = clock.now,
        every_s: float = EVERY_S,
    ) -> None:
        self._db, self._cache, self._replies = db, cache, replies
        self._timezone, self._now = timezone, now
        self._live, self._called_at = live, now() - CALLS_EVERY
        self._is_busy = True
        self.rounds = Rounds("handoff", self._round, lambda: every_s if self._is_busy else IDLE_S)
        self.rounds.hear(live, TOPIC, WORKFORCE)

    async def turn(self) -> bool:
        """Once: take back, end what waited too long, give out; nothing when another replica is about it.

        False when nobody waits and nobody is served.
        """
        async with self._db.reading() as session:
            wishes = await queries.unheard(session, self._now())
            if not wishes and await queries.is_idle(session):
                return False
        async with claimed(self._cache, CLAIM, CLAIM_S) as is_ours:
            if is_ours:
                await self._take_up(wishes)
                await self._take_back()
                await self._end_waits()
                await self._give_out()
        return True

    async def _take_up(self, wishes: list[queries.Wish]) -> None:
        for wish in wishes:
            async with self._db.transaction() as session:
                await actions.request_as_wished(
                    session,
                    wish.session_id,
                    reason=TransferReason(wish.reason),
                    source=AskedBy(wish.source),
                    priority=Priority(wish.priority),
                    at=self._now(),
                )

    async def _take_back(self) -> None:
        now = self._now()
        async with self._db.reading() as session:
            patience = await configuration.span(session, Key.HANDOFF_SILENT_SECONDS)
            abandoned = await queries.abandoned(session, now, patience=patience)
        for one in abandoned:
            async with self._db.transaction() as session:
                await actions.requeue(session, one.handoff.id or 0, now, from_agent=one.agent_id, why=one.why)

    async def _end_waits(self) -> None:
        """Who waited too long, or has gone away; nobody's absence counts while nobody is at work."""
        now = self._now()
        async with self._db.reading() as session:
            before = now - await configuration.span(session, Key.HANDOFF_LONGEST_SECONDS)
            absence = await configuration.span(session, Key.HANDOFF_ABSENT_SECONDS)
            hours = await workforce.hours(session, self._timezone)
            were_there = is_open(hours, now) and is_open(hours, now - absence)
            absent = await queries.absent(session, now - absence) if were_there else []
            outwaited = await queries.outwaited(session, before)
            unseen = await queries.absent(session, now - absence / 2)
        self._call(unseen)
        gone = {one.id or 0 for one in absent}
        for handoff_id in sorted(gone.union(outwaited)):
            async with self._db.transaction() as session:
                seen_before = now - absence if handoff_id in gone else None
                await actions.expire(session, handoff_id, before=before, seen_before=seen_before, at=now)

    def _call(self, unseen: list[Handoff]) -> None:
        """Make their pages look, now and then: one in the background does not by itself, but it is there."""
        if unseen and self._now() - self._called_at >= CALLS_EVERY:
            self._called_at = self._now()
            for one in unseen:
                self._live.post(topic_of(one.session_id), {"type": "changed"})

    async def _give_out(self) -> None:
        async with self._db.reading() as session:
            if not await queries.waiting(session):
                return
            policy = Policy(await configuration.value(session, Key.HANDOFF_POLICY))
            patience = await configuration.span(session, Key.HANDOFF_PARTICULAR_SECONDS)
        while given := await self._give_one(policy, patience):
            if given.stopped_reply_id is not None:
                self._replies.stop(given.stopped_reply_id)

    async def _give_one(self, policy: Policy, patience: timedelta) -> Given | None:
        async with self._db.transaction() as session:
            return await actions.assign_next(session, self._now(), policy, patience=patience)

    async def _round(self) -> None:
        self._is_busy = True  # also if it comes to nothing
        try:
            self._is_busy = await self.turn()
        except Conflict as error:  # somebody was faster: what is left is looked at anew, at once
            logger.info("handoff: %s", error.detail)
            self.rounds.wake()
