"""Conversations of named people with a scripted model and understanding, on a database of the test's own."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.accounts.queries import actor_of
from aics_app.chat import queries
from aics_app.chat.actions import Asked
from aics_app.chat.models import Message
from aics_app.chat.replies import Replies, follow
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.llm.double import ScriptedModel
from tests.app import Shop, running
from tests.doubles.understanding import ScriptedUnderstanding


@dataclass
class Desk:
    """The product at work, and short ways to use it."""

    shop: Shop
    model: ScriptedModel
    understanding: ScriptedUnderstanding

    @property
    def db(self) -> Database:
        """The test's database."""
        return use(Database)

    @property
    def replies(self) -> Replies:
        """Who writes the answers."""
        return use(Replies)

    async def person(self, username: str, role: Role = Role.CUSTOMER) -> Actor:
        """A new account, as an actor."""
        return actor_of(await self.shop.account(username, role), "session")

    async def answered(self, actor: Actor, question: str, conversation_id: str = "") -> Message:
        """Ask, wait for the end, and read the answer."""
        asked = await self.replies.ask(actor, question, conversation_id=conversation_id)
        return await self.ended(asked)

    async def ended(self, asked: Asked) -> Message:
        """The answer, once it has ended."""
        async for _ in follow(self.replies, asked.conversation_id, asked.reply_id):
            pass
        return await self.message(asked.reply_id)

    async def message(self, message_id: int) -> Message:
        """A message as it is saved."""
        async with self.db.reading() as session:
            return await queries.get_message(session, message_id)


MakeDesk = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def make_desk(tmp_path: Path) -> MakeDesk:
    """A desk with a model of one's own and settings."""

    @asynccontextmanager
    async def made(
        model: ScriptedModel | None = None, understanding: ScriptedUnderstanding | None = None, **environ: str
    ) -> AsyncIterator[Desk]:
        own_model = model or ScriptedModel("Two to five days.")
        own_understanding = understanding or ScriptedUnderstanding()
        async with running(tmp_path, model=own_model, understanding=own_understanding, **environ) as shop:
            yield Desk(shop, own_model, own_understanding)

    return made


@pytest.fixture
async def desk(make_desk: MakeDesk) -> AsyncIterator[Desk]:
    """A desk as it comes."""
    async with make_desk() as made:
        yield made
