"""Every write of run-time settings."""

from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.configuration import queries
from aics_app.configuration.errors import SettingChangedMeanwhile
from aics_app.configuration.events import SettingChanged
from aics_app.configuration.models import ALWAYS_THERE, DEFAULTS, Key, SysConfig
from aics_app.configuration.policies import require_manage
from aics_app.configuration.rules import clash, default_of, effective, is_default, tidy
from aics_app.core.db import is_duplicate, rows_changed
from aics_app.core.errors import Invalid
from aics_app.core.events import record
from aics_app.settings import Settings


async def change(  # noqa: PLR0913 - from what to what, by whom and when
    session: AsyncSession,
    actor: Actor,
    key: Key,
    value: str,
    *,
    before: str,
    at: datetime,
    default: str | None = None,
) -> str:
    """Set `key` if it still is `before` (a default counts); what it is now. Said again it is no news.

    Whoever calls has checked the actor's right and the value. `default`: what it is without a row.
    """
    default = DEFAULTS[key] if default is None else default
    stored = await queries.stored(session, key)
    present = default if stored is None else stored
    if present == value or present != before:
        return present
    if not await _store(session, key, value, before, has_none=stored is None):
        return await queries.stored(session, key) or default
    _record(session, actor, key, (stored, value), default, at)
    return value


async def set_value(  # noqa: PLR0913 - as above
    session: AsyncSession,
    actor: Actor,
    key: Key,
    value: str,
    *,
    before: str,
    started_with: Settings,
    at: datetime,
) -> str:
    """Set any setting; `before` is what was seen of it. Returns it as it is kept.

    Raises `Forbidden`, `Invalid`, or `SettingChangedMeanwhile` with who was faster and what it is now.
    """
    require_manage(actor)
    value = tidy(key, value)
    await _require_agreement(session, key, value, started_with)
    default = default_of(key, started_with)
    kept = await change(session, actor, key, value, before=before, at=at, default=default)
    if kept != value:
        raise await _meanwhile(session, key, kept)
    return value


async def forget_value(
    session: AsyncSession, actor: Actor, key: Key, *, before: str, started_with: Settings, at: datetime
) -> None:
    """Let the default count again; when it does already it is no news. Raises as `set_value`."""
    require_manage(actor)
    stored, default = await queries.stored(session, key), default_of(key, started_with)
    if stored is None or is_default(key, stored, default):
        return
    await _require_agreement(session, key, default, started_with)
    own = (col(SysConfig.config_key) == key, col(SysConfig.config_value) == before)
    back = (
        update(SysConfig).where(*own).values(config_value=default)
        if key in ALWAYS_THERE
        else delete(SysConfig).where(*own)
    )
    if stored != before or await rows_changed(session, back) != 1:
        raise await _meanwhile(session, key, stored)
    _record(session, actor, key, (stored, None), default, at)


async def undo(
    session: AsyncSession, actor: Actor, change_id: int, *, started_with: Settings, at: datetime
) -> Key:
    """Take the last change of a setting back. Returns which setting it was.

    One that was changed again since is left alone, also when it is the same as then: that was meant anew.

    Raises `Forbidden`, `NotFound`, `Invalid` when its old value is none any more, `SettingChangedMeanwhile`.
    """
    require_manage(actor)
    done = await queries.get_change(session, change_id)
    key = done.key
    await _hold(session, key)
    (last,) = await queries.history(session, key, limit=1)
    if last.id != change_id:
        raise SettingChangedMeanwhile(who=last.who, value=last.after)
    if done.was_default:
        await forget_value(session, actor, key, before=done.after, started_with=started_with, at=at)
    else:
        await set_value(session, actor, key, done.before, before=done.after, started_with=started_with, at=at)
    return key


async def _require_agreement(session: AsyncSession, key: Key, value: str, started_with: Settings) -> None:
    """Raises `Invalid` when the value does not go together with the others."""
    values, _ = effective(await queries.all_stored(session), started_with)
    if fault := clash(key, {**values, key: value}):
        raise Invalid(fields={"value": fault})


async def _hold(session: AsyncSession, key: Key) -> None:
    """Let nobody else change it until the end of this transaction."""
    own = select(col(SysConfig.id)).where(col(SysConfig.config_key) == key)
    await session.execute(own.with_for_update())


async def _meanwhile(session: AsyncSession, key: Key, value: str) -> SettingChangedMeanwhile:
    last = await queries.history(session, key, limit=1)
    return SettingChangedMeanwhile(who=last[0].who if last else "", value=value)


def _record(
    session: AsyncSession,
    actor: Actor,
    key: Key,
    values: tuple[str | None, str | None],
    default: str,
    at: datetime,
) -> None:
    before, after = values
    fact = SettingChanged(
        actor_id=actor.user_id,
        subject_id=key,
        at=at,
        before=default if before is None else before,
        after=default if after is None else after,
        was_default=is_default(key, before, default),
        is_default=is_default(key, after, default),
    )
    record(session, fact)


async def _store(session: AsyncSession, key: Key, value: str, before: str, *, has_none: bool) -> bool:
    """False when somebody else was faster."""
    as_seen = col(SysConfig.config_value) == before
    if has_none:  # a row without a value says nothing
        as_seen = or_(as_seen, col(SysConfig.config_value).is_(None))
    own = update(SysConfig).where(col(SysConfig.config_key) == key, as_seen)
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
