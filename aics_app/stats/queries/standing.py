"""The tickets that were open at an instant."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.stats.queries.matters import matters
from aics_app.stats.queries.whose import People
from aics_app.stats.rules.tickets import Matter, is_open_at
from aics_app.tickets.models import Category, Ticket

Place = tuple[datetime, int]
"""When a ticket was filed, and its id."""


async def standing(
    session: AsyncSession, people: People, until: datetime, before: Place | None, limit: int
) -> list[Matter]:
    """Those filed before `until` and not resolved then, the latest first; from after `before` on."""
    found: list[Matter] = []
    while len(found) < limit:
        some = await _candidates(session, people, until, before, limit)
        if not some:
            break
        read = {one.id: one for one in await matters(session, [own for _, own in some])}
        found += [read[own] for _, own in some if is_open_at(read[own], until)]
        before = some[-1]
    return found[:limit]


async def _candidates(
    session: AsyncSession, people: People, until: datetime, before: Place | None, limit: int
) -> list[Place]:
    """What is open now, or was resolved only later: also what was resolved then, and has been reopened."""
    filed, own = col(Ticket.create_time), col(Ticket.id)
    resolved_at = func.coalesce(col(Ticket.resolved_at), col(Ticket.close_time))
    chosen = select(filed, own).where(
        filed < until,
        col(Ticket.merged_into_id).is_(None),
        or_(col(Ticket.status_category) != Category.RESOLVED, resolved_at >= until),
    )
    if people is not None:
        chosen = chosen.where(col(Ticket.handler_id).in_(people))
    if before:
        chosen = chosen.where(or_(filed < before[0], and_(filed == before[0], own < before[1])))
    rows = (await session.execute(chosen.order_by(filed.desc(), own.desc()).limit(limit))).all()
    return [(at, number or 0) for at, number in rows]
