"""Notes instead of a wait: the customer leaves one, somebody of the staff takes care of it."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.accounts.queries import nickname_of
from aics_app.chat import actions as chat
from aics_app.core.db import rows_changed
from aics_app.core.errors import Invalid
from aics_app.core.events import record
from aics_app.core.text import clean, is_readable
from aics_app.handoff import queries
from aics_app.handoff.actions.changing import about, end
from aics_app.handoff.errors import HandoffOver, HandoffTakenMeanwhile, NoteDoneBefore, NoteNotLeft
from aics_app.handoff.events import HandoffCancelled, HandoffNoteDone, HandoffNoteLeft
from aics_app.handoff.models import MAX_LEFT_CHARS, EndReason, Handoff, LeftNote, Status
from aics_app.handoff.policies import require_desk_work


async def leave_note(
    session: AsyncSession, actor: Actor, handoff_id: int, text: str, at: datetime
) -> Handoff:
    """Say it in writing and wait no longer; left twice, the first one stays.

    Also after a wait that ended by itself. Raises `NotFound`, `Invalid`, `HandoffTakenMeanwhile`,
    `HandoffOver`.
    """
    words = _checked(text)
    handoff = await queries.alone(session, await queries.get_own(session, actor, handoff_id))
    if await queries.find_note(session, handoff_id):
        return handoff
    if handoff.status == Status.ACTIVE:
        raise HandoffTakenMeanwhile
    if handoff.status not in (Status.QUEUED, Status.EXPIRED):
        raise HandoffOver
    if handoff.status == Status.QUEUED:
        await end(session, handoff, Status.CANCELLED, EndReason.CANCELLED, at)
    session.add(LeftNote(handoff_id=handoff_id, text=words, left_at=at))
    await chat.leave_word(session, actor, handoff.session_id, words, client_id=f"note-{handoff_id}", at=at)
    await chat.announce(session, handoff.session_id, "handoff_note_left", at)
    record(session, HandoffNoteLeft(actor_id=actor.user_id, **about(handoff, at)))
    return handoff


async def go_on_in_writing(
    session: AsyncSession, conversation_id: str, user_id: int, at: datetime
) -> Handoff | None:
    """The matter goes on in a ticket of its customer's: who waits for a person waits no longer.

    The hand-off whose wait ended; None without one, also where a person has come in this instant.
    """
    found = await queries.find_open(session, conversation_id)
    if found is None or found.user_id != user_id:
        return None
    handoff = await queries.alone(session, found)
    if handoff.status != Status.QUEUED:
        return None
    await end(session, handoff, Status.CANCELLED, EndReason.CANCELLED, at)
    await chat.announce(session, conversation_id, "handoff_cancelled", at)
    record(session, HandoffCancelled(actor_id=user_id, **about(handoff, at)))
    return handoff


async def take_care(session: AsyncSession, actor: Actor, handoff_id: int, at: datetime) -> Handoff:
    """Say that one has taken care of a note; said again by the same person it changes nothing.

    Raises `NotFound`, `Forbidden`, `NoteNotLeft`, `NoteDoneBefore` (params: `agent`).
    """
    handoff = await queries.get(session, actor, handoff_id)
    require_desk_work(actor)
    if await queries.find_note(session, handoff_id) is None:
        raise NoteNotLeft
    its_turn = update(LeftNote).where(col(LeftNote.handoff_id) == handoff_id, col(LeftNote.done_at).is_(None))
    if await rows_changed(session, its_turn.values(done_by=actor.user_id, done_at=at)) == 1:
        record(session, HandoffNoteDone(actor_id=actor.user_id, **about(handoff, at)))
        return handoff
    done = await queries.find_note(session, handoff_id)
    if done and done.done_by and done.done_by != actor.user_id:
        raise NoteDoneBefore(agent=await nickname_of(session, done.done_by))
    return handoff


def _checked(text: str) -> str:
    if len(text) > MAX_LEFT_CHARS:
        raise Invalid(fields={"text": "too_long"})
    words = clean(text)
    if not is_readable(words):
        raise Invalid(fields={"text": "required"})
    return words
