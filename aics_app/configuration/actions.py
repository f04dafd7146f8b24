"""Every write of run-time settings."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.configuration import queries
from aics_app.configuration.events import SettingChanged
from aics_app.configuration.models import Key, SysConfig
from aics_app.core.db import is_duplicate, rows_changed
from aics_app.core.events import record


async def change(
    session: AsyncSession, actor: Actor, key: Key, value: str, *, before: str, at: datetime
) -> str:
    """Set `key` if it still is `before` (a default counts); what it is now. Said again it is no news.

    Whoever calls has checked the actor's right and the value.
    """
    present = await queries.value(session, key)
    if present == value or present != before:
        return present
    if not await _store(session, key, value, before):
        return await queries.value(session, key)
    fact = SettingChanged(actor_id=actor.user_id, subject_id=key, at=at, before=before, after=value)
    record(session, fact)
    return value


async def _store(session: AsyncSession, key: Key, value: str, before: str) -> bool:
    """False when somebody else was faster."""
    own = update(SysConfig).where(col(SysConfig.config_key) == key, col(SysConfig.config_value) == before)
    if await rows_changed(session, own.values(config_value=value)) == 1:
        return True
    try:
        async with session.begin_nested():
            session.add(SysConfig(config_key=key, config_value=value))
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        return False
    return True
