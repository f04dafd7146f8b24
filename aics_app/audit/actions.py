"""The one thing that is done with the audit beside reading it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.audit.events import AuditExported
from aics_app.audit.policies import require_see
from aics_app.core.events import record


async def note_export(session: AsyncSession, actor: Actor, filters: dict[str, str], at: datetime) -> None:
    """Keep that the actor takes away what these find. Raises `Forbidden`."""
    require_see(actor)
    record(session, AuditExported(actor_id=actor.user_id, subject_id="activity", at=at, filters=filters))
