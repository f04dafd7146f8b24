"""`/api/users`: everybody's accounts, for who manages them; `/api/auth/invitation`: the first password."""

from datetime import datetime
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from aics_app.accounts.identity import having
from aics_app.accounts.managing import giving, reads
from aics_app.accounts.managing import users as actions
from aics_app.accounts.managing.reads import UserFilter
from aics_app.accounts.models import Actor, Right, User
from aics_app.accounts.routes.managing_shapes import (
    Acceptance,
    MadeUser,
    NewUser,
    Reset,
    UserChange,
    UserOut,
)
from aics_app.accounts.rules import fault_of_password, mailed_to
from aics_app.core import clock, passwords
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.core.inputs import Id
from aics_app.core.paging import Cursor, Limit, Page
from aics_app.settings import Settings

router = APIRouter(prefix="/api", tags=["users"])

Manager = Annotated[Actor, Depends(having(Right.USERS_MANAGE))]


@router.get("/users")
async def users(
    actor: Manager,
    q: Annotated[str, Query(max_length=100)] = "",
    role: Annotated[str, Query(max_length=20)] = "",
    enabled: bool | None = None,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[UserOut]:
    """Accounts, the newest first, by words in name, nickname, e-mail or telephone."""
    wanted = UserFilter(q.strip(), role, enabled)
    async with use(Database).reading() as session:
        found, following = await reads.users(session, actor, wanted, limit=limit, cursor=cursor)
        until = await giving.invited_until(session, [user.id for user in found if user.id is not None])
    items = [UserOut.of(user, until.get(user.id or 0)) for user in found]
    return Page(items=items, next_cursor=following)


@router.post("/users", status_code=201)
async def create(body: NewUser, actor: Manager) -> MadeUser:
    """Make an account, with a password for one sign-in or an invitation; either is told this once."""
    given = await Given.new(invite=body.invite)
    async with use(Database).transaction() as session:
        user = await actions.create(
            session,
            actor,
            body.draft(),
            password_hash=given.hashed,
            invitation=given.invitation,
            at=clock.now(),
        )
        until = await giving.invited_until(session, [user.id or 0])
    return given.told(user, until)


@router.get("/users/{user_id}")
async def one(user_id: Id, actor: Manager) -> UserOut:
    """One account."""
    async with use(Database).reading() as session:
        user = await reads.get_user(session, actor, user_id)
        return UserOut.of(user, (await giving.invited_until(session, [user_id])).get(user_id))


@router.patch("/users/{user_id}")
async def change(user_id: Id, body: UserChange, actor: Manager) -> UserOut:
    """Change details, role or status. A person who is disabled is signed out everywhere at once."""
    async with use(Database).transaction() as session:
        user = await actions.edit(
            session, actor, user_id, body.changes(), version=body.version, at=clock.now()
        )
        until = await giving.invited_until(session, [user_id])
    return UserOut.of(user, until.get(user_id))


@router.post("/users/{user_id}/reset")
async def reset(user_id: Id, body: Reset, actor: Manager) -> MadeUser:
    """Another password for one sign-in, or an invitation; every sign-in of the person ends."""
    given = await Given.new(invite=body.invite)
    async with use(Database).transaction() as session:
        user = await actions.reset_password(
            session,
            actor,
            user_id,
            password_hash=given.hashed,
            invitation=given.invitation,
            at=clock.now(),
        )
        until = await giving.invited_until(session, [user.id or 0])
    return given.told(user, until)


@router.delete("/users/{user_id}/invitation")
async def withdraw(user_id: Id, actor: Manager) -> UserOut:
    """Let every link that the person was given to set a password be over. 404 when there is none."""
    async with use(Database).transaction() as session:
        return UserOut.of(await actions.withdraw_invitation(session, actor, user_id, at=clock.now()))


@router.post("/auth/invitation", status_code=204)
async def accept(body: Acceptance) -> None:
    """Set the first password. 410 `invitation_over` when the link was used or is too old."""
    async with use(Database).reading() as session:
        user = await giving.find_invited(session, body.token, clock.now())
    if fault := fault_of_password(body.password, user.username):
        raise Invalid(fields={"password": fault})
    new_hash = await passwords.hashed(body.password)
    async with use(Database).transaction() as session:
        await giving.accept_invitation(session, body.token, new_hash=new_hash, at=clock.now())


class Given:
    """What a person is given to sign in with: a password for once, or the token of an invitation."""

    def __init__(self, password: str, invitation: str, hashed: str) -> None:
        self.password, self.invitation, self.hashed = password, invitation, hashed

    @classmethod
    async def new(cls, *, invite: bool) -> "Given":
        """Something that nobody guesses; an invited person has a password that nobody knows."""
        password = passwords.one_time()
        hashed = await passwords.hashed(password)
        return cls("", token_urlsafe(32), hashed) if invite else cls(password, "", hashed)

    def told(self, user: User, invited_until: dict[int, datetime]) -> MadeUser:
        """To who gave it."""
        return MadeUser(
            user=UserOut.of(user, invited_until.get(user.id or 0)),
            password=self.password,
            invitation=self.invitation,
            mailed_to=mailed_to(user.email, sends=use(Settings).sends_mails) if self.invitation else "",
        )
