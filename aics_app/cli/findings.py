"""What the doctor looks at: each check says in one line how it is, and what helps when it is not well."""

import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError
from sqlalchemy.exc import DBAPIError

from aics_app.cli import demo, migrations, pages, serving
from aics_app.cli.output import Refused
from aics_app.cli.reaching import ask_database, trouble_with_model, why
from aics_app.core.errors import AppError
from aics_app.settings import Settings
from aics_app.storage import build as build_storage

LOW_DISK_MB, NO_DISK_MB = 1000, 100
OLDEST = {"MySQL": (8, 0, 30), "MariaDB": (10, 6), "SQLite": (3, 40), "Redis": (7, 0)}


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's. Only `fail` makes the command end with 1."""

    level: Literal["ok", "warn", "fail"]
    subject: str
    said: str


def folder(settings: Settings) -> list[Finding]:
    """Whether files can be kept, and for how long."""
    own = settings.app.data_dir
    try:
        own.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=own) as probe:
            probe.write(b"x")
    except OSError as error:
        return [Finding("fail", "folder", f"{own} can't be written to ({error.strerror}); set APP_DATA_DIR")]
    free = shutil.disk_usage(own).free // 1_000_000
    if free < LOW_DISK_MB:
        level: Literal["warn", "fail"] = "fail" if free < NO_DISK_MB else "warn"
        return [Finding(level, "folder", f"only {free} MB are left where {own} is; make room")]
    return [Finding("ok", "folder", f"{own} can be written to, {free // 1000} GB are left")]


async def database(settings: Settings) -> list[Finding]:
    """Whether it answers, is new enough, and holds what this version wants."""
    try:
        said = await ask_database(settings)
        found, wanted = await migrations.revision(settings), migrations.newest()
    except DBAPIError as error:
        return [Finding("fail", "database", why(error, settings))]
    except Refused as error:
        return [Finding("fail", "database", str(error))]
    kind = "SQLite" if not settings.mysql.host else "MariaDB" if "mariadb" in said.lower() else "MySQL"
    findings = _age("database", kind, said)
    if found == wanted:
        findings.append(Finding("ok", "database", f"it is at revision {found}, as this version wants"))
        findings += [*await record(settings), *await accounts(settings)]
    else:
        at = f"at revision {found}" if found else "empty"
        findings.append(
            Finding("warn", "database", f"it is {at}, this version wants {wanted}; ./aics migrate")
        )
    return findings


async def record(settings: Settings) -> list[Finding]:
    """Whether the database itself keeps what happened from being changed; nothing is said when it does."""
    if not await migrations.unguarded(settings):
        return []
    help_with = "GRANT TRIGGER to this account (beside a binary log also log_bin_trust_function_creators=1)"
    said = "triggers on activity are missing, so what happened could be changed there"
    return [Finding("warn", "database", f"{said}; {help_with}, then ./aics migrate")]


async def accounts(settings: Settings) -> list[Finding]:
    """Whether anybody can sign in, and nobody in production whose password the world knows."""
    people = await demo.people_of(settings)
    if not people.count:
        return [Finding("warn", "accounts", "there are none; ./aics user add NAME --role admin")]
    if people.demo and not settings.is_demo:
        names = ", ".join(people.demo)
        return [Finding("fail", "accounts", f"demo accounts in production ({names}); use an empty database")]
    return [Finding("ok", "accounts", f"there are {people.count}")]


async def cache(settings: Settings) -> list[Finding]:
    """Redis, or this process's memory."""
    if not settings.redis_url:
        return [Finding("ok", "cache", "in the process's memory; several replicas would need REDIS_HOST")]
    redis = Redis.from_url(
        settings.redis_url, decode_responses=True, socket_timeout=3, socket_connect_timeout=3
    )
    place = f"{settings.redis.host}:{settings.redis.port}"
    try:
        findings = _age("cache", "Redis", str((await redis.info("server"))["redis_version"]))
        try:
            await redis.config_get("notify-keyspace-events")
        except ResponseError:
            findings.append(
                Finding(
                    "warn",
                    "cache",
                    "it forbids CONFIG; set notify-keyspace-events K$sgxe there, "
                    "and REFLEX_IGNORE_REDIS_CONFIG_ERROR=true here",
                )
            )
    except (RedisError, OSError) as error:
        return [Finding("fail", "cache", f"Redis at {place}: {error}; start it, or check REDIS_*")]
    finally:
        await redis.aclose()
    return findings


async def model(settings: Settings) -> list[Finding]:
    """Without it, customers are answered from published knowledge only."""
    trouble = await trouble_with_model(settings.ai)
    if trouble:
        return [Finding("warn", "model", trouble)]
    return [Finding("ok", "model", f"{settings.ai.ollama_model_name} at {settings.ai.ollama_base_url}")]


async def storage(settings: Settings) -> list[Finding]:
    """Whether attachments can be kept."""
    file = settings.file
    place = f"the bucket {file.s3_bucket}" if file.storage == "s3" else str(settings.files_folder)
    files = build_storage(settings)
    try:
        await files.check()
    except AppError as error:
        return [Finding("fail", "files", f"{place} can't be used: {error.detail}; check FILE_*")]
    finally:
        files.close()
    return [Finding("ok", "files", f"attachments lie in {place}")]


def built_pages(root: Path) -> list[Finding]:
    """Pages, or what builds them."""
    if pages.are_built(root):
        return [Finding("ok", "pages", "they are built; Node is not needed")]
    node = pages.node_version()
    if node < pages.MIN_NODE:
        needed = ".".join(map(str, pages.MIN_NODE))
        return [
            Finding(
                "fail", "pages", f"not built, and no Node {needed} to build them; remove .venv, start again"
            )
        ]
    version = ".".join(map(str, node))
    return [Finding("warn", "pages", f"not built as the program is now; ./aics build (with Node {version})")]


def port(settings: Settings) -> list[Finding]:
    """Whether the server could start."""
    place = f"{settings.app.host}:{settings.app.port}"
    try:
        serving.require_free_port(settings)
    except Refused as error:
        return [Finding("warn", "port", f"{error}; fine if AICS itself serves there")]
    return [Finding("ok", "port", f"{place} is free")]


def _age(subject: str, kind: str, said: str) -> list[Finding]:
    numbers = re.search(r"\d+(\.\d+)+", said)
    version = tuple(int(part) for part in numbers.group().split(".")) if numbers else ()
    oldest = OLDEST[kind]
    shown = numbers.group() if numbers else said
    if version < oldest:
        needed = ".".join(map(str, oldest))
        return [
            Finding("warn", subject, f"{kind} {shown} is older than {needed}, which nobody tests; upgrade it")
        ]
    return [Finding("ok", subject, f"{kind} {shown}")]
