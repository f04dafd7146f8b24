"""Customers and those who work with them, on a database of the test's own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import select
from sqlmodel import col

from aics_app.accounts.models import Actor, Role
from aics_app.accounts.queries import actor_of
from aics_app.attachments.models import Attachment, State, Subject
from aics_app.chat import actions as chat
from aics_app.chat.models import Citation, Conversation, Feedback, Message, Sender
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.events import Activity
from aics_app.core.live import Live
from aics_app.core.live import Message as News
from aics_app.handoff.models import Disposition, EndReason, Handoff, Status
from tests.app import Shop, people

T = TypeVar("T")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def after(hours: float) -> datetime:
    """So long after noon."""
    return NOON + timedelta(hours=hours)


@dataclass
class Counter:
    """The people, and short ways to do and to see."""

    shop: Shop
    heard: list[News] = field(default_factory=list)

    async def do(self, action: Callable[..., Awaitable[T]], *args: object, **more: object) -> T:
        """One action in a transaction of its own."""
        async with use(Database).transaction() as session:
            return await action(session, *args, **more)

    async def read(self, query: Callable[..., Awaitable[T]], *args: object, **more: object) -> T:
        """One query."""
        async with use(Database).reading() as session:
            return await query(session, *args, **more)

    async def person(self, username: str, role: Role = Role.CUSTOMER) -> Actor:
        """A new account, as an actor."""
        return actor_of(await self.shop.account(username, role), "session")

    def listen(self, topic: str) -> None:
        """Hear what open profiles are told."""
        use(Live).subscribe(topic, lambda _topic, news: self.heard.append(news))

    async def talk(
        self, customer: Actor, title: str, *, at: datetime = NOON, solved: bool | None = None
    ) -> Conversation:
        """A conversation that begins and ends at an instant."""
        async with use(Database).transaction() as session:
            own = await chat.start_conversation(session, customer, title, at)
            own.solved = solved
            return own

    async def answered(
        self,
        talk: Conversation,
        at: datetime = NOON,
        *,
        intent: str = "",
        helpful: bool | None = None,
        source: tuple[str, float] | None = None,
    ) -> None:
        """An answer of the AI in it, and what the customer thought."""
        reply = Message(
            user_id=talk.user_id,
            session_id=talk.id,
            content="…",
            sender=Sender.AI,
            create_time=at,
            intent=intent,
        )
        async with use(Database).transaction() as session:
            session.add(reply)
            await session.flush()
            number = reply.id or 0
            if helpful is not None:
                session.add(Feedback(message_id=number, user_id=talk.user_id, helpful=helpful, created_at=at))
            if source:
                title, score = source
                session.add(
                    Citation(
                        message_id=number,
                        position=1,
                        item_id=len(title),
                        title=title,
                        passage="P",
                        score=score,
                    )
                )

    async def served(self, talk: Conversation, agent: Actor, score: int | None, at: datetime = NOON) -> None:
        """A person took it, closed it, and was rated."""
        async with use(Database).transaction() as session:
            session.add(
                Handoff(
                    session_id=talk.id,
                    user_id=talk.user_id,
                    status=Status.CLOSED,
                    reason="customer_request",
                    source="button",
                    agent_id=agent.user_id,
                    queued_at=at,
                    created_at=at,
                    taken_at=at,
                    given_at=at,
                    ended_at=at,
                    end_reason=EndReason.CLOSED,
                    disposition=Disposition.SOLVED,
                    score=score,
                    rated_at=at if score else None,
                )
            )

    async def sent(self, customer: Actor, name: str, *, message_id: int | None) -> None:
        """A file of this customer, bound to a message unless it was never sent off."""
        bound = message_id is not None
        file = Attachment(
            user_id=customer.user_id,
            name=name,
            size=2048,
            content_type="application/octet-stream",
            sha256="0" * 64,
            storage_key=f"{name:x>32}"[:32],
            state=State.BOUND if bound else State.PENDING,
            subject_type=Subject.MESSAGE if bound else None,
            subject_id=message_id,
            created_at=NOON,
        )
        async with use(Database).transaction() as session:
            session.add(file)

    async def audited(self) -> list[tuple[str, int | None, str, dict[str, Any]]]:
        """What was recorded about customers: what, by whom, about whom, with what."""
        async with use(Database).reading() as session:
            rows = select(Activity).where(col(Activity.subject_type) == "customer").order_by(col(Activity.id))
            return [
                (row.event, row.actor_id, row.subject_id, row.data)
                for row in (await session.execute(rows)).scalars()
            ]


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    """On SQLite; tests/integration has the same on MariaDB."""
    async with people(tmp_path) as shop:
        yield Counter(shop)


@pytest.fixture
async def lena(counter: Counter) -> Actor:
    """A customer."""
    return await counter.person("lena")


@pytest.fixture
async def anna(counter: Counter) -> Actor:
    """An agent."""
    return await counter.person("anna", Role.AGENT)


@pytest.fixture
async def ben(counter: Counter) -> Actor:
    """Another agent."""
    return await counter.person("ben", Role.AGENT)
