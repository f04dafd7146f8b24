"""Reads of single hand-offs and of the records."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, User
from aics_app.accounts.queries import nicknames_of, stored_actor
from aics_app.chat.models import Conversation, Speaker
from aics_app.core import paging
from aics_app.core.errors import Forbidden, NotFound
from aics_app.core.events import Activity
from aics_app.handoff.events import HandoffEvent
from aics_app.handoff.models import Handoff, LeftNote
from aics_app.handoff.policies import owned_by, visible_to
from aics_app.handoff.queries.filters import Filter, conditions
from aics_app.handoff.rules.waits import MAX_SAMPLES, RECENT, Past
from aics_app.workforce.models import AgentProfile

MAX_STEPS = 200


async def get(session: AsyncSession, actor: Actor, handoff_id: int) -> Handoff:
    """A hand-off that the actor may see; raises `NotFound`."""
    return await _one(session, handoff_id, visible_to(actor))


async def get_own(session: AsyncSession, actor: Actor, handoff_id: int) -> Handoff:
    """A hand-off of the actor as a customer; raises `NotFound`."""
    return await _one(session, handoff_id, owned_by(actor))


async def _one(session: AsyncSession, handoff_id: int, allowed: ColumnElement[bool]) -> Handoff:
    found = await session.execute(select(Handoff).where(allowed, col(Handoff.id) == handoff_id))
    handoff = found.scalar_one_or_none()
    if handoff is None:
        raise NotFound(str(handoff_id))
    return handoff


async def alone(session: AsyncSession, seen: Handoff) -> Handoff:
    """The same as it stands now, and nobody else changes it before this transaction ends.

    The conversation is locked first, as everybody does who changes both, or two would wait for each other.
    """
    chosen = select(col(Conversation.id)).where(col(Conversation.id) == seen.session_id)
    await session.execute(chosen.with_for_update())
    await session.refresh(seen, with_for_update=True)
    return seen


async def find_note(session: AsyncSession, handoff_id: int) -> LeftNote | None:
    """The note that its customer left, as it stands now."""
    return await session.get(LeftNote, handoff_id, populate_existing=True)


async def notes(session: AsyncSession, handoff_ids: Collection[int]) -> dict[int, LeftNote]:
    """The notes that were left at these hand-offs."""
    if not handoff_ids:
        return {}
    found = await session.execute(select(LeftNote).where(col(LeftNote.handoff_id).in_(handoff_ids)))
    return {note.handoff_id: note for note in found.scalars()}


async def find_open(session: AsyncSession, conversation_id: str) -> Handoff | None:
    """The conversation's open hand-off: there is never a second one."""
    found = await session.execute(select(Handoff).where(col(Handoff.open_key) == conversation_id))
    return found.scalar_one_or_none()


async def find_wordless(session: AsyncSession, user_id: int) -> Handoff | None:
    """The customer's open hand-off in a conversation in which nobody has said anything yet."""
    chosen = (
        select(Handoff)
        .join(Conversation, col(Conversation.id) == col(Handoff.open_key))
        .where(col(Handoff.user_id) == user_id, col(Conversation.preview) == "")
        .order_by(col(Handoff.id).desc())
    )
    return (await session.execute(chosen.limit(1))).scalar_one_or_none()


async def customer_of(session: AsyncSession, conversation_id: str) -> Actor | None:
    """The conversation's customer, as if signed in; None for a conversation that is gone."""
    found = await session.execute(
        select(User)
        .join(Conversation, col(Conversation.user_id) == col(User.id))
        .where(col(Conversation.id) == conversation_id)
    )
    user = found.scalar_one_or_none()
    return await stored_actor(session, user) if user else None


async def is_vacant(session: AsyncSession, handoff: Handoff) -> bool:
    """Whether a person had the word in its conversation and is gone."""
    conversation = await session.get_one(Conversation, handoff.session_id, populate_existing=True)
    return conversation.speaker == Speaker.AGENT and conversation.speaker_id is None


