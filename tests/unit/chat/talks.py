"""A customer and an agent in conversation."""

from aics_app.accounts.models import Actor, Role
from aics_app.chat import queries
from aics_app.chat.actions import Asked, Said
from aics_app.chat.models import Conversation
from aics_app.chat.replies import typing
from tests.unit.chat.conftest import Desk
from tests.unit.chat.speakers import Told, opened, take


class Talk:
    """Lena's conversation, which Anna has taken."""

    def __init__(self, desk: Desk, lena: Actor, anna: Actor, conversation_id: str, told: Told) -> None:
        self.desk, self.lena, self.anna, self.id, self.told = desk, lena, anna, conversation_id, told

    async def say(self, actor: Actor, text: str, client_id: str | None = None) -> Asked | Said:
        """As pages and programs do."""
        return await self.desk.replies.post(actor, text, conversation_id=self.id, client_id=client_id)

    async def typing(self, actor: Actor) -> None:
        """The actor is typing."""
        tools = self.desk.replies.tools
        await typing(tools.db, tools.cache, tools.live, actor, self.id)

    async def said(self, viewer: Actor | None = None) -> list[tuple[str, str]]:
        """Who said what, in order."""
        async with self.desk.db.reading() as session:
            row = await queries.get_conversation(session, self.anna, self.id)
            return [(m.sender, m.content) for m, _ in await queries.messages(session, row, viewer=viewer)]

    async def row(self) -> Conversation:
        """The conversation as it is saved."""
        async with self.desk.db.reading() as session:
            return await queries.get_conversation(session, self.anna, self.id)


async def begun(desk: Desk, customer: str = "lena", agent: str = "anna") -> Talk:
    """Lena has opened a conversation, and Anna has taken it; or others have."""
    lena, anna = await desk.person(customer), await desk.person(agent, Role.AGENT)
    conversation_id, told = await opened(desk, lena)
    await take(desk, conversation_id, anna)
    return Talk(desk, lena, anna, conversation_id, told)
