"""All conversations: found by filters that stand in the address."""

from collections.abc import Mapping
from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.chat.models import Source
from aics_app.core.container import use
from aics_app.core.days import between
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.knowledge.rules import TELLING
from aics_app.settings import Settings
from aics_app.stats.queries import conversations as found
from aics_app.stats.queries.conversations import Handled, Search
from aics_app.stats.ui.found import TalkRow, talk_row
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.addresses import filled, names_of, show_address, sound
from aics_app.ui.i18n import LOCALES

RIGHT = "conversations.search"
PAGE = 50
MAX_TEXT = 100
CHOICES: dict[str, frozenset[str]] = {
    "intent": frozenset(TELLING),
    "source": frozenset(Source),
    "score": frozenset("12345"),
    "helpful": frozenset(("yes", "no")),
    "language": frozenset(LOCALES),
    "handled": frozenset(Handled),
}


@dataclass
class Wanted:
    """What the list is filtered by, as it stands in the address; empty is any."""

    q: str = ""
    person: str = ""
    intent: str = ""
    source: str = ""
    score: str = ""
    helpful: str = ""
    language: str = ""
    handled: str = ""
    since: str = ""
    until: str = ""


class FindingState(rx.State):
    """The conversations shown. `looked_back_to`: what is older has not been looked through yet."""

    rows: list[TalkRow] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    next_cursor: str = ""
    looked_back_to: str = ""
    wanted: Wanted = Wanted()
    loaded: bool = False
    failed: bool = False
    shows_filters: bool = False

    @rx.event
    @access(RIGHT)
    def fold_filters(self) -> None:
        """Show or fold the choices, where there is no room for them."""
        self.shows_filters = not self.shows_filters

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show what the address asks for. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        self.wanted = wanted_of(self.router.url.query_parameters)
        await self._read(actor)

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Read the first page again."""
        await self._read(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    async def choose(self, name: str, value: str) -> EventSpec:
        """Filter by one thing more, or by it no longer."""
        actor = await current_actor(self, RIGHT)
        if name not in names_of(Wanted) or not isinstance(value, str):
            raise Invalid
        self.wanted = wanted_of({**filled(self.wanted), name: value})
        await self._read(actor)
        return show_address(routes.ADMIN_CONVERSATIONS, filled(self.wanted))

    @rx.event
    @access(RIGHT)
    async def clear(self) -> EventSpec:
        """Filter by nothing."""
        actor = await current_actor(self, RIGHT)
        self.wanted = Wanted()
        await self._read(actor)
        return show_address(routes.ADMIN_CONVERSATIONS, filled(self.wanted))

    @rx.event
    @access(RIGHT)
    async def show_more(self) -> None:
        """Add the next page, or look further back."""
        actor = await current_actor(self, RIGHT)
        if self.next_cursor:
            await self._add(actor, self.next_cursor)

    async def _read(self, actor: Actor) -> None:
        self.rows = []
        try:
            await self._add(actor, "")
            self.failed = False
        except AppError:
            self.failed = True
            raise
        finally:
            self.loaded = True

    async def _add(self, actor: Actor, cursor: str) -> None:
        wanted = search_of(self.wanted, use(Settings).app.timezone)
        async with use(Database).reading() as session:
            page = await found.search(session, actor, wanted, cursor=cursor, limit=PAGE)
        self.rows = [*self.rows, *(talk_row(one) for one in page.talks)]
        self.next_cursor = page.next_cursor or ""
        self.looked_back_to = page.looked_back_to.isoformat() if page.looked_back_to else ""


def wanted_of(said: Mapping[str, str]) -> Wanted:
    """What an address or a page asks for; nonsense asks for nothing."""
    return Wanted(**sound(Wanted, said, CHOICES))


def search_of(wanted: Wanted, timezone: str) -> Search:
    """As the database is asked; days are the company's own, the last one included."""
    since, until = between(wanted.since, wanted.until, timezone)
    return Search(
        text=wanted.q,
        person=wanted.person,
        intent=wanted.intent or None,
        source=Source(wanted.source) if wanted.source else None,
        score=int(wanted.score) if wanted.score else None,
        helpful=wanted.helpful == "yes" if wanted.helpful else None,
        language=wanted.language or None,
        handled=Handled(wanted.handled) if wanted.handled else None,
        since=since,
        until=until,
    )
