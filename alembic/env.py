"""Runs the migrations: on the connection it is handed, or on one to the database that the settings name."""

import asyncio
from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON, Connection, SmallInteger
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeEngine
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from aics_app.cli.migrations import connected
from aics_app.core.columns import Instant
from aics_app.settings import load
from aics_app.tables import metadata

# What the database calls one thing and the models another: the reference keeps small numbers in TINYINT, and
# MariaDB has no type for JSON but checked text.
SAME_TYPES = ((mysql.TINYINT, SmallInteger), (mysql.LONGTEXT, JSON))


def compare_type(
    _context: Any, _column: Any, _own_column: Any, found: TypeEngine[Any], wanted: TypeEngine[Any]
) -> bool | None:
    """False for types that are the same under two names; None leaves the comparison to Alembic."""
    is_same = any(isinstance(found, there) and isinstance(wanted, here) for there, here in SAME_TYPES)
    return False if is_same else None


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """How a new migration writes our types: in SQLAlchemy's words, for it must not import what may change."""
    if kind != "type":
        return False
    if isinstance(item, Instant):
        return 'sa.DateTime().with_variant(sa.dialects.mysql.DATETIME(fsp=6), "mysql")'
    if isinstance(item, UTCDateTime):
        return "sa.DateTime()"
    return f"sa.String({item.impl.length})" if isinstance(item, AutoString) else False


def run(connection: Connection) -> None:
    """Run what Alembic was asked for, a transaction for each migration where the database can undo tables."""
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=compare_type,
        render_item=render_item,
        render_as_batch=is_sqlite,
        transaction_per_migration=True,
        transactional_ddl=is_sqlite,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_by_itself() -> None:
    """For Alembic's own commands."""
    async with connected(load()) as connection:
        await connection.run_sync(run)


handed = context.config.attributes.get("connection")
if handed is None:
    asyncio.run(run_by_itself())
else:
    run(handed)
