"""The product as `./aics run` starts it, on a database that was filled beforehand."""

import asyncio
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app import settings
from aics_app.accounts import queries as accounts
from aics_app.accounts.models import LoginSession, Role, User
from aics_app.accounts.tokens import Tokens
from aics_app.cli import migrations, pages, serving
from aics_app.core import clock
from aics_app.core.db import Database
from aics_app.knowledge.models import Faq, FaqQuestion
from aics_app.settings import Settings
from tests.bench.streams import faqs
from tests.processes import LOOPBACK, free_port, own_folder, running, wait_until

NO_PASSWORD = "!"
START_PATIENCE_S = 120


@dataclass(frozen=True)
class Product:
    """A running server. `group` is its process group; a token signs a customer in."""

    url: str
    group: int
    tokens: list[str]
    log: Path


@contextmanager
def running_product(model_url: str, *, customers: int, entries: int, **environ: str) -> Iterator[Product]:
    """Empty database, migrated, with so many customers and FAQ entries; then granian as the CLI starts it."""
    with own_folder("aics-bench-") as folder:
        port = free_port()
        own = {
            "APP_PORT": str(port),
            "APP_HOST": LOOPBACK,
            "APP_DATA_DIR": str(folder / "data"),
            "APP_RATE_LIMIT": "0",
            "AI_OLLAMA_BASE_URL": model_url,
            "AI_OLLAMA_MAX_CONCURRENCY": str(max(32, customers + 8)),
            **environ,
        }
        ours = {*settings.variables(), "AICS_CONFIG"}
        inherited = {name: value for name, value in os.environ.items() if name not in ours}
        chosen = settings.load(own)
        tokens = asyncio.run(_filled(chosen, customers, entries))
        serving_environ = serving.environment(chosen, inherited | own)
        if not pages.are_built():  # their socket and the API serve without them
            serving_environ.pop("__REFLEX_MOUNT_FRONTEND_COMPILED_APP")
        log = folder / "log"
        with running([sys.executable, *serving.command(chosen)[1:]], log, serving_environ) as process:
            url = f"http://{LOOPBACK}:{port}"
            wait_until(lambda: _answers(url), process, log, OSError, START_PATIENCE_S)
            yield Product(url, process.pid, tokens, log)


def _answers(url: str) -> None:
    with urlopen(f"{url}/api/health", timeout=2):
        pass


async def _filled(chosen: Settings, customers: int, entries: int) -> list[str]:
    await migrations.upgrade(chosen)
    db = Database(chosen.database_url, max_connections=2)
    try:
        async with db.transaction() as session:
            await _publish(session, entries)
            return [await _signed_in(session, chosen, number) for number in range(customers)]
    finally:
        await db.close()


async def _publish(session: AsyncSession, count: int) -> None:
    now = clock.now()
    for entry in faqs.entries(count):
        question, *similar = entry.questions
        faq = Faq(
            question=question,
            answer=entry.answer,
            category=entry.category,
            language=entry.language,
            create_time=now,
            update_time=now,
        )
        session.add(faq)
        await session.flush()
        session.add_all(FaqQuestion(faq_id=faq.id or 0, text=text) for text in similar)


async def _signed_in(session: AsyncSession, chosen: Settings, number: int) -> str:
    """A customer with an open sign-in; nobody hashes a password for it."""
    now, tokens = clock.now(), Tokens(chosen.jwt)
    name = f"customer{number:03}"
    user = User(
        username=name,
        password=NO_PASSWORD,
        role=Role.CUSTOMER,
        nickname=name.title(),
        create_time=now,
        update_time=now,
    )
    session.add(user)
    await session.flush()
    sign_in = secrets.token_hex(16)
    session.add(
        LoginSession(id=sign_in, user_id=user.id or 0, created_at=now, expires_at=now + tokens.lifetime)
    )
    return tokens.issue(accounts.actor_of(user, sign_in), now)
