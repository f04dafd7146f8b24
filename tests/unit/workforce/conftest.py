"""An office of named people on a database of the test's own, without chat or knowledge: it opens at once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from aics_app.accounts.models import Actor, Role, User
from aics_app.accounts.queries import actor_of
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.events import Activity
from aics_app.core.live import Live, Message
from aics_app.workforce import actions, queries
from aics_app.workforce.jobs import Watch
from aics_app.workforce.models import AgentPresence, Status
from aics_app.workforce.rules.turn import Candidate
from tests.app import Shop, people

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    """So long after noon."""
    return NOON + timedelta(seconds=seconds)


@dataclass
class Office:
    """The people, and short ways to do and to see."""

    shop: Shop
    heard: list[Message] = field(default_factory=list)

    @property
    def db(self) -> Database:
        """The test's database."""
        return use(Database)

    def listen(self) -> None:
        """Hear what screens are told."""
        use(Live).subscribe("workforce", lambda _topic, message: self.heard.append(message))

    async def person(self, username: str, role: Role = Role.AGENT) -> Actor:
        """A new account, as an actor."""
        return actor_of(await self.shop.account(username, role), "session")

    async def beats(self, actor: Actor, seconds: float = 0) -> None:
        """The heartbeat of a page."""
        async with self.db.transaction() as session:
            await actions.beat(session, actor, after(seconds))

    async def is_now(self, actor: Actor, status: Status, seconds: float = 0) -> None:
        """A choice."""
        async with self.db.transaction() as session:
            await actions.choose_presence(session, actor, status, after(seconds))

    async def looks(self, seconds: float) -> list[int]:
        """The watch looks for who fell silent."""
        return await Watch(self.db, now=lambda: after(seconds)).look()

    async def given_work(self, user_id: int, seconds: float, version: int | None = None) -> bool:
        """A piece of work is given."""
        async with self.db.transaction() as session:
            return await actions.give_work(session, user_id, after(seconds), version=version)

    async def available(self, seconds: float = 0) -> dict[str, Candidate]:
        """Who is there, by nickname."""
        async with self.db.reading() as session:
            return {one.nickname: one for one in await queries.available(session, after(seconds))}

    async def status(self, actor: Actor, seconds: float = 0) -> Status:
        """How somebody is there."""
        async with self.db.reading() as session:
            return (await queries.statuses(session, [actor.user_id], after(seconds)))[actor.user_id]

    async def row(self, actor: Actor) -> AgentPresence:
        """The presence as it is stored."""
        async with self.db.reading() as session:
            return await session.get_one(AgentPresence, actor.user_id)

    async def online_status(self, actor: Actor) -> int:
        """The reference's figure beside the person."""
        async with self.db.reading() as session:
            return (await session.get_one(User, actor.user_id)).online_status

    async def facts(self, kind: str = "PresenceChanged") -> list[tuple[int | None, str, dict[str, Any]]]:
        """What was recorded: by whom, about whom, what."""
        async with self.db.reading() as session:
            rows = select(Activity).where(col(Activity.event) == kind).order_by(col(Activity.id))
            return [
                (row.actor_id, row.subject_id, row.data) for row in (await session.execute(rows)).scalars()
            ]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """On SQLite; tests/integration has the same on MariaDB."""
    async with people(tmp_path) as shop:
        made = Office(shop)
        made.listen()
        yield made
