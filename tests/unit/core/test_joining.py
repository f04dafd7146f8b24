"""Writes that join the transaction of a fact: with it or not at all; what they want done is done after."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.core.db import Database
from aics_app.core.events import Activity, Event, Listeners, Then, record

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class CupFilled(Event):
    """Somebody filled a cup."""


@dataclass(frozen=True, kw_only=True)
class CupSpilt(Event):
    """It was too full."""


class Broken(Exception):
    """The cup."""


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    own = Database(f"sqlite+aiosqlite:///{tmp_path / 'own.db'}", max_connections=2)
    async with own.engine.begin() as connection:
        await connection.run_sync(Activity.__table__.create)  # type: ignore[attr-defined]  # SQLModel does not say so
        await connection.execute(text("CREATE TABLE cup (name TEXT)"))
    yield own
    await own.close()


async def kept(db: Database) -> tuple[list[str], list[str]]:
    """The cups, and what happened to them."""
    async with db.reading() as session:
        cups = await session.execute(text("SELECT name FROM cup"))
        facts = await session.execute(text("SELECT event FROM activity ORDER BY id"))
        return [row.name for row in cups], [row.event for row in facts]


async def test_a_partner_writes_with_the_fact_and_is_done_after_the_commit(db: Database) -> None:
    listeners, done = Listeners(), list[str]()

    async def fill(session: AsyncSession, fact: CupFilled) -> Then | None:
        await session.execute(text("INSERT INTO cup VALUES (:name)"), {"name": fact.subject_id})
        record(session, CupSpilt(actor_id=None, subject_id=fact.subject_id, at=NOON))
        return lambda: done.append("filled")

    async def spill(_session: AsyncSession, _fact: CupSpilt) -> Then | None:
        done.append("spilt")
        return None

    async def told(fact: Event) -> None:
        done.append(f"told of {type(fact).__name__}")

    listeners.join(CupFilled, fill)
    listeners.join(CupSpilt, spill)
    listeners.on(CupSpilt, told)
    db.take_part, db.deliver = listeners.take_part, listeners.deliver
    async with db.transaction() as session:
        record(session, CupFilled(actor_id=1, subject_id="red", at=NOON))
    assert await kept(db) == (["red"], ["CupFilled", "CupSpilt"])
    assert done == ["spilt", "filled", "told of CupSpilt"]


async def test_when_a_partner_fails_nothing_has_happened(db: Database) -> None:
    listeners = Listeners()

    async def fill(session: AsyncSession, fact: CupFilled) -> Then | None:
        await session.execute(text("INSERT INTO cup VALUES (:name)"), {"name": fact.subject_id})
        raise Broken

    async def break_one() -> None:
        async with db.transaction() as session:
            record(session, CupFilled(actor_id=1, subject_id="red", at=NOON))

    listeners.join(CupFilled, fill)
    db.take_part = listeners.take_part
    with pytest.raises(Broken):
        await break_one()
    assert await kept(db) == ([], [])
