"""The agent's side: taking, passing on, ending. Whoever has the hand-off has the word in its conversation."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.accounts.queries import nickname_of
from aics_app.chat import actions as chat
from aics_app.chat.errors import AlreadyTaken
from aics_app.core.errors import Invalid
from aics_app.core.events import record
from aics_app.core.text import clean
from aics_app.handoff import queries
from aics_app.handoff.actions.changing import about, change, end, wait_again
from aics_app.handoff.errors import AgentNotThere, HandoffOver
from aics_app.handoff.events import HandoffClosed, HandoffTaken, HandoffTransferred
from aics_app.handoff.models import MAX_NOTE_CHARS, Disposition, EndReason, Handoff, Status
from aics_app.handoff.policies import require_desk_work, require_has
from aics_app.workforce import actions as workforce
from aics_app.workforce.models import Status as Presence
from aics_app.workforce.queries import statuses


@dataclass(frozen=True)
class Given:
    """A hand-off and who has it now; `stopped_reply_id` is the answer whose writer is to be stopped."""

    handoff: Handoff
    stopped_reply_id: int | None


async def take(
    session: AsyncSession, actor: Actor, handoff_id: int, at: datetime
) -> tuple[Handoff, int | None]:
    """Take a chat by hand, also beyond one's capacity; again what one has changes nothing.

    The second figure is the answer of the AI that this broke off, to be stopped after the commit.
    Raises `NotFound`, `Forbidden`, `AlreadyTaken`, `HandoffOver`.
    """
    seen = await queries.get(session, actor, handoff_id)
    require_desk_work(actor)
    handoff = await queries.alone(session, seen)
    if handoff.status == Status.ACTIVE:
        if handoff.agent_id != actor.user_id:
            raise AlreadyTaken(agent=await nickname_of(session, handoff.agent_id))
        return handoff, None
    if not handoff.is_open:
        raise HandoffOver
    stopped = await chat.take_over(session, handoff.session_id, actor.user_id, at)
    await queries.hold_person(session, actor.user_id)
    await workforce.give_work(session, actor.user_id, at)
    await settle(session, handoff, actor.user_id, at, by_hand=True)
    return handoff, stopped


async def settle(
    session: AsyncSession, handoff: Handoff, agent_id: int, at: datetime, *, by_hand: bool
) -> None:
    """Write down who has it, and tell; the word and the work are his already."""
    values = {"status": Status.ACTIVE, "agent_id": agent_id, "taken_at": handoff.taken_at or at}
    await change(session, handoff, **values, given_at=at, left_by=None, silent_since=at)
    await chat.announce(
        session, handoff.session_id, "handoff_taken", at, agent=await nickname_of(session, agent_id)
    )
    fact = HandoffTaken(
        actor_id=agent_id if by_hand else None,
        **about(handoff, at),
        agent_id=agent_id,
        by_hand=by_hand,
    )
    record(session, fact)


@dataclass(frozen=True)
class Target:
    """Where a chat is passed on to: one colleague, or a team's queue."""

    agent_id: int | None = None
    team: str | None = None


async def transfer(
    session: AsyncSession, actor: Actor, handoff_id: int, to: Target, *, note: str, at: datetime
) -> Handoff:
    """Pass one's chat on, with a note for the staff; at a team's queue it waits before all others.

    Raises `NotFound`, `Forbidden`, `Invalid`, `HandoffOver`, `NotSpeaking`, `AgentNotThere`.
    """
    handoff = await _own(session, actor, handoff_id)
    if (to.agent_id is None) == (not to.team) or to.agent_id == actor.user_id:
        raise Invalid(fields={"to_agent": "choice"})
    text = _checked(note)
    if text:
        await chat.note(session, actor, handoff.session_id, text, client_id=None, at=at)
    if to.agent_id is not None:
        await _to_agent(session, actor, handoff, to.agent_id, at)
    else:
        await _to_team(session, actor, handoff, to.team or "", at)
    fact = HandoffTransferred(
        actor_id=actor.user_id,
        **about(handoff, at),
        from_agent_id=actor.user_id,
        to_agent_id=to.agent_id,
        to_team=to.team,
    )
    record(session, fact)
    return handoff


async def _to_agent(session: AsyncSession, actor: Actor, handoff: Handoff, to_id: int, at: datetime) -> None:
    colleague = await queries.find_colleague(session, to_id)
    if colleague is None:
        raise AgentNotThere(name=str(to_id))
    if (await statuses(session, [to_id], at))[to_id] is Presence.OFFLINE:
        raise AgentNotThere(name=colleague.nickname)
    await chat.pass_on(session, handoff.session_id, actor.user_id, to_id, at)
    await queries.hold_person(session, to_id)
    await workforce.give_work(session, to_id, at)
    await change(session, handoff, agent_id=to_id, given_at=at, silent_since=at)
    told = {"from_agent": actor.nickname, "agent": colleague.nickname}
    await chat.announce(session, handoff.session_id, "handoff_transferred", at, **told)


async def _to_team(session: AsyncSession, actor: Actor, handoff: Handoff, team: str, at: datetime) -> None:
    if not await queries.has_team(session, team):
        raise AgentNotThere(name=team)
    await wait_again(session, handoff, at, from_id=actor.user_id, left_by=actor.user_id, team=team)
    await chat.announce(session, handoff.session_id, "handoff_to_team", at, team=team)


async def give_back(session: AsyncSession, actor: Actor, handoff_id: int, at: datetime) -> Handoff:
    """Let the AI go on. Raises `NotFound`, `Forbidden`, `HandoffOver`, `NotSpeaking`."""
    handoff = await _own(session, actor, handoff_id)
    await end(session, handoff, Status.CLOSED, EndReason.GIVEN_BACK, at)
    await chat.announce(session, handoff.session_id, "handoff_given_back", at)
    _closed(session, actor, handoff, at)
    return handoff


async def close(
    session: AsyncSession,
    actor: Actor,
    handoff_id: int,
    *,
    disposition: Disposition,
    note: str,
    at: datetime,
) -> Handoff:
    """End one's chat, with what became of it and a note for the staff.

    Raises `NotFound`, `Forbidden`, `Invalid`, `HandoffOver`, `NotSpeaking`.
    """
    handoff = await _own(session, actor, handoff_id)
    result = {"disposition": disposition, "note": _checked(note) or None}
    await end(session, handoff, Status.CLOSED, EndReason.CLOSED, at, **result)
    await chat.announce(session, handoff.session_id, "handoff_closed", at, agent=actor.nickname)
    _closed(session, actor, handoff, at)
    return handoff


async def _own(session: AsyncSession, actor: Actor, handoff_id: int) -> Handoff:
    """The hand-off that the actor has, and nobody else changes it."""
    seen = await queries.get(session, actor, handoff_id)
    require_desk_work(actor)
    handoff = await queries.alone(session, seen)
    require_has(actor, handoff)
    return handoff


def _checked(note: str) -> str:
    if len(note) > MAX_NOTE_CHARS:
        raise Invalid(fields={"note": "too_long"})
    return clean(note)


def _closed(session: AsyncSession, actor: Actor, handoff: Handoff, at: datetime) -> None:
    fact = HandoffClosed(
        actor_id=actor.user_id,
        **about(handoff, at),
        agent_id=actor.user_id,
        end_reason=handoff.end_reason or "",
        disposition=handoff.disposition,
    )
    record(session, fact)
