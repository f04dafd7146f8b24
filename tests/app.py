"""AICS in the test's own process: the API with its shell, on a database of the test's own, without a socket.

    async with running(tmp_path, model=ScriptedModel("Hello.")) as shop:
        lena = await shop.customer("lena")
        answer = await lena.post("/api/ai/answer", json={"question": "…"})

`running` is all of it, and takes seconds, for it learns the knowledge; `people` knows neither it nor chat.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from httpx import ASGITransport, AsyncClient
from redis.asyncio import Redis
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from aics_app import api, mail, settings, tables, wiring
from aics_app.accounts import actions
from aics_app.accounts.identity import Identities
from aics_app.accounts.models import Role, User
from aics_app.accounts.throttle import Throttle
from aics_app.accounts.tokens import Tokens
from aics_app.core import clock, container, passwords
from aics_app.core.cache import Cache
from aics_app.core.container import provide, use
from aics_app.core.db import Database
from aics_app.core.live import Live
from aics_app.handoff.queries import line
from aics_app.knowledge.understanding import Understanding
from aics_app.llm import Model
from aics_app.llm.double import ScriptedModel
from aics_app.mail import Mailer
from aics_app.settings import Settings
from aics_app.workforce.queries import WorkInHand
from tests.roles import begin_with_roles

ORIGIN = "http://shop.test"
PASSWORD = "spruce needles 7"
QUICK_ROUNDS = 4
"""bcrypt's cheapest: a test signs many people in."""


async def pages(scope: Scope, receive: Receive, send: Send) -> None:
    """Stands for Reflex: answers everything with HTML."""
    await HTMLResponse("<!doctype html><title>page</title>")(scope, receive, send)


@dataclass
class Shop:
    """A running AICS, and the people whom a test needs."""

    settings: Settings
    app: ASGIApp
    _stack: AsyncExitStack = field(repr=False)

    async def client(self, *, address: str = "198.51.100.7", **headers: str) -> AsyncClient:
        """Somebody who has not signed in; `x_request_id="…"` gives a header `x-request-id`."""
        transport = ASGITransport(self.app, client=(address, 50_000), raise_app_exceptions=False)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._stack.enter_async_context(
            AsyncClient(transport=transport, base_url=ORIGIN, headers=named)
        )

    async def account(self, username: str, role: str = Role.CUSTOMER) -> User:
        """An account whose password is `PASSWORD`."""
        password_hash = await passwords.hashed(PASSWORD, rounds=QUICK_ROUNDS)
        async with use(Database).transaction() as session:
            return await actions.register(
                session,
                username=username,
                password_hash=password_hash,
                nickname=username.title(),
                role=role,
                at=clock.now(),
            )

    async def token(self, username: str, *, address: str = "198.51.100.7") -> str:
        """A sign-in's token."""
        client = await self.client(address=address)
        answer = await client.post("/api/auth/login", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["token"])

    async def customer(self, username: str = "lena", role: str = Role.CUSTOMER) -> AsyncClient:
        """A new account, signed in by `Bearer`."""
        await self.account(username, role)
        return await self.client(authorization=f"Bearer {await self.token(username)}")

    async def agent(self, username: str = "anna") -> AsyncClient:
        """The same for an agent."""
        return await self.customer(username, Role.AGENT)

    async def admin(self, username: str = "vera") -> AsyncClient:
        """The same for an administrator."""
        return await self.customer(username, Role.ADMIN)

    async def in_browser(self, username: str) -> AsyncClient:
        """The person in a browser: signed in by cookie, with the headers that a page of ours sends."""
        client = await self.client(origin=ORIGIN, sec_fetch_site="same-origin")
        await client.post("/api/auth/login", json={"username": username, "password": PASSWORD})
        return client


@asynccontextmanager
async def running(
    folder: Path, *, model: Model | None = None, understanding: Understanding | None = None, **environ: str
) -> AsyncIterator[Shop]:
    """Everything, as `wiring` puts it together. `environ`: settings; there is no rate limit."""
    own = _settings(folder, environ)
    await _make_empty(own)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(
            wiring.running(own, model=model or ScriptedModel("Certainly."), understanding=understanding)
        )
        yield await _shop(own, stack)


@asynccontextmanager
async def people(folder: Path, *, model: Model | None = None, **environ: str) -> AsyncIterator[Shop]:
    """Only what accounts, health and the shell need: starts at once."""
    own = _settings(folder, environ)
    await _make_empty(own)
    async with serving_on(own, model=model) as shop:
        yield shop


@asynccontextmanager
async def serving_on(own: Settings, *, model: Model | None = None) -> AsyncIterator[Shop]:
    """The same on a database that somebody has made, with what is in it."""
    async with AsyncExitStack() as stack:
        stack.callback(container.clear)
        db = Database(own.database_url)
        stack.push_async_callback(db.close)
        cache, live = await wiring._shared(own, stack)
        listeners = wiring._listeners(db, live)
        db.deliver = listeners.deliver
        provide(Settings, own)
        provide(Database, db)
        provide(Cache, cache)
        provide(Live, live)
        await wiring._current(own, listeners, stack)
        provide(Identities, Identities(db, Tokens(own.jwt), live))
        provide(Throttle, Throttle(cache))
        provide(WorkInHand, WorkInHand((line.load,)))
        provide(Model, model or ScriptedModel("Certainly."))
        wiring._attachments(own, db, cache, stack)
        provide(Mailer, mail.build(own))
        wiring._system(stack)
        yield await _shop(own, stack)


def _settings(folder: Path, environ: dict[str, str]) -> Settings:
    """No limit of requests, and no model that works behind a test's back."""
    quiet = {"APP_RATE_LIMIT": "0", "AI_SUMMARIES": "false"}
    return settings.load({"APP_DATA_DIR": str(folder), "APP_LOCALE": "en", **quiet, **environ})


async def _make_empty(own: Settings) -> None:
    own.app.data_dir.mkdir(parents=True, exist_ok=True)
    db = Database(own.database_url)
    async with db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
        for table in reversed(tables.metadata.sorted_tables):  # dropping them takes MariaDB a second
            await connection.execute(table.delete())
        await connection.run_sync(begin_with_roles)
    await db.close()
    if own.redis_url:
        async with Redis.from_url(own.redis_url) as redis:
            await redis.flushdb()


async def _shop(own: Settings, stack: AsyncExitStack) -> Shop:
    app: ASGIApp = pages
    for transform in api.transformers():
        app = transform(app)
    clients = await stack.enter_async_context(AsyncExitStack())
    return Shop(own, app, clients)
