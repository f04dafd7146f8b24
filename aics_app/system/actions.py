"""A replica says that it is there; somebody tries a part out."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core.db import rows_changed
from aics_app.core.events import record
from aics_app.system.events import PartTried
from aics_app.system.models import Replica
from aics_app.system.policies import require_try

KEPT = timedelta(days=1)


async def beat(session: AsyncSession, own: Replica, at: datetime) -> None:
    """Be seen; who was silent for a day is forgotten."""
    seen = update(Replica).where(col(Replica.id) == own.id).values(seen_at=at)
    if await rows_changed(session, seen) == 0:
        session.add(Replica(**{**own.model_dump(), "seen_at": at}))
        await session.execute(delete(Replica).where(col(Replica.seen_at) < at - KEPT))


async def leave(session: AsyncSession, own: Replica) -> None:
    """It ends in order."""
    await session.execute(delete(Replica).where(col(Replica.id) == own.id))


async def note_trial(session: AsyncSession, actor: Actor, name: str, at: datetime) -> None:
    """Keep that the actor tries this part out, whatever comes of it. Raises `Forbidden`."""
    require_try(actor)
    record(session, PartTried(actor_id=actor.user_id, subject_id=name, at=at))
