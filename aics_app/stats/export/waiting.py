"""A file is kept and shown around: it is made when all of its days are computed, not of some of them."""

import asyncio
from datetime import datetime, timedelta

from aics_app.accounts.models import Actor
from aics_app.core import clock
from aics_app.core.db import Database
from aics_app.stats import queries
from aics_app.stats.errors import FiguresIncomplete
from aics_app.stats.models import Metric
from aics_app.stats.queries import Window

PATIENCE = timedelta(minutes=15)
"""Other opening hours let two years be computed anew in less."""
LOOK_EVERY_S = 2.0


async def until_computed(  # noqa: PLR0913 - what is waited for, and how long
    db: Database,
    owner: Actor,
    window: Window,
    *,
    tz: str,
    now: clock.Clock,
    patience: timedelta = PATIENCE,
    every_s: float = LOOK_EVERY_S,
) -> None:
    """Wait while days are left out of this range's figures or those before it. Raises `FiguresIncomplete`."""
    until = now() + patience
    while True:
        pending = await pending_of(db, owner, window, tz=tz, now=now())
        if not pending:
            return
        if now() >= until:
            raise FiguresIncomplete(days=pending)
        await asyncio.sleep(every_s)


async def pending_of(db: Database, owner: Actor, window: Window, *, tz: str, now: datetime) -> int:
    """How many days are left out of a file on this range, and of the period that it is compared with.

    Nothing is compared as long as a day of that is missing. Raises `Forbidden`.
    """
    async with db.reading() as session:
        own = await queries.pending_days(session, owner, window, tz=tz, now=now)
        before = await queries.pending_days(
            session, owner, window.before(), tz=tz, now=now, metric=Metric.QUESTIONS
        )
    return own + before
