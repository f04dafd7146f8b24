"""Ways to let agents take the word in a conversation, and to hear what is told of it."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.chat import actions
from aics_app.chat.models import Conversation
from aics_app.chat.replies import topic_of
from aics_app.core import clock
from aics_app.core.events import Activity
from tests.unit.chat.conftest import Desk


async def take(desk: Desk, conversation_id: str, agent: Actor) -> int | None:
    """As the edge does it: the writer is stopped after the commit."""
    async with desk.db.transaction() as session:
        reply_id = await actions.take_over(session, conversation_id, agent.user_id, clock.now())
    if reply_id is not None:
        desk.replies.stop(reply_id)
    return reply_id


async def give_back(desk: Desk, conversation_id: str, agent: Actor | None) -> None:
    """To the AI; without an agent where nobody has the word."""
    async with desk.db.transaction() as session:
        agent_id = agent.user_id if agent else None
        await actions.give_back(session, conversation_id, agent_id, clock.now())


async def pass_on(desk: Desk, conversation_id: str, giver: Actor, taker: Actor) -> None:
    """From one agent to another."""
    async with desk.db.transaction() as session:
        await actions.pass_on(session, conversation_id, giver.user_id, taker.user_id, clock.now())


async def vacate(desk: Desk, conversation_id: str, agent: Actor) -> None:
    """The agent is gone."""
    async with desk.db.transaction() as session:
        await actions.vacate(session, conversation_id, agent.user_id, clock.now())


async def speaker(desk: Desk, conversation_id: str) -> tuple[str, int | None]:
    """Who may speak now."""
    async with desk.db.reading() as session:
        row = await session.get(Conversation, conversation_id)
        assert row is not None
        return row.speaker, row.speaker_id


class Told:
    """What is told of a conversation from the moment this is made."""

    def __init__(self, desk: Desk, conversation_id: str) -> None:
        self.messages: list[dict[str, Any]] = []
        desk.replies.tools.live.subscribe(topic_of(conversation_id), self._hear)

    def _hear(self, _topic: str, message: dict[str, Any]) -> None:
        self.messages.append(message)

    @property
    def text(self) -> str:
        """All pieces."""
        return "".join(message["text"] for message in self.messages if message["type"] == "piece")


async def opened(desk: Desk, lena: Actor) -> tuple[str, Told]:
    """A conversation without a word, and what is told of it."""
    async with desk.db.transaction() as session:
        begun = await actions.start_conversation(session, lena, "The shop", clock.now())
    return begun.id, Told(desk, begun.id)


async def facts(desk: Desk, conversation_id: str) -> list[tuple[str, int | None]]:
    """What is recorded of it: each event and whose doing it was, in order."""
    chosen = select(Activity).where(col(Activity.subject_id) == conversation_id).order_by(col(Activity.id))
    async with desk.db.reading() as session:
        return [(row.event, row.actor_id) for row in (await session.execute(chosen)).scalars()]
