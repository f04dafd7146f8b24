"""`/api/auth/*`: signing in and out, registering, one's own account."""

from datetime import datetime

from fastapi import APIRouter, Request, Response, UploadFile
from pydantic import BaseModel, Field

from aics_app.accounts import actions, pictures, queries
from aics_app.accounts.errors import (
    AccountDisabled,
    DemoIsOff,
    UsernameTaken,
    WrongCredentials,
    WrongOldPassword,
)
from aics_app.accounts.identity import COOKIE, Identities, SignedIn, token_of
from aics_app.accounts.models import Actor, Right, Role, User
from aics_app.accounts.rules import RESERVED, fault_of_password
from aics_app.accounts.throttle import Throttle
from aics_app.core import clock, metrics, passwords
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid, NotFound, TooManyRequests
from aics_app.core.text import clean
from aics_app.core.web import is_https
from aics_app.settings import Settings

router = APIRouter(prefix="/api", tags=["auth"])

DEMO_BUTTONS = ("admin", "agent1", "customer1")


class Credentials(BaseModel):
    """A user name and its password."""

    username: str = Field(min_length=1, max_length=50)
    password: str = Field(min_length=1, max_length=200)


class Registration(Credentials):
    """A new account."""

    nickname: str = Field("", max_length=50)


class DemoChoice(BaseModel):
    """Which demo account to enter."""

    username: str = Field(max_length=50)


class Person(BaseModel):
    """The signed-in person."""

    id: int
    username: str
    role: Role
    nickname: str
    avatar: str
    permissions: list[Right]


class OwnAccount(Person):
    """With what only the person sees."""

    phone: str
    email: str
    locale: str


class SignIn(BaseModel):
    """A sign-in: the same token is set as an HttpOnly cookie."""

    token: str
    expires_in: int
    user: Person


class ProfileChange(BaseModel):
    """Fields to change; what is left out stays."""

    nickname: str | None = Field(None, max_length=50)
    phone: str | None = Field(None, max_length=20)
    email: str | None = Field(None, max_length=100)
    locale: str | None = Field(None, pattern="^(zh|en)$")


class PasswordChange(BaseModel):
    """The present password and the new one."""

    old_password: str = Field(min_length=1, max_length=200)
    new_password: str = Field(min_length=1, max_length=200)


class SessionOut(BaseModel):
    """A sign-in that still counts."""

    id: str
    created_at: datetime
    expires_at: datetime
    address: str
    agent: str
    current: bool


class Sessions(BaseModel):
    """Sign-ins, newest first."""

    items: list[SessionOut]


class DemoAccount(BaseModel):
    """A demo account that can be entered without a password."""

    username: str
    role: str
    nickname: str


class DemoAccounts(BaseModel):
    """The demo company's sign-in buttons."""

    enabled: bool
    accounts: list[DemoAccount]


class AvatarOut(BaseModel):
    """Where the picture is."""

    avatar: str


def _person(actor: Actor) -> Person:
    return Person(
        id=actor.user_id,
        username=actor.username,
        role=actor.role,
        nickname=actor.nickname,
        avatar=actor.avatar,
        permissions=sorted(actor.rights),
    )


def _address(request: Request) -> str:
    """Who asks; the edge has replaced a trusted proxy's address by its client's."""
    return request.client.host if request.client else ""


def _is_secure(request: Request) -> bool:
    return is_https(request.url.scheme, request.headers, use(Settings).app.public_url)


async def _begin(user: User, request: Request, response: Response) -> SignIn:
    tokens, at = use(Identities).tokens, clock.now()
    origin = actions.Origin(_address(request), request.headers.get("user-agent", ""))
    async with use(Database).transaction() as session:
        actor = await actions.sign_in(session, user, origin, at, tokens.lifetime)
    token, lifetime = tokens.issue(actor, at), int(tokens.lifetime.total_seconds())
    secure = _is_secure(request)
    response.set_cookie(
        COOKIE, token, max_age=lifetime, httponly=True, samesite="lax", secure=secure, path="/"
    )
    metrics.sign_ins.labels("ok").inc()
    return SignIn(token=token, expires_in=lifetime, user=_person(actor))


async def _checked(body: Credentials, address: str) -> User:
    """The person of these credentials. Raises `WrongCredentials` or `SignInLocked`."""
    throttle = use(Throttle)
    async with throttle.attempt(body.username, address) as attempt:
        async with use(Database).reading() as session:
            user = await queries.find_user(session, body.username)
        right = await passwords.matches(body.password, user.password if user else None)
        if user is None or not right:
            await throttle.failed(attempt)
            raise WrongCredentials
        await throttle.succeeded(attempt)
        return user


@router.post("/auth/login")
async def login(body: Credentials, request: Request, response: Response) -> SignIn:
    """Sign in. 401 for a wrong name or password, 403 for a disabled account, 429 after too many."""
    try:
        return await _begin(await _checked(body, _address(request)), request, response)
    except (WrongCredentials, AccountDisabled, TooManyRequests) as error:
        metrics.sign_ins.labels(error.code).inc()
        raise


@router.post("/auth/register", status_code=201)
async def register(body: Registration, request: Request, response: Response) -> SignIn:
    """A new customer account, signed in at once."""
    username = clean(body.username)
    actions.check_new_account(username, body.password)
    if username.lower() in RESERVED:
        raise UsernameTaken
    if use(Settings).app.rate_limit:
        await use(Throttle).admit_registration(_address(request))
    password_hash = await passwords.hashed(body.password)
    async with use(Database).transaction() as session:
        user = await actions.register(
            session,
            username=username,
            password_hash=password_hash,
            nickname=body.nickname,
            role=Role.CUSTOMER,
            at=clock.now(),
        )
    return await _begin(user, request, response)


@router.get("/auth/demo")
async def demo_accounts() -> DemoAccounts:
    """The demo company's sign-in buttons; none in production."""
    if not use(Settings).is_demo:
        return DemoAccounts(enabled=False, accounts=[])
    async with use(Database).reading() as session:
        users = [user for name in DEMO_BUTTONS if (user := await queries.find_user(session, name))]
    accounts = [
        DemoAccount(username=user.username, role=user.role, nickname=user.nickname or user.username)
        for user in users
    ]
    return DemoAccounts(enabled=True, accounts=accounts)


@router.post("/auth/demo")
async def demo_sign_in(body: DemoChoice, request: Request, response: Response) -> SignIn:
    """Enter a demo account without its password. 404 in production."""
    if not use(Settings).is_demo or body.username not in DEMO_BUTTONS:
        raise DemoIsOff
    async with use(Database).reading() as session:
        user = await queries.find_user(session, body.username)
    if user is None:
        raise NotFound(body.username)
    return await _begin(user, request, response)


@router.post("/auth/logout", status_code=204)
async def logout(request: Request, response: Response) -> None:
    """End this sign-in. Also without one: leaving twice is no fault."""
    actor = await use(Identities).find(token_of(request))
    if actor:
        async with use(Database).transaction() as session:
            await actions.end_sessions(session, actor, at=clock.now(), only=actor.session_id)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=_is_secure(request))


async def _own_account(actor: Actor) -> OwnAccount:
    async with use(Database).reading() as session:
        user = await queries.get_own_user(session, actor)
    person = _person(queries.actor_of(user, actor.session_id))
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
    async with throttle.attempt(actor.username, _address(request)) as attempt:
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
async def sessions(actor: SignedIn) -> Sessions:
    """One's own sign-ins that still count, newest first."""
    async with use(Database).reading() as session:
        found = await queries.own_sessions(session, actor, clock.now())
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
    return Sessions(items=items)


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
