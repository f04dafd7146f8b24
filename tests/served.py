"""AICS as granian serves it, on a database that the test has filled: pages' socket and API, no pages."""

import json
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from httpx import AsyncClient, Response
from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncSession

import tests.roles  # noqa: F401 - with it tables are made with the built-in roles in them
from aics_app import settings, tables
from aics_app.accounts.models import LoginSession, Role, User
from aics_app.accounts.queries import actor_of
from aics_app.accounts.tokens import Tokens
from aics_app.cli import serving as cli
from aics_app.configuration.models import Key, SysConfig
from aics_app.core import clock
from aics_app.core.db import Database
from aics_app.settings import Settings
from aics_app.workforce.models import AgentPresence
from tests.processes import LOOPBACK, Process, free_port, own_folder, running, wait_until
from tests.socket_client import PageSocket

START_PATIENCE_S = 60
NO_PASSWORD = "!"


@dataclass(frozen=True)
class Person:
    """Somebody with an account, and the token of a sign-in."""

    id: int
    name: str
    token: str


@dataclass
class Site:
    """Settings and database that one or more servers work on."""

    settings: Settings
    environ: dict[str, str]
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        """The database, beside the servers."""
        db = Database(self.settings.database_url, max_connections=2)
        try:
            yield db
        finally:
            await db.close()

    async def make_tables(self) -> None:
        """All tables, empty."""
        self.settings.app.data_dir.mkdir(parents=True, exist_ok=True)
        async with self.database() as db, db.engine.begin() as connection:
            await connection.run_sync(tables.metadata.create_all)  # with the built-in roles, by `roles`

    async def person(self, name: str, role: str = Role.CUSTOMER) -> Person:
        """A new account, whose name gets a number, and a sign-in. It has no password."""
        now = clock.now()
        user = User(
            username=f"{name}{next(self._numbers)}",
            password=NO_PASSWORD,
            role=role,
            nickname=name.title(),
            create_time=now,
            update_time=now,
        )
        async with self.database() as db, db.transaction() as session:
            session.add(user)
            await session.flush()
            return Person(user.id or 0, user.username, _signed_in(session, user, Tokens(self.settings.jwt)))

    async def sign_in(self, person: Person) -> Person:
        """The same person, signed in once more."""
        async with self.database() as db, db.transaction() as session:
            user = await session.get_one(User, person.id)
            return Person(user.id or 0, user.username, _signed_in(session, user, Tokens(self.settings.jwt)))

    @asynccontextmanager
    async def trusting(self) -> AsyncIterator[None]:
        """With the administrator's threshold at 0, what a model makes up is good enough to be remembered."""
        threshold = SysConfig(config_key=Key.AUTO_TRANSFER_THRESHOLD, config_value="0")
        async with self.database() as db:
            async with db.transaction() as session:
                session.add(threshold)
            yield
            async with db.transaction() as session:
                await session.delete(threshold)

    async def send_home(self) -> None:
        """Nobody is at work any more: those of earlier tests would be given the chats of the next one."""
        async with self.database() as db, db.transaction() as session:
            await session.execute(delete(AgentPresence))

    async def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, for comparing before and after."""
        async with self.database() as db, db.reading() as session:
            return {
                name: [tuple(row) for row in await session.execute(text(f"SELECT * FROM {name}"))]
                for name in sorted(tables.metadata.tables)
            }


def _signed_in(session: AsyncSession, user: User, tokens: Tokens) -> str:
    now, own_id = clock.now(), secrets.token_hex(16)
    expires_at = now + tokens.lifetime
    session.add(LoginSession(id=own_id, user_id=user.id or 0, created_at=now, expires_at=expires_at))
    return tokens.issue(actor_of(user, own_id), now)


@dataclass(frozen=True)
class Server:
    """One running process."""

    url: str
    process: Process
    log_file: Path

    @property
    def log(self) -> str:
        """Everything it has printed so far."""
        return self.log_file.read_text("utf-8", errors="replace")

    def page(self, person: Person | None = None, **options: Any) -> PageSocket:
        """A tab at this server; nobody's, unless it is somebody's."""
        return PageSocket(self.url, cookie=person.token if person else "", **options)

    def client(self, person: Person | None = None) -> AsyncClient:
        """A program that calls the API."""
        headers = {"Authorization": f"Bearer {person.token}"} if person else {}
        return AsyncClient(base_url=self.url, headers=headers, timeout=40)

    def figure(self, name: str, **labels: str) -> float:
        """One of the figures at /metrics; 0 when it has not been counted yet."""
        wanted = name + "".join(f'{{{key}="{value}"}}' for key, value in labels.items())
        with urlopen(f"{self.url}/metrics", timeout=5) as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith(f"{wanted} "):
                    return float(line.rsplit(" ", 1)[1])
        return 0.0

    def kill(self) -> None:
        """As the kernel does when memory ends: nobody may say goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def site(environ: Mapping[str, str] | None = None) -> Iterator[Site]:
    """A place for servers, without a rate limit unless `environ` has one. The test makes its tables."""
    with own_folder("aics-site-") as folder:
        own = {
            "APP_DATA_DIR": str(folder / "data"),
            "APP_HOST": LOOPBACK,
            "APP_RATE_LIMIT": "0",
            "APP_LOCALE": "en",
            "JWT_SECRET": secrets.token_hex(32),
            # Nothing listens on port 9: without a model of the test's own, there is none.
            "AI_OLLAMA_BASE_URL": f"http://{LOOPBACK}:9",
            **(environ or {}),
        }
        yield Site(settings.load(own), own)


@contextmanager
def serving(place: Site, count: int = 1) -> Iterator[list[Server]]:
    """So many servers as `./aics run` starts them, all at once. Raises `ServerDidNotStart`."""
    with own_folder("aics-served-") as folder, ExitStack() as stack:
        servers = []
        for number in range(count):
            port, log = free_port(), folder / f"log{number}"
            command, environ = _started_with(place.environ | {"APP_PORT": str(port)})
            process = stack.enter_context(running(command, log, environ))
            servers.append(Server(f"http://{LOOPBACK}:{port}", process, log))
        for server in servers:
            wait_until(
                partial(_require_up, server), server.process, server.log_file, OSError, START_PATIENCE_S
            )
        yield servers


def _started_with(own: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    ours = {*settings.variables(), "AICS_CONFIG"}
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    chosen = settings.load(own)
    environ = cli.environment(chosen, {**inherited, **own, "PYTHONUNBUFFERED": "1"})
    # Socket and API serve without pages, so none need be built.
    environ.pop("__REFLEX_MOUNT_FRONTEND_COMPILED_APP")
    return [sys.executable, *cli.command(chosen)[1:]], environ


def _require_up(server: Server) -> None:
    with urlopen(f"{server.url}/api/health", timeout=2):
        pass


async def server_sent(response: Response) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """The events of a stream as they come."""
    name = ""
    async for line in response.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def readiness(server: Server) -> dict[str, Any]:
    """`/api/health/ready`: its status as `http`, beside what it says."""
    try:
        with urlopen(f"{server.url}/api/health/ready", timeout=10) as answer:
            return {"http": answer.status, **json.load(answer)}
    except HTTPError as error:
        return {"http": error.code, **json.load(error)}
