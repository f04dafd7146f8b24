"""The audit on the page: filters stand in the address, pages go by cursor."""

from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor, Role
from aics_app.accounts.ui.states import current_actor
from aics_app.audit import queries
from aics_app.audit.queries import Entry
from aics_app.audit.rules import Wanted, filter_of, wanted_of
from aics_app.audit.views import Words, in_words
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.core.text import one_line
from aics_app.settings import Settings
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.addresses import filled, show_address

RIGHT = "audit.see"
PAGE = 50
MAX_SHOWN = 2000
MAX_READ = 400


@dataclass
class ChangeRow:
    """What is another than before; `name` says of what, where there are several."""

    name: str
    before: str
    after: str


@dataclass
class Said:
    """What the line says in one language."""

    kind: str
    subject: str
    changes: list[ChangeRow]
    rest: str


@dataclass
class EntryRow:
    """One thing that happened, as the page shows it: in both languages, for the viewer may change his."""

    id: int
    at: str
    who: str
    event: str
    subject_id: str
    address: str
    zh: Said
    en: Said


@dataclass
class Person:
    """Somebody whom the list can be filtered by."""

    id: str
    name: str


class AuditState(rx.State):
    """The lines shown, and what is looked for. `failed`: they could not be read.

    `upside_down`: its days end before they begin.
    """

    rows: list[EntryRow] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    wanted: Wanted = Wanted()
    next_cursor: str = ""
    people: list[Person] = []  # noqa: RUF012 - as above
    kinds: list[str] = []  # noqa: RUF012 - as above
    loaded: bool = False
    failed: bool = False
    upside_down: bool = False
    shows_filters: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show what the address asks for. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        self.wanted = wanted_of(self.router.url.query_parameters)
        await self._read(actor, choices=True)

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Read it anew, from the newest on."""
        await self._read(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    async def choose(self, name: str, value: str) -> EventSpec:
        """Look for one thing more, or for it no longer."""
        if name not in Wanted.__dataclass_fields__:
            raise Invalid
        return await self._look_for(wanted_of({**filled(self.wanted), name: value}))

    @rx.event
    @access(RIGHT)
    async def clear(self) -> EventSpec:
        """Look for nothing in particular."""
        return await self._look_for(Wanted())

    @rx.event
    @access(RIGHT)
    async def show_more(self) -> None:
        """Add the next page."""
        actor = await current_actor(self, RIGHT)
        if self.next_cursor and len(self.rows) < MAX_SHOWN:
            found, self.next_cursor = await _found(actor, self.wanted, self.next_cursor)
            self.rows = [*self.rows, *found]
            if len(self.rows) >= MAX_SHOWN:  # the page says that there is more, and where
                self.next_cursor = ""

    @rx.event
    @access(RIGHT)
    def fold_filters(self) -> None:
        """Show or fold the choices, where there is no room for them."""
        self.shows_filters = not self.shows_filters

    async def _look_for(self, wanted: Wanted) -> EventSpec:
        actor = await current_actor(self, RIGHT)
        self.wanted = wanted
        await self._read(actor)
        return show_address(routes.ADMIN_AUDIT, filled(wanted))

    async def _read(self, actor: Actor, *, choices: bool = False) -> None:
        try:
            if choices:
                await self._read_choices(actor)
            self.rows, self.next_cursor = await _found(actor, self.wanted)
            self.failed = self.upside_down = False
        except AppError as error:
            self.rows, self.next_cursor = [], ""
            self.upside_down = isinstance(error, Invalid)
            self.failed = not self.upside_down
            if self.failed:
                raise
        finally:
            self.loaded = True

    async def _read_choices(self, actor: Actor) -> None:
        async with use(Database).reading() as session:
            people = await queries.staff(session, actor, Role.CUSTOMER)
            self.kinds = await queries.kinds(session, actor)
        self.people = [Person(str(user_id), name) for user_id, name in people]


async def _found(actor: Actor, wanted: Wanted, cursor: str = "") -> tuple[list[EntryRow], str]:
    asked = filter_of(wanted, use(Settings).app.timezone)
    async with use(Database).reading() as session:
        found, following = await queries.entries(session, actor, asked, limit=PAGE, cursor=cursor)
    return [_row(one) for one in found], following or ""


def _row(one: Entry) -> EntryRow:
    zone = use(Settings).app.timezone
    return EntryRow(
        id=one.id,
        at=one.at.isoformat(),
        who=one.who,
        event=one.event,
        subject_id=one.subject_id,
        address=one.address,
        zh=_said(one, in_words(one, "zh", zone)),
        en=_said(one, in_words(one, "en", zone)),
    )


def _said(one: Entry, words: Words) -> Said:
    is_own = one.subject_type == "user" and one.subject_id == str(one.actor_id)
    return Said(
        kind="" if is_own else words.kind,
        subject="" if is_own else words.subject,
        changes=[
            ChangeRow(change.name, _short(change.before), _short(change.after)) for change in words.changes
        ],
        rest=_short(words.rest),
    )


def _short(text: str) -> str:
    """Whole workflows are told by the API; a line of the page is to be read."""
    return one_line(text, MAX_READ)
