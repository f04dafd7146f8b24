"""Every read of run-time settings."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import User
from aics_app.configuration.events import SettingChanged
from aics_app.configuration.models import DEFAULTS, Key, SysConfig
from aics_app.configuration.rules import acting
from aics_app.core.errors import NotFound
from aics_app.core.events import Activity


@dataclass(frozen=True)
class Change:
    """One change of a setting: `who` by the name that people read; nothing for who is gone."""

    id: int
    key: Key
    before: str
    after: str
    was_default: bool
    is_default: bool
    who: str
    at: datetime


async def number(session: AsyncSession, key: Key) -> float:
    """A number that acts; see `value`."""
    return float(await value(session, key))


async def span(session: AsyncSession, key: Key) -> timedelta:
    """A time that is set in seconds; see `value`."""
    return timedelta(seconds=await number(session, key))


async def minutes(session: AsyncSession, key: Key) -> timedelta:
    """A time that is set in minutes; see `value`."""
    return timedelta(minutes=await number(session, key))


async def value(session: AsyncSession, key: Key) -> str:
    """What acts of a setting that the environment knows nothing of: its default in place of nonsense.

    `Current` tells of that, once.
    """
    return acting(key, await stored(session, key), DEFAULTS[key])[0]


async def seen(session: AsyncSession, key: Key) -> str:
    """What a change of such a setting starts from: what the table says, also nonsense, or its default."""
    found = await stored(session, key)
    return DEFAULTS[key] if found is None else found


async def stored(session: AsyncSession, key: Key) -> str | None:
    """What the table says."""
    found = await session.execute(select(col(SysConfig.config_value)).where(col(SysConfig.config_key) == key))
    return found.scalar_one_or_none()


async def all_stored(session: AsyncSession) -> dict[str, str | None]:
    """The whole table, by key: also what no version of ours knows."""
    rows = await session.execute(select(col(SysConfig.config_key), col(SysConfig.config_value)))
    return {row[0]: row[1] for row in rows}


async def history(
    session: AsyncSession, key: Key, *, limit: int = 50, before: int | None = None
) -> list[Change]:
    """How a setting was changed, the last first; the change `before` is not in it, nor what came after."""
    of_key = _changes().where(col(Activity.subject_id) == key)
    if before is not None:
        of_key = of_key.where(col(Activity.id) < before)
    rows = await session.execute(of_key.order_by(col(Activity.id).desc()).limit(limit))
    return [_change(row[0], row[1] or row[2] or "") for row in rows]


async def last_changes(session: AsyncSession) -> dict[Key, Change]:
    """The last change of each setting that was ever changed."""
    found = [await history(session, key, limit=1) for key in await _changed(session)]
    return {changes[0].key: changes[0] for changes in found if changes}


async def get_change(session: AsyncSession, change_id: int) -> Change:
    """One change. Raises `NotFound`, also for one of a setting that no longer is."""
    row = (await session.execute(_changes().where(col(Activity.id) == change_id))).one_or_none()
    if row is None or row[0].subject_id not in set(Key):
        raise NotFound(str(change_id))
    return _change(row[0], row[1] or row[2] or "")


async def _changed(session: AsyncSession) -> list[Key]:
    keys = select(col(Activity.subject_id)).where(
        col(Activity.subject_type) == SettingChanged.subject_type,
        col(Activity.subject_id).in_([key.value for key in Key]),
    )
    return [Key(word) for word in (await session.execute(keys.distinct())).scalars()]


def _changes() -> Select[Activity, str | None, str]:
    return (
        select(Activity, col(User.nickname), col(User.username))
        .join(User, col(User.id) == col(Activity.actor_id), isouter=True)
        .where(
            col(Activity.subject_type) == SettingChanged.subject_type,
            col(Activity.event) == SettingChanged.__name__,
        )
    )


def _change(row: Activity, who: str) -> Change:
    return Change(
        id=row.id or 0,
        key=Key(row.subject_id),
        before=str(row.data.get("before", "")),
        after=str(row.data.get("after", "")),
        was_default=row.data.get("was_default") is True,
        is_default=row.data.get("is_default") is True,
        who=who,
        at=row.at,
    )
