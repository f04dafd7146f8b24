"""Every read about people."""

from datetime import datetime

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Avatar, LoginSession, Role, User
from aics_app.accounts.rules import rights_of
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


async def find_actor(session: AsyncSession, session_id: str, at: datetime) -> Actor | None:
    """Who signed in with this session; None when it ended, expired, or the person is disabled."""
    found = await session.execute(_SIGNED_IN, {"sign_in": session_id})
    row = found.one_or_none()
    if row is None or not row[0].is_enabled or row[1] <= at:
        return None
    return actor_of(row[0], session_id)


_SIGNED_IN = (  # built once: it is asked for everybody who does anything, every few seconds
    select(User, col(LoginSession.expires_at))
    .join(LoginSession, col(LoginSession.user_id) == col(User.id))
    .where(col(LoginSession.id) == bindparam("sign_in"), col(LoginSession.revoked_at).is_(None))
)


def actor_of(user: User, session_id: str = "") -> Actor:
    """The actor that a stored person is."""
    assert user.id is not None
    role = Role(user.role) if user.role in set(Role) else Role.CUSTOMER
    return Actor(
        user_id=user.id,
        username=user.username,
        nickname=user.nickname or user.username,
        role=role,
        rights=rights_of(user.role),
        session_id=session_id,
        avatar=user.avatar or "",
    )


async def nickname_of(session: AsyncSession, user_id: int | None) -> str:
    """What a person is called, for others to read; nothing for one who is gone, or nobody."""
    user = await session.get(User, user_id) if user_id else None
    return (user.nickname or user.username) if user else ""


async def own_sessions(session: AsyncSession, actor: Actor, at: datetime) -> list[LoginSession]:
    """The actor's sign-ins that still count, newest first, as many as anybody wants to read."""
    found = await session.execute(
        _counting(actor.user_id, at).order_by(col(LoginSession.created_at).desc()).limit(100)
    )
    return list(found.scalars())


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
