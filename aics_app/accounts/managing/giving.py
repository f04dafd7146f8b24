"""Links with which people set a password: given, used, withdrawn, and made anew for a mail.

A token is known to who has it; stored is its hash. So each mail carries a token of its own, made when it is
sent: the outbox has none. All that a person was given end together.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts import actions, queries
from aics_app.accounts.errors import InvitationOver
from aics_app.accounts.events import InvitationGiven, OwnPasswordSet
from aics_app.accounts.models import Actor, Invitation, User
from aics_app.core.db import rows_changed
from aics_app.core.events import record

INVITED_FOR = timedelta(days=7)


def invite(session: AsyncSession, actor: Actor, user: User, token: str, *, again: bool, at: datetime) -> None:
    """Let this token set the person's password, once."""
    assert user.id is not None
    _keep(session, user.id, token, at, at + INVITED_FOR)
    record(session, InvitationGiven(actor_id=actor.user_id, subject_id=str(user.id), at=at, again=again))


async def token_for_mail(session: AsyncSession, user_id: int, address: str, token: str, at: datetime) -> bool:
    """Let this token do what the person's invitation does, as long as that.

    False when there is none, or the address that the mail goes to is no longer the person's.
    """
    user = await session.get(User, user_id, populate_existing=True, with_for_update=True)
    until = (await invited_until(session, [user_id])).get(user_id)
    if user is None or not user.is_enabled or user.email != address or until is None or until <= at:
        return False
    _keep(session, user_id, token, at, until)
    await session.flush()
    return True


async def accept_invitation(session: AsyncSession, token: str, *, new_hash: str, at: datetime) -> User:
    """The invited person sets a password; all links to do so, and all sign-ins, are over.

    Raises `InvitationOver`.
    """
    user = await find_invited(session, token, at)
    # Whoever holds the person is the one: two links of one invitation may be followed at once.
    await session.execute(select(col(User.id)).where(col(User.id) == user.id).with_for_update())
    used = delete(Invitation).where(col(Invitation.token_hash) == _key(token))
    if await rows_changed(session, used) != 1:
        raise InvitationOver
    await session.execute(delete(Invitation).where(col(Invitation.user_id) == user.id))
    own = update(User).where(col(User.id) == user.id)
    await session.execute(own.values(password=new_hash, must_change_password=False, update_time=at))
    record(session, OwnPasswordSet(actor_id=user.id, subject_id=str(user.id), at=at))
    await actions.end_sessions(session, queries.actor_of(user), at=at)
    return user


async def find_invited(session: AsyncSession, token: str, at: datetime) -> User:
    """Whom an invitation is for. Raises `InvitationOver`."""
    found = await session.get(Invitation, _key(token))
    user = await session.get(User, found.user_id) if found and found.expires_at > at else None
    if user is None or not user.is_enabled:
        raise InvitationOver
    return user


async def invited_until(session: AsyncSession, user_ids: Collection[int]) -> dict[int, datetime]:
    """Until when those of these who were invited, and have set no password yet, may do so; it may be over."""
    chosen = select(col(Invitation.user_id), func.max(col(Invitation.expires_at))).where(
        col(Invitation.user_id).in_(user_ids)
    )
    found = await session.execute(chosen.group_by(col(Invitation.user_id)))
    return {user_id: until for user_id, until in found}  # noqa: C416 - rows are no pairs to mypy


def _keep(session: AsyncSession, user_id: int, token: str, at: datetime, until: datetime) -> None:
    session.add(Invitation(token_hash=_key(token), user_id=user_id, created_at=at, expires_at=until))


def _key(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
