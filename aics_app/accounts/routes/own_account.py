"""One's own account: `/api/auth/me`, `password`, `sessions`, `avatar`, and everybody's portraits."""

from fastapi import APIRouter, Request, Response, UploadFile

from aics_app.accounts import actions, pictures, queries
from aics_app.accounts.errors import WrongOldPassword
from aics_app.accounts.identity import SignedIn
from aics_app.accounts.models import Actor
from aics_app.accounts.routes.asked import address_of
from aics_app.accounts.routes.shapes import (
    AvatarOut,
    OwnAccount,
    PasswordChange,
    ProfileChange,
    SessionOut,
    person_of,
)
from aics_app.accounts.rules import fault_of_password
from aics_app.accounts.throttle import Throttle
from aics_app.core import clock, passwords
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.core.paging import Cursor, Limit, Page

router = APIRouter(prefix="/api", tags=["auth"])


async def _own_account(actor: Actor) -> OwnAccount:
    async with use(Database).reading() as session:
        user = await queries.get_own_user(session, actor)
        person = person_of(await queries.stored_actor(session, user, actor.session_id))
    return OwnAccount(
        **person.model_dump(), phone=user.phone or "", email=user.email or "", locale=user.locale or ""
    )


@router.get("/auth/me")
async def me(actor: SignedIn) -> OwnAccount:
    """The signed-in person."""
    return await _own_account(actor)


@router.patch("/auth/me")
async def change_me(body: ProfileChange, actor: SignedIn) -> OwnAccount:
    """Change one's own profile."""
    changes = {
        name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None
    }
    async with use(Database).transaction() as session:
        await actions.change_profile(session, actor, changes, clock.now())
    return await _own_account(actor)


@router.post("/auth/password", status_code=204)
async def change_password(body: PasswordChange, actor: SignedIn, request: Request) -> None:
    """Change one's password; every other sign-in ends."""
    throttle = use(Throttle)
    async with throttle.attempt(actor.username, address_of(request)) as attempt:
        async with use(Database).reading() as session:
            known = (await queries.get_own_user(session, actor)).password
        if not await passwords.matches(body.old_password, known):
            await throttle.failed(attempt)
            raise WrongOldPassword
        await throttle.succeeded(attempt)
    if fault := fault_of_password(body.new_password, actor.username):
        raise Invalid(fields={"new_password": fault})
    new_hash = await passwords.hashed(body.new_password)
    async with use(Database).transaction() as session:
        await actions.change_password(session, actor, known=known, new_hash=new_hash, at=clock.now())


@router.get("/auth/sessions")
async def sessions(
    actor: SignedIn,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[SessionOut]:
    """One's own sign-ins that still count, newest first."""
    async with use(Database).reading() as session:
        found, following = await queries.own_sessions(session, actor, clock.now(), limit=limit, cursor=cursor)
    items = [
        SessionOut(
            id=own.id,
            created_at=own.created_at,
            expires_at=own.expires_at,
            address=own.address,
            agent=own.agent,
            current=own.id == actor.session_id,
        )
        for own in found
    ]
    return Page(items=items, next_cursor=following)


@router.delete("/auth/sessions", status_code=204)
async def end_other_sessions(actor: SignedIn) -> None:
    """End every sign-in but this one."""
    async with use(Database).transaction() as session:
        await actions.end_sessions(session, actor, at=clock.now(), keep=actor.session_id)


@router.post("/auth/avatar")
async def set_avatar(file: UploadFile, actor: SignedIn) -> AvatarOut:
    """Set one's picture: PNG, JPEG or WebP, at most 5 MB; kept as 256 × 256 WebP."""
    picture = await pictures.portrait(file)
    async with use(Database).transaction() as session:
        return AvatarOut(avatar=await actions.set_avatar(session, actor, picture, clock.now()))


@router.get("/avatars/{avatar_id}", response_class=Response, responses={200: {"content": {"image/webp": {}}}})
async def avatar(avatar_id: str, _actor: SignedIn) -> Response:
    """A person's picture."""
    async with use(Database).reading() as session:
        picture = await queries.get_avatar(session, avatar_id)
    headers = {"Cache-Control": "private, max-age=86400, immutable"}
    return Response(picture, media_type="image/webp", headers=headers)
