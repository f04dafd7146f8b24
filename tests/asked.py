"""What the database is asked by somebody, and not by whatever else goes on at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import event

from aics_app.core.db import Database

_heard: ContextVar[list[str] | None] = ContextVar("heard", default=None)


@contextmanager
def statements(db: Database) -> Iterator[list[str]]:
    """The statements of whoever is in here, and of tasks begun meanwhile; background rounds began before."""
    heard: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if _heard.get() is heard:
            heard.append(" ".join(statement.split()))

    engine = db.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    before = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(before)
        event.remove(engine, "before_cursor_execute", note)
