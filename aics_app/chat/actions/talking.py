"""People write to each other; and what stands between their words: internal notes and lines of the system.

Each locks the conversation, so that the ids of its messages are in the order in which others can read them.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.chat import queries
from aics_app.chat.actions.asking import Asked, ask, checked_question
from aics_app.chat.events import MessageSaid, NoteWritten
from aics_app.chat.models import (
    MAX_QUESTION_CHARS,
    MAX_STAFF_CHARS,
    Conversation,
    Message,
    MessageType,
    Sender,
    Speaker,
)
from aics_app.chat.policies import require_staff_in, speaks_as
from aics_app.core.db import rows_changed
from aics_app.core.errors import Conflict, NotFound
from aics_app.core.events import record
from aics_app.core.text import one_line


@dataclass(frozen=True)
class Said:
    """A saved message of a person. `is_new` is false when it was sent before."""

    message_id: int
    is_new: bool
    conversation_id: str


async def post(
    session: AsyncSession,
    actor: Actor,
    conversation_id: str,
    text: str,
    *,
    client_id: str | None,
    at: datetime,
) -> Asked | Said:
    """What somebody writes: the customer's question while the AI has the word, else `say`. Errors of both."""
    conversation = await queries.conversation_alone(session, conversation_id, actor)
    if conversation.speaker == Speaker.AI and conversation.user_id == actor.user_id:
        question = checked_question(text)
        return await ask(
            session, actor, question, conversation_id=conversation_id, client_id=client_id, at=at
        )
    return await _said(session, actor, conversation, text, client_id, at)


async def say(
    session: AsyncSession,
    actor: Actor,
    conversation_id: str,
    text: str,
    *,
    client_id: str | None,
    at: datetime,
) -> Said:
    """Save what one person says to another; the same `client_id` again returns the first one.

    The customer may while a person has the word (or had it, and is gone), and so may who has it. Raises
    `NotFound`, `NotSpeaking`, `QuestionEmpty`, `QuestionTooLong`.
    """
    conversation = await queries.conversation_alone(session, conversation_id, actor)
    return await _said(session, actor, conversation, text, client_id, at)


async def _said(
    session: AsyncSession,
    actor: Actor,
    conversation: Conversation,
    text: str,
    client_id: str | None,
    at: datetime,
) -> Said:
    if client_id and (sent := await _sent_before(session, actor, conversation, client_id)):
        return sent
    sender = speaks_as(conversation, actor)
    words = checked_question(text, MAX_STAFF_CHARS if sender == Sender.AGENT else MAX_QUESTION_CHARS)
    message = _by(actor, conversation, words, client_id, at)
    message.sender = sender
    message_id = await _added(session, message)
    await _tell_of(session, conversation.id, at, preview=one_line(words, 120))
    fact = MessageSaid(
        actor_id=actor.user_id, subject_id=conversation.id, at=at, message_id=message_id, sender=sender
    )
    record(session, fact)
    return Said(message_id, is_new=True, conversation_id=conversation.id)


async def note(
    session: AsyncSession,
    actor: Actor,
    conversation_id: str,
    text: str,
    *,
    client_id: str | None,
    at: datetime,
) -> Said:
    """Save an internal note, which only the staff ever reads: it moves nothing that the customer sees.

    Whoever of the staff sees the conversation may, unless it is his own. Raises `NotFound`, `QuestionEmpty`,
    `QuestionTooLong`.
    """
    conversation = await queries.conversation_alone(session, conversation_id, actor)
    require_staff_in(conversation, actor)
    if client_id and (sent := await _sent_before(session, actor, conversation, client_id)):
        return sent
    message = _by(actor, conversation, checked_question(text, MAX_STAFF_CHARS), client_id, at)
    message.sender, message.message_type = Sender.AGENT, MessageType.NOTE
    message_id = await _added(session, message)
    fact = NoteWritten(actor_id=actor.user_id, subject_id=conversation.id, at=at, message_id=message_id)
    record(session, fact)
    return Said(message_id, is_new=True, conversation_id=conversation.id)


async def leave_word(
    session: AsyncSession, actor: Actor, conversation_id: str, words: str, *, client_id: str, at: datetime
) -> int:
    """Save what a customer says for people to read later, while the AI has the word: it is not answered.

    Raises `NotFound`.
    """
    conversation = await queries.own_conversation_alone(session, actor, conversation_id)
    message = _by(actor, conversation, words, client_id, at)
    message.sender = Sender.CUSTOMER
    message_id = await _added(session, message)
    await _tell_of(session, conversation.id, at, preview=one_line(words, 120))
    fact = MessageSaid(
        actor_id=actor.user_id,
        subject_id=conversation.id,
        at=at,
        message_id=message_id,
        sender=Sender.CUSTOMER,
    )
    record(session, fact)
    return message_id


async def announce(
    session: AsyncSession, conversation_id: str, what: str, at: datetime, **params: str
) -> int:
    """Save a line of the system, which pages say in the reader's language: `line.<what>` with `params`.

    Raises `NotFound`.
    """
    conversation = await queries.conversation_alone(session, conversation_id)
    line = Message(
        user_id=conversation.user_id,
        session_id=conversation.id,
        content="",
        sender=Sender.SYSTEM,
        message_type=MessageType.SYSTEM,
        create_time=at,
        extra={"what": what, "params": params},
    )
    message_id = await _added(session, line)
    await _tell_of(session, conversation.id, at)
    return message_id


def _by(actor: Actor, conversation: Conversation, words: str, client_id: str | None, at: datetime) -> Message:
    return Message(
        user_id=conversation.user_id,
        session_id=conversation.id,
        content=words,
        sender=Sender.AGENT,
        sender_id=actor.user_id,
        create_time=at,
        client_id=client_id,
    )


async def _sent_before(
    session: AsyncSession, actor: Actor, conversation: Conversation, client_id: str
) -> Said | None:
    known = await queries.find_by_client_id(session, conversation.id, client_id, actor.user_id)
    if known is None or known.id is None:
        return None
    return Said(known.id, is_new=False, conversation_id=conversation.id)


async def _added(session: AsyncSession, message: Message) -> int:
    """The saved message's id. Raises `Conflict` for a `client_id` that somebody else has used here."""
    session.add(message)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict from error
    assert message.id is not None
    return message.id


async def _tell_of(session: AsyncSession, conversation_id: str, at: datetime, **changes: str) -> None:
    """The conversation is the latest one now."""
    change = update(Conversation).where(col(Conversation.id) == conversation_id)
    values = {**changes, "last_message_at": at, "version": col(Conversation.version) + 1}
    if await rows_changed(session, change.values(**values)) != 1:
        raise NotFound(conversation_id)
