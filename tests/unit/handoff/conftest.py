"""Customers who wait and agents who take them, on a database of the test's own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app import tables
from aics_app.accounts.models import Actor, Role, User
from aics_app.accounts.queries import actor_of
from aics_app.chat import actions as chat
from aics_app.chat.models import Conversation, Message, MessageType, Sender, TransferReason
from aics_app.core.db import Database
from aics_app.core.errors import Conflict
from aics_app.core.events import Event
from aics_app.handoff import actions, queries
from aics_app.handoff.models import AskedBy, Handoff, Priority
from aics_app.workforce import actions as workforce
from aics_app.workforce.models import Status as Presence
from aics_app.workforce.rules.turn import Policy
from tests.roles import begin_with_roles

T = TypeVar("T")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday."""


def after(seconds: float) -> datetime:
    """So long after noon."""
    return NOON + timedelta(seconds=seconds)


class Floor:
    """The people and their chats. Instants are seconds after noon."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.told: list[Event] = []
        db.deliver = self._deliver

    async def _deliver(self, facts: list[Event]) -> None:
        self.told += facts

    async def do(self, action: Callable[..., Awaitable[T]], *args: object, **more: object) -> T:
        """One action in a transaction of its own."""
        async with self.db.transaction() as session:
            return await action(session, *args, **more)

    async def read(self, query: Callable[..., Awaitable[T]], *args: object, **more: object) -> T:
        """One query."""
        async with self.db.reading() as session:
            return await query(session, *args, **more)

    async def person(self, name: str, role: Role = Role.CUSTOMER) -> Actor:
        """A new account."""
        user = User(
            username=name,
            password="!",
            role=role,
            nickname=name.title(),
            create_time=NOON,
            update_time=NOON,
        )
        async with self.db.transaction() as session:
            session.add(user)
            await session.flush()
            return actor_of(user, "session")

    async def agent(self, name: str, status: Presence | None = None, at: float = 0) -> Actor:
        """An agent, who is there if a status is named."""
        agent = await self.person(name, Role.AGENT)
        if status:
            await self.do(workforce.choose_presence, agent, status, after(at))
        return agent

    async def beat(self, agent: Actor, at: float) -> None:
        """The agent's page is still there."""
        await self.do(workforce.beat, agent, after(at))

    async def conversation(self, customer: Actor) -> str:
        """A new matter of this customer."""
        return (await self.do(chat.start_conversation, customer, "Where is my parcel?", NOON)).id

    async def waiting(
        self,
        customer: Actor,
        at: float = 0,
        *,
        conversation_id: str = "",
        priority: Priority = Priority.NORMAL,
    ) -> Handoff:
        """The customer asks for a person."""
        own = conversation_id or await self.conversation(customer)
        return await self.do(
            actions.request,
            customer,
            own,
            reason=TransferReason.CUSTOMER_REQUEST,
            source=AskedBy.BUTTON,
            priority=priority,
            at=after(at),
        )

    async def customers_waiting(self, count: int) -> list[Handoff]:
        """Customers who asked one after the other, a second apart."""
        return [
            await self.waiting(await self.person(f"customer-{number}"), number) for number in range(count)
        ]

    async def taken(self, customer: Actor, agent: Actor, at: float = 0) -> Handoff:
        """A chat that the agent has."""
        handoff = await self.waiting(customer, at)
        return (await self.do(actions.take, agent, handoff.id, after(at)))[0]

    async def assigned(self, at: float, policy: Policy = Policy.LEAST_LOADED) -> dict[int, int]:
        """Who is given which chat now: agents by the hand-off's id."""
        given: dict[int, int] = {}
        while True:
            try:
                one = await self.do(actions.assign_next, after(at), policy)
            except Conflict:  # somebody was faster: as the dispatcher does
                continue
            if one is None:
                return given
            given[one.handoff.id or 0] = one.handoff.agent_id or 0

    async def row(self, handoff: Handoff) -> Handoff:
        """As it is saved."""
        async with self.db.reading() as session:
            return await session.get_one(Handoff, handoff.id)

    async def line(self) -> list[int]:
        """The ids of those who wait, in the order of their turns."""
        return [waiting.id or 0 for waiting in await self.read(queries.waiting)]

    async def word(self, handoff: Handoff) -> tuple[str, int | None]:
        """Who may speak in its conversation."""
        async with self.db.reading() as session:
            conversation = await session.get_one(Conversation, handoff.session_id)
        return conversation.speaker, conversation.speaker_id

    async def lines(self, handoff: Handoff) -> list[str]:
        """What the system said in its conversation."""
        said = await self.messages(handoff, sender=Sender.SYSTEM)
        return [message.extra["what"] for message in said if message.extra]

    async def notes(self, handoff: Handoff) -> list[str]:
        """The internal notes of its conversation."""
        return [
            message.content
            for message in await self.messages(handoff, sender=Sender.AGENT)
            if message.message_type == MessageType.NOTE
        ]

    async def messages(self, handoff: Handoff, *, sender: Sender) -> list[Message]:
        """What one side said there."""

        async def chosen(session: AsyncSession) -> list[Message]:
            said = select(Message).where(
                col(Message.session_id) == handoff.session_id, col(Message.sender) == sender
            )
            return list((await session.execute(said.order_by(col(Message.id)))).scalars())

        return await self.read(chosen)

    def facts(self) -> list[str]:
        """The names of what was told about hand-offs."""
        return [type(fact).__name__ for fact in self.told if fact.subject_type == "handoff"]


@asynccontextmanager
async def floor_on(url: str) -> AsyncIterator[Floor]:
    """Nobody is there yet, on this database, which is emptied."""
    db = Database(url)
    async with db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
        for table in reversed(tables.metadata.sorted_tables):
            await connection.execute(table.delete())
        await connection.run_sync(begin_with_roles)
    try:
        yield Floor(db)
    finally:
        await db.close()


@pytest.fixture
async def floor(tmp_path: Path) -> AsyncIterator[Floor]:
    """Nobody is there yet."""
    async with floor_on(f"sqlite+aiosqlite:///{tmp_path / 'floor.db'}") as made:
        yield made


@pytest.fixture
async def lena(floor: Floor) -> Actor:
    """A customer."""
    return await floor.person("lena")


@pytest.fixture
async def tom(floor: Floor) -> Actor:
    """Another customer."""
    return await floor.person("tom")


@pytest.fixture
async def anna(floor: Floor) -> Actor:
    """An agent, online since noon."""
    return await floor.agent("anna", Presence.ONLINE)


@pytest.fixture
async def ben(floor: Floor) -> Actor:
    """Another agent, online since noon."""
    return await floor.agent("ben", Presence.ONLINE)
