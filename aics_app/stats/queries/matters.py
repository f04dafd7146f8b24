"""Tickets as figures read them: their moves are taken from `activity`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.core.events import Activity
from aics_app.stats.models import Measure
from aics_app.stats.queries.chunks import chunks
from aics_app.stats.queries.spans import within
from aics_app.stats.rules.days import Span
from aics_app.stats.rules.tickets import Matter, Move, Promise
from aics_app.tickets.events import TicketEvent, TicketMoved, TicketReplied
from aics_app.tickets.models import Clock, Ticket, TicketClock

MOVED, REPLIED = TicketMoved.__name__, TicketReplied.__name__
CLOCKS = {Clock.REPLY: Measure.SLA_REPLY, Clock.RESOLVE: Measure.SLA_RESOLVE}


async def touched_matters(session: AsyncSession, spans: Sequence[Span]) -> set[int]:
    """Tickets that were filed, resolved or reopened in these instants."""
    found: set[int] = set()
    for instant in (Ticket.create_time, Ticket.first_resolved_at, Ticket.resolved_at):
        chosen = select(col(Ticket.id)).where(within(col(instant), spans))
        found |= {one for one in (await session.execute(chosen)).scalars() if one is not None}
    moved = select(col(Activity.subject_id)).where(
        col(Activity.event) == MOVED, within(col(Activity.at), spans)
    )
    return found | {int(one) for one in (await session.execute(moved)).scalars()}


async def matters(session: AsyncSession, ids: Iterable[int]) -> list[Matter]:
    """These tickets, with their moves and promises."""
    found: list[Matter] = []
    for some in chunks(ids):
        rows = list((await session.execute(select(Ticket).where(col(Ticket.id).in_(some)))).scalars())
        moves, first_by = await _steps(session, {row.id or 0: row.handler_id for row in rows})
        promises = await _promises(session, some)
        found += [
            _matter(row, moves[row.id or 0], first_by.get(row.id or 0), promises[row.id or 0]) for row in rows
        ]
    return found


def _matter(row: Ticket, moves: Sequence[Move], first_by: int | None, promises: Sequence[Promise]) -> Matter:
    assert row.id is not None
    return Matter(
        id=row.id,
        filed_at=row.create_time,
        category=row.category or "",
        handler_id=row.handler_id,
        first_reply_at=row.first_reply_at,
        first_reply_by=first_by,
        resolved_at=(row.resolved_at or row.close_time) if row.is_resolved else None,
        first_resolved_at=row.first_resolved_at,
        score=row.user_feedback if row.user_feedback in range(1, 6) else None,
        is_merged=row.merged_into_id is not None,
        moves=moves,
        promises=promises,
    )


async def _steps(
    session: AsyncSession, has: dict[int, int | None]
) -> tuple[dict[int, list[Move]], dict[int, int | None]]:
    """The moves of each, and who of the staff answered first; `has` says who has which now."""
    chosen = (
        select(Activity)
        .where(col(Activity.subject_type) == TicketEvent.subject_type)
        .where(col(Activity.subject_id).in_(list(map(str, has))), col(Activity.event).in_([MOVED, REPLIED]))
        .order_by(col(Activity.id))
    )
    moves: dict[int, list[Move]] = defaultdict(list)
    first_by: dict[int, int | None] = {}
    for step in (await session.execute(chosen)).scalars():
        own = int(step.subject_id)
        if step.event == MOVED:
            by = step.data.get("handler_id", has[own])
            moves[own].append(Move(step.at, step.data["category_before"], step.data["category_after"], by))
        elif step.data.get("is_staff"):
            first_by.setdefault(own, step.actor_id)
    return moves, first_by


async def _promises(session: AsyncSession, ids: Sequence[int]) -> dict[int, list[Promise]]:
    """Only what is decided: a clock that still runs says nothing yet."""
    chosen = select(TicketClock).where(
        col(TicketClock.ticket_id).in_(ids),
        or_(col(TicketClock.met_at).is_not(None), col(TicketClock.breached_at).is_not(None)),
    )
    found: dict[int, list[Promise]] = defaultdict(list)
    for clock in (await session.execute(chosen)).scalars():
        measure = CLOCKS[Clock(clock.kind)]
        found[clock.ticket_id].append(Promise(measure, clock.started_at, clock.breached_at is None))
    return found
