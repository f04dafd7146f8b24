"""Lena files tickets, Anna handles them, and a teller tells; the mails stay in memory."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.core.events import Event
from aics_app.core.live import LocalLive, Message
from aics_app.mail.double import MemoryMailer
from aics_app.notices.jobs import Teller
from aics_app.notices.models import Notice, Outgoing
from aics_app.notices.rules import topic_of
from aics_app.tickets.telling import TOLD, tellings
from tests.unit.tickets.conftest import (  # noqa: F401 - its fixtures
    NOON,
    Counter,
    ada,
    anna,
    ben,
    counter,
    lena,
    tom,
)


@dataclass
class Post:
    """The teller, and what comes of it. Instants are the test's."""

    counter: Counter
    teller: Teller
    mailer: MemoryMailer
    clock: list[datetime]

    async def notices(self, actor: Actor) -> list[Notice]:
        """What this person was told, oldest first."""
        async with self.counter.db.reading() as session:
            chosen = select(Notice).where(col(Notice.user_id) == actor.user_id).order_by(col(Notice.id))
            return list((await session.execute(chosen)).scalars())

    async def kinds(self, actor: Actor) -> list[str]:
        """The same, in short."""
        return [notice.kind.removeprefix("ticket_") for notice in await self.notices(actor)]

    async def mails(self) -> list[Outgoing]:
        """Every mail that was written, oldest first."""
        async with self.counter.db.reading() as session:
            return list((await session.execute(select(Outgoing).order_by(col(Outgoing.id)))).scalars())

    async def turn(self, *, later: timedelta = timedelta(0)) -> None:
        """The teller has its turn, so much later."""
        self.clock[0] += later
        await self.teller.turn()

    async def address(self, actor: Actor, email: str, locale: str = "en") -> None:
        """This person may be written to."""
        async with self.counter.db.transaction() as session:
            values = {"email": email, "locale": locale}
            await session.execute(update(User).where(col(User.id) == actor.user_id).values(**values))


@pytest.fixture
async def post(counter: Counter) -> AsyncIterator[Post]:  # noqa: F811 - the fixture
    """Nothing has happened yet."""
    mailer, live = MemoryMailer(), LocalLive()
    clock = [NOON]
    teller = Teller(counter.db, live, mailer, tellings(), site="https://shop.test", now=lambda: clock[0])
    made = Post(counter, teller, mailer, clock)

    async def deliver(facts: list[Event]) -> None:
        for fact in facts:
            if isinstance(fact, TOLD):
                await teller.listener(fact)

    counter.db.deliver = deliver
    yield made
    await live.close()


@pytest.fixture
def heard(post: Post, lena: Actor) -> list[Message]:  # noqa: F811 - the fixture
    """What Lena's pages hear of her notices."""
    messages: list[Message] = []
    post.teller._live.subscribe(topic_of(lena.user_id), lambda _topic, message: messages.append(message))
    return messages
