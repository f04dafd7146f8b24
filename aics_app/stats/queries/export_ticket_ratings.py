"""What customers said of solutions of their tickets, as figures count it (decision 0049).

Each solution is judged for itself, and stays so when the ticket is reopened, which clears its columns.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.accounts.queries import nicknames_of
from aics_app.core.events import Activity
from aics_app.stats.queries.chunks import chunks
from aics_app.stats.queries.export_ratings import Judged, Rating
from aics_app.stats.queries.export_rows import Portion
from aics_app.stats.queries.matters import RATED, matters
from aics_app.stats.rules.days import Span
from aics_app.stats.rules.tickets import Matter, turns_of
from aics_app.tickets import policies as tickets
from aics_app.tickets.models import Ticket


@dataclass(frozen=True)
class _Judgement:
    """Of whose solution, and when. Its words are kept as long as the ticket is not reopened."""

    ticket: Ticket
    at: datetime
    score: int
    by: int | None


async def of_tickets(
    session: AsyncSession, actor: Actor, span: Span, after: Any, limit: int
) -> Portion[Rating]:
    """Each judgement, of who solved it then, in the order in which they were said."""
    at, own = col(Activity.at), col(Activity.id)
    chosen = select(Activity).where(col(Activity.event) == RATED, at >= span[0], at < span[1])
    if after is not None:
        chosen = chosen.where(own > after)
    steps = list((await session.execute(chosen.order_by(own).limit(limit))).scalars())
    seen = await _seen(session, actor, {int(step.subject_id) for step in steps})
    found = [
        _Judgement(ticket, step.at, step.data["score"], _solver(matter, step.at))
        for step in steps
        for ticket, matter in seen.get(int(step.subject_id), [])
    ]
    return Portion(await _told(session, found), steps[-1].id if len(steps) == limit else None)


async def of_tickets_taken_over(
    session: AsyncSession, actor: Actor, span: Span, after: Any, limit: int
) -> Portion[Rating]:
    """Of what came from elsewhere with its judgement only the ticket tells; by their order of filing."""
    at, own = col(Ticket.rated_at), col(Ticket.id)
    chosen = select(own).where(at >= span[0], at < span[1], col(Ticket.user_feedback).between(1, 5))
    if after is not None:
        chosen = chosen.where(own > after)
    ids = [one for one in (await session.execute(chosen.order_by(own).limit(limit))).scalars() if one]
    seen = await _seen(session, actor, ids)
    found = [
        _Judgement(ticket, ticket.rated_at, matter.score, matter.handler_id)
        for one in ids
        for ticket, matter in seen.get(one, [])
        if ticket.rated_at and matter.score and not matter.ratings
    ]
    return Portion(await _told(session, found), ids[-1] if len(ids) == limit else None)


async def _seen(
    session: AsyncSession, actor: Actor, ids: Collection[int]
) -> dict[int, list[tuple[Ticket, Matter]]]:
    """Those that the actor sees and that count: what goes on in another ticket is judged there."""
    rows: dict[int, Ticket] = {}
    for some in chunks(ids):
        chosen = select(Ticket).where(
            col(Ticket.id).in_(some), col(Ticket.merged_into_id).is_(None), tickets.visible_to(actor)
        )
        rows |= {row.id or 0: row for row in (await session.execute(chosen)).scalars()}
    return {matter.id: [(rows[matter.id], matter)] for matter in await matters(session, rows)}


def _solver(matter: Matter, at: datetime) -> int | None:
    by = [turn.handler_id for turn in turns_of(matter) if turn.is_solution and turn.at <= at]
    return by[-1] if by else matter.handler_id


async def _told(session: AsyncSession, found: Collection[_Judgement]) -> list[Rating]:
    names: dict[int, str] = {}
    for some in chunks({one.ticket.user_id for one in found} | {one.by for one in found if one.by}):
        names |= await nicknames_of(session, some)
    return [
        Rating(
            of=Judged.TICKET,
            at=one.at,
            number=one.ticket.order_no,
            title=one.ticket.title or "",
            customer=names.get(one.ticket.user_id, ""),
            person=names.get(one.by or 0, ""),
            score=one.score,
            helpful=None,
            comment=(one.ticket.user_feedback_content or "") if one.ticket.rated_at == one.at else "",
        )
        for one in found
    ]
