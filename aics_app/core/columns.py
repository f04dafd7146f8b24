"""Column types that mean the same on SQLite, MySQL and MariaDB, and how constraints are named.

The names count only for tables made after them, so they stand where every module of tables comes by first.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, MetaData
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit key; SQLite numbers rows by itself only in a column of type INTEGER."""


class WholeSecond(UTCDateTime):
    """An aware UTC instant whose fraction is cut off on every database; MySQL's DATETIME would round it."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What is kept, and what is compared with it."""
        kept = super().process_bind_param(value, dialect)
        return kept.replace(microsecond=0) if kept else None


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant, kept to the microsecond on every database (MySQL's DATETIME alone drops it)."""

    impl = UTCDateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """MySQL and MariaDB need to be told of fractions."""
        if dialect.name in ("mysql", "mariadb"):
            return dialect.type_descriptor(_MysqlInstant())
        return dialect.type_descriptor(UTCDateTime())


class _MysqlInstant(UTCDateTime):
    impl = DateTime

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(mysql.DATETIME(fsp=6))
