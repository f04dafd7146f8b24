"""The list of canned replies: searched, filtered, and read anew after each change."""

from dataclasses import dataclass

import reflex as rx

from aics_app.accounts.ui.states import current_actor
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.core.paging import MAX_LIMIT
from aics_app.core.text import one_line
from aics_app.desk import queries
from aics_app.desk.models import CannedReply
from aics_app.desk.queries import CannedFilter
from aics_app.ui.access import access

RIGHT = "desk.work"
SHARE = "replies.share"
PAGE = 50
SCOPES = {"all": None, "own": False, "shared": True}


@dataclass
class ReplyRow:
    """One line of the list."""

    id: int
    shortcut: str
    title: str
    text: str
    language: str
    shared: bool
    used: int
    changed_at: str


class RepliesState(rx.State):
    """The canned replies shown, and what they are filtered by."""

    rows: list[ReplyRow] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    next_cursor: str = ""
    search: str = ""
    scope: str = "all"
    loaded: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show the list. May run again at any time."""
        await self._read()

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Read again as many as are shown."""
        await self._read()

    @rx.event
    @access(RIGHT)
    async def find(self, text: str) -> None:
        """Search shortcuts, titles and texts."""
        self.search = one_line(str(text), 100)
        await self._read(anew=True)

    @rx.event
    @access(RIGHT)
    async def choose(self, scope: str) -> None:
        """One's own, everybody's, or both."""
        if not isinstance(scope, str) or scope not in SCOPES:
            raise Invalid(fields={"scope": "choice"})
        self.scope = scope
        await self._read(anew=True)

    @rx.event
    @access(RIGHT)
    async def show_more(self) -> None:
        """Add the next page."""
        if self.next_cursor:
            await self._read(cursor=self.next_cursor)

    async def _read(self, *, anew: bool = False, cursor: str = "") -> None:
        actor = await current_actor(self, RIGHT)
        limit = PAGE if anew or cursor else min(max(len(self.rows), PAGE), MAX_LIMIT)
        wanted = CannedFilter(self.search, SCOPES[self.scope])
        async with use(Database).reading() as session:
            found, following = await queries.canned_replies(
                session, actor, wanted, limit=limit, cursor=cursor
            )
        rows = [_row(one) for one in found]
        self.rows = [*self.rows, *rows] if cursor else rows
        self.next_cursor = following or ""
        self.loaded = True


def _row(reply: CannedReply) -> ReplyRow:
    return ReplyRow(
        id=reply.id or 0,
        shortcut=reply.shortcut,
        title=reply.title,
        text=one_line(reply.text, 140),
        language=reply.language,
        shared=reply.is_shared,
        used=reply.use_count,
        changed_at=reply.updated_at.isoformat(),
    )