async def listed(
    session: AsyncSession, actor: Actor, wanted: Filter, *, cursor: str = "", limit: int = 50
) -> tuple[list[Handoff], str | None]:
    """The hand-offs that the actor may see, newest first; with the next cursor.

    Raises `Forbidden` when a customer asks by what only the staff is told.
    """
    if wanted.disposition is not None and not actor.may(Right.HANDOFFS_SEE_ALL):
        raise Forbidden(Right.HANDOFFS_SEE_ALL)
    chosen = select(Handoff).where(visible_to(actor), *conditions(wanted))
    if cursor:
        chosen = chosen.where(col(Handoff.id) < paging.decode_id(cursor))
    found = await session.execute(chosen.order_by(col(Handoff.id).desc()).limit(limit + 1))
    rows = list(found.scalars())
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], paging.encode(rows[limit - 1].id or 0)


async def past(session: AsyncSession, now: datetime) -> Past:
    """What the recent hand-offs took, newest first."""
    rows = (await session.execute(_RECENT, {"since": now - RECENT})).all()
    taken = [(created_at, taken_at, ended_at) for created_at, taken_at, ended_at in rows if taken_at]
    waits = [(taken_at - created_at).total_seconds() for created_at, taken_at, _ in taken]
    handlings = [(ended_at - taken_at).total_seconds() for _, taken_at, ended_at in taken if ended_at]
    return Past(waits, handlings)


_RECENT = (  # built once: everybody who waits asks for it at every change of the queue
    select(col(Handoff.created_at), col(Handoff.taken_at), col(Handoff.ended_at))
    .where(col(Handoff.taken_at) > bindparam("since"))
    .order_by(col(Handoff.taken_at).desc())
    .limit(MAX_SAMPLES)
)


async def titles(session: AsyncSession, rows: Collection[Handoff]) -> dict[str, str]:
    """What the conversations of these hand-offs are about: their titles by id."""
    wanted = {row.session_id for row in rows}
    if not wanted:
        return {}
    chosen = select(col(Conversation.id), col(Conversation.title)).where(col(Conversation.id).in_(wanted))
    return {row.id: row.title for row in (await session.execute(chosen)).all()}


async def faces(session: AsyncSession, user_ids: Collection[int]) -> dict[int, str]:
    """The pictures of these people."""
    chosen = select(col(User.id), col(User.avatar)).where(col(User.id).in_(user_ids))
    return {user_id or 0: avatar or "" for user_id, avatar in (await session.execute(chosen)).all()}


async def timeline(
    session: AsyncSession, actor: Actor, handoff_id: int
) -> tuple[list[Activity], dict[int, str]]:
    """What happened to a hand-off that the actor may see, in order; and what the people in it are called."""
    await get(session, actor, handoff_id)
    chosen = select(Activity).where(
        col(Activity.subject_type) == HandoffEvent.subject_type, col(Activity.subject_id) == str(handoff_id)
    )
    steps = list((await session.execute(chosen.order_by(col(Activity.id)).limit(MAX_STEPS))).scalars())
    named = {step.actor_id for step in steps} | {
        step.data.get(key) for step in steps for key in ("agent_id", "to_agent_id")
    }
    return steps, await nicknames_of(session, {one for one in named if one})


async def find_colleague(session: AsyncSession, user_id: int) -> Actor | None:
    """Somebody who takes chats and may sign in."""
    user = await session.get(User, user_id)
    if user is None or not user.is_enabled:
        return None
    actor = await stored_actor(session, user)
    return actor if actor.may(Right.DESK_WORK) else None


async def has_team(session: AsyncSession, team: str) -> bool:
    """Whether anybody belongs to it."""
    found = await session.execute(
        select(col(AgentProfile.user_id)).where(col(AgentProfile.team) == team).limit(1)
    )
    return found.scalar_one_or_none() is not None


async def hold_person(session: AsyncSession, user_id: int, *, alone: bool = False) -> None:
    """Nobody changes this person before the transaction ends; held before whatever hangs on him.

    With `alone` nobody else holds him either.
    """
    chosen = select(col(User.id)).where(col(User.id) == user_id)
    await session.execute(chosen.with_for_update(read=not alone))
