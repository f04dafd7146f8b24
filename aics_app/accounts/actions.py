"""Every write about people, one use case each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts import queries, rules
from aics_app.accounts.errors import AccountDisabled, UsernameTaken, WrongCredentials, WrongOldPassword
from aics_app.accounts.events import (
    OwnPasswordSet,
    PasswordChanged,
    ProfileChanged,
    SessionsEnded,
    SignedIn,
    SignInFailed,
    UserRegistered,
)
from aics_app.accounts.models import Actor, Avatar, LoginSession, User
from aics_app.core.db import rows_changed
from aics_app.core.errors import Invalid
from aics_app.core.events import differing, record
from aics_app.core.text import one_line

ENDED_KEPT = timedelta(days=30)
NOBODY = 0


def check_new_account(username: str, password: str) -> None:
    """Raises `Invalid` by field. Apart from `register`, so that hashing needs no open transaction."""
    faults = {
        "username": rules.fault_of_username(username),
        "password": rules.fault_of_password(password, username),
    }
    found = {field: code for field, code in faults.items() if code}
    if found:
        raise Invalid(fields=found)


async def register(
    session: AsyncSession, *, username: str, password_hash: str, nickname: str, role: str, at: datetime
) -> User:
    """A new account, made by the person himself. Raises `UsernameTaken`."""
    user = await new_account(
        session, username=username, password_hash=password_hash, nickname=nickname, role=role, at=at
    )
    record(session, UserRegistered(actor_id=user.id, subject_id=str(user.id), at=at, username=username))
    return user


async def new_account(
    session: AsyncSession, *, username: str, password_hash: str, nickname: str, role: str, at: datetime
) -> User:
    """A new account, its name and password checked before; who made it is recorded by who asks for it.

    Raises `UsernameTaken`.
    """
    if await queries.find_user(session, username):
        raise UsernameTaken
    user = User(
        username=username,
        password=password_hash,
        role=role,
        nickname=one_line(nickname, 50) or username,
        create_time=at,
        update_time=at,
    )
    session.add(user)
    try:
        await session.flush()
    except IntegrityError as error:  # somebody was quicker
        raise UsernameTaken from error
    return user


@dataclass(frozen=True)
class Origin:
    """Where a sign-in comes from."""

    address: str
    agent: str = ""


async def sign_in(
    session: AsyncSession, user: User, origin: Origin, at: datetime, lifetime: timedelta
) -> Actor:
    """Begin a session for a person whose password was right. Raises `AccountDisabled`, `WrongCredentials`.

    `user` as it was when the password was checked, which takes so long that somebody may have set another
    since. Theirs that ended `ENDED_KEPT` ago are swept away: whoever signs in daily leaves no heap.
    """
    own_row = await _come(session, user, at)
    assert user.id is not None
    own = LoginSession(
        id=uuid4().hex,
        user_id=user.id,
        created_at=at,
        expires_at=at + lifetime,
        address=origin.address[:45],
        agent=one_line(origin.agent, 200),
    )
    session.add(own)
    long_over = col(LoginSession.expires_at) < at - ENDED_KEPT
    await session.execute(delete(LoginSession).where(col(LoginSession.user_id) == user.id, long_over))
    record(session, SignedIn(actor_id=user.id, subject_id=str(user.id), at=at, address=own.address))
    return await queries.stored_actor(session, own_row, own.id)


async def _come(session: AsyncSession, checked: User, at: datetime) -> User:
    """The person's row as it is now, held until the end of this transaction."""
    same = [col(User.id) == checked.id, col(User.password) == checked.password, col(User.status) == 1]
    is_same = await rows_changed(session, update(User).where(*same).values(last_login_time=at)) == 1
    now = await session.get(User, checked.id, populate_existing=True)
    if is_same and now:
        return now
    raise WrongCredentials if now is None or now.is_enabled else AccountDisabled


async def note_failed(session: AsyncSession, username: str, why: str, at: datetime) -> None:
    """Somebody could not sign in. Names of nobody are not kept: people type passwords there by mistake."""
    user = await queries.find_user(session, username)
    if user:
        record(session, SignInFailed(actor_id=None, subject_id=str(user.id), at=at, why=why))


