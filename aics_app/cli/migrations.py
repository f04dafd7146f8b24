"""Brings the database up to date, one process at a time however many replicas start together."""

import asyncio
import fcntl
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TextIO

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from aics_app.cli import guarding
from aics_app.cli.output import Refused
from aics_app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
LOCK_PATIENCE_S = 600


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, independent of the current folder."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "alembic").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision that this version of the program wants."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head() or ""


async def revision(settings: Settings) -> str:
    """The revision that the database is at; empty for one without tables of ours."""
    async with connected(settings) as connection:
        return await connection.run_sync(_revision)


async def unguarded(settings: Settings) -> list[str]:
    """The triggers on `activity` that are not there."""
    async with connected(settings) as connection:
        return await connection.run_sync(guarding.missing)


async def upgrade(settings: Settings) -> tuple[str, str]:
    """Run what is missing, and make the triggers that are. Returns the revisions before and after."""
    async with connected(settings) as connection:
        before = await connection.run_sync(_revision)
        _refuse_unknown(before)
        await connection.rollback()
        await connection.run_sync(lambda own: command.upgrade(alembic_config(own), "head"))
        await connection.run_sync(guarding.make)
        await connection.commit()
        return before, await connection.run_sync(_revision)


@asynccontextmanager
async def alone(settings: Settings) -> AsyncIterator[None]:
    """Hold the lock of starting: whoever else starts on this database waits."""
    if settings.mysql.host:
        async with connected(settings) as connection, _named_lock(connection, settings.mysql.dbname):
            yield
    else:
        with _lock_file(settings) as file:
            await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)  # the kernel lets go however we end
            yield


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """A connection for changing tables. SQLite's foreign keys rest meanwhile.

    SQLite changes a table by copying and dropping it, and a drop would delete what refers to its rows.
    """
    if not settings.mysql.host:
        _make_folder(settings)
    options: dict[str, Any] = {"poolclass": NullPool}
    if settings.mysql.host:
        options["connect_args"] = {"connect_timeout": 5}
    engine = create_async_engine(settings.database_url, **options)
    if not settings.mysql.host:
        _prepare_sqlite(engine)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


@asynccontextmanager
async def _named_lock(connection: AsyncConnection, dbname: str) -> AsyncIterator[None]:
    """MySQL's own lock, which ends with its connection; a name may have 64 letters."""
    name = f"aics:{hashlib.sha256(dbname.encode()).hexdigest()[:32]}"
    got = await connection.execute(
        text("SELECT GET_LOCK(:name, :patience)"), {"name": name, "patience": LOCK_PATIENCE_S}
    )
    if got.scalar() != 1:
        raise Refused(
            f"another start has held the database for {LOCK_PATIENCE_S // 60} minutes; end it, then try again"
        )
    try:
        yield
    finally:
        await connection.execute(text("SELECT RELEASE_LOCK(:name)"), {"name": name})


def _make_folder(settings: Settings) -> None:
    try:
        settings.app.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = f"the folder {settings.app.data_dir} can't be made ({error.strerror}); set APP_DATA_DIR"
        raise Refused(said) from error


def _lock_file(settings: Settings) -> TextIO:
    _make_folder(settings)
    try:
        return (settings.app.data_dir / "start.lock").open("w", encoding="ascii")
    except OSError as error:
        said = f"the folder {settings.app.data_dir} can't be written to ({error.strerror}); set APP_DATA_DIR"
        raise Refused(said) from error


def _revision(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def _refuse_unknown(found: str) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    if found and found not in known:
        raise Refused(
            f"the database is at revision {found}, which this version doesn't know; run the newer version"
        )


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions on its own
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=OFF", "busy_timeout=30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
