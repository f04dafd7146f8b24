"""Whether database and model can be reached, and in one line what helps when not."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from aics_app.cli.migrations import connected
from aics_app.cli.output import Refused, say
from aics_app.llm import build
from aics_app.settings import AiSection, Settings

Sleep = Callable[[float], Awaitable[Any]]

PATIENCE_S = 60
PAUSE_S = 1.0
# What a MySQL says, or has said for it, while it is still starting.
NOT_YET = {1040, 1053, 2002, 2003, 2006, 2013}
ACCESS_DENIED, NO_ACCESS_TO_DATABASE, UNKNOWN_DATABASE = 1045, 1044, 1049


async def wait_for_database(
    settings: Settings, *, patience_s: float = PATIENCE_S, sleep: Sleep = asyncio.sleep
) -> None:
    """Return once the database answers; one that is still starting is waited for. Raises `Refused`."""
    waited = 0.0
    while True:
        try:
            await ask_database(settings)
        except DBAPIError as error:
            if _code(error) not in NOT_YET or waited >= patience_s:
                raise Refused(why(error, settings)) from error
        else:
            return
        if not waited:
            say(f"Waiting for the database at {settings.mysql.host}:{settings.mysql.port} …")
        await sleep(PAUSE_S)
        waited += PAUSE_S


async def ask_database(settings: Settings) -> str:
    """The database's version. Raises `DBAPIError`."""
    version = "SELECT version()" if settings.mysql.host else "SELECT sqlite_version()"
    async with connected(settings) as connection:
        return str((await connection.execute(text(version))).scalar_one())


def why(error: DBAPIError, settings: Settings) -> str:
    """What keeps us from the database, and what helps."""
    if not settings.mysql.host:
        path = settings.app.data_dir / "aics.db"
        return f"the database {path} can't be used: {error.orig}; check APP_DATA_DIR and its rights"
    own = settings.mysql
    place = f"{own.host}:{own.port}"
    reasons = {
        ACCESS_DENIED: f"{place} does not let {own.username} in; check MYSQL_USERNAME and MYSQL_PASSWORD",
        NO_ACCESS_TO_DATABASE: f"{own.username} may not use {own.dbname}; "
        f"GRANT ALL ON {own.dbname}.* to that account",
        UNKNOWN_DATABASE: f"there is no database {own.dbname} on {place}; CREATE DATABASE {own.dbname} "
        "CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
    }
    otherwise = f"no database answers at {place}: {error.orig}; start it, or check MYSQL_HOST and MYSQL_PORT"
    return reasons.get(_code(error), otherwise)


def _code(error: DBAPIError) -> int:
    arguments = getattr(error.orig, "args", ())
    return arguments[0] if arguments and isinstance(arguments[0], int) else 0


async def trouble_with_model(ai: AiSection) -> str:
    """What is wrong with the model and what helps; empty when it is there."""
    model = build(ai)
    try:
        health = await model.probe()
    finally:
        await model.aclose()
    if health.state == "up":
        return ""
    if health.reason == "model_missing":
        return (
            f"the model server at {ai.ollama_base_url} has no model {ai.ollama_model_name}; "
            f"ollama pull {ai.ollama_model_name}, or set AI_OLLAMA_MODEL_NAME"
        )
    return f"no model answers at {ai.ollama_base_url}; start Ollama there, or set AI_OLLAMA_BASE_URL"
