"""Looking at each part, and trying it out: what it is, whether it works, how long it takes.

Nothing that is told holds a password, a key or an address with one.
"""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from aics_app.accounts import queries as people
from aics_app.accounts.models import Actor
from aics_app.core.cache import Cache
from aics_app.core.db import Database
from aics_app.core.errors import AppError
from aics_app.core.text import one_line
from aics_app.llm import ChatTurn, Model
from aics_app.locales import tr
from aics_app.mail import Mail, Mailer, MailNotSent
from aics_app.settings import Settings
from aics_app.storage import Storage
from aics_app.storage.port import new_key
from aics_app.system import actions, queries
from aics_app.system.errors import NoAddress, TrialFailed, TriedJustNow
from aics_app.system.models import Replica
from aics_app.system.policies import require_see, require_try

PATIENCE_S = 3.0
TRIAL_PATIENCE_S = 60.0
TRIAL_PAUSE_S = 5
"""After each, in all replicas: a trial takes a place of the model's, and sends a real mail."""
TRIAL_TOKENS = 32
MAX_ANSWER = 300
MB = 1_000_000


@dataclass(frozen=True)
class Part:
    """How one part is: `up`, `degraded` or `down`, in so many ms; `facts` by name."""

    name: str
    state: str
    took_ms: int
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Trial:
    """What came of trying one part out."""

    name: str
    took_ms: int
    said: str


@dataclass(frozen=True)
class Tools:
    """What is looked at. `wanted_revision`: which tables this version of the program wants."""

    db: Database
    cache: Cache
    model: Model
    storage: Storage
    mailer: Mailer
    wanted_revision: str


async def look(tools: Tools, settings: Settings, actor: Actor) -> list[Part]:
    """Every part, all at once, each within `PATIENCE_S`. Raises `Forbidden`."""
    require_see(actor)
    looks = {
        "database": _database(tools, actor),
        "cache": _cache(tools),
        "model": _model(tools, settings),
        "storage": _storage(tools, settings),
        "mail": _mail(tools, settings, actor),
        "work": _work(tools, actor),
        "speech": _speech(settings),
    }
    return list(await asyncio.gather(*(_timed(name, found) for name, found in looks.items())))


async def replicas(tools: Tools, actor: Actor, now: datetime) -> list[Replica]:
    """Who serves; nothing while the database, which knows of them, is away."""
    require_see(actor)
    try:
        async with tools.db.reading() as session:
            return await queries.replicas(session, actor, now)
    except AppError:
        return []


async def models(tools: Tools, actor: Actor) -> list[str]:
    """What the model server has; nothing while it is away."""
    require_see(actor)
    try:
        async with asyncio.timeout(PATIENCE_S):
            return sorted(await tools.model.list_models())
    except (AppError, TimeoutError):
        return []


async def try_out(name: str, tools: Tools, settings: Settings, actor: Actor, now: datetime) -> Trial:
    """Do one real thing with a part; one at a time of each, and the audit knows of it.

    Raises `Forbidden`, `TriedJustNow`, `NoAddress`, or `TrialFailed` with why.
    """
    require_try(actor)
    started = time.perf_counter()
    try:
        async with _alone(tools.cache, name), asyncio.timeout(TRIAL_PATIENCE_S):
            async with tools.db.transaction() as session:
                await actions.note_trial(session, actor, name, now)
            said = await TRIALS[name](tools, settings, actor, now)
    except (NoAddress, TriedJustNow):
        raise
    except (AppError, MailNotSent) as error:
        why = error.code if isinstance(error, AppError) else str(error)
        raise TrialFailed(str(error), why=one_line(why, MAX_ANSWER)) from error
    except TimeoutError as error:
        raise TrialFailed("timeout", why="timeout") from error
    return Trial(name, _ms_since(started), said)


@asynccontextmanager
async def _alone(cache: Cache, name: str) -> AsyncIterator[None]:
    """Raises `TriedJustNow` while another one is under way, and for a pause after it."""
    key = f"system:trial:{name}"
    if not await cache.add(key, "under way", round(TRIAL_PATIENCE_S) + TRIAL_PAUSE_S):
        raise TriedJustNow(retry_after_s=TRIAL_PAUSE_S)
    try:
        yield
    finally:
        await cache.set(key, "pause", TRIAL_PAUSE_S)


async def _timed(name: str, found: Awaitable[tuple[str, dict[str, str]]]) -> Part:
    started = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE_S):
            state, facts = await found
    except (AppError, OSError, TimeoutError):
        return Part(name, "down", _ms_since(started))
    return Part(name, state, _ms_since(started), facts)


