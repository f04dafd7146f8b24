"""The records: found by filters that stand in the address, and looked at one by one."""

from collections.abc import Mapping
from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.chat.models import AskedBy, TransferReason
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.days import between
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.core.live import Message
from aics_app.core.paging import MAX_LIMIT
from aics_app.handoff import actions, queries, views
from aics_app.handoff.models import Disposition, Handoff, Status
from aics_app.handoff.news import TOPIC
from aics_app.handoff.ui.shapes import RecordRow, RecordView, record_row, record_view
from aics_app.settings import Settings
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.addresses import filled, names_of, show_address, sound
from aics_app.ui.hub import PageHub
from aics_app.ui.told import told
from aics_app.workforce import queries as workforce

RIGHT = "handoffs.see_all"
PAGE = 50
MAX_TEXT = 100
MAX_DIGITS = 19
"""A 64-bit id has no more."""
CHOICES: dict[str, frozenset[str]] = {
    "status": frozenset(Status),
    "reason": frozenset(TransferReason),
    "source": frozenset(AskedBy),
    "disposition": frozenset(Disposition),
    "score": frozenset("12345"),
    "note": frozenset(queries.NoteState),
}


@dataclass
class Wanted:
    """What the list is filtered by, as it stands in the address; empty is any."""

    status: str = ""
    reason: str = ""
    source: str = ""
    disposition: str = ""
    score: str = ""
    note: str = ""
    agent: str = ""
    since: str = ""
    until: str = ""
    q: str = ""


@dataclass
class Name:
    """Somebody whom the list can be filtered by."""

    id: str
    name: str


