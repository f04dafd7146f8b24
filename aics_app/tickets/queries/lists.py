"""Lists of tickets: the board, pages in any order, a customer's own. Their cost grows with what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core import paging
from aics_app.core.errors import Invalid
from aics_app.tickets.models import Ticket, TicketClock
from aics_app.tickets.policies import owned_by
from aics_app.tickets.queries.filters import conditions
from aics_app.tickets.queries.words import saying
from aics_app.tickets.queries.workflow import workflow
from aics_app.tickets.rules.filters import By, Filters, Sort
from aics_app.tickets.rules.listed import ListedTicket
from aics_app.tickets.rules.workflow import Workflow

COUNTED = 1000
"""Counts end here: nobody reads more, and reading all of them would take as long as there are tickets."""

Rows = tuple[list[ListedTicket], str | None]
"""Some tickets, and the cursor of the next ones."""


@dataclass(frozen=True)
class Column:
    """One status of the board: how many there are (at most `COUNTED`), and the first ones."""

    status: str
    count: int
    tickets: Sequence[ListedTicket]


async def board(
    session: AsyncSession, actor: Actor, wanted: Filters, *, limit: int, now: datetime
) -> list[Column]:
    """Every status in the workflow's order, each with what changed last in it."""
    flow = await workflow(session)
    words = [one.word for one in flow.statuses if wanted.status in ("", one.word)]
    where = await _anywhere(session, actor, wanted, now)
    segments = [_Segment(col(Ticket.status) == word) for word in words]
    parts = [_part(where, number, segment, limit, with_rows=True) for number, segment in enumerate(segments)]
    places = await _places(session, segments, parts)
    count = await _counts(session, flow, where)
    return [
        Column(
            word,
            count.get(word, 0),
            [place.ticket for place in places if place.part == number and place.ticket],
        )
        for number, word in enumerate(words)
    ]


async def counts(session: AsyncSession, actor: Actor, wanted: Filters, *, now: datetime) -> dict[str, int]:
    """How many there are by status, whatever status is wanted; at most `COUNTED` each."""
    return await _counts(session, await workflow(session), await _anywhere(session, actor, wanted, now))


async def _anywhere(
    session: AsyncSession, actor: Actor, wanted: Filters, now: datetime
) -> list[ColumnElement[bool]]:
    """What is wanted, in whatever status."""
    said = await saying(session, actor, wanted.q)
    return [*conditions(actor, replace(wanted, status=""), now), *said]


async def _counts(
    session: AsyncSession, flow: Workflow, anywhere: Sequence[ColumnElement[bool]]
) -> dict[str, int]:
    parts = []
    for one in flow.statuses:
        some = select(col(Ticket.id)).where(col(Ticket.status) == one.word, *anywhere).limit(COUNTED)
        parts.append(select(literal(one.word), func.count()).select_from(some.subquery()))
    found = await session.execute(union_all(*parts))
    return {row[0]: row[1] for row in found.all()}


async def page(  # noqa: PLR0913 - which tickets, in which order, and which of them
    session: AsyncSession,
    actor: Actor,
    wanted: Filters,
    sort: Sort,
    *,
    limit: int,
    cursor: str = "",
    now: datetime,
) -> Rows:
    """Tickets that the actor may see, in order. Raises `Invalid` for a cursor of another order."""
    segments = _segments(sort, await workflow(session) if sort.by in (By.PRIORITY, By.STATUS) else None)
    after = _read_cursor(cursor, sort, segments)
    where = [*conditions(actor, wanted, now), *await saying(session, actor, wanted.q)]
    parts = [
        _part(where, number, segment, limit + 1, after, with_rows=len(segments) == 1)
        for number, segment in enumerate(segments)
        if not after or number >= after.part
    ]
    places = await _places(session, segments, parts)
    following = None
    if len(places) > limit:
        last = places[limit - 1]
        following = paging.encode(sort.word, last.part, last.key, last.id)
    return await _shown(session, places[:limit]), following


async def own(
    session: AsyncSession, actor: Actor, state: str = "", *, limit: int, cursor: str = ""
) -> tuple[list[Ticket], str | None]:
    """The actor's own matters, the newest first; `state` is what their status means."""
    chosen = select(Ticket).where(owned_by(actor))
    if state:
        chosen = chosen.where(col(Ticket.status_category) == state)
    if cursor:
        chosen = chosen.where(col(Ticket.id) < paging.decode_id(cursor))
    rows = list((await session.execute(chosen.order_by(col(Ticket.id).desc()).limit(limit + 1))).scalars())
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], paging.encode(rows[limit - 1].id or 0)


@dataclass(frozen=True)
class _Segment:
    """A stretch of a list in which one column decides. A list by words is one stretch for each word."""

    where: ColumnElement[bool] | None = None
    by_due: bool = False
    by_id: bool = False
    ascending: bool = False

    @property
    def key(self) -> Mapped[Any]:
        if self.by_due:
            return col(TicketClock.due_at)
        return col(Ticket.id) if self.by_id else col(Ticket.update_time)


@dataclass(frozen=True)
class _Place:
    """Where a ticket stands in a list: segment, what decides there, id; and itself, if that was asked."""

    part: int
    key: str
    id: int
    ticket: ListedTicket | None = None


