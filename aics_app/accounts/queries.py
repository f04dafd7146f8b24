"""Every read about people."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import (
    Actor,
    Avatar,
    LoginSession,
    Right,
    RoleRight,
    Scope,
    StoredRole,
    User,
)
from aics_app.accounts.rules import known_rights, rights_of, scope_of
from aics_app.core import paging
from aics_app.core.errors import NotFound, NotSignedIn


async def find_user(session: AsyncSession, username: str) -> User | None:
    """The person of this name, whatever its case; of two that differ only in case, the one meant exactly.

    MySQL compares so by itself, through the index; SQLite has to look at every name.
    """
    exactly = (await session.execute(select(User).where(col(User.username) == username))).scalar_one_or_none()
    if exactly or session.get_bind().dialect.name != "sqlite":
        return exactly
    alike = (
        select(User).where(func.lower(col(User.username)) == username.lower()).order_by(col(User.id)).limit(1)
    )
    return (await session.execute(alike)).scalar_one_or_none()


async def get_own_user(session: AsyncSession, actor: Actor) -> User:
    """The actor's own row; raises `NotSignedIn` when it is gone."""
    user = await session.get(User, actor.user_id)
    if user is None:
        raise NotSignedIn
    return user


async def own_user_alone(session: AsyncSession, actor: Actor) -> User:
    """As `get_own_user`, and nobody else changes it before this transaction ends."""
    user = await session.get(User, actor.user_id, populate_existing=True, with_for_update=True)
    if user is None:
        raise NotSignedIn
    return user


async def find_actor(session: AsyncSession, session_id: str, at: datetime) -> Actor | None:
    """Who signed in with this session; None when it ended, expired, or the person is disabled.

    His rights are read along, in one statement: a row for each.
    """
    rows = (await session.execute(_SIGNED_IN, {"sign_in": session_id})).all()
    if not rows or not rows[0][0].is_enabled or rows[0][3] <= at:
        return None
    return actor_of(rows[0][0], session_id, _granted((row[1], row[2]) for row in rows))


@dataclass(frozen=True)
class Granted:
    """What a role may, and whose rows it is shown."""

    rights: frozenset[Right]
    scope: Scope


async def stored_actor(session: AsyncSession, user: User, session_id: str = "") -> Actor:
    """The actor that a stored person is, with what his role may now."""
    return actor_of(user, session_id, await granted(session, user.role))


async def granted(session: AsyncSession, role: str) -> Granted:
    """What this role may now; one that is gone may nothing."""
    chosen = select(col(StoredRole.scope), col(RoleRight.permission)).where(col(StoredRole.name) == role)
    found = await session.execute(chosen.outerjoin(RoleRight, col(RoleRight.role) == col(StoredRole.name)))
    return _granted((scope, permission) for scope, permission in found)


async def find_granted(session: AsyncSession, role: str) -> Granted | None:
    """As `granted`; None for a role that is not there."""
    if await session.get(StoredRole, role) is None:
        return None
    return await granted(session, role)


async def ids_with_role(session: AsyncSession, role: str) -> list[int]:
    """Everybody who has it, by id."""
    found = await session.execute(select(col(User.id)).where(col(User.role) == role).order_by(col(User.id)))
    return [user_id for user_id in found.scalars() if user_id is not None]


def roles_with(right: Right) -> Select[str]:
    """The names of the roles that have this right now, for a condition: `col(User.role).in_(…)`."""
    return select(col(RoleRight.role)).where(col(RoleRight.permission) == right.value)


def _people_with_rights() -> Select[User, str, str]:
    return (
        select(User, col(StoredRole.scope), col(RoleRight.permission))
        .outerjoin(StoredRole, col(StoredRole.name) == col(User.role))
        .outerjoin(RoleRight, col(RoleRight.role) == col(User.role))
    )


_SIGNED_IN = (  # built once: it is asked for everybody who does anything, every few seconds
    _people_with_rights()
    .add_columns(col(LoginSession.expires_at))
    .join(LoginSession, col(LoginSession.user_id) == col(User.id))
    .where(col(LoginSession.id) == bindparam("sign_in"), col(LoginSession.revoked_at).is_(None))
)


def _granted(rows: Iterable[tuple[str | None, str | None]]) -> Granted:
    told = list(rows)
    rights = known_rights(permission for _, permission in told if permission)
    return Granted(rights, Scope(told[0][0]) if told and told[0][0] else Scope.OWN)


def actor_of(user: User, session_id: str = "", may: Granted | None = None) -> Actor:
    """The actor that a person is; without `may` with what a built-in role may in the beginning.

    Whose password an administrator has set has no right before he has set his own.
    """
    assert user.id is not None
    known = may or Granted(rights_of(user.role), scope_of(user.role))
    return Actor(
        user_id=user.id,
        username=user.username,
        nickname=user.nickname or user.username,
        role=user.role,
        rights=frozenset() if user.must_change_password else known.rights,
        session_id=session_id,
        avatar=user.avatar or "",
        scope=known.scope,
        must_change_password=user.must_change_password,
    )


async def nickname_of(session: AsyncSession, user_id: int | None) -> str:
    """What a person is called, for others to read; nothing for one who is gone, or nobody."""
    user = await session.get(User, user_id) if user_id else None
    return (user.nickname or user.username) if user else ""


async def nicknames_of(session: AsyncSession, user_ids: Collection[int]) -> dict[int, str]:
    """What these people are called; who is gone is not among them."""
    if not user_ids:
        return {}
    named = select(col(User.id), col(User.nickname), col(User.username)).where(col(User.id).in_(user_ids))
    found = (await session.execute(named)).all()
    return {user_id or 0: nickname or username for user_id, nickname, username in found}


async def own_sessions(
    session: AsyncSession, actor: Actor, at: datetime, *, limit: int = 100, cursor: str = ""
) -> tuple[list[LoginSession], str | None]:
    """The actor's sign-ins that still count, newest first, with the next cursor. Raises `Invalid`."""
    began, own = col(LoginSession.created_at), col(LoginSession.id)
    chosen = _counting(actor.user_id, at)
    if cursor:
        instant, last_id = paging.decode(cursor, 2)
        last = paging.instant(instant)
        chosen = chosen.where(or_(began < last, and_(began == last, own < last_id)))
    ordered = chosen.order_by(began.desc(), own.desc()).limit(limit + 1)
    found = list((await session.execute(ordered)).scalars())
    if len(found) <= limit:
        return found, None
    return found[:limit], paging.encode(found[limit - 1].created_at.isoformat(), found[limit - 1].id)


async def own_session_ids(session: AsyncSession, actor: Actor, at: datetime) -> list[str]:
    """The ids of all of the actor's sign-ins that still count."""
    return [own.id for own in (await session.execute(_counting(actor.user_id, at))).scalars()]


async def has_sessions(session: AsyncSession, user_id: int, at: datetime) -> bool:
    """Whether any sign-in of this person still counts."""
    return (await session.execute(_counting(user_id, at).limit(1))).scalar_one_or_none() is not None


def _counting(user_id: int, at: datetime) -> Select[LoginSession]:
    return select(LoginSession).where(
        col(LoginSession.user_id) == user_id,
        col(LoginSession.revoked_at).is_(None),
        col(LoginSession.expires_at) > at,
    )


async def get_avatar(session: AsyncSession, avatar_id: str) -> bytes:
    """The picture's bytes (WebP); raises `NotFound`."""
    found = await session.get(Avatar, avatar_id)
    if found is None:
        raise NotFound(avatar_id)
    return found.picture