class RecordsState(rx.State):
    """The hand-offs shown. `failed`: they could not be read."""

    rows: list[RecordRow] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    next_cursor: str = ""
    wanted: Wanted = Wanted()
    agents: list[Name] = []  # noqa: RUF012 - as above
    loaded: bool = False
    failed: bool = False
    shown: RecordView = RecordView(RecordRow(0, "", "", "", "", "", "", "", 0))
    is_open: bool = False
    shows_filters: bool = False

    @rx.event
    @access(RIGHT)
    def fold_filters(self) -> None:
        """Show or fold the choices, where there is no room for them."""
        self.shows_filters = not self.shows_filters

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show what the address asks for, and hear of changes. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        self.wanted = wanted_of(self.router.url.query_parameters)
        token = self.router.session.client_token
        use(PageHub).watch(token, TOPIC, actor.session_id, _react, "records")
        await self._read(actor, anew=True, choices=True)
        one = named_of(self.router.url.query_parameters)
        if one and one != self.shown.row.id:  # this runs again after a break, when she may have closed it
            self.shown, self.is_open = await _record(actor, one), True

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Read again as many as are shown."""
        await self._read(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    async def choose(self, name: str, value: str) -> EventSpec:
        """Filter by one thing more, or by it no longer."""
        actor = await current_actor(self, RIGHT)
        if name not in names_of(Wanted) or not isinstance(value, str):
            raise Invalid
        self.wanted = wanted_of({**filled(self.wanted), name: value})
        await self._read(actor, anew=True)
        return show_address(routes.HANDOFFS, filled(self.wanted))

    @rx.event
    @access(RIGHT)
    async def clear(self) -> EventSpec:
        """Filter by nothing."""
        actor = await current_actor(self, RIGHT)
        self.wanted = Wanted()
        await self._read(actor, anew=True)
        return show_address(routes.HANDOFFS, filled(self.wanted))

    @rx.event
    @access(RIGHT)
    async def show_more(self) -> None:
        """Add the next page."""
        actor = await current_actor(self, RIGHT)
        if self.next_cursor:
            found, self.next_cursor = await _found(actor, self.wanted, PAGE, self.next_cursor)
            self.rows = [*self.rows, *found]

    @rx.event
    @access(RIGHT)
    async def look_at(self, handoff_id: int) -> None:
        """Open one with all that is kept of it."""
        actor = await current_actor(self, RIGHT)
        self.shown = await _record(actor, _id(handoff_id))
        self.is_open = True

    @rx.event
    @access(RIGHT)
    def set_open(self, shown: bool) -> None:
        """Close it."""
        self.is_open = shown is True

    @rx.event
    @access("desk.work")
    async def take_care(self, handoff_id: int) -> EventSpec | None:
        """Say that one has taken care of its note."""
        actor = await current_actor(self, RIGHT)
        refused = None
        try:
            async with use(Database).transaction() as session:
                await actions.take_care(session, actor, _id(handoff_id), clock.now())
        except AppError as error:
            refused = told(error)
        if self.is_open:
            self.shown = await _record(actor, handoff_id)
        await self._read(actor)
        return refused

    async def _read(self, actor: Actor, *, anew: bool = False, choices: bool = False) -> None:
        limit = PAGE if anew else min(max(len(self.rows), PAGE), MAX_LIMIT)
        try:
            if choices:
                async with use(Database).reading() as session:
                    there, _ = await workforce.agents(session, actor, clock.now(), limit=MAX_LIMIT)
                self.agents = [Name(str(one.user_id), one.nickname) for one in there]
            self.rows, self.next_cursor = await _found(actor, self.wanted, limit)
            self.failed = False
        except AppError:
            self.failed = True
            raise
        finally:
            self.loaded = True


def wanted_of(said: Mapping[str, str]) -> Wanted:
    """What an address or a page asks for; nonsense asks for nothing."""
    own = sound(Wanted, said, CHOICES)
    own["agent"] = own["agent"] if own["agent"].isdecimal() and len(own["agent"]) < MAX_DIGITS else ""
    return Wanted(**own)


def named_of(said: Mapping[str, str]) -> int:
    """The hand-off that an address opens, 0 for none."""
    one = str(said.get("one", ""))
    return int(one) if one.isascii() and one.isdecimal() and len(one) < MAX_DIGITS else 0


def filter_of(wanted: Wanted, timezone: str) -> queries.Filter:
    """As the database is asked; days are the company's own, the last one included."""
    since, until = between(wanted.since, wanted.until, timezone)
    return queries.Filter(
        status=Status(wanted.status) if wanted.status else None,
        agent_id=int(wanted.agent) if wanted.agent else None,
        reason=TransferReason(wanted.reason) if wanted.reason else None,
        source=AskedBy(wanted.source) if wanted.source else None,
        disposition=Disposition(wanted.disposition) if wanted.disposition else None,
        score=int(wanted.score) if wanted.score else None,
        since=since,
        until=until,
        text=wanted.q,
        note=queries.NoteState(wanted.note) if wanted.note else None,
    )


async def _found(actor: Actor, wanted: Wanted, limit: int, cursor: str = "") -> tuple[list[RecordRow], str]:
    timezone = use(Settings).app.timezone
    async with use(Database).reading() as session:
        rows, following = await queries.listed(
            session, actor, filter_of(wanted, timezone), cursor=cursor, limit=limit
        )
    return [record_row(one) for one in await _shown(actor, rows)], following or ""


async def _shown(actor: Actor, rows: list[Handoff]) -> list[views.Shown]:
    timezone = use(Settings).app.timezone
    async with use(Database).reading() as session:
        return await views.shown(session, actor, rows, timezone=timezone, now=clock.now())


async def _record(actor: Actor, handoff_id: int) -> RecordView:
    async with use(Database).reading() as session:
        handoff = await queries.get(session, actor, handoff_id)
        steps, names = await queries.timeline(session, actor, handoff_id)
    (shown,) = await _shown(actor, [handoff])
    return record_view(shown, steps, names)


def _id(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**63:
        raise Invalid
    return value


def _react(message: Message) -> EventSpec | None:
    return RecordsState.reload() if message["type"] == "changed" else None
