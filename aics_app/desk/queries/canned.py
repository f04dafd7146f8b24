"""Reads of canned replies."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core import paging
from aics_app.desk.errors import CannedReplyNotFound
from aics_app.desk.models import EVERYBODY, CannedReply
from aics_app.desk.policies import usable_by


@dataclass(frozen=True)
class CannedFilter:
    """Which canned replies are listed; `shared` None means one's own and everybody's."""

    q: str = ""
    shared: bool | None = None


async def get_canned_reply(session: AsyncSession, actor: Actor, reply_id: int) -> CannedReply:
    """One that the actor may use. Raises `Forbidden`, `CannedReplyNotFound`."""
    chosen = select(CannedReply).where(usable_by(actor), col(CannedReply.id) == reply_id)
    found = (await session.execute(chosen)).scalar_one_or_none()
    if found is None:
        raise CannedReplyNotFound(str(reply_id))
    return found


async def canned_replies(
    session: AsyncSession, actor: Actor, wanted: CannedFilter, *, limit: int = 50, cursor: str = ""
) -> tuple[list[CannedReply], str | None]:
    """Those that the actor may use, most used first, and the next cursor. Raises `Forbidden`."""
    chosen = select(CannedReply).where(usable_by(actor), _wanted(wanted))
    if cursor:
        chosen = chosen.where(_after(cursor))
    order = (col(CannedReply.use_count).desc(), col(CannedReply.id))
    rows = list((await session.execute(chosen.order_by(*order).limit(limit + 1))).scalars())
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], paging.encode(last.use_count, last.id or 0)


async def count_canned_replies(session: AsyncSession, owner_key: int) -> int:
    """How many one person has, or everybody."""
    chosen = select(func.count()).select_from(CannedReply).where(col(CannedReply.owner_key) == owner_key)
    return int((await session.execute(chosen)).scalar_one())


def _wanted(wanted: CannedFilter) -> ColumnElement[bool]:
    escaped = wanted.q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = f"%{escaped}%"
    says = or_(
        *(
            column.like(pattern, escape="\\")
            for column in (col(CannedReply.shortcut), col(CannedReply.title), col(CannedReply.text))
        )
    )
    if wanted.shared is None:
        return says
    everybodys = col(CannedReply.owner_key) == EVERYBODY
    return and_(says, everybodys if wanted.shared else ~everybodys)


def _after(cursor: str) -> ColumnElement[bool]:
    used, last_id = paging.decode(cursor, 2)
    times, own = paging.number(used), paging.number(last_id)
    count = col(CannedReply.use_count)
    return or_(count < times, and_(count == times, col(CannedReply.id) > own))
