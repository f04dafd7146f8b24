"""Column types that mean the same on SQLite, MySQL and MariaDB."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel.sql.sqltypes import UTCDateTime

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit key; SQLite numbers rows by itself only in a column of type INTEGER."""


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
