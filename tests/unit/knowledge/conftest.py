"""A FAQ of the test's own, and the people who may or may not touch it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from aics_app import tables
from aics_app.accounts.models import Actor, Role
from aics_app.accounts.rules import rights_of
from aics_app.core.db import Database
from aics_app.core.events import Activity, Event
from aics_app.knowledge import actions
from aics_app.knowledge.queries import FaqWithQuestions
from aics_app.knowledge.rules.entries import FaqDraft

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
REFUND = FaqDraft("怎么申请退款?", "打开订单，点**申请售后**。", "refund", "zh", ("想退钱", "退款入口在哪"))


def person(role: Role, user_id: int = 1) -> Actor:
    return Actor(user_id, role.name.lower(), role.name.title(), role, rights_of(role))


VERA = person(Role.ADMIN)
ANNA = person(Role.AGENT, 2)
LENA = person(Role.CUSTOMER, 3)


class Shelf:
    """A database with nothing in it, and what was told after each commit."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.told: list[Event] = []
        db.deliver = self._deliver

    async def _deliver(self, facts: list[Event]) -> None:
        self.told += facts

    async def with_refund(self, **change: object) -> FaqWithQuestions:
        """The entry about refunds, written by Vera."""
        async with self.db.transaction() as session:
            draft = FaqDraft(**{**vars(REFUND), **change})  # type: ignore[arg-type]  # any field
            return await actions.create(session, VERA, draft, at=NOON)

    async def activity(self) -> list[Activity]:
        """What the activity table says."""
        async with self.db.reading() as session:
            return list((await session.execute(select(Activity).order_by(Activity.id))).scalars())  # type: ignore[arg-type]  # a column


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'faq.db'}")
    async with db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    yield Shelf(db)
    await db.close()
