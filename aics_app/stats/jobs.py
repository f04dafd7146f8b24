"""Days and months computed in the background, on one replica at a time, in portions."""

import logging
from datetime import date

from aics_app.core import clock
from aics_app.core.cache import Cache, claimed
from aics_app.core.db import Database
from aics_app.core.rounds import Rounds
from aics_app.stats import actions, queries
from aics_app.stats.rules.days import Window
from aics_app.stats.rules.facts import Lens
from aics_app.stats.rules.periods import by_person, key_of_day, key_of_month

logger = logging.getLogger(__name__)

EVERY_S = 20.0
CLAIM_S = 300
PORTION_DAYS = 60
"""So many in one round; then others may go on."""
ROWS_AT_ONCE = 2_000


class Rollups:
    """Follows `activity` and keeps every day computed, so that reading a range is reading rows."""

    def __init__(
        self,
        db: Database,
        cache: Cache,
        *,
        timezone: str,
        now: clock.Clock = clock.now,
        every_s: float = EVERY_S,
    ) -> None:
        self._db, self._cache, self._timezone, self._now = db, cache, timezone, now
        self.rounds = Rounds("figures", self.turn, every_s, at_once=False)

    async def turn(self) -> int:
        """Compute what is to be computed, a portion at most; how many days. Raises `DatabaseUnavailable`."""
        async with claimed(self._cache, "stats:rollups", CLAIM_S) as is_ours:
            if not is_ours:
                return 0
            lens = await self._follow()
            async with self._db.reading() as session:
                window = await queries.history(session, lens)
                days = await queries.due_days(session, window, lens.now) if window else []
            for day in days[:PORTION_DAYS]:
                await self._compute(day, lens)
            if window and len(days) <= PORTION_DAYS:
                await self._put_together(window, lens)
        if len(days) > PORTION_DAYS:
            self.rounds.wake()
        return len(days)

    async def _follow(self) -> Lens:
        """Mark what has happened since, or begin anew where days are cut or counted in another way."""
        async with self._db.reading() as session:
            lens = await queries.lens_of(session, self._timezone, self._now())
            version = await queries.plan_version(session)
            progress = await queries.progress(session)
            last_id = await queries.last_activity(session)
        if progress is None or not queries.holds(progress, self._timezone, version, lens.timely):
            # What is being written now may have a lower number than what is there.
            begin_id = await self._settled_before(last_id, lens)
            async with self._db.transaction() as session:
                await actions.begin_anew(
                    session,
                    timezone=self._timezone,
                    plan_version=version,
                    timely=lens.timely,
                    activity_id=begin_id,
                )
            return lens
        await self._mark(progress.activity_id, last_id, lens)
        return lens

    async def _settled_before(self, last_id: int, lens: Lens) -> int:
        async with self._db.reading() as session:
            return min(last_id, await queries.last_settled(session, lens.now))

    async def _mark(self, followed: int, last_id: int, lens: Lens) -> None:
        """Mark what has happened bears on. What is not settled is looked at again in the next round."""
        read_to, is_settled = followed, True
        while read_to < last_id:
            async with self._db.reading() as session:
                touched = await queries.after(session, read_to, lens.now, ROWS_AT_ONCE)
                days = await queries.days_of(session, touched, lens)
            if is_settled and touched.settled_id:
                followed = touched.settled_id
            is_settled = is_settled and touched.is_settled
            async with self._db.transaction() as session:
                await actions.follow(session, days, activity_id=followed)
            read_to = touched.last_id if touched.rows == ROWS_AT_ONCE else last_id

    async def _compute(self, day: date, lens: Lens) -> None:
        async with self._db.reading() as session:
            revision = await queries.revision(session)
            facts = await queries.facts(session, Window(day, day).span(lens.zone), lens)
        settles_at = min((fact.settles_at for fact in facts if fact.settles_at), default=None)
        found = list(by_person(facts))
        async with self._db.transaction() as session:
            # Else another replica has marked days meanwhile: this one is computed in the next round.
            if await actions.may_keep(session, revision):
                await actions.keep(session, key_of_day(day), found, settles_at=settles_at, at=lens.now)

    async def _put_together(self, window: Window, lens: Lens) -> None:
        async with self._db.reading() as session:
            revision = await queries.revision(session)
            months = await queries.due_months(session, window, lens.now)
        for month in months:
            async with self._db.transaction() as session:
                if not await actions.may_keep(session, revision):
                    return
                days = list(map(key_of_day, month.days()))
                whole = list((await queries.whole(session, days)).items())
                settles_at = await queries.settles_at(session, days)
                await actions.keep(
                    session, key_of_month(month.first), whole, settles_at=settles_at, at=lens.now
                )
