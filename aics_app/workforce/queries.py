"""Every read about those who work."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    CompoundSelect,
    Date,
    Integer,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.core import paging
from aics_app.core.errors import NotFound
from aics_app.workforce.models import (
    DEFAULT_CAPACITY,
    AgentPresence,
    AgentProfile,
    BusinessSlot,
    Holiday,
    Plan,
    Status,
)
from aics_app.workforce.policies import MAY_NOT_WORK, WORKING_ROLES, require_among_staff, require_work
from aics_app.workforce.rules.hours import Hours, Slot
from aics_app.workforce.rules.planning import HolidayPlan, Week
from aics_app.workforce.rules.presence import effective, silent_before
from aics_app.workforce.rules.turn import Candidate


@dataclass(frozen=True)
class Agent:
    """One who may be given work, there or not. `since` belongs to `status`, `version` to what he can do."""

    user_id: int
    nickname: str
    status: Status
    capacity: int
    team: str | None
    skills: tuple[str, ...]
    since: datetime | None
    version: int = 0


async def agents(
    session: AsyncSession, actor: Actor, now: datetime, *, limit: int, cursor: str = ""
) -> tuple[list[Agent], str | None]:
    """Who may be given work, by id, and the cursor of what follows. Raises `Forbidden` or `Invalid`."""
    require_among_staff(actor)
    wanted = _workers().order_by(col(User.id)).limit(limit + 1)
    if cursor:
        wanted = wanted.where(col(User.id) > paging.decode_id(cursor))
    found = [_agent(*row, now) for row in (await session.execute(wanted)).all()]
    following = paging.encode(found[limit - 1].user_id) if len(found) > limit else None
    return found[:limit], following


async def get_own_agent(session: AsyncSession, actor: Actor, now: datetime) -> Agent:
    """The actor as an agent. Raises `Forbidden`."""
    return await get_agent(session, actor, actor.user_id, now)


async def get_agent(session: AsyncSession, actor: Actor, user_id: int, now: datetime) -> Agent:
    """One who may be given work. Raises `Forbidden` or `NotFound`."""
    require_work(actor)
    row = (await session.execute(_workers().where(col(User.id) == user_id))).one_or_none()
    if row is None:
        raise NotFound(str(user_id))
    return _agent(*row, now)


async def available(session: AsyncSession, now: datetime) -> list[Candidate]:
    """Everybody who is there: work may be given to those online, the others may take some by hand."""
    there = _workers().where(
        col(AgentPresence.status) != Status.OFFLINE, col(AgentPresence.seen_at) > silent_before(now)
    )
    return [_candidate(*row) for row in (await session.execute(there)).all()]


async def count_there(session: AsyncSession, statuses: Collection[Status], now: datetime) -> int:
    """How many are there in one of these ways: of `available`, but counted and not read."""
    asked = await session.execute(_COUNTED, {"ways": list(statuses), "heard_after": silent_before(now)})
    return int(asked.scalar_one())


async def statuses(session: AsyncSession, user_ids: Collection[int], now: datetime) -> dict[int, Status]:
    """How each of these is there; whoever was never there, or may not work any more, is offline."""
    asked = await session.execute(_workers().where(col(User.id).in_(user_ids)))
    known = {agent.user_id: agent.status for agent in (_agent(*row, now) for row in asked.all())}
    return {user_id: known.get(user_id, Status.OFFLINE) for user_id in user_ids}


async def silent(session: AsyncSession, now: datetime) -> list[int]:
    """Who counts as present and was not heard for too long, by id."""
    unheard = select(col(AgentPresence.user_id)).where(
        col(AgentPresence.status) != Status.OFFLINE, col(AgentPresence.seen_at) <= silent_before(now)
    )
    return list((await session.execute(unheard.order_by(col(AgentPresence.user_id)))).scalars())


async def unfit(session: AsyncSession) -> list[int]:
    """Who counts as present and may not work any more, by id."""
    there = select(col(AgentPresence.user_id)).where(
        col(AgentPresence.status) != Status.OFFLINE, col(AgentPresence.user_id).in_(MAY_NOT_WORK)
    )
    return list((await session.execute(there.order_by(col(AgentPresence.user_id)))).scalars())


async def who_may_not_work(session: AsyncSession, user_ids: Collection[int]) -> set[int]:
    """Those of these to whom no work may be given now."""
    found = await session.execute(MAY_NOT_WORK.where(col(User.id).in_(user_ids)))
    return {user_id for user_id in found.scalars() if user_id is not None}


async def hours(session: AsyncSession, timezone: str) -> Hours:
    """When the company is open. `timezone`: the IANA name that the slots are meant in."""
    found: dict[int, list[Slot]] = defaultdict(list)
    days: dict[date, tuple[Slot, ...]] = {}
    for day, slots, weekday, opens, closes in (await session.execute(_HOURS)).all():
        if day is not None:
            days[day] = _slots(slots)
        else:
            found[weekday].append((opens, closes))
    return Hours(ZoneInfo(timezone), _week(found), days)


_HOURS: CompoundSelect[Any] = union_all(  # one trip, for every list of tickets asks for them
    select(col(Holiday.day), col(Holiday.slots), *(literal_column("NULL", Integer()) for _ in range(3))),
    select(
        literal_column("NULL", Date()),
        literal_column("NULL", JSON()),
        col(BusinessSlot.weekday),
        col(BusinessSlot.opens_minute),
        col(BusinessSlot.closes_minute),
    ),
)


def _week(slots: Mapping[int, Sequence[Slot]]) -> Week:
    return {weekday: tuple(sorted(found)) for weekday, found in sorted(slots.items())}


def _slots(kept: Sequence[Sequence[int]]) -> tuple[Slot, ...]:
    return tuple(sorted((opens, closes) for opens, closes in kept))


async def week(session: AsyncSession) -> Week:
    """The slots of every weekday that has some."""
    found: dict[int, list[Slot]] = defaultdict(list)
    for slot in (await session.execute(select(BusinessSlot))).scalars():
        found[slot.weekday].append((slot.opens_minute, slot.closes_minute))
    return _week(found)


async def holidays(session: AsyncSession) -> tuple[HolidayPlan, ...]:
    """Every day with slots of its own, in order."""
    days = (await session.execute(select(Holiday).order_by(col(Holiday.day)))).scalars()
    return tuple(HolidayPlan(one.day, one.name, _slots(one.slots)) for one in days)


async def plan(session: AsyncSession) -> Plan:
    """Which version of hours and holidays this is, read anew; version 0 while nobody has changed any."""
    found = await session.execute(select(Plan).execution_options(populate_existing=True))
    return found.scalar_one_or_none() or Plan(version=0, updated_at=datetime.min.replace(tzinfo=UTC))


async def known_words(session: AsyncSession, actor: Actor) -> tuple[list[str], list[str]]:
    """Teams and skills in use, in order. Raises `Forbidden`."""
    require_among_staff(actor)
    profiles = list((await session.execute(select(AgentProfile))).scalars())
    teams = {profile.team for profile in profiles if profile.team}
    return sorted(teams), sorted({skill for profile in profiles for skill in profile.skills})


@dataclass(frozen=True)
class WorkInHand:
    """How much each agent has now. What counts as work is known above: chats, later tickets."""

    sources: tuple[Callable[[AsyncSession], Awaitable[dict[int, int]]], ...] = ()

    async def by_agent(self, session: AsyncSession) -> dict[int, int]:
        """Pieces of work by agent."""
        counted: Counter[int] = Counter()
        for source in self.sources:
            counted.update(await source(session))
        return dict(counted)


def _workers() -> Select[User, AgentPresence, AgentProfile]:
    return (
        select(User, AgentPresence, AgentProfile)
        .outerjoin(AgentPresence, col(AgentPresence.user_id) == col(User.id))
        .outerjoin(AgentProfile, col(AgentProfile.user_id) == col(User.id))
        .where(col(User.role).in_(WORKING_ROLES), col(User.status) == 1)
    )


_COUNTED = (  # built once: everybody who waits asks for it at every change of the queue
    select(func.count())
    .select_from(User)
    .join(AgentPresence, col(AgentPresence.user_id) == col(User.id))
    .where(
        col(User.role).in_(WORKING_ROLES),
        col(User.status) == 1,
        col(AgentPresence.status).in_(bindparam("ways", expanding=True)),
        col(AgentPresence.seen_at) > bindparam("heard_after"),
    )
)


def _agent(user: User, presence: AgentPresence | None, profile: AgentProfile | None, now: datetime) -> Agent:
    assert user.id is not None
    return Agent(
        user_id=user.id,
        nickname=user.nickname or user.username,
        status=effective(presence.status, presence.seen_at, now) if presence else Status.OFFLINE,
        capacity=profile.capacity if profile else DEFAULT_CAPACITY,
        team=profile.team if profile else None,
        skills=tuple(profile.skills) if profile else (),
        since=presence.since if presence else None,
        version=profile.version if profile else 0,
    )


def _candidate(user: User, presence: AgentPresence, profile: AgentProfile | None) -> Candidate:
    assert user.id is not None
    return Candidate(
        user_id=user.id,
        nickname=user.nickname or user.username,
        status=Status(presence.status),
        capacity=profile.capacity if profile else DEFAULT_CAPACITY,
        skills=frozenset(profile.skills) if profile else frozenset(),
        team=profile.team if profile else None,
        waiting_since=presence.waiting_since or presence.since,
        version=presence.version,
    )
