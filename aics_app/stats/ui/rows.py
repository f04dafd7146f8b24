"""What a figure counts, as a list: each line leads to its conversation, hand-off or ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from urllib.parse import parse_qsl

import reflex as rx

from aics_app.accounts.models import Actor, Right
from aics_app.accounts.queries import nickname_of
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database, Session
from aics_app.core.errors import AppError, NotFound
from aics_app.core.inputs import ID_DIGITS
from aics_app.core.text import one_line
from aics_app.settings import Settings
from aics_app.stats import queries
from aics_app.stats.models import Metric, RowKind, Share, Unit
from aics_app.stats.queries import Hour, Part, Row, Side, What, Work
from aics_app.stats.ui.asking import BadRange, custom, wanted_of
from aics_app.stats.ui.charting import RIGHT
from aics_app.stats.ui.reading import BUSINESS, HEAT, UNNAMED, WORK, names_of
from aics_app.stats.ui.shapes import unit_of
from aics_app.stats.ui.words import Words, amount, as_is, said
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.addresses import address_of, filled

PAGE = 50
MAX_CHARS = 60
MAX_BACK = 300


@dataclass
class RowView:
    """One line. `value` is how long it took, where the figure is a time; `side` on which side of it it is."""

    kind: str
    href: str
    title: str
    number: str
    at: str
    person: str
    value: Words = field(default_factory=Words)
    side: str = ""


@dataclass
class Sought:
    """What the address names: a figure, or the kind of a whole and the `key` of its part; days and hours.

    `part` is one side of it, and `back` what the dashboard was asked for.
    """

    of: str = ""
    key: str = ""
    since: str = ""
    until: str = ""
    hours: str = ""
    part: str = ""
    back: str = ""


class RowsState(rx.State):
    """The lines. `missing`: the address names nothing that is counted. `back`: the figures they are of."""

    sought: Sought = Sought()
    back: str = routes.ADMIN
    title: Words = Words()
    rows: list[RowView] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    next_cursor: str = ""
    timed: bool = False
    sided: bool = False
    loaded: bool = False
    failed: bool = False
    missing: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show what the address names. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        self.sought = sought_of(self.router.url.query_parameters)
        self.back = back_of(self.sought.back)
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
        what, cursor = what_of(self.sought), "" if anew else self.next_cursor
        try:
            found, following, title = await _found(actor, self.sought, what, cursor)
        except (BadRange, NotFound):
            self.missing = True
        except AppError:
            self.failed = True
        else:
            self.timed, self.sided = is_timed(what), is_sided(what)
            shown = [row_view(row, actor, timed=self.timed, sided=self.sided) for row in found]
            self.title = title if anew else self.title
            self.rows = shown if anew else [*self.rows, *shown]
            self.next_cursor = following or ""
        finally:
            self.loaded = True


async def _found(
    actor: Actor, sought: Sought, what: What | None, cursor: str
) -> tuple[list[Row], str | None, Words]:
    """The rows, the cursor of the next ones, and what they are called. Raises `BadRange`."""
    window = custom(sought.since, sought.until)
    if what is None:
        raise BadRange("date")
    now, timezone = clock.now(), use(Settings).app.timezone
    async with use(Database).reading() as session:
        business = sought.hours == BUSINESS
        found, following = await queries.rows(
            session, actor, what, window, tz=timezone, business=business, now=now, cursor=cursor, limit=PAGE
        )
        return found, following, await _title(session, what, is_known=bool(found))


def sought_of(said_: Mapping[str, str]) -> Sought:
    """What an address names, nonsense included: that is found out later."""
    most = {"back": MAX_BACK}
    names = (one.name for one in fields(Sought))
    return Sought(**{name: one_line(str(said_.get(name, "")), most.get(name, MAX_CHARS)) for name in names})


def back_of(asked: str) -> str:
    """The dashboard, asked for the same as before; of nonsense for the usual."""
    return address_of(routes.ADMIN, filled(wanted_of(dict(parse_qsl(asked)))))


def what_of(sought: Sought) -> What | None:
    """What is counted; None for what is not."""
    if sought.of in set(Metric):
        return _metric_of(Metric(sought.of), sought.part)
    if sought.of in set(Share) and sought.key:
        return Part(Share(sought.of), "" if sought.key == UNNAMED else sought.key)
    if sought.of == WORK:
        return _work_of(sought.key, sought.part)
    return _hour_of(sought.key) if sought.of == HEAT else None


def _metric_of(metric: Metric, side: str) -> What | None:
    if not side:
        return metric
    return Side(metric, side) if side in queries.sides_of(metric) else None


def _work_of(person: str, side: str) -> Work | None:
    is_one = person.isascii() and person.isdecimal() and len(person) <= ID_DIGITS
    return Work(int(person), side) if is_one and side in ("", *queries.SIDES_OF_WORK) else None


def _hour_of(key: str) -> Hour | None:
    weekday, _, hour = key.partition("-")
    if not (weekday.isdecimal() and hour.isdecimal()):
        return None
    found = Hour(int(weekday), int(hour))
    return found if found.is_one else None


def is_timed(what: What | None) -> bool:
    """Whether each row took a time."""
    return isinstance(what, Metric) and unit_of(what) == Unit.SECONDS


def is_sided(what: What | None) -> bool:
    """Whether each row is on one side of it or the other."""
    return isinstance(what, Side | Work) or (isinstance(what, Metric) and bool(queries.sides_of(what)))


async def _title(session: Session, what: What, *, is_known: bool) -> Words:
    """What the rows are called. Whose they are is told where there are some: else anybody's name would be."""
    if isinstance(what, Metric):
        return said(what.name_key)
    if isinstance(what, Hour):
        return said("stats.weekday_hour", day=said(f"workforce.day_{what.weekday}"), hour=what.hour)
    if isinstance(what, Part):
        (part,) = await names_of(session, what.kind, [what.key])
        return said("stats.part_of", whole=said(f"stats.chart.{what.kind}"), part=part)
    if isinstance(what, Side):
        return said("stats.part_of", whole=said(what.metric.name_key), part=said(f"stats.side.{what.word}"))
    work = said(f"stats.side.{what.word}" if what.word else "stats.work")
    if not is_known:
        return work
    name = await nickname_of(session, what.person_id)
    return said("stats.part_of", whole=as_is(name) if name else said("stats.gone"), part=work)


def row_view(row: Row, actor: Actor, *, timed: bool, sided: bool) -> RowView:
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
        side=row.key.rpartition("-")[2] if sided else "",
    )