async def end_sessions(
    session: AsyncSession,
    actor: Actor,
    *,
    at: datetime,
    only: str = "",
    keep: str = "",
    by: int | None = None,
) -> int:
    """End the actor's sign-ins: all, one (`only`), or all but one (`keep`). Returns how many ended.

    `by` is who did it, if not the person himself: `NOBODY`, if nobody who is signed in.
    """
    ended = [
        own
        for own in await queries.own_session_ids(session, actor, at)
        if own != keep and (not only or own == only)
    ]
    if not ended:
        return 0
    theirs = [col(LoginSession.user_id) == actor.user_id, col(LoginSession.revoked_at).is_(None)]
    theirs += [col(LoginSession.id) == only] if only else [col(LoginSession.id) != keep]
    await session.execute(update(LoginSession).where(*theirs).values(revoked_at=at))
    who = actor.user_id if by is None else by or None
    fact = SessionsEnded(actor_id=who, subject_id=str(actor.user_id), at=at, session_ids=ended)
    record(session, fact)
    return len(ended)


async def change_password(
    session: AsyncSession, actor: Actor, *, known: str, new_hash: str, at: datetime
) -> None:
    """Replace the password and end every other sign-in.

    `known` is the hash that the old password was checked against: if it is no longer the stored one, somebody
    else changed it meanwhile, and `WrongOldPassword` is raised.
    """
    replacing = update(User).where(col(User.id) == actor.user_id, col(User.password) == known)
    values = {
        "password": new_hash,
        "must_change_password": False,
        "update_time": at,
        "version": col(User.version) + 1,
    }
    if await rows_changed(session, replacing.values(**values)) != 1:
        raise WrongOldPassword
    if actor.must_change_password:
        record(session, OwnPasswordSet(actor_id=actor.user_id, subject_id=str(actor.user_id), at=at))
    record(session, PasswordChanged(actor_id=actor.user_id, subject_id=str(actor.user_id), at=at))
    await end_sessions(session, actor, at=at, keep=actor.session_id)


async def change_profile(session: AsyncSession, actor: Actor, changes: dict[str, str], at: datetime) -> User:
    """Set nickname, phone, e-mail or language; an empty text removes it. Raises `Invalid` by field.

    It is another version of the account: whoever else has it open is told before he saves over it.
    """
    wanted = _sound_details(changes)
    user = await queries.own_user_alone(session, actor)
    before, after = differing({name: getattr(user, name) for name in wanted}, wanted)
    for name, value in wanted.items():
        setattr(user, name, value)
    user.version, user.update_time = user.version + 1, at
    fact = ProfileChanged(
        actor_id=actor.user_id,
        subject_id=str(actor.user_id),
        at=at,
        fields=sorted(changes),
        before=before,
        after=after,
    )
    record(session, fact)
    return user


def _sound_details(changes: dict[str, str]) -> dict[str, str | None]:
    checks = {"phone": rules.fault_of_phone, "email": rules.fault_of_email}
    faults = {
        name: fault for name, check in checks.items() if changes.get(name) and (fault := check(changes[name]))
    }
    if "nickname" in changes and not one_line(changes["nickname"], 50):
        faults["nickname"] = "required"
    if faults:
        raise Invalid(fields=faults)
    names = sorted(set(changes) & {"nickname", "phone", "email", "locale"})
    return {name: one_line(changes[name], 255) or None for name in names}


async def set_avatar(session: AsyncSession, actor: Actor, picture: bytes, at: datetime) -> str:
    """Keep the picture (WebP) as the actor's avatar and return its address."""
    user = await queries.own_user_alone(session, actor)
    await session.execute(delete(Avatar).where(col(Avatar.user_id) == actor.user_id))
    own = Avatar(id=uuid4().hex, user_id=actor.user_id, picture=picture)
    session.add(own)
    user.avatar = f"/api/avatars/{own.id}"
    user.version, user.update_time = user.version + 1, at
    fact = ProfileChanged(actor_id=actor.user_id, subject_id=str(actor.user_id), at=at, fields=["avatar"])
    record(session, fact)
    return user.avatar
