"""What nobody does by hand: chats given to whose turn it is, and taken from who is gone or silent."""

from datetime import datetime, timedelta

from sqlalchemy import Table, bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.chat import actions as chat
from aics_app.core.db import rows_changed
from aics_app.core.errors import Conflict
from aics_app.core.events import record
from aics_app.handoff import queries
from aics_app.handoff.actions.changing import about, wait_again
from aics_app.handoff.actions.taking import Given, settle
from aics_app.handoff.events import HandoffReturned
from aics_app.handoff.models import Handoff, Status
from aics_app.handoff.rules.absence import Why
from aics_app.handoff.rules.needs import is_particular, needs
from aics_app.workforce import actions as workforce
from aics_app.workforce.queries import available
from aics_app.workforce.rules.turn import Candidate, Policy, choose

PATIENCE = timedelta(seconds=120)
"""As the run-time setting begins."""


async def assign_next(
    session: AsyncSession, now: datetime, policy: Policy, *, patience: timedelta = PATIENCE
) -> Given | None:
    """Give the first who can be served to whose turn it is; None when nobody waits for anybody who is free.

    For `patience` the right team, and under the policy `skill` the right skills, are waited for. One a
    transaction: who held several chats and agents would wait for others in a circle. Raises `Conflict` when
    chat or agent are not as they were read, by another replica or by hand: ask again.
    """
    queue = await queries.servable(session)
    candidates = await available(session, now) if queue else []
    if not candidates:
        return None
    load, previous = await queries.load(session), await queries.last_given(session)
    last_agents = await queries.last_agents(session, {waiting.user_id for waiting in queue})
    for waiting in queue:
        particular = is_particular(waiting.waiting_since or waiting.created_at, now, patience)
        fitting = [one for one in candidates if _fits(one, waiting, particular=particular)]
        skills = [one.skills for one in fitting] if particular else ()
        chosen = choose(
            policy,
            fitting,
            load,
            needs=needs(waiting.language, waiting.intent, skills),
            last_agent=last_agents.get(waiting.user_id),
            previous=previous,
        )
        if chosen is not None:
            agent = next(one for one in fitting if one.user_id == chosen)
            return await _give(session, waiting, agent, now)
    return None


def _fits(agent: Candidate, waiting: Handoff, *, particular: bool) -> bool:
    """Whether he belongs to the team that it waits for first, and is not the one who let it go."""
    is_right = not particular or waiting.team in (None, agent.team)
    return agent.user_id != waiting.left_by and is_right


async def _give(session: AsyncSession, waiting: Handoff, agent: Candidate, now: datetime) -> Given:
    handoff = await queries.alone(session, waiting)
    if handoff.status != Status.QUEUED:
        raise Conflict(f"hand-off {handoff.id} waits no longer")
    await queries.hold_person(session, agent.user_id)
    if not await workforce.give_work(session, agent.user_id, now, version=agent.version):
        raise Conflict(f"agent {agent.user_id} is not free as he was")
    stopped = await chat.take_over(session, handoff.session_id, agent.user_id, now)
    await settle(session, handoff, agent.user_id, now, by_hand=False)
    return Given(handoff, stopped)


async def requeue(session: AsyncSession, handoff_id: int, at: datetime, *, from_agent: int, why: Why) -> bool:
    """Take it from an agent who is gone or silent: it waits again, before all others.

    False when he does not have it any more. Who was silent is not given it again by itself; who was gone may
    be, when he comes back.
    """
    handoff = await queries.alone(session, await session.get_one(Handoff, handoff_id))
    if handoff.status != Status.ACTIVE or handoff.agent_id != from_agent:
        return False
    left_by = from_agent if why == Why.SILENT else None
    await wait_again(session, handoff, at, from_id=from_agent, left_by=left_by, team=handoff.team)
    await chat.announce(session, handoff.session_id, "handoff_returned", at)
    fact = HandoffReturned(
        actor_id=None,
        **about(handoff, at),
        agent_id=from_agent,
        why=why,
    )
    record(session, fact)
    return True


async def heard_customer(session: AsyncSession, conversation_id: str, at: datetime) -> None:
    """The customer said something: from now on he waits for his agent, unless he does already."""
    await rows_changed(session, _BEGINS_TO_WAIT, {"heard_in": conversation_id, "heard_at": at})


async def heard_agent(session: AsyncSession, conversation_id: str, agent_id: int, at: datetime) -> bool:
    """The agent answered: nobody waits for him. Whether it was his first word, whose time is kept."""
    heard = {"heard_in": conversation_id, "heard_from": agent_id}
    if await rows_changed(session, _WAITS_NO_MORE, heard):  # so it is with most words
        return False
    return await rows_changed(session, _IS_ANSWERED, {**heard, "heard_at": at}) == 1


# Built once, since they are carried out at every message.
_HANDOFFS: Table = Handoff.__table__  # type: ignore[attr-defined]  # SQLModel does not say so
_SERVED = update(_HANDOFFS).where(
    _HANDOFFS.c.open_key == bindparam("heard_in"), _HANDOFFS.c.status == Status.ACTIVE
)
_BEGINS_TO_WAIT = _SERVED.where(_HANDOFFS.c.silent_since.is_(None)).values(silent_since=bindparam("heard_at"))
_BY_AGENT = _SERVED.where(_HANDOFFS.c.agent_id == bindparam("heard_from")).values(silent_since=None)
_WAITS_NO_MORE = _BY_AGENT.where(_HANDOFFS.c.first_reply_at.is_not(None))
_IS_ANSWERED = _BY_AGENT.values(first_reply_at=bindparam("heard_at"))