async def _database(tools: Tools, actor: Actor) -> tuple[str, dict[str, str]]:
    async with tools.db.reading() as session:
        facts = await queries.database(session, actor)
    is_at_head = facts["revision"] == tools.wanted_revision
    return ("up" if is_at_head else "degraded"), {**facts, "wanted": tools.wanted_revision}


async def _cache(tools: Tools) -> tuple[str, dict[str, str]]:
    is_there = await tools.cache.ping()
    kind = "Redis" if tools.cache.shared else "memory"
    return ("up" if is_there else "down"), {"kind": kind}


async def _model(tools: Tools, settings: Settings) -> tuple[str, dict[str, str]]:
    health = await tools.model.probe()
    facts = {"model": settings.ai.ollama_model_name, "embed": settings.ai.ollama_embed_model or "embedded"}
    if health.reason:
        facts["reason"] = health.reason
    return ("up" if health.state == "up" else "degraded"), facts


async def _storage(tools: Tools, settings: Settings) -> tuple[str, dict[str, str]]:
    await tools.storage.check()
    facts: dict[str, str] = {"kind": settings.file.storage}
    if settings.file.storage == "local":
        free = await asyncio.to_thread(shutil.disk_usage, settings.files_folder)
        facts["free_mb"] = str(free.free // MB)
    return "up", facts


async def _mail(tools: Tools, settings: Settings, actor: Actor) -> tuple[str, dict[str, str]]:
    async with tools.db.reading() as session:
        counts = await queries.mails(session, actor)
    has_server = bool(settings.mail.smtp_url.get_secret_value())
    facts = {"kind": "smtp" if has_server else "folder", **{name: str(n) for name, n in counts.items()}}
    is_well = settings.mail.enabled and not counts["stuck"]
    return ("up" if is_well else "degraded"), facts


async def _work(tools: Tools, actor: Actor) -> tuple[str, dict[str, str]]:
    async with tools.db.reading() as session:
        return "up", {name: str(count) for name, count in (await queries.work(session, actor)).items()}


async def _speech(settings: Settings) -> tuple[str, dict[str, str]]:
    return "up", {"kind": settings.speech.provider}


async def _try_database(tools: Tools, _settings: Settings, _actor: Actor, _now: datetime) -> str:
    async with tools.db.transaction() as session:
        return " ".join(await queries.engine(session))


async def _try_cache(tools: Tools, _settings: Settings, _actor: Actor, _now: datetime) -> str:
    key, value = f"trial:{uuid4().hex}", uuid4().hex
    await tools.cache.set(key, value, 60)
    found = await tools.cache.get(key)
    await tools.cache.delete(key)
    if found != value or not await tools.cache.ping():
        raise TrialFailed(why="cache")
    return "Redis" if tools.cache.shared else "memory"


async def _try_model(tools: Tools, settings: Settings, _actor: Actor, _now: datetime) -> str:
    turns = [ChatTurn("user", tr(settings.app.locale, "system.prompt"))]
    answer = await tools.model.complete(
        turns, max_tokens=TRIAL_TOKENS, temperature=settings.ai.ollama_temperature
    )
    return one_line(answer, MAX_ANSWER)


async def _try_storage(tools: Tools, _settings: Settings, _actor: Actor, _now: datetime) -> str:
    key, content = new_key(), uuid4().bytes * 4

    async def pieces() -> AsyncIterator[bytes]:
        yield content

    await tools.storage.put(key, pieces())
    try:
        found = b"".join([piece async for piece in await tools.storage.read(key)])
    finally:
        await tools.storage.delete(key)
    if found != content:
        raise TrialFailed(why="content")
    return f"{len(content)} B"


async def _try_mail(tools: Tools, settings: Settings, actor: Actor, now: datetime) -> str:
    async with tools.db.reading() as session:
        user = await people.get_own_user(session, actor)
    if not user.email:
        raise NoAddress
    locale = user.locale or settings.app.locale
    subject, text = tr(locale, "system.mail_subject"), tr(locale, "system.mail_text")
    await tools.mailer.send(Mail(f"trial-{uuid4().hex}", user.email, subject, text, f"<p>{text}</p>", now))
    return user.email


TRIALS: dict[str, Callable[[Tools, Settings, Actor, datetime], Awaitable[str]]] = {
    "database": _try_database,
    "cache": _try_cache,
    "model": _try_model,
    "storage": _try_storage,
    "mail": _try_mail,
}


def _ms_since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
