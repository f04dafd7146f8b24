"""What a figure counts, as a list: each line leads to its conversation, hand-off or ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import reflex as rx

from aics_app.accounts.models import Actor, Right
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database, Session
from aics_app.core.errors import AppError
from aics_app.core.text import one_line
from aics_app.settings import Settings
from aics_app.stats import queries
from aics_app.stats.models import Metric, RowKind, Share, Unit
from aics_app.stats.queries import Hour, Part, Row
from aics_app.stats.ui.asking import BadRange, custom
from aics_app.stats.ui.charting import RIGHT
from aics_app.stats.ui.reading import BUSINESS, HEAT, UNNAMED, names_of
from aics_app.stats.ui.shapes import unit_of
from aics_app.stats.ui.words import Words, amount, said
from aics_app.ui import routes
from aics_app.ui.access import access

PAGE = 50
MAX_CHARS = 60
What = Metric | Part | Hour


@dataclass
class RowView:
    """One line. `value` is how long it took, where the figure is a time."""

    kind: str
    href: str
    title: str
    number: str
    at: str
    person: str
    value: Words = field(default_factory=Words)


@dataclass
class Sought:
    """What the address names: a figure, or the kind of a whole and the `key` of its part; days and hours."""

    of: str = ""
    key: str = ""
    since: str = ""
    until: str = ""
    hours: str = ""


class RowsState(rx.State):
    """The lines. `missing`: the address names nothing that is counted."""

    sought: Sought = Sought()
    title: Words = Words()
    rows: list[RowView] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    next_cursor: str = ""
    timed: bool = False
    loaded: bool = False
    failed: bool = False
    missing: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show what the address names. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        self.sought = sought_of(self.router.url.query_parameters)
        self.rows, self.next_cursor = [], ""
        await self._read(actor, anew=True)

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Try again."""
        await self._read(await current_actor(self, RIGHT), anew=True)

    @rx.event
    @access(RIGHT)
    async def show_more(self) -> None:
        """Add the next page."""
        actor = await current_actor(self, RIGHT)
        if self.next_cursor:
            await self._read(actor, anew=False)

    async def _read(self, actor: Actor, *, anew: bool) -> None:
        self.missing = self.failed = False
        cursor = "" if anew else self.next_cursor
        try:
            found, following, self.title, self.timed = await _found(actor, self.sought, cursor)
        except BadRange:
            self.missing = True
        except AppError:
            self.failed = True
        else:
            shown = [row_view(row, actor, timed=self.timed) for row in found]
            self.rows = shown if anew else [*self.rows, *shown]
            self.next_cursor = following or ""
        finally:
            self.loaded = True


async def _found(actor: Actor, sought: Sought, cursor: str) -> tuple[list[Row], str | None, Words, bool]:
    """The rows, the cursor of the next ones, what they are called, and whether they took a time."""
    what, window = what_of(sought), custom(sought.since, sought.until)
    if what is None:
        raise BadRange("date")
    now, timezone = clock.now(), use(Settings).app.timezone
    async with use(Database).reading() as session:
        business = sought.hours == BUSINESS
        found, following = await queries.rows(
            session, actor, what, window, tz=timezone, business=business, now=now, cursor=cursor, limit=PAGE
        )
        title = await _title(session, what)
    return found, following, title, isinstance(what, Metric) and unit_of(what) == Unit.SECONDS


def sought_of(said_: Mapping[str, str]) -> Sought:
    """What an address names, nonsense included: that is found out later."""
    return Sought(
        *(one_line(str(said_.get(name, "")), MAX_CHARS) for name in ("of", "key", "since", "until", "hours"))
    )


def what_of(sought: Sought) -> What | None:
    """What is counted; None for what is not."""
    if sought.of in set(Metric):
        return Metric(sought.of)
    if sought.of in set(Share) and sought.key:
        return Part(Share(sought.of), "" if sought.key == UNNAMED else sought.key)
    weekday, _, hour = sought.key.partition("-")
    if sought.of != HEAT or not (weekday.isdecimal() and hour.isdecimal()):
        return None
    found = Hour(int(weekday), int(hour))
    return found if found.is_one else None


async def _title(session: Session, what: What) -> Words:
    if isinstance(what, Metric):
        return said(what.name_key)
    if isinstance(what, Part):
        (name,) = await names_of(session, what.kind, [what.key])
        return said("stats.part_of", whole=said(f"stats.chart.{what.kind}"), part=name)
    return said("stats.weekday_hour", day=said(f"workforce.day_{what.weekday}"), hour=what.hour)


def row_view(row: Row, actor: Actor, *, timed: bool) -> RowView:
    """A line as it is shown, with the way to it; none for who may not go there.

    To open the desk is to come to work, so who may read a conversation elsewhere is led there.
    """
    works = routes.desk(row.id) if actor.may(Right.DESK_WORK) else ""
    ways = {
        RowKind.CONVERSATION: routes.conversation(row.id) if actor.may(Right.CONVERSATIONS_SEARCH) else works,
        RowKind.HANDOFF: f"{routes.HANDOFFS}?one={row.id}" if actor.may(Right.HANDOFFS_SEE_ALL) else "",
        RowKind.TICKET: routes.board(row.number) if actor.may(Right.TICKETS_WORK) else "",
    }
    return RowView(
        kind=row.kind,
        href=str(ways[row.kind]),
        title=row.title or row.number or row.id,
        number=row.number,
        at=row.at.isoformat(),
        person=row.person,
        value=amount(row.value, Unit.SECONDS) if timed else Words(),
    )
