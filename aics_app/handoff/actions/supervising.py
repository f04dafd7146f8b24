"""What a supervisor may: take a chat over from the agent who has it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.accounts.queries import nickname_of
from aics_app.chat import actions as chat
from aics_app.core.events import record
from aics_app.handoff import queries
from aics_app.handoff.actions.changing import about, change
from aics_app.handoff.actions.taking import take
from aics_app.handoff.events import HandoffSeized
from aics_app.handoff.models import Handoff, Status
from aics_app.handoff.policies import require_desk_work, require_supervision
from aics_app.workforce import actions as workforce


async def seize(
    session: AsyncSession, actor: Actor, handoff_id: int, at: datetime
) -> tuple[Handoff, int | None]:
    """Take a chat from whoever has it; one that waits is taken as by `take`, one's own stays as it is.

    The second figure is as in `take`. Raises `NotFound`, `Forbidden`, `HandoffOver`.
    """
    seen = await queries.get(session, actor, handoff_id)
    require_desk_work(actor)
    require_supervision(actor)
    handoff = await queries.alone(session, seen)
    former = handoff.agent_id
    if handoff.status != Status.ACTIVE or former is None or former == actor.user_id:
        return await take(session, actor, handoff_id, at)
    await chat.pass_on(session, handoff.session_id, former, actor.user_id, at)
    await queries.hold_person(session, actor.user_id)
    await workforce.give_work(session, actor.user_id, at)
    await change(session, handoff, agent_id=actor.user_id, given_at=at, silent_since=at)
    told = {"from_agent": await nickname_of(session, former), "agent": actor.nickname}
    await chat.announce(session, handoff.session_id, "handoff_seized", at, **told)
    fact = HandoffSeized(
        actor_id=actor.user_id, **about(handoff, at), from_agent_id=former, agent_id=actor.user_id
    )
    record(session, fact)
    return handoff, None
