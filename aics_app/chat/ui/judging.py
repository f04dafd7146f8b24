"""What the customer says of answers, and the passages behind them."""

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.ui.states import current_actor
from aics_app.chat import actions, queries
from aics_app.chat.ui.history import HistoryState
from aics_app.chat.ui.shapes import checked_id
from aics_app.chat.ui.states import ChatState
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid, NotFound
from aics_app.ui.access import access

REASONS = ("wrong", "unclear", "incomplete", "off_topic", "other")


class JudgingState(rx.State):
    """Thumbs, the reason for a thumb down, whether the matter is solved. `asking` is the answer judged."""

    asking: int = 0
    solved: str = ""

    @rx.event
    @access("chat.ask")
    async def judge(self, message_id: int, helpful: bool) -> EventSpec:
        """Thumbs up or down."""
        if not isinstance(helpful, bool):
            raise Invalid
        await self._give(checked_id(message_id), helpful=helpful, reason="")
        self.asking = 0 if helpful else message_id
        return ChatState.pull

    @rx.event
    @access("chat.ask")
    async def give_reason(self, reason: str) -> EventSpec:
        """Why the answer did not help."""
        if reason not in REASONS or not self.asking:
            raise Invalid
        await self._give(self.asking, helpful=False, reason=reason)
        self.asking = 0
        return ChatState.pull

    @rx.event
    @access("chat.ask")
    async def say_solved(self, solved: bool) -> EventSpec:
        """Whether the matter is solved."""
        if not isinstance(solved, bool):
            raise Invalid
        actor = await current_actor(self)
        conversation_id = await self.get_var_value(ChatState.conversation_id)
        async with use(Database).transaction() as session:
            await actions.say_solved(session, actor, conversation_id, solved=solved, at=clock.now())
        self.solved = f"{conversation_id}:{'yes' if solved else 'no'}"
        return HistoryState.load

    async def _give(self, message_id: int, *, helpful: bool, reason: str) -> None:
        actor = await current_actor(self)
        async with use(Database).transaction() as session:
            await actions.give_feedback(
                session, actor, message_id, helpful=helpful, reason=reason, at=clock.now()
            )


class SourceState(rx.State):
    """The passage that is open."""

    is_open: bool = False
    title: str = ""
    passage: str = ""
    sure: int = 0

    @rx.event
    @access("chat.ask")
    async def show(self, message_id: int, position: int) -> None:
        """Open the exact passage that an answer of one's own stands on."""
        actor = await current_actor(self)
        async with use(Database).reading() as session:
            await queries.get_own_reply(session, actor, checked_id(message_id))
            sources = (await queries.citations(session, [message_id])).get(message_id, [])
        chosen = [source for source in sources if source.position == checked_id(position)]
        if not chosen:
            raise NotFound(str(position))
        self.title, self.passage, self.sure = chosen[0].title, chosen[0].passage, round(chosen[0].score * 100)
        self.is_open = True

    @rx.event
    @access("chat.ask")
    def set_open(self, shown: bool) -> None:
        """Close it."""
        self.is_open = shown is True
