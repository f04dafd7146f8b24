"""Presence, and whose turn it was.

Whoever changes how an agent is there locks the person's row first, then the presence, and one person only:
two tabs, two replicas and the watch then wait for each other, never for a deadlock. A heartbeat and a turn
lock the presence alone.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, case, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, User
from aics_app.accounts.queries import granted, has_sessions
from aics_app.core.db import rows_changed
from aics_app.core.errors import NotFound
from aics_app.core.events import record
from aics_app.workforce.events import PresenceChanged
from aics_app.workforce.models import AgentPresence, Status
from aics_app.workforce.policies import MAY_NOT_WORK, require_work
from aics_app.workforce.rules.presence import silent_before

# As the reference keeps it beside the person.
_ONLINE_STATUS = {Status.OFFLINE: 0, Status.ONLINE: 1, Status.BUSY: 2, Status.AWAY: 3}


async def beat(session: AsyncSession, actor: Actor, at: datetime) -> None:
    """The agent's page is there: he keeps what he chose, or has it again. The first time he is online.

    Raises `Forbidden`.
    """
    require_work(actor)
    if await _is_still(session, actor, None, at):
        await _hear(session, actor, at)
        return
    presence = await _held(session, actor.user_id)
    await _become(session, actor, presence, Status(presence.chosen) if presence else Status.ONLINE, at)


async def choose_presence(session: AsyncSession, actor: Actor, status: Status, at: datetime) -> None:
    """How the agent wants to be there; said again it is a heartbeat. Raises `Forbidden`."""
    require_work(actor)
    if await _is_still(session, actor, status, at):
        await _hear(session, actor, at)
    else:
        await _become(session, actor, await _held(session, actor.user_id), status, at)


async def expire(session: AsyncSession, user_id: int, now: datetime) -> bool:
    """He becomes offline if he is still unheard for a minute: once, of all replicas that find him so."""
    await session.execute(select(col(User.id)).where(col(User.id) == user_id).with_for_update())
    # Else heard in the meantime, or another replica was first.
    return await _go(session, user_id, now, col(AgentPresence.seen_at) <= silent_before(now))


async def leave(session: AsyncSession, user_id: int, at: datetime) -> bool:
    """He is offline at once, whatever he chose, for he has signed out everywhere; whether he was there."""
    await session.execute(select(col(User.id)).where(col(User.id) == user_id).with_for_update())
    if await has_sessions(session, user_id, at):
        return False
    return await _go(session, user_id, at)


async def lose_desk(session: AsyncSession, user_id: int, at: datetime) -> bool:
    """He is offline at once if he may not work any more; whether he was there until now."""
    await session.execute(select(col(User.id)).where(col(User.id) == user_id).with_for_update())
    return await _go(session, user_id, at, col(AgentPresence.user_id).in_(MAY_NOT_WORK))


async def _go(session: AsyncSession, user_id: int, at: datetime, *conditions: ColumnElement[bool]) -> bool:
    gone = (
        update(AgentPresence)
        .where(
            col(AgentPresence.user_id) == user_id,
            col(AgentPresence.status) != Status.OFFLINE,
            *conditions,
        )
        .values(status=Status.OFFLINE, since=at, waiting_since=None, version=col(AgentPresence.version) + 1)
    )
    if await rows_changed(session, gone) != 1:
        return False
    await _tell(session, user_id, Status.OFFLINE, at, actor_id=None)
    return True


async def give_work(session: AsyncSession, user_id: int, at: datetime, *, version: int | None = None) -> bool:
    """He has work now, and is the last to wait for more. Holds him until the transaction ends.

    With the `version` of a `Candidate`: False when his status changed or he was given work since it was read,
    perhaps by another replica; then nothing happened, and whose turn it is must be asked again.
    """
    waiting = case((col(AgentPresence.status) == Status.ONLINE, at), else_=None)
    turn = (
        update(AgentPresence)
        .where(col(AgentPresence.user_id) == user_id)
        .values(waiting_since=waiting, version=col(AgentPresence.version) + 1)
    )
    if version is not None:
        turn = turn.where(col(AgentPresence.version) == version)
    return await rows_changed(session, turn) == 1


async def _is_still(session: AsyncSession, actor: Actor, status: Status | None, at: datetime) -> bool:
    """Whether he was heard within a minute and is there as he chose, which is `status` if that is given.

    A look without a lock: an UPDATE that asked the same might wait, miss, and then hold the presence before
    the person. Whatever changes after the look, a heartbeat does no harm to.
    """
    steady = select(col(AgentPresence.status)).where(
        col(AgentPresence.user_id) == actor.user_id,
        col(AgentPresence.status) == col(AgentPresence.chosen),
        col(AgentPresence.seen_at) > silent_before(at),
    )
    found = (await session.execute(steady)).scalar_one_or_none()
    return found is not None and status in (None, found)


async def _hear(session: AsyncSession, actor: Actor, at: datetime) -> None:
    """Nothing changes but when he was seen last. Clocks of replicas differ: what was seen later stays."""
    later = case((col(AgentPresence.seen_at) < at, at), else_=col(AgentPresence.seen_at))
    own = update(AgentPresence).where(col(AgentPresence.user_id) == actor.user_id)
    await rows_changed(session, own.values(seen_at=later))


async def _held(session: AsyncSession, user_id: int) -> AgentPresence | None:
    """His presence as it is now; nobody else changes it before this transaction ends."""
    await hold_person(session, user_id)
    return await session.get(AgentPresence, user_id, populate_existing=True, with_for_update=True)


async def hold_person(session: AsyncSession, user_id: int) -> None:
    """Lock the person, by nothing but the key. Raises `NotFound` unless it is somebody who works here."""
    person = select(col(User.role)).where(col(User.id) == user_id).with_for_update()
    role = (await session.execute(person)).scalar_one_or_none() or ""
    if Right.DESK_WORK not in (await granted(session, role)).rights:
        raise NotFound(str(user_id))


async def _become(
    session: AsyncSession, actor: Actor, held: AgentPresence | None, status: Status, at: datetime
) -> None:
    before = held.status if held else Status.OFFLINE
    presence = held or AgentPresence(
        user_id=actor.user_id, chosen=status, status=status, seen_at=at, since=at
    )
    presence.chosen, presence.status = status, status
    presence.seen_at = max(presence.seen_at, at)
    session.add(presence)
    if before == status:
        return
    presence.since = at
    presence.waiting_since = at if status is Status.ONLINE else None
    presence.version += 1
    await _tell(session, actor.user_id, status, at, actor_id=actor.user_id)


async def _tell(
    session: AsyncSession, user_id: int, status: Status, at: datetime, *, actor_id: int | None
) -> None:
    await session.execute(
        update(User).where(col(User.id) == user_id).values(online_status=_ONLINE_STATUS[status])
    )
    record(session, PresenceChanged(actor_id=actor_id, subject_id=str(user_id), at=at, status=status))
