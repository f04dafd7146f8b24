"""Coming and going: `/api/auth/login`, `register`, `demo`, `logout`."""

from fastapi import APIRouter, Request, Response

from aics_app.accounts import actions, queries
from aics_app.accounts.errors import AccountDisabled, DemoIsOff, UsernameTaken, WrongCredentials
from aics_app.accounts.identity import COOKIE, Identities, token_of
from aics_app.accounts.models import Role, User
from aics_app.accounts.routes.asked import address_of, is_secure
from aics_app.accounts.routes.shapes import (
    Credentials,
    DemoAccount,
    DemoAccounts,
    DemoChoice,
    Registration,
    SignIn,
    person_of,
)
from aics_app.accounts.rules import RESERVED
from aics_app.accounts.throttle import Throttle
from aics_app.core import clock, metrics, passwords
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import NotFound, TooManyRequests
from aics_app.core.text import clean
from aics_app.settings import Settings

router = APIRouter(prefix="/api", tags=["auth"])

DEMO_BUTTONS = ("admin", "agent1", "customer1")


async def _begin(user: User, request: Request, response: Response) -> SignIn:
    tokens, at = use(Identities).tokens, clock.now()
    origin = actions.Origin(address_of(request), request.headers.get("user-agent", ""))
    async with use(Database).transaction() as session:
        actor = await actions.sign_in(session, user, origin, at, tokens.lifetime)
    token, lifetime = tokens.issue(actor, at), int(tokens.lifetime.total_seconds())
    secure = is_secure(request)
    response.set_cookie(
        COOKIE, token, max_age=lifetime, httponly=True, samesite="lax", secure=secure, path="/"
    )
    metrics.sign_ins.labels("ok").inc()
    return SignIn(token=token, expires_in=lifetime, user=person_of(actor))


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
        return await _begin(await _checked(body, address_of(request)), request, response)
    except (WrongCredentials, AccountDisabled, TooManyRequests) as error:
        metrics.sign_ins.labels(error.code).inc()
        if not isinstance(error, TooManyRequests):  # who is locked out must not fill the audit
            async with use(Database).transaction() as session:
                await actions.note_failed(session, body.username, error.code, clock.now())
        raise


@router.post("/auth/register", status_code=201)
async def register(body: Registration, request: Request, response: Response) -> SignIn:
    """A new customer account, signed in at once."""
    username = clean(body.username)
    actions.check_new_account(username, body.password)
    if username.lower() in RESERVED:
        raise UsernameTaken
    if use(Settings).app.rate_limit:
        await use(Throttle).admit_registration(address_of(request))
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
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=is_secure(request))
