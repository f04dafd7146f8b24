"""A company whose conversations are exported and searched, on a database of the test's own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from aics_app import tables
from aics_app.accounts.models import Actor, Role, User
from aics_app.accounts.queries import actor_of
from aics_app.chat.models import Conversation, Feedback, Message, Sender, Source
from aics_app.core.db import Database
from aics_app.handoff.models import Disposition, Handoff, Status
from aics_app.jobs.running import Progress
from aics_app.stats.export.making import Exporter
from aics_app.stats.rules.days import Window
from aics_app.stats.rules.exporting import Wanted
from tests.roles import begin_with_roles

ZONE = "Asia/Shanghai"
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
"""A Monday, twelve o'clock in Shanghai."""
NOW = NOON + timedelta(days=3)
WEEK = Window(date(2026, 3, 2), date(2026, 3, 8))
FORMULA = "=1+1"


class Company:
    """Its people, and what was said."""

    def __init__(self, db: Database, folder: Path) -> None:
        self.db, self.folder = db, folder
        self.progress = Progress()

    async def person(self, name: str, role: Role) -> Actor:
        user = User(
            username=name, password="-", role=role, nickname=name.title(), create_time=NOON, update_time=NOON
        )
        async with self.db.transaction() as session:
            session.add(user)
            await session.flush()
        return actor_of(user, "session")

    async def talk(self, customer: Actor, number: int, at: datetime = NOON, title: str = FORMULA) -> str:
        """A question, an answer from the FAQ, and a thumb up for it."""
        own = f"{number:032x}"
        async with self.db.transaction() as session:
            session.add(
                Conversation(
                    id=own,
                    user_id=customer.user_id,
                    title=title,
                    language="en",
                    created_at=at,
                    last_message_at=at,
                )
            )
            await session.flush()
            asked = _said(own, customer, "How?", Sender.CUSTOMER, at)
            session.add(asked)
            await session.flush()
            answer = _said(own, customer, "So.", Sender.AI, at + timedelta(seconds=2))
            answer.source, answer.intent, answer.reply_to = Source.FAQ, "refund", asked.id
            session.add(answer)
            await session.flush()
            session.add(Feedback(message_id=answer.id, user_id=customer.user_id, helpful=True, created_at=at))
        return own

    async def add(self, *rows: Any) -> None:
        async with self.db.transaction() as session:
            session.add_all(rows)

    async def export(
        self, owner: Actor, wanted: Wanted, *, portion: int = 1000
    ) -> dict[str, list[list[Any]]]:
        """The sheets of a workbook, as Excel would read them."""
        path = self.folder / "export.xlsx"
        exporter = Exporter(self.db, ZONE, lambda: NOW, portion)
        await exporter.write(owner, wanted, path, self.progress)
        read = load_workbook(path)
        for sheet in read.worksheets:
            assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), "a formula"
        return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in read}


def _said(own: str, customer: Actor, text: str, sender: Sender, at: datetime) -> Message:
    return Message(
        user_id=customer.user_id, session_id=own, content=text, sender=sender, create_time=at, sender_id=0
    )


@asynccontextmanager
async def company_on(url: str, folder: Path) -> AsyncIterator[Company]:
    """Nobody is there yet, on this database, which is emptied."""
    db = Database(url)
    async with db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
        for table in reversed(tables.metadata.sorted_tables):
            await connection.execute(table.delete())
        await connection.run_sync(begin_with_roles)
    try:
        yield Company(db, folder)
    finally:
        await db.close()


@pytest.fixture
async def company(tmp_path: Path) -> AsyncIterator[Company]:
    async with company_on(f"sqlite+aiosqlite:///{tmp_path / 'company.db'}", tmp_path) as made:
        yield made


@pytest.fixture
async def vera(company: Company) -> Actor:
    return await company.person("vera", Role.ADMIN)


@pytest.fixture
async def lena(company: Company) -> Actor:
    return await company.person("lena", Role.CUSTOMER)


def handed_off(own: str, customer: Actor, agent: Actor) -> Handoff:
    return Handoff(
        session_id=own,
        user_id=customer.user_id,
        agent_id=agent.user_id,
        status=Status.CLOSED,
        reason="customer_request",
        source="button",
        queued_at=NOON,
        created_at=NOON,
        taken_at=NOON + timedelta(seconds=90),
        first_reply_at=NOON + timedelta(seconds=100),
        ended_at=NOON + timedelta(seconds=390),
        disposition=Disposition.SOLVED,
        note="@note",
        score=5,
        comment="+thanks",
        rated_at=NOON,
    )
