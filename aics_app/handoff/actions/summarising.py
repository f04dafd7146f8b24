"""What was said before the hand-off, in a few lines for whoever takes it."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.core.db import rows_changed
from aics_app.core.text import clean
from aics_app.handoff.models import MAX_SUMMARY_CHARS, Handoff


async def keep_summary(session: AsyncSession, handoff_id: int, text: str) -> bool:
    """Keep it, once: a second one, by another replica, or an empty one changes nothing, and is False."""
    words = clean(text)[:MAX_SUMMARY_CHARS]
    if not words:
        return False
    first = update(Handoff).where(col(Handoff.id) == handoff_id, col(Handoff.summary).is_(None))
    return await rows_changed(session, first.values(summary=words)) == 1
