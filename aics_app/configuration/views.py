"""What is shown of the settings, read together."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.configuration import queries
from aics_app.configuration.models import MARKS, Key
from aics_app.configuration.policies import require_manage
from aics_app.configuration.queries import Change
from aics_app.configuration.rules import SETTINGS, Setting, default_of, effective, is_default
from aics_app.core import paging
from aics_app.settings import Settings

MASK, MAX_MASK = "•", 16


@dataclass(frozen=True)
class Standing:
    """A setting as it stands. `value` serves; `seen` is what a change must start from, which may be nonsense.

    `fault` says why `seen` does not serve.
    """

    setting: Setting
    value: str
    seen: str
    default: str
    is_default: bool
    fault: str
    changed_at: datetime | None
    changed_by: str


async def standing(
    session: AsyncSession, actor: Actor, started_with: Settings
) -> tuple[list[Standing], dict[str, str]]:
    """Every setting; and the rows that no version of ours knows, their values masked.

    A database that was taken over may keep keys and passwords there. Raises `Forbidden`.
    """
    require_manage(actor)
    stored = await queries.all_stored(session)
    values, doubts = effective(stored, started_with)
    faults, last = {doubt.key: doubt.fault for doubt in doubts}, await queries.last_changes(session)
    known = [
        _standing(setting, stored.get(key), values[key], faults.get(key, ""), last.get(key), started_with)
        for key, setting in SETTINGS.items()
    ]
    strange = {
        key: MASK * min(len(value or ""), MAX_MASK)
        for key, value in stored.items()
        if key not in (*SETTINGS, *MARKS)
    }
    return known, strange


async def changes(session: AsyncSession, actor: Actor, key: Key) -> list[Change]:
    """How a setting was changed, the last first. Raises `Forbidden`."""
    require_manage(actor)
    return await queries.history(session, key)


async def page_of_changes(
    session: AsyncSession, actor: Actor, key: Key, *, limit: int, cursor: str = ""
) -> tuple[list[Change], str | None]:
    """The same, page by page. Raises `Forbidden`, `Invalid` for a strange cursor."""
    require_manage(actor)
    before = paging.decode_id(cursor) if cursor else None
    found = await queries.history(session, key, limit=limit + 1, before=before)
    following = paging.encode(found[limit - 1].id) if len(found) > limit else None
    return found[:limit], following


def _standing(
    setting: Setting,
    stored: str | None,
    value: str,
    fault: str,
    last: Change | None,
    started_with: Settings,
) -> Standing:
    default = default_of(setting.key, started_with)
    return Standing(
        setting=setting,
        value=value,
        seen=default if stored is None else stored,
        default=default,
        is_default=is_default(setting.key, stored, default),
        fault=fault,
        changed_at=last.at if last else None,
        changed_by=last.who if last else "",
    )
