"""Every read of notices and mails."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.core import paging
from aics_app.core.errors import NotFound
from aics_app.core.events import Activity
from aics_app.notices.models import STUCK, Choice, Notice, Outgoing, Post, Reading
from aics_app.notices.policies import require_mails

AT_ONCE = 500
Place = tuple[datetime, int]
"""An instant, and of what happened in it the last that was seen, by id."""


@dataclass(frozen=True)
class Happening:
    """One row of `activity`, written or about to be."""

    event: str
    actor_id: int | None
    subject_id: str
    data: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True)
class News:
    """What one person is to be told. One who did it himself has read it already (`is_read`)."""

    user_id: int
    kind: str
    link: str
    params: dict[str, str] = field(default_factory=dict)
    is_read: bool = False


Telling = Callable[[AsyncSession, Happening], Awaitable[Sequence[News]]]
Tellings = Mapping[str, Telling]
"""By the event's name, who is to be told: answered by the features above, which register themselves."""


async def own(session: AsyncSession, actor: Actor, limit: int) -> list[Notice]:
    """The actor's own, newest first."""
    chosen = select(Notice).where(col(Notice.user_id) == actor.user_id)
    return list((await session.execute(chosen.order_by(col(Notice.id).desc()).limit(limit))).scalars())


async def unread_count(session: AsyncSession, actor: Actor) -> int:
    """How many the actor has not read."""
    chosen = select(func.count()).where(col(Notice.user_id) == actor.user_id, col(Notice.read_at).is_(None))
    return (await session.execute(chosen)).scalar_one()


async def wants_mails(session: AsyncSession, user_id: int) -> bool:
    """Whether this person is written to."""
    choice = await session.get(Choice, user_id)
    return choice is None or choice.mails


async def people(session: AsyncSession, user_ids: Collection[int]) -> dict[int, User]:
    """Those of these who may sign in."""
    chosen = select(User).where(col(User.id).in_(user_ids), col(User.status) == 1)
    return {user.id: user for user in (await session.execute(chosen)).scalars() if user.id is not None}


async def told(session: AsyncSession, key: str, user_ids: Collection[int]) -> set[int]:
    """Those of these who were told so before."""
    chosen = select(col(Notice.user_id)).where(col(Notice.key) == key, col(Notice.user_id).in_(user_ids))
    return set((await session.execute(chosen)).scalars())


async def reading_alone(session: AsyncSession) -> Reading:
    """How far was told; nobody else tells before this transaction ends."""
    found = (await session.execute(select(Reading).with_for_update())).scalar_one_or_none()
    if found is None:
        found = Reading()
        session.add(found)
        await session.flush()
    return found


async def happened(
    session: AsyncSession, events: Collection[str], since: Place, before: datetime
) -> tuple[list[Happening], Place | None]:
    """What of these kinds happened behind a place and before an instant; where the rest begins."""
    at, activity_id = since
    behind = or_(col(Activity.at) > at, and_(col(Activity.at) == at, col(Activity.id) > activity_id))
    chosen = select(Activity).where(col(Activity.event).in_(events), behind, col(Activity.at) < before)
    ordered = chosen.order_by(col(Activity.at), col(Activity.id)).limit(AT_ONCE)
    rows = list((await session.execute(ordered)).scalars())
    found = [Happening(row.event, row.actor_id, row.subject_id, row.data, row.at) for row in rows]
    return found, (rows[-1].at, rows[-1].id or 0) if len(rows) == AT_ONCE else None


async def due(session: AsyncSession, now: datetime) -> Outgoing | None:
    """The mail that has waited longest for its time."""
    chosen = select(Outgoing).where(col(Outgoing.state) == Post.WAITING, col(Outgoing.next_at) <= now)
    ordered = chosen.order_by(col(Outgoing.next_at), col(Outgoing.id)).limit(1)
    return (await session.execute(ordered)).scalar_one_or_none()


async def oldest(
    session: AsyncSession, table: type[Notice] | type[Outgoing], *, before: datetime
) -> list[int]:
    """Ids of the first ones, as far as they are older than that; they were written in order."""
    first = select(col(table.id), col(table.created_at)).order_by(col(table.id)).limit(AT_ONCE)
    return [id_ for id_, created_at in (await session.execute(first)) if id_ and created_at < before]


async def stuck_mails(
    session: AsyncSession, actor: Actor, *, limit: int, cursor: str = ""
) -> tuple[list[Outgoing], str | None]:
    """Mails that go out no more by themselves, the newest first. Raises `Forbidden`, `Invalid`."""
    require_mails(actor)
    chosen = select(Outgoing).where(col(Outgoing.state).in_(STUCK)).order_by(col(Outgoing.id).desc())
    if cursor:
        chosen = chosen.where(col(Outgoing.id) < paging.decode_id(cursor))
    rows = list((await session.execute(chosen.limit(limit + 1))).scalars())
    more = paging.encode(rows[limit - 1].id or 0) if len(rows) > limit else None
    return rows[:limit], more


async def stuck_mail_alone(session: AsyncSession, actor: Actor, mail_id: int) -> Outgoing:
    """One of them, and nobody else does anything with it before this transaction ends.

    Raises `Forbidden`, `NotFound`, also when it goes out again meanwhile.
    """
    require_mails(actor)
    chosen = select(Outgoing).where(col(Outgoing.id) == mail_id, col(Outgoing.state).in_(STUCK))
    found = (await session.execute(chosen.with_for_update())).scalar_one_or_none()
    if found is None:
        raise NotFound(str(mail_id))
    return found
