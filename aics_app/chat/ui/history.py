"""The list of one's conversations: newest first, searched by what was said."""

import reflex as rx

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.chat import queries
from aics_app.chat.ui.shapes import ConversationView, conversation_view
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.text import one_line
from aics_app.ui.access import access

PAGE = 30
MOST_PAGES = 10


class HistoryState(rx.State):
    """The conversations shown, and what they are searched by."""

    conversations: list[ConversationView] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    search: str = ""
    has_more: bool = False
    loaded: bool = False
    drawer_open: bool = False
    _pages: int = 1

    @rx.event
    @access("chat.ask")
    async def load(self) -> None:
        """Read the list anew."""
        await refresh(self, await current_actor(self))

    @rx.event
    @access("chat.ask")
    async def find(self, text: str) -> None:
        """Search titles and messages."""
        self.search = one_line(str(text), 100)
        self._pages = 1
        await self.load()

    @rx.event
    @access("chat.ask")
    async def show_more(self) -> None:
        """Lengthen the list."""
        self._pages = min(self._pages + 1, MOST_PAGES)
        await self.load()

    @rx.event
    @access("chat.ask")
    def set_drawer(self, shown: bool) -> None:
        """Open or close the list on a phone."""
        self.drawer_open = shown is True


async def refresh(history: HistoryState, actor: Actor) -> None:
    """As `load`, for another state's handler; a function, since anybody may call a state's methods."""
    pages = history._pages  # noqa: SLF001 - the state is this module's own
    async with use(Database).reading() as session:
        rows, following = await queries.own_conversations(
            session, actor, search=history.search, limit=PAGE * pages
        )
    history.conversations = [conversation_view(row) for row in rows]
    history.has_more = following is not None and pages < MOST_PAGES
    history.loaded = True
