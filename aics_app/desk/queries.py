"""What the desk's lists show: hand-offs with their conversations and customers, in one read each."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.chat.models import Conversation
from aics_app.handoff.models import Handoff, Status
from aics_app.handoff.policies import require_desk_work, visible_to
from aics_app.handoff.queries.line import TURN

LONGEST = 100


@dataclass(frozen=True)
class Case:
    """A hand-off with the conversation that it is about, and its customer."""

    handoff: Handoff
    conversation: Conversation
    customer: User


async def waiting(session: AsyncSession, actor: Actor) -> list[Case]:
    """Who waits, in the order of their turns. Raises `Forbidden`."""
    require_desk_work(actor)
    chosen = _cases(actor).where(col(Handoff.status) == Status.QUEUED)
    return [Case(*row) for row in (await session.execute(chosen.order_by(*TURN).limit(LONGEST))).all()]


async def mine(session: AsyncSession, actor: Actor) -> list[Case]:
    """The actor's chats, those that wait for his answer first, the longest at the top. Raises `Forbidden`."""
    require_desk_work(actor)
    chosen = _cases(actor).where(col(Handoff.status) == Status.ACTIVE, col(Handoff.agent_id) == actor.user_id)
    unanswered_first = (
        col(Handoff.silent_since).is_(None),
        col(Handoff.silent_since),
        col(Handoff.given_at).desc(),
    )
    found = await session.execute(chosen.order_by(*unanswered_first).limit(LONGEST))
    return [Case(*row) for row in found.all()]


async def find_latest(session: AsyncSession, actor: Actor, conversation_id: str) -> Case | None:
    """The latest hand-off of a conversation. Raises `Forbidden`."""
    require_desk_work(actor)
    chosen = _cases(actor).where(col(Handoff.session_id) == conversation_id)
    row = (await session.execute(chosen.order_by(col(Handoff.id).desc()).limit(1))).one_or_none()
    return Case(*row) if row else None


def _cases(actor: Actor) -> Select[Handoff, Conversation, User]:
    return (
        select(Handoff, Conversation, User)
        .join(Conversation, col(Conversation.id) == col(Handoff.session_id))
        .join(User, col(User.id) == col(Handoff.user_id))
        .where(visible_to(actor))
    )
