"""`/api/config`: settings that change at run time."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right
from aics_app.configuration import actions, views
from aics_app.configuration.current import Current
from aics_app.configuration.models import Key
from aics_app.configuration.queries import Change
from aics_app.configuration.rules import SETTINGS, Kind
from aics_app.configuration.views import Standing
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import NotFound
from aics_app.core.inputs import Id
from aics_app.core.paging import Cursor, Limit, Page, Whole

router = APIRouter(prefix="/api/config", tags=["configuration"])

MAX_VALUE = 1000
Manager = Annotated[Actor, Depends(having(Right.SETTINGS_MANAGE))]
Name = Annotated[str, Path(max_length=100)]


class SettingOut(BaseModel):
    """One setting. `seen` is what a change names as `before`; `fault` why it does not serve."""

    key: str
    group: str
    kind: str
    unit: str
    value: str
    seen: str
    default: str
    is_default: bool
    fault: str
    least: float | None
    most: float | None
    choices: list[str]
    changed_at: datetime | None
    changed_by: str

    @classmethod
    def of(cls, one: Standing) -> "SettingOut":
        """As the API tells it."""
        setting, bounded = one.setting, one.setting.kind in (Kind.NUMBER, Kind.WHOLE, Kind.TEXT)
        return cls(
            key=setting.key,
            group=setting.group,
            kind=setting.kind,
            unit=setting.unit,
            value=one.value,
            seen=one.seen,
            default=one.default,
            is_default=one.is_default,
            fault=one.fault,
            least=setting.least if bounded else None,
            most=setting.most if bounded else None,
            choices=list(setting.choices),
            changed_at=one.changed_at,
            changed_by=one.changed_by,
        )


class SettingsOut(Whole):
    """Every setting, and rows of `sys_config` that this version does not know, their values masked."""

    items: list[SettingOut]
    unknown: dict[str, str]


class ChangeOut(BaseModel):
    """One change of a setting."""

    id: int
    before: str
    after: str
    was_default: bool
    is_default: bool
    by: str
    at: datetime

    @classmethod
    def of(cls, change: Change) -> "ChangeOut":
        """As the API tells it."""
        return cls(
            id=change.id,
            before=change.before,
            after=change.after,
            was_default=change.was_default,
            is_default=change.is_default,
            by=change.who,
            at=change.at,
        )


class WantedValue(BaseModel):
    """Another value; `before` is the `seen` that it was made from."""

    value: str = Field(max_length=MAX_VALUE)
    before: str = Field(max_length=MAX_VALUE)


class WantedUndo(BaseModel):
    """Which change is to be taken back."""

    change_id: Id


@router.get("")
async def settings(actor: Manager) -> SettingsOut:
    """Every setting as it stands."""
    async with use(Database).reading() as session:
        known, strange = await views.standing(session, actor, use(Current).started_with)
    return SettingsOut(items=[SettingOut.of(one) for one in known], unknown=strange)


@router.get("/{key}")
async def setting(key: Name, actor: Manager) -> SettingOut:
    """One of them."""
    own = _key(key)
    async with use(Database).reading() as session:
        known, _ = await views.standing(session, actor, use(Current).started_with)
    return next(SettingOut.of(one) for one in known if one.setting.key == own)


@router.put("/{key}")
async def set_value(key: Name, body: WantedValue, actor: Manager) -> SettingOut:
    """Set it, everywhere and at once. 409 `setting_changed_meanwhile` names who was faster."""
    own = _key(key)
    async with use(Database).transaction() as session:
        await actions.set_value(
            session,
            actor,
            own,
            body.value,
            before=body.before,
            started_with=use(Current).started_with,
            at=clock.now(),
        )
    return await setting(key, actor)


@router.delete("/{key}")
async def forget_value(
    key: Name, before: Annotated[str, Query(max_length=MAX_VALUE)], actor: Manager
) -> SettingOut:
    """Let its default count again. 409 as above."""
    own, started_with = _key(key), use(Current).started_with
    async with use(Database).transaction() as session:
        await actions.forget_value(
            session, actor, own, before=before, started_with=started_with, at=clock.now()
        )
    return await setting(key, actor)


@router.get("/{key}/history")
async def history(
    key: Name,
    actor: Manager,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[ChangeOut]:
    """How it was changed, the last first."""
    async with use(Database).reading() as session:
        found, following = await views.page_of_changes(session, actor, _key(key), limit=limit, cursor=cursor)
    return Page(items=[ChangeOut.of(one) for one in found], next_cursor=following)


@router.post("/undo")
async def undo(body: WantedUndo, actor: Manager) -> SettingOut:
    """Take one change back. 409 when the setting was changed again since."""
    async with use(Database).transaction() as session:
        key = await actions.undo(
            session, actor, body.change_id, started_with=use(Current).started_with, at=clock.now()
        )
    return await setting(key, actor)


def _key(word: str) -> Key:
    if word not in set(SETTINGS):
        raise NotFound(word)
    return Key(word)
