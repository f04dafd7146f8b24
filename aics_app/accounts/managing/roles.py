"""Writes about roles, one use case each."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts import queries
from aics_app.accounts.errors import (
    NotToOneself,
    RoleHasPeople,
    RoleIsBuiltIn,
    RoleNameTaken,
)
from aics_app.accounts.events import RoleChanged, RoleCreated, RoleRemoved, UserRoleChanged
from aics_app.accounts.managing.meanwhile import changed_meanwhile
from aics_app.accounts.managing.reach import (
    Manager,
    managing,
    require_an_administrator,
    require_over,
    require_within,
)
from aics_app.accounts.managing.reads import RoleView, get_role
from aics_app.accounts.models import Actor, Right, Role, RoleRight, Scope, StoredRole, User
from aics_app.accounts.queries import Granted
from aics_app.accounts.rules import KEPT_BY_ADMINISTRATORS, RIGHTS
from aics_app.core.errors import Invalid
from aics_app.core.events import record
from aics_app.core.text import one_line

MAX_LABEL_CHARS = 40
_NAME = re.compile(r"[A-Z][A-Z0-9_]{2,19}")


@dataclass(frozen=True)
class RoleDraft:
    """What a role is to be called, what it may, and how far it sees."""

    label: str
    rights: frozenset[Right]
    scope: Scope


async def create(session: AsyncSession, actor: Actor, name: str, draft: RoleDraft, at: datetime) -> RoleView:
    """A role of one's own making. Raises `Forbidden`, `Invalid`, `RoleNameTaken`, `MoreThanOwnRights`."""
    manager = await managing(session, actor, Right.ROLES_MANAGE)
    label = _label(draft.label)
    if not _NAME.fullmatch(name):
        raise Invalid(fields={"name": "role_name"})
    if await session.get(StoredRole, name):
        raise RoleNameTaken
    require_within(manager, Granted(draft.rights, draft.scope))
    session.add(StoredRole(name=name, label=label, scope=draft.scope, updated_at=at))
    await session.flush()
    await _write_rights(session, name, draft.rights)
    made = await get_role(session, name)
    record(session, RoleCreated(actor_id=actor.user_id, subject_id=name, at=at, after=made.told()))
    return made


async def change(
    session: AsyncSession, actor: Actor, name: str, draft: RoleDraft, *, version: int, at: datetime
) -> RoleView:
    """Another label, other rights or another reach; it counts at once for everybody who has the role.

    Raises `Forbidden`, `NotFound`, `Invalid`, `ChangedMeanwhile`, `NotToOneself`, `MoreThanOwnRights`,
    `LastAdministrator`.
    """
    manager = await managing(session, actor, Right.ROLES_MANAGE)
    before = await get_role(session, name)
    if before.version != version:
        raise await changed_meanwhile(session, "role", name)
    _require_sound(manager, before, draft)
    await _require_not_more_for_oneself(session, manager, before, draft)
    label = "" if before.builtin else _label(draft.label)
    values = {"label": label, "scope": draft.scope.value, "version": version + 1, "updated_at": at}
    await session.execute(update(StoredRole).where(col(StoredRole.name) == name).values(**values))
    await session.execute(delete(RoleRight).where(col(RoleRight.role) == name))
    await _write_rights(session, name, draft.rights)
    await require_an_administrator(session, instead_of=before.rights)
    after = await get_role(session, name)
    fact = RoleChanged(
        actor_id=actor.user_id, subject_id=name, at=at, before=before.told(), after=after.told()
    )
    record(session, fact)
    return after


async def remove(
    session: AsyncSession, actor: Actor, name: str, *, people_to: str, version: int, at: datetime
) -> None:
    """Take a role away; its people get the one named.

    Raises `Forbidden`, `NotFound`, `RoleIsBuiltIn`, `ChangedMeanwhile`, `RoleHasPeople`, `NotToOneself`,
    `MoreThanOwnRights`, `LastAdministrator`.
    """
    manager = await managing(session, actor, Right.ROLES_MANAGE)
    gone = await get_role(session, name)
    if gone.builtin:
        raise RoleIsBuiltIn
    if gone.version != version:
        raise await changed_meanwhile(session, "role", name)
    require_within(manager, Granted(gone.rights, gone.scope))
    if gone.people:
        await _move_people(session, manager, gone, people_to, at)
    await session.execute(delete(StoredRole).where(col(StoredRole.name) == name))
    await require_an_administrator(session, instead_of=gone.rights)
    fact = RoleRemoved(
        actor_id=actor.user_id, subject_id=name, at=at, before=gone.told(), people_to=people_to
    )
    record(session, fact)


async def _move_people(
    session: AsyncSession, manager: Manager, gone: RoleView, people_to: str, at: datetime
) -> None:
    given = await queries.find_granted(session, people_to)
    if given is None or people_to == gone.name:
        raise RoleHasPeople(count=gone.people)
    require_over(manager, people_to, given)
    ids = await queries.ids_with_role(session, gone.name)
    if manager.user_id in ids:
        raise NotToOneself
    changed = update(User).where(col(User.role) == gone.name)
    await session.execute(changed.values(role=people_to, version=col(User.version) + 1))
    for user_id in ids:
        fact = UserRoleChanged(
            actor_id=manager.user_id, subject_id=str(user_id), at=at, before=gone.name, after=people_to
        )
        record(session, fact)


def _require_sound(manager: Manager, before: RoleView, draft: RoleDraft) -> None:
    """What is taken away or added is the manager's own, as far as the role sees before and after.

    Administrators keep what gives rights back; customers, whose role everybody gets who registers, get none
    of the staff's.
    """
    if before.name == Role.ADMIN and not draft.rights >= KEPT_BY_ADMINISTRATORS:
        raise Invalid(fields={"rights": "kept_by_administrators"})
    if before.name == Role.CUSTOMER and draft.scope is not Scope.OWN:
        raise Invalid(fields={"scope": "customers_own"})
    if before.name == Role.CUSTOMER and not draft.rights <= RIGHTS[Role.CUSTOMER]:
        raise Invalid(fields={"rights": "customers_rights"})
    if draft.scope is before.scope:
        require_within(manager, Granted(before.rights ^ draft.rights, before.scope))
    else:
        wider = max(before.scope, draft.scope, key=lambda scope: scope.rank)
        require_within(manager, Granted(before.rights | draft.rights, wider))


async def _require_not_more_for_oneself(
    session: AsyncSession, manager: Manager, before: RoleView, draft: RoleDraft
) -> None:
    """Nobody raises himself. Who has every right there is may see farther, or nobody could give it back."""
    own = await session.get(User, manager.user_id)
    is_own = own is not None and own.role == before.name
    if is_own and not draft.rights <= before.rights:
        raise NotToOneself


async def _write_rights(session: AsyncSession, name: str, rights: frozenset[Right]) -> None:
    rows = [{"role": name, "permission": right.value} for right in sorted(rights)]
    if rows:
        await session.execute(insert(RoleRight), rows)


def _label(text: str) -> str:
    label = one_line(text, MAX_LABEL_CHARS)
    if not label:
        raise Invalid(fields={"label": "required"})
    return label
