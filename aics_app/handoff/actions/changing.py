"""What every change of a hand-off shares: guarded by its version, told in the conversation."""

from datetime import datetime
from typing import TypedDict

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.chat import actions as chat
from aics_app.core.db import rows_changed
from aics_app.core.errors import Conflict
from aics_app.handoff import queries
from aics_app.handoff.models import EndReason, Handoff, Status
from aics_app.handoff.rules.queue import at_front


async def change(session: AsyncSession, handoff: Handoff, **values: object) -> None:
    """Write these values, unless somebody wrote since it was read. Raises `Conflict`."""
    changed = await rows_changed(
        session,
        update(Handoff)
        .where(col(Handoff.id) == handoff.id, col(Handoff.version) == handoff.version)
        .values(**values, version=handoff.version + 1),
    )
    if changed != 1:
        raise Conflict(f"hand-off {handoff.id} has changed meanwhile")
    await session.refresh(handoff)


class About(TypedDict):
    """What every event of a hand-off begins with."""

    subject_id: str
    at: datetime
    session_id: str


def about(handoff: Handoff, at: datetime) -> About:
    """The subject of an event."""
    return {"subject_id": str(handoff.id), "at": at, "session_id": handoff.session_id}


async def end(
    session: AsyncSession, handoff: Handoff, status: Status, why: EndReason, at: datetime, **more: object
) -> None:
    """It is over, and the AI has the word again, if a person had it or was waited for."""
    if handoff.status == Status.ACTIVE or await queries.is_vacant(session, handoff):
        await chat.give_back(session, handoff.session_id, handoff.agent_id, at)
    else:
        await chat.forget_wish(session, handoff.session_id)
    ended = {"status": status, "end_reason": why, "ended_at": at, "open_key": None, "silent_since": None}
    await change(session, handoff, **ended, **more)


async def wait_again(
    session: AsyncSession,
    handoff: Handoff,
    at: datetime,
    *,
    from_id: int,
    left_by: int | None,
    team: str | None,
) -> None:
    """Nobody has it any more: it waits before all others of its priority. The AI keeps quiet."""
    await chat.vacate(session, handoff.session_id, from_id, at)
    first = await queries.first_queued_at(session, handoff.priority)
    await change(
        session,
        handoff,
        status=Status.QUEUED,
        agent_id=None,
        left_by=left_by,
        team=team,
        queued_at=at_front(handoff.queued_at, first),
        waiting_since=at,
        customer_seen_at=at,
        given_at=None,
        silent_since=None,
        attempts=handoff.attempts + 1,
    )
