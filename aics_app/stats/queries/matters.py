"""Tickets as figures read them: their moves are taken from `activity`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.core.events import Activity
from aics_app.stats.models import Measure
from aics_app.stats.queries.chunks import chunks
from aics_app.stats.queries.spans import within
from aics_app.stats.rules.days import Span
from aics_app.stats.rules.tickets import Breach, Matter, Move, Promise, Rating
from aics_app.tickets.events import (
    ClockBreached,
    TicketEvent,
    TicketFiled,
    TicketMoved,
    TicketRated,
    TicketReplied,
)
from aics_app.tickets.models import Clock, Ticket, TicketClock

MOVED, REPLIED, RATED = TicketMoved.__name__, TicketReplied.__name__, TicketRated.__name__
BREACHED, FILED = ClockBreached.__name__, TicketFiled.__name__
STEPS = (MOVED, REPLIED, RATED, BREACHED, FILED)
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


@dataclass
class _Steps:
    """What happened to one ticket, in order; who of the staff answered first."""

    has: int | None
    moves: list[Move] = field(default_factory=list)
    first_by: int | None = None
    ratings: list[Rating] = field(default_factory=list)
    breaches: list[Breach] = field(default_factory=list)
    is_filed_here: bool = False

    def add(self, step: Activity) -> None:
        """One more."""
        data = step.data
        if step.event == MOVED:
            by = data.get("handler_id", self.has)
            self.moves.append(Move(step.at, data["category_before"], data["category_after"], by))
        elif step.event == REPLIED and data.get("is_staff"):
            self.first_by = self.first_by or step.actor_id
        elif step.event == RATED:
            self.ratings.append(Rating(step.at, data["score"]))
        elif step.event == BREACHED:
            self.breaches.append(Breach(CLOCKS[Clock(data["kind"])], step.at, data.get("handler_id")))
        elif step.event == FILED:
            self.is_filed_here = True


async def matters(session: AsyncSession, ids: Iterable[int]) -> list[Matter]:
    """These tickets, with their moves and promises."""
    found: list[Matter] = []
    for some in chunks(ids):
        rows = list((await session.execute(select(Ticket).where(col(Ticket.id).in_(some)))).scalars())
        steps = await _steps(session, {row.id or 0: _Steps(row.handler_id) for row in rows})
        clocks = await _clocks(session, some)
        found += [_matter(row, steps[row.id or 0], clocks[row.id or 0]) for row in rows]
    return found


def _matter(row: Ticket, steps: _Steps, clocks: Sequence[TicketClock]) -> Matter:
    assert row.id is not None
    solution = next((clock for clock in clocks if clock.kind == Clock.RESOLVE), None)
    return Matter(
        id=row.id,
        filed_at=row.create_time,
        category=row.category or "",
        handler_id=row.handler_id,
        first_reply_at=row.first_reply_at,
        first_reply_by=steps.first_by,
        resolved_at=(row.resolved_at or row.close_time) if row.is_resolved else None,
        first_resolved_at=row.first_resolved_at,
        score=row.user_feedback if row.user_feedback in range(1, 6) else None,
        is_merged=row.merged_into_id is not None,
        moves=steps.moves,
        promises=list(_promises(clocks)),
        ratings=steps.ratings,
        breaches=steps.breaches,
        promised_anew_at=solution.started_at if solution else None,
        is_filed_here=steps.is_filed_here,
    )


async def _steps(session: AsyncSession, found: dict[int, _Steps]) -> dict[int, _Steps]:
    chosen = (
        select(Activity)
        .where(col(Activity.subject_type) == TicketEvent.subject_type)
        .where(col(Activity.subject_id).in_(list(map(str, found))), col(Activity.event).in_(STEPS))
        .order_by(col(Activity.id))
    )
    for step in (await session.execute(chosen)).scalars():
        found[int(step.subject_id)].add(step)
    return found


async def _clocks(session: AsyncSession, ids: Sequence[int]) -> dict[int, list[TicketClock]]:
    found: dict[int, list[TicketClock]] = defaultdict(list)
    chosen = select(TicketClock).where(col(TicketClock.ticket_id).in_(ids))
    for clock in (await session.execute(chosen)).scalars():
        found[clock.ticket_id].append(clock)
    return found


def _promises(clocks: Sequence[TicketClock]) -> Iterator[Promise]:
    """Only what is decided: a clock that still runs says nothing yet."""
    for clock in clocks:
        if clock.met_at or clock.breached_at:
            yield Promise(CLOCKS[Clock(clock.kind)], clock.started_at, clock.breached_at is None)
