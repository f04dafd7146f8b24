"""Writes about accounts by whoever may use the machine itself, who is nobody that is signed in."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts import actions, queries
from aics_app.accounts.events import PasswordSetByCommand, UserCreatedByCommand
from aics_app.accounts.models import Invitation, Role, User
from aics_app.core.events import record


async def create(
    session: AsyncSession, *, username: str, password_hash: str, nickname: str, role: Role, at: datetime
) -> User:
    """A new account, its name and password checked before. Raises `UsernameTaken`."""
    user = await actions.new_account(
        session, username=username, password_hash=password_hash, nickname=nickname, role=role, at=at
    )
    fact = UserCreatedByCommand(
        actor_id=None, subject_id=str(user.id), at=at, username=user.username, role=user.role
    )
    record(session, fact)
    return user


async def set_password(session: AsyncSession, user: User, *, new_hash: str, at: datetime) -> None:
    """Another password, with which the person has his rights; sign-ins and links of before are over."""
    user.password, user.must_change_password = new_hash, False
    user.version, user.update_time = user.version + 1, at
    await session.execute(delete(Invitation).where(col(Invitation.user_id) == user.id))
    await actions.end_sessions(session, queries.actor_of(user), at=at, by=actions.NOBODY)
    record(session, PasswordSetByCommand(actor_id=None, subject_id=str(user.id), at=at))
