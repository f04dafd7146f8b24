"""The list of entries: searched, filtered, and kept up with what others change."""

import reflex as rx

from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.core.paging import MAX_LIMIT
from aics_app.core.text import one_line
from aics_app.knowledge import actions, queries
from aics_app.knowledge.events import CHANGED
from aics_app.knowledge.models import Language
from aics_app.knowledge.queries import Filter
from aics_app.knowledge.ui.shapes import FaqRow, faq_row
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub

PAGE = 50
ALL = "all"
STATES = {"enabled": True, "disabled": False}


class KnowledgeState(rx.State):
    """The entries shown and what they are filtered by; `ALL` stands for no filter."""

    rows: list[FaqRow] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    total: int = 0
    next_cursor: str = ""
    categories: list[str] = []  # noqa: RUF012 - as above
    search: str = ""
    category: str = ALL
    language: str = ALL
    status: str = ALL
    loaded: bool = False

    @rx.event
    @access("knowledge.manage")
    async def open(self) -> None:
        """Show the list and hear of changes. May run again at any time."""
        actor = await current_actor(self)
        reload = KnowledgeState.reload
        use(PageHub).watch(self.router.session.client_token, CHANGED, actor.session_id, lambda _: reload())
        await self._read()

    @rx.event
    @access("knowledge.manage")
    async def reload(self) -> None:
        """Read again as many entries as are shown."""
        await self._read()

    @rx.event
    @access("knowledge.manage")
    async def find(self, text: str) -> None:
        """Search questions and answers."""
        self.search = one_line(str(text), 100)
        await self._read(anew=True)

    @rx.event
    @access("knowledge.manage")
    async def choose(self, by: str, value: str) -> None:
        """Filter by category, language or status."""
        if by == "category":
            self.category = one_line(str(value), 50)
        elif by == "language" and value in {ALL, *Language}:
            self.language = value
        elif by == "status" and value in {ALL, *STATES}:
            self.status = value
        else:
            raise Invalid
        await self._read(anew=True)

    @rx.event
    @access("knowledge.manage")
    async def show_more(self) -> None:
        """Add the next page."""
        if self.next_cursor:
            actor = await current_actor(self)
            async with use(Database).reading() as session:
                found, following = await queries.listed(
                    session, actor, self._filter(), limit=PAGE, cursor=self.next_cursor
                )
            self.rows = [*self.rows, *map(faq_row, found)]
            self.next_cursor = following or ""

    @rx.event
    @access("knowledge.manage")
    async def switch(self, faq_id: int, enabled: bool) -> None:
        """Answer customers from an entry, or no more."""
        actor = await current_actor(self)
        row = next((row for row in self.rows if row.id == faq_id), None)
        if row is None or not isinstance(enabled, bool):
            raise Invalid
        act = actions.enable if enabled else actions.disable
        try:
            async with use(Database).transaction() as session:
                await act(session, actor, row.id, version=row.version, at=clock.now())
        finally:
            await self._read()

    async def _read(self, *, anew: bool = False) -> None:
        actor, wanted = await current_actor(self), self._filter()
        limit = PAGE if anew else min(max(len(self.rows), PAGE), MAX_LIMIT)
        async with use(Database).reading() as session:
            found, following = await queries.listed(session, actor, wanted, limit=limit)
            self.total = await queries.count(session, actor, wanted)
            self.categories = await queries.categories(session, actor)
        self.rows = [faq_row(one) for one in found]
        self.next_cursor = following or ""
        self.loaded = True

    def _filter(self) -> Filter:
        return Filter(
            q=self.search,
            category="" if self.category == ALL else self.category,
            language="" if self.language == ALL else self.language,
            enabled=STATES.get(self.status),
        )
