"""Who may speak: one column, changed by compare-and-set with the conversation locked.

Every change locks the conversation before its messages. An answer ends in the same order, so that none waits
for the other in a circle, and of an answer's end and a take-over exactly one comes first.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.chat import queries
from aics_app.chat.actions.asking import Asked
from aics_app.chat.actions.replying import Answer, finish
from aics_app.chat.errors import AlreadyTaken, NotSpeaking, PersonSpeaks
from aics_app.chat.events import WordGivenBack, WordPassedOn, WordTaken, WordVacated
from aics_app.chat.models import Conversation, Source, Speaker, State
from aics_app.core.db import rows_changed
from aics_app.core.errors import Conflict
from aics_app.core.events import record


async def take_over(session: AsyncSession, conversation_id: str, agent_id: int, at: datetime) -> int | None:
    """Give this agent the word, which the AI or nobody has.

    An answer being written ends where it was last kept; its id is returned, so that the edge stops its writer
    after the commit. Taking again what one has changes nothing. Raises `NotFound`, `AlreadyTaken`.
    """
    conversation = await queries.conversation_alone(session, conversation_id)
    if conversation.speaker == Speaker.AGENT and conversation.speaker_id is not None:
        if conversation.speaker_id == agent_id:
            return None
        raise AlreadyTaken(agent=await queries.nickname_of(session, conversation.speaker_id))
    reply_id = conversation.reply_id
    if reply_id is not None:
        await _break_off(session, conversation_id, reply_id, at)
    free = or_(col(Conversation.speaker) == Speaker.AI, col(Conversation.speaker_id).is_(None))
    changes = {"speaker": Speaker.AGENT, "speaker_id": agent_id, "reply_id": None}
    if not await _changed(session, conversation_id, free, **changes):
        raise Conflict
    fact = WordTaken(actor_id=agent_id, subject_id=conversation_id, at=at, reply_id=reply_id)
    record(session, fact)
    return reply_id


async def _break_off(session: AsyncSession, conversation_id: str, reply_id: int, at: datetime) -> None:
    """What was kept of an answer stays as its end; its writer will find that it has ended."""
    kept = await queries.get_message(session, reply_id)
    asked = Asked(conversation_id, kept.reply_to or 0, reply_id, "", "")
    answer = Answer(kept.content, Source.LLM, State.STOPPED, error_code=PersonSpeaks.code)
    await finish(session, asked, answer, at)


async def pass_on(
    session: AsyncSession, conversation_id: str, from_id: int, to_id: int, at: datetime
) -> None:
    """Give the word from one agent to another. Raises `NotSpeaking` when the first does not have it."""
    if not await _changed(session, conversation_id, _has_word(from_id), speaker_id=to_id):
        raise NotSpeaking
    record(session, WordPassedOn(actor_id=from_id, subject_id=conversation_id, at=at, to_id=to_id))


async def give_back(session: AsyncSession, conversation_id: str, agent_id: int | None, at: datetime) -> None:
    """Give the word to the AI, from this agent, or with None where nobody has it. Raises `NotSpeaking`."""
    changes = {"speaker": Speaker.AI, "speaker_id": None, "wants_person_at": None}
    if not await _changed(session, conversation_id, _has_word(agent_id), **changes):
        raise NotSpeaking
    record(session, WordGivenBack(actor_id=agent_id, subject_id=conversation_id, at=at))


async def vacate(session: AsyncSession, conversation_id: str, agent_id: int, at: datetime) -> None:
    """This agent is gone: nobody has the word, the AI keeps quiet. Raises `NotSpeaking`."""
    if not await _changed(session, conversation_id, _has_word(agent_id), speaker_id=None):
        raise NotSpeaking
    record(session, WordVacated(actor_id=agent_id, subject_id=conversation_id, at=at))


def _has_word(agent_id: int | None) -> ColumnElement[bool]:
    whose = col(Conversation.speaker_id)
    return and_(
        col(Conversation.speaker) == Speaker.AGENT, whose.is_(None) if agent_id is None else whose == agent_id
    )


async def _changed(
    session: AsyncSession, conversation_id: str, still: ColumnElement[bool], **changes: object
) -> bool:
    """Whether the conversation was still so, and has been changed."""
    change = update(Conversation).where(col(Conversation.id) == conversation_id, still)
    return await rows_changed(session, change.values(**changes, version=col(Conversation.version) + 1)) == 1