_ROW = [getattr(Ticket, field.name) for field in fields(ListedTicket)]


def _segments(sort: Sort, flow: Workflow | None) -> list[_Segment]:
    if sort.by is By.DUE:
        promised = _Segment(_is_next(), by_due=True, ascending=not sort.is_reversed)
        return [promised, _Segment(~_has_due())]
    if flow and sort.by in (By.PRIORITY, By.STATUS):
        column = col(Ticket.priority if sort.by is By.PRIORITY else Ticket.status)
        words = [one.word for one in flow.statuses]
        if sort.by is By.PRIORITY:
            words = [one.word for one in sorted(flow.priorities, key=lambda one: -one.rank)]
        segments = [_Segment(column == word) for word in words]
        return [*(reversed(segments) if sort.is_reversed else segments), _Segment(column.not_in(words))]
    return [_Segment(by_id=sort.by is By.CREATED, ascending=sort.is_reversed)]


def _is_next() -> ColumnElement[bool]:
    """That this running promise is the ticket's first one to be due."""
    due = col(TicketClock.due_at)
    other = TicketClock.__table__.alias()  # type: ignore[attr-defined]  # SQLModel does not say so
    earlier = (
        select(other.c.ticket_id)
        .where(other.c.ticket_id == col(TicketClock.ticket_id), other.c.met_at.is_(None))
        .where(other.c.kind != col(TicketClock.kind))
        .where((other.c.due_at < due) | ((other.c.due_at == due) & (other.c.kind < col(TicketClock.kind))))
    )
    return ~earlier.exists()


def _has_due() -> ColumnElement[bool]:
    running = select(col(TicketClock.ticket_id)).where(
        col(TicketClock.ticket_id) == col(Ticket.id),
        col(TicketClock.met_at).is_(None),
        col(TicketClock.due_at).is_not(None),
    )
    return running.exists()


def _part(
    where: Sequence[ColumnElement[bool]],
    number: int,
    segment: _Segment,
    limit: int,
    after: _Place | None = None,
    *,
    with_rows: bool = False,
) -> Select[Any]:
    key, id_ = segment.key, col(Ticket.id)
    row = _ROW if with_rows else [id_]
    chosen = select(literal(number).label("part"), key.label("key"), *row).where(*where)
    if segment.by_due:
        running = (col(TicketClock.met_at).is_(None), col(TicketClock.due_at).is_not(None))
        chosen = chosen.join(TicketClock, col(TicketClock.ticket_id) == id_).where(*running)
    if segment.where is not None:
        chosen = chosen.where(segment.where)
    if after and after.part == number:
        chosen = chosen.where(*_beyond(segment, after))
    ends = [key.asc(), id_.asc()] if segment.ascending else [key.desc(), id_.desc()]
    return select(chosen.order_by(*ends).limit(limit).subquery())


def _beyond(segment: _Segment, after: _Place) -> list[ColumnElement[bool]]:
    """Behind this place. The first condition alone is what an index can begin at."""
    key, id_ = segment.key, col(Ticket.id)
    if segment.by_id:
        return [id_ > after.id if segment.ascending else id_ < after.id]
    at = datetime.fromisoformat(after.key)
    if segment.ascending:
        return [key >= at, (key > at) | (id_ > after.id)]
    return [key <= at, (key < at) | (id_ < after.id)]


async def _places(
    session: AsyncSession, segments: Sequence[_Segment], parts: Sequence[Select[Any]]
) -> list[_Place]:
    """Asked in one statement. What a union gives has no order of its own."""
    rows = (await session.execute(union_all(*parts) if len(parts) > 1 else parts[0])).all()
    found: list[_Place] = []
    for number, segment in enumerate(segments):
        own_rows = (row[1:] for row in rows if row[0] == number)
        ordered = sorted(own_rows, key=itemgetter(0, 1), reverse=not segment.ascending)
        found += [
            _Place(number, _written(key), id_, ListedTicket(id_, *rest) if rest else None)
            for key, id_, *rest in ordered
        ]
    return found


def _written(key: datetime | int) -> str:
    return key.replace(tzinfo=UTC).isoformat() if isinstance(key, datetime) else str(key)


def _read_cursor(cursor: str, sort: Sort, segments: Sequence[_Segment]) -> _Place | None:
    if not cursor:
        return None
    word, part, key, id_ = paging.decode(cursor, 4)
    numbers = part.isdecimal() and id_.isdecimal() and len(id_) < 19 and len(part) < 3  # noqa: PLR2004 - digits of a 64-bit id, and of a part
    if word != sort.word or not numbers or int(part) >= len(segments):
        raise Invalid(fields={"cursor": "cursor"})
    place = _Place(int(part), key, int(id_))
    if not segments[place.part].by_id:
        paging.instant(key)
    return place


async def _shown(session: AsyncSession, places: Sequence[_Place]) -> list[ListedTicket]:
    """These, in this order. Where a list has several stretches only what is shown of them is read."""
    wanted = [place.id for place in places if place.ticket is None]
    if not wanted:
        return [place.ticket for place in places if place.ticket]
    rows = (await session.execute(select(*_ROW).where(col(Ticket.id).in_(wanted)))).all()
    known = {row[0]: ListedTicket(*row) for row in rows}
    return [known[place.id] for place in places if place.id in known]
