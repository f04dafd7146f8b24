"""Reads of everybody's accounts, and of roles."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, RoleRight, Scope, StoredRole, User
from aics_app.accounts.rules import known_rights
from aics_app.core import paging
from aics_app.core.errors import Forbidden, NotFound


@dataclass(frozen=True)
class UserFilter:
    """Which accounts are wanted; empty is any. `q` is in a name, an address or a number."""

    q: str = ""
    role: str = ""
    enabled: bool | None = None


@dataclass(frozen=True)
class RoleView:
    """A role with what it may, and how many people have it."""

    name: str
    label: str
    builtin: bool
    scope: Scope
    rights: frozenset[Right]
    people: int
    version: int

    def told(self) -> dict[str, Any]:
        """As it is kept in the record of what happened."""
        return {"label": self.label, "scope": self.scope.value, "rights": sorted(self.rights)}


def require(actor: Actor, *rights: Right) -> None:
    """Raises `Forbidden` unless the actor has one of them."""
    if not any(actor.may(right) for right in rights):
        raise Forbidden(rights[0])


async def users(
    session: AsyncSession, actor: Actor, wanted: UserFilter, *, limit: int, cursor: str = ""
) -> tuple[list[User], str | None]:
    """Accounts, the newest first, and the cursor of what follows. Raises `Forbidden` or `Invalid`."""
    require(actor, Right.USERS_MANAGE)
    chosen = select(User).where(*_conditions(wanted))
    if cursor:
        chosen = chosen.where(col(User.id) < paging.decode_id(cursor))
    rows = list((await session.execute(chosen.order_by(col(User.id).desc()).limit(limit + 1))).scalars())
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], paging.encode(rows[limit - 1].id or 0)


async def count(session: AsyncSession, actor: Actor, wanted: UserFilter) -> int:
    """How many accounts that is. Raises `Forbidden`."""
    require(actor, Right.USERS_MANAGE)
    counted = select(func.count()).select_from(User).where(*_conditions(wanted))
    return int((await session.execute(counted)).scalar_one())


def _conditions(wanted: UserFilter) -> list[ColumnElement[bool]]:
    held: list[ColumnElement[bool]] = []
    if wanted.q:
        fields = (User.username, User.nickname, User.email, User.phone)
        held.append(or_(*(col(field).icontains(wanted.q, autoescape=True) for field in fields)))
    if wanted.role:
        held.append(col(User.role) == wanted.role)
    if wanted.enabled is not None:
        held.append(col(User.status) == 1 if wanted.enabled else col(User.status) != 1)
    return held


async def get_user(session: AsyncSession, actor: Actor, user_id: int) -> User:
    """One account. Raises `Forbidden` or `NotFound`."""
    require(actor, Right.USERS_MANAGE)
    found = await session.get(User, user_id, populate_existing=True)
    if found is None:
        raise NotFound(str(user_id))
    return found


async def roles(session: AsyncSession, actor: Actor) -> list[RoleView]:
    """Every role, those built in first. Raises `Forbidden`."""
    require(actor, Right.ROLES_MANAGE, Right.USERS_MANAGE)
    return await all_roles(session)


async def all_roles(session: AsyncSession) -> list[RoleView]:
    """As `roles`, for who has asked already."""
    rights: dict[str, list[str]] = defaultdict(list)
    for row in (await session.execute(select(RoleRight))).scalars():
        rights[row.role].append(row.permission)
    counted = await session.execute(select(col(User.role), func.count()).group_by(col(User.role)))
    people = {name: number for name, number in counted}  # noqa: C416 - rows are no pairs to mypy
    chosen = select(StoredRole).order_by(col(StoredRole.builtin).desc(), col(StoredRole.name))
    stored = (await session.execute(chosen.execution_options(populate_existing=True))).scalars()
    return [_view(role, rights[role.name], people.get(role.name, 0)) for role in stored]


async def get_role(session: AsyncSession, name: str) -> RoleView:
    """One role. Raises `NotFound`."""
    found = [role for role in await all_roles(session) if role.name == name]
    if not found:
        raise NotFound(name)
    return found[0]


def _view(role: StoredRole, rights: list[str], people: int) -> RoleView:
    scope = Scope(role.scope)
    return RoleView(role.name, role.label, role.builtin, scope, known_rights(rights), people, role.version)
