"""Writes about others' accounts, one use case each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts import actions, queries, rules
from aics_app.accounts.errors import NotToOneself
from aics_app.accounts.events import (
    InvitationWithdrawn,
    PasswordReset,
    RightsChanged,
    UserCreated,
    UserDisabled,
    UserEdited,
    UserEnabled,
    UserRoleChanged,
)
from aics_app.accounts.managing.giving import invite
from aics_app.accounts.managing.meanwhile import changed_meanwhile
from aics_app.accounts.managing.reach import (
    Manager,
    managing,
    require_an_administrator,
    require_over,
)
from aics_app.accounts.models import Actor, Invitation, Right, User
from aics_app.core.db import rows_changed
from aics_app.core.errors import Invalid, NotFound
from aics_app.core.events import record
from aics_app.core.text import one_line

DETAILS = ("nickname", "email", "phone", "locale")
WIDTHS = {"nickname": 50, "email": 100, "phone": 20, "locale": 8}


@dataclass(frozen=True)
class Draft:
    """An account to be made."""

    username: str
    role: str
    nickname: str = ""
    email: str = ""
    phone: str = ""
    locale: str = ""


@dataclass(frozen=True)
class Changes:
    """What is to be different; None stays as it is. An empty text removes a detail."""

    nickname: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    role: str | None = None
    enabled: bool | None = None


async def create(
    session: AsyncSession,
    actor: Actor,
    draft: Draft,
    *,
    password_hash: str,
    invitation: str = "",
    at: datetime,
) -> User:
    """A new account: with a password for one sign-in, or with the token of an invitation.

    Raises `Forbidden`, `Invalid`, `UsernameTaken`, `MoreThanOwnRights`.
    """
    manager = await managing(session, actor, Right.USERS_MANAGE)
    details = _checked({name: getattr(draft, name) for name in DETAILS})
    if fault := rules.fault_of_username(draft.username):
        raise Invalid(fields={"username": fault})
    await _require_may_give(session, manager, draft.role)
    user = await actions.new_account(
        session,
        username=draft.username,
        password_hash=password_hash,
        nickname=draft.nickname,
        role=draft.role,
        at=at,
    )
    user.email, user.phone = details["email"] or None, details["phone"] or None
    user.locale = details["locale"] or None
    await _let_in(session, actor, user, invitation, at)
    return user


async def _let_in(session: AsyncSession, actor: Actor, user: User, invitation: str, at: datetime) -> None:
    """By the invitation, or by a password that is to be changed."""
    user.must_change_password = not invitation
    await session.flush()
    if invitation:
        invite(session, actor, user, invitation, again=False, at=at)
    fact = UserCreated(
        **_about(actor, user, at), username=user.username, role=user.role, invited=bool(invitation)
    )
    record(session, fact)


async def edit(
    session: AsyncSession, actor: Actor, user_id: int, changes: Changes, *, version: int, at: datetime
) -> User:
    """Change details, role or status of somebody else, of oneself only details.

    Raises `Forbidden`, `NotFound`, `Invalid`, `ChangedMeanwhile`, `NotToOneself`, `MoreThanOwnRights`,
    `LastAdministrator`.
    """
    manager = await managing(session, actor, Right.USERS_MANAGE)
    user = await held(session, manager, user_id)
    if user.version != version:
        raise await changed_meanwhile(session, "user", str(user_id))
    had = (await queries.granted(session, user.role)).rights
    _change_details(session, actor, user, changes, at)
    is_own = user.id == actor.user_id
    if changes.role is not None and changes.role != user.role:
        if is_own:
            raise NotToOneself
        await _require_may_give(session, manager, changes.role)
        record(session, UserRoleChanged(**_about(actor, user, at), before=user.role, after=changes.role))
        user.role = changes.role
    if changes.enabled is not None and changes.enabled != user.is_enabled:
        if is_own:
            raise NotToOneself
        await _set_enabled(session, actor, user, enabled=changes.enabled, at=at)
    user.version, user.update_time = version + 1, at
    await require_an_administrator(session, instead_of=had)
    return user


async def reset_password(
    session: AsyncSession,
    actor: Actor,
    user_id: int,
    *,
    password_hash: str,
    invitation: str = "",
    at: datetime,
) -> User:
    """A password for one sign-in, or a link to set one; whoever is signed in as this person is out.

    Raises `Forbidden`, `NotFound`, `NotToOneself`, `MoreThanOwnRights`.
    """
    manager = await managing(session, actor, Right.USERS_MANAGE)
    user = await held(session, manager, user_id)
    if user.id == actor.user_id:
        raise NotToOneself
    user.password, user.must_change_password = password_hash, not invitation
    user.version, user.update_time = user.version + 1, at
    await session.execute(delete(Invitation).where(col(Invitation.user_id) == user.id))
    if invitation:
        invite(session, actor, user, invitation, again=True, at=at)
    await _end_sign_ins(session, actor, user, at)
    record(session, PasswordReset(**_about(actor, user, at)))
    await session.flush()
    return user


async def withdraw_invitation(session: AsyncSession, actor: Actor, user_id: int, *, at: datetime) -> User:
    """Whoever has a link to set this person's password has it in vain.

    Raises `Forbidden`, `NotFound` (also when there is no invitation), `MoreThanOwnRights`.
    """
    manager = await managing(session, actor, Right.USERS_MANAGE)
    user = await held(session, manager, user_id)
    open_ones = delete(Invitation).where(col(Invitation.user_id) == user.id)
    if await rows_changed(session, open_ones) == 0:
        raise NotFound(f"no invitation of {user_id}")
    user.must_change_password = True  # nobody knows the password that there is, and nobody can set one
    user.version, user.update_time = user.version + 1, at
    record(session, InvitationWithdrawn(**_about(actor, user, at)))
    await session.flush()
    return user


async def held(session: AsyncSession, manager: Manager, user_id: int) -> User:
    """Whom the manager may touch, and nobody else meanwhile. Raises `NotFound`, `MoreThanOwnRights`."""
    user = await session.get(User, user_id, populate_existing=True, with_for_update=True)
    if user is None:
        raise NotFound(str(user_id))
    if user.id != manager.user_id:
        require_over(manager, user.role, await queries.granted(session, user.role))
    return user


async def _require_may_give(session: AsyncSession, manager: Manager, role: str) -> None:
    given = await queries.find_granted(session, role)
    if given is None:
        raise Invalid(fields={"role": "unknown"})
    require_over(manager, role, given)


def _change_details(session: AsyncSession, actor: Actor, user: User, changes: Changes, at: datetime) -> None:
    wanted = {name: value for name in DETAILS if (value := getattr(changes, name)) is not None}
    checked = _checked(wanted)
    if "nickname" in wanted and not checked["nickname"]:
        raise Invalid(fields={"nickname": "required"})
    before = {name: getattr(user, name) or "" for name in checked}
    different = {name: value for name, value in checked.items() if value != before[name]}
    for name, value in different.items():
        setattr(user, name, value or None)
    if different:
        earlier = {name: before[name] for name in different}
        record(session, UserEdited(**_about(actor, user, at), before=earlier, after=different))


async def _set_enabled(
    session: AsyncSession, actor: Actor, user: User, *, enabled: bool, at: datetime
) -> None:
    user.status = 1 if enabled else 0
    kind: type[RightsChanged] = UserEnabled if enabled else UserDisabled
    if not enabled:
        await _end_sign_ins(session, actor, user, at)
    record(session, kind(**_about(actor, user, at)))


async def _end_sign_ins(session: AsyncSession, actor: Actor, user: User, at: datetime) -> None:
    await actions.end_sessions(session, queries.actor_of(user), at=at, by=actor.user_id)


def _checked(details: dict[str, str]) -> dict[str, str]:
    tidy = {name: one_line(value, WIDTHS[name]) for name, value in details.items()}
    checks = {
        "phone": rules.fault_of_phone,
        "email": rules.fault_of_email,
        "locale": rules.fault_of_locale,
    }
    faults = {
        name: fault for name, check in checks.items() if tidy.get(name) and (fault := check(tidy[name]))
    }
    if faults:
        raise Invalid(fields=faults)
    return tidy


def _about(actor: Actor, user: User, at: datetime) -> dict[str, Any]:
    return {"actor_id": actor.user_id, "subject_id": str(user.id), "at": at}
