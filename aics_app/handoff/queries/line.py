"""Reads of the queue, and of those who work on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.chat.events import PersonWished
from aics_app.chat.models import AskedBy, Conversation, Message, MessageType, Sender, Speaker
from aics_app.core.events import Activity
from aics_app.handoff.models import Handoff, Priority, Status
from aics_app.handoff.rules.absence import Presence, Why, is_gone, is_silent
from aics_app.workforce.models import AgentPresence
from aics_app.workforce.models import Status as AtWork
from aics_app.workforce.queries import who_may_not_work
from aics_app.workforce.rules.presence import SILENT_AFTER

TURN = (col(Handoff.priority).desc(), col(Handoff.queued_at), col(Handoff.id))
"""`rules.queue.turn` as the database sorts."""
_SECOND = timedelta(seconds=1)
TAKES = timedelta(seconds=10)
"""From a wish to its hand-off it never takes so long."""
HEARD_WITHIN = timedelta(minutes=10)
"""Older wishes are history: what a longer outage left is asked again by its customer."""


@dataclass(frozen=True)
class Abandoned:
    """A chat that its agent no longer looks after."""

    handoff: Handoff
    agent_id: int
    why: Why


@dataclass(frozen=True)
class Wish:
    """A wish for a person as it was noted."""

    session_id: str
    reason: str
    source: str
    priority: int


async def is_idle(session: AsyncSession) -> bool:
    """Whether nobody waits and nobody is served."""
    anything = select(col(Handoff.id)).where(col(Handoff.open_key).is_not(None)).limit(1)
    return (await session.execute(anything)).scalar_one_or_none() is None


async def unheard(session: AsyncSession, now: datetime) -> list[Wish]:
    """Wishes for a person that nobody took up: the process that noted them died before it told of them."""
    at = col(Activity.at)
    chosen = (
        select(Activity)
        .join(Conversation, col(Conversation.id) == col(Activity.subject_id))
        .outerjoin(Handoff, col(Handoff.open_key) == col(Conversation.id))
        .where(
            col(Activity.event) == PersonWished.__name__,
            at > now - HEARD_WITHIN,
            at <= now - TAKES,
            col(Conversation.wants_person_at).is_not(None),
            col(Conversation.speaker) == Speaker.AI,
            col(Handoff.id).is_(None),
        )
    )
    return [
        Wish(
            row.subject_id,
            row.data["reason"],
            row.data.get("source", AskedBy.WORDS),
            row.data.get("priority", 0),
        )
        for row in (await session.execute(chosen.order_by(col(Activity.id)))).scalars()
    ]


async def waiting(session: AsyncSession) -> list[Handoff]:
    """Everybody who waits, in the order of their turns."""
    chosen = select(Handoff).where(col(Handoff.status) == Status.QUEUED).order_by(*TURN)
    return list((await session.execute(chosen)).scalars())


async def servable(session: AsyncSession) -> list[Handoff]:
    """As `waiting`, without those whom somebody serves already who took the word without the queue."""
    chosen = (
        select(Handoff)
        .join(Conversation, col(Conversation.id) == col(Handoff.session_id))
        .where(col(Handoff.status) == Status.QUEUED, col(Conversation.speaker_id).is_(None))
    )
    return list((await session.execute(chosen.order_by(*TURN))).scalars())


async def active(session: AsyncSession) -> list[Handoff]:
    """Everything that some agent has, oldest first."""
    chosen = select(Handoff).where(col(Handoff.status) == Status.ACTIVE).order_by(col(Handoff.id))
    return list((await session.execute(chosen)).scalars())


async def place(session: AsyncSession, handoff: Handoff) -> int:
    """The place of one who waits, 1 = next. Asked by every customer at every change, so only counted."""
    sooner, level = col(Handoff.priority) > handoff.priority, col(Handoff.priority) == handoff.priority
    earlier = col(Handoff.queued_at) < handoff.queued_at
    same_instant = and_(col(Handoff.queued_at) == handoff.queued_at, col(Handoff.id) < handoff.id)
    before = or_(sooner, and_(level, or_(earlier, same_instant)))
    found = await session.execute(
        select(func.count()).select_from(Handoff).where(col(Handoff.status) == Status.QUEUED, before)
    )
    return found.scalar_one() + 1


async def first_queued_at(session: AsyncSession, priority: int) -> datetime | None:
    """Since when the next of this priority waits."""
    found = await session.execute(
        select(col(Handoff.queued_at))
        .where(col(Handoff.status) == Status.QUEUED, col(Handoff.priority) == priority)
        .order_by(col(Handoff.queued_at))
        .limit(1)
    )
    return found.scalar_one_or_none()


async def load(session: AsyncSession) -> dict[int, int]:
    """How many chats each agent has."""
    found = await session.execute(
        select(col(Handoff.agent_id), func.count())
        .where(col(Handoff.status) == Status.ACTIVE)
        .group_by(col(Handoff.agent_id))
    )
    return {agent_id: count for agent_id, count in found if agent_id is not None}


async def last_given(session: AsyncSession) -> int | None:
    """Whom a chat was given to last."""
    found = await session.execute(
        select(col(Handoff.agent_id))
        .where(col(Handoff.given_at).is_not(None), col(Handoff.agent_id).is_not(None))
        .order_by(col(Handoff.given_at).desc(), col(Handoff.id).desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def last_agents(session: AsyncSession, customer_ids: Collection[int]) -> dict[int, int]:
    """Who closed the last chat of each of these customers."""
    found = await session.execute(
        select(col(Handoff.user_id), col(Handoff.agent_id))
        .where(col(Handoff.user_id).in_(customer_ids), col(Handoff.status) == Status.CLOSED)
        .order_by(col(Handoff.id))
    )
    return {user_id: agent_id for user_id, agent_id in found if agent_id is not None}


async def outwaited(session: AsyncSession, before: datetime) -> list[int]:
    """Who has waited since before this instant, by id."""
    chosen = select(col(Handoff.id)).where(
        col(Handoff.status) == Status.QUEUED, col(Handoff.queued_at) < before
    )
    return [found for found in (await session.execute(chosen)).scalars() if found is not None]


async def absent(session: AsyncSession, before: datetime) -> list[Handoff]:
    """Who waits and was last there before this instant; never one who is in danger."""
    last_seen = func.coalesce(col(Handoff.customer_seen_at), col(Handoff.created_at))
    chosen = select(Handoff).where(
        col(Handoff.status) == Status.QUEUED,
        col(Handoff.priority) < Priority.URGENT,
        last_seen < before,
    )
    return list((await session.execute(chosen)).scalars())


async def abandoned(session: AsyncSession, now: datetime, *, patience: timedelta) -> list[Abandoned]:
    """Every chat whose agent is gone, may work no more, or has kept the customer waiting for `patience`."""
    held = await active(session)
    agents = {one.agent_id for one in held if one.agent_id}
    there = await _presences(session, agents)
    unfit = await who_may_not_work(session, agents) if agents else set()
    found = []
    for handoff in held:
        assert handoff.agent_id is not None  # a constraint of the table
        presence = there.get(handoff.agent_id)
        is_away = is_gone(presence, handoff.given_at or handoff.created_at, now, unseen=SILENT_AFTER)
        if is_away or handoff.agent_id in unfit:
            found.append(Abandoned(handoff, handoff.agent_id, Why.OFFLINE))
        # The column points out whom to look at; a process may have died between a message and its note here.
        elif is_silent(handoff.silent_since, now, patience=patience) and is_silent(
            await waits_since(session, handoff), now, patience=patience
        ):
            found.append(Abandoned(handoff, handoff.agent_id, Why.SILENT))
    return found


async def _presences(session: AsyncSession, user_ids: Collection[int]) -> dict[int, Presence]:
    if not user_ids:
        return {}
    found = await session.execute(select(AgentPresence).where(col(AgentPresence.user_id).in_(user_ids)))
    return {
        one.user_id: Presence(one.seen_at, one.since if one.status == AtWork.OFFLINE else None)
        for one in found.scalars()
    }


async def waits_since(session: AsyncSession, handoff: Handoff) -> datetime | None:
    """Since when the customer waits for his agent's word, by what was said; None when it is not his turn."""
    given_at = handoff.given_at or handoff.created_at
    own = col(Message.session_id) == handoff.session_id
    last = await session.execute(
        select(func.max(col(Message.id))).where(
            own,
            col(Message.sender) == Sender.AGENT,
            col(Message.sender_id) == handoff.agent_id,
            col(Message.message_type) != MessageType.NOTE,  # which the customer never saw
            col(Message.create_time) >= given_at - _SECOND,  # the reference's column has no fractions
        )
    )
    answered = last.scalar_one_or_none()
    if answered is None:
        return given_at
    asked = await session.execute(
        select(func.min(col(Message.create_time))).where(
            own, col(Message.sender) == Sender.CUSTOMER, col(Message.id) > answered
        )
    )
    return asked.scalar_one_or_none()
