"""A replica says that it is there."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.core.db import rows_changed
from aics_app.system.models import Replica

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
