"""Every read of the audit: pages by instant, so that the last costs as much as the first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, StoredRole, User
from aics_app.accounts.queries import nicknames_of
from aics_app.audit.policies import require_see
from aics_app.audit.rules import Filter, parts_of
from aics_app.core import paging
from aics_app.core.events import Activity, subject_types

AT_ONCE = 1000
MOST_ACTORS = 200


@dataclass(frozen=True)
class Entry:
    """One thing that happened; `who` is a name, nothing for nobody or one who is gone.

    `names` are those of roles and people as they are called now: `role:LEAD`, `user:7`.
    """

    id: int
    at: datetime
    actor_id: int | None
    who: str
    event: str
    subject_type: str
    subject_id: str
    subject: str
    address: str
    before: str
    after: str
    rest: str
    names: Mapping[str, str] = field(default_factory=dict, compare=False)


async def entries(
    session: AsyncSession, actor: Actor, wanted: Filter, *, limit: int, cursor: str = ""
) -> tuple[list[Entry], str | None]:
    """The newest first, and where the next begin. Raises `Forbidden`, or `Invalid` for a strange cursor."""
    require_see(actor)
    chosen = _chosen(wanted)
    if cursor:
        at, activity_id = _place(cursor)
        own_id = col(Activity.id)
        chosen = chosen.where(
            or_(col(Activity.at) < at, and_(col(Activity.at) == at, own_id < activity_id)),
            col(Activity.at) <= at,
        )
    ordered = chosen.order_by(col(Activity.at).desc(), col(Activity.id).desc()).limit(limit + 1)
    rows = list((await session.execute(ordered)).scalars())
    found = await _named(session, rows[:limit])
    if len(rows) <= limit:
        return found, None
    return found, paging.encode(found[-1].at.isoformat(), found[-1].id)


async def staff(session: AsyncSession, actor: Actor, role: str) -> list[tuple[int, str]]:
    """Whom it can be filtered by: everybody but those of this role, by name."""
    require_see(actor)
    people = select(User).where(col(User.role) != role).order_by(col(User.username)).limit(MOST_ACTORS)
    return [(one.id or 0, one.nickname or one.username) for one in (await session.execute(people)).scalars()]


async def kinds(session: AsyncSession, actor: Actor) -> list[str]:
    """The kinds of what has happened so far."""
    require_see(actor)
    # From one to the next in the index: to read a million rows for a dozen words takes too long.
    found: list[str] = []
    while following := await _kind_after(session, found[-1] if found else ""):
        found.append(following)
    return found


async def _kind_after(session: AsyncSession, event: str) -> str | None:
    first = select(func.min(col(Activity.event))).where(col(Activity.event) > event)
    return (await session.execute(first)).scalar_one()


def _chosen(wanted: Filter) -> Select[Activity]:
    same = {
        col(Activity.actor_id): wanted.actor_id,
        col(Activity.event): wanted.event,
        col(Activity.subject_type): wanted.subject_type,
        col(Activity.subject_id): wanted.subject_id,
    }
    chosen = select(Activity).where(*(column == value for column, value in same.items() if value))
    if wanted.subject_id and not wanted.subject_type:  # the index of subjects begins with what they are
        chosen = chosen.where(col(Activity.subject_type).in_(subject_types()))
    if wanted.since:
        chosen = chosen.where(col(Activity.at) >= wanted.since)
    if wanted.until:
        chosen = chosen.where(col(Activity.at) < wanted.until)
    return chosen if wanted.everything else chosen.where(col(Activity.is_audited) == true())


def _place(cursor: str) -> tuple[datetime, int]:
    at, activity_id = paging.decode(cursor, 2)
    return paging.instant(at), paging.number(activity_id)


async def _named(session: AsyncSession, rows: list[Activity]) -> list[Entry]:
    ids = {row.actor_id for row in rows if row.actor_id}
    ids |= {int(row.subject_id) for row in rows if row.subject_type in _PEOPLE and row.subject_id.isdecimal()}
    ids |= {found for row in rows for found in _people_in(row.data)}
    names = await nicknames_of(session, ids)
    roles = await session.execute(select(StoredRole).where(col(StoredRole.label) != ""))
    called = {f"role:{one.name}": one.label for one in roles.scalars()}
    called |= {f"user:{user_id}": name for user_id, name in names.items()}
    return [_entry(row, names, called) for row in rows]


def _people_in(data: Mapping[str, Any]) -> Iterator[int]:
    """Whom the fields of a fact name, those of before and after as well."""
    for name, value in data.items():
        if isinstance(value, dict) and name in ("before", "after"):
            yield from _people_in(value)
        elif isinstance(value, int) and (name.endswith("_id") or name in ("before", "after")):
            yield value


_PEOPLE = frozenset({"user", "agent", "customer"})


def _entry(row: Activity, names: dict[int, str], called: Mapping[str, str]) -> Entry:
    before, after, rest = parts_of(row.data)
    about = int(row.subject_id) if row.subject_type in _PEOPLE and row.subject_id.isdecimal() else 0
    return Entry(
        id=row.id or 0,
        at=row.at,
        actor_id=row.actor_id,
        who=names.get(row.actor_id or 0, ""),
        event=row.event,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        subject=names.get(about, ""),
        address=row.address or "",
        before=before,
        after=after,
        rest=rest,
        names=called,
    )
