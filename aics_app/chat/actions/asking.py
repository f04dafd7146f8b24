"""Asking: a question is saved together with the place where its answer will stand."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.attachments import actions as attachments
from aics_app.attachments.models import Subject
from aics_app.chat import queries
from aics_app.chat.errors import (
    AnswerInProgress,
    NothingToRetry,
    PersonSpeaks,
    QuestionEmpty,
    QuestionTooLong,
)
from aics_app.chat.events import ConversationStarted, QuestionAsked
from aics_app.chat.models import (
    MAX_QUESTION_CHARS,
    MAX_TITLE_CHARS,
    Conversation,
    Message,
    Sender,
    Speaker,
    State,
)
from aics_app.chat.policies import require_may_ask
from aics_app.core.db import rows_changed
from aics_app.core.errors import Conflict
from aics_app.core.events import record
from aics_app.core.text import clean, is_readable, language_of, one_line


@dataclass(frozen=True)
class Asked:
    """A saved question and the place of its answer. `is_new` is false when it was sent before."""

    conversation_id: str
    question_id: int
    reply_id: int
    question: str
    language: str
    is_new: bool = True


def checked_question(text: str, limit: int = MAX_QUESTION_CHARS) -> str:
    """The question made harmless. Raises `QuestionEmpty` or `QuestionTooLong`."""
    if len(text) > limit:
        raise QuestionTooLong(limit=limit, length=len(text))
    question = clean(text)
    if not is_readable(question):
        raise QuestionEmpty
    return question


async def ask(  # noqa: PLR0913 - who sends what where, and when
    session: AsyncSession,
    actor: Actor,
    question: str,
    *,
    conversation_id: str,
    client_id: str | None,
    at: datetime,
    files: Sequence[int] = (),
) -> Asked:
    """Save a question (checked before) and the place of its answer; a new matter without `conversation_id`.

    `files` are ids of attachments, which the AI never looks into. Raises `NotFound`, `AnswerInProgress`,
    `PersonSpeaks`, `AlreadySent`, `Conflict`. The same `client_id` again returns the first one.
    """
    require_may_ask(actor)
    if conversation_id:
        place = await _place_in(session, actor, conversation_id, client_id)
    else:
        place = await _new_place(session, actor, question, client_id, at)
    if isinstance(place, Asked):
        return place
    message = _of_customer(place, question, client_id, at)
    question_id = await added(session, message)
    await attachments.bind(session, actor, files, to=(Subject.MESSAGE, question_id), at=at)
    language = language_of(question)
    latest = {"preview": one_line(question, 120), "preview_kind": None, "language": language}
    reply_id = await _begin_reply(session, place, question_id, at, **latest)
    record(session, QuestionAsked(actor_id=actor.user_id, subject_id=place.id, at=at, message_id=question_id))
    return Asked(place.id, question_id, reply_id, question, language)


async def _place_in(
    session: AsyncSession, actor: Actor, conversation_id: str, client_id: str | None
) -> Conversation | Asked:
    """His conversation, where the AI has the word; or the same question, if it was sent before."""
    conversation = await queries.own_conversation_alone(session, actor, conversation_id)
    if client_id and (sent := await _sent_before(session, conversation, client_id)):
        return sent
    if conversation.speaker != Speaker.AI:
        raise PersonSpeaks
    return conversation


async def _new_place(
    session: AsyncSession, actor: Actor, question: str, client_id: str | None, at: datetime
) -> Conversation | Asked:
    """A new conversation; or the question that began it, if it was sent before."""
    own_id = _id_for(actor, client_id)
    if client_id and (sent := await _begun_before(session, own_id, client_id)):
        return sent
    return await _start(session, actor, own_id, question, at)


def _of_customer(conversation: Conversation, words: str, client_id: str | None, at: datetime) -> Message:
    return Message(
        user_id=conversation.user_id,
        session_id=conversation.id,
        content=words,
        sender=Sender.CUSTOMER,
        sender_id=conversation.user_id,
        create_time=at,
        client_id=client_id,
    )


async def added(session: AsyncSession, message: Message) -> int:
    """The saved message's id. Raises `Conflict` for a `client_id` that somebody else has used here.

    One's own is looked for before, and nobody adds another meanwhile: the conversation is locked.
    """
    session.add(message)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict from error
    assert message.id is not None
    return message.id


def _id_for(actor: Actor, client_id: str | None) -> str:
    """The new conversation's id: the same for the same message, so that a double click begins one."""
    if not client_id:
        return uuid4().hex
    return hashlib.sha256(f"{actor.user_id}:{client_id}".encode()).hexdigest()[:32]


async def _begun_before(session: AsyncSession, conversation_id: str, client_id: str) -> Asked | None:
    begun = await session.get(Conversation, conversation_id)
    return await _sent_before(session, begun, client_id) if begun else None


async def _sent_before(session: AsyncSession, conversation: Conversation, client_id: str) -> Asked | None:
    said = await queries.find_by_client_id(session, conversation.id, client_id, conversation.user_id)
    if said is None or said.id is None:
        return None
    reply = await queries.find_reply_to(session, said.id)
    reply_id = reply.id if reply and reply.id else 0
    return Asked(conversation.id, said.id, reply_id, said.content, conversation.language, is_new=False)


async def _start(
    session: AsyncSession, actor: Actor, conversation_id: str, title: str, at: datetime
) -> Conversation:
    conversation = Conversation(
        id=conversation_id,
        user_id=actor.user_id,
        title=one_line(title, MAX_TITLE_CHARS),
        language=language_of(title),
        created_at=at,
        last_message_at=at,
    )
    session.add(conversation)
    try:
        await session.flush()
    except IntegrityError as error:  # the same first message from a second tab in the same instant
        raise AnswerInProgress from error
    record(session, ConversationStarted(actor_id=actor.user_id, subject_id=conversation.id, at=at))
    return conversation


async def _begin_reply(
    session: AsyncSession, conversation: Conversation, question_id: int, at: datetime, **changes: str | None
) -> int:
    """Claim the conversation's one answer in the making, and make these changes to the conversation.

    Raises `AnswerInProgress`.
    """
    reply_id = await added(session, _empty_reply(conversation, question_id, at))
    claimed = await rows_changed(
        session,
        update(Conversation)
        .where(
            col(Conversation.id) == conversation.id,
            col(Conversation.reply_id).is_(None),
            col(Conversation.speaker) == Speaker.AI,
        )
        .values(reply_id=reply_id, version=col(Conversation.version) + 1, last_message_at=at, **changes),
    )
    if claimed != 1:
        raise AnswerInProgress
    return reply_id


def _empty_reply(conversation: Conversation, question_id: int, at: datetime) -> Message:
    """The place of an answer."""
    return Message(
        user_id=conversation.user_id,
        session_id=conversation.id,
        content="",
        sender=Sender.AI,
        create_time=at,
        state=State.STREAMING,
        reply_to=question_id,
        beat_at=at,
    )


async def retry(session: AsyncSession, actor: Actor, message_id: int, at: datetime) -> Asked:
    """Answer the same question once more, in place of an answer that was stopped or failed."""
    require_may_ask(actor)
    conversation, reply = await queries.get_own_reply(session, actor, message_id)
    if conversation.speaker != Speaker.AI:
        raise PersonSpeaks
    if reply.state not in (State.STOPPED, State.FAILED) or reply.reply_to is None:
        raise NothingToRetry
    latest = await queries.messages(session, conversation, limit=1)
    if not latest or latest[0][0].id != reply.id:
        raise NothingToRetry
    replaced = await rows_changed(
        session,
        update(Message)
        .where(col(Message.id) == reply.id, col(Message.state) == reply.state)
        .values(state=State.REPLACED),
    )
    if replaced != 1:
        raise NothingToRetry
    question = await queries.get_message(session, reply.reply_to)
    reply_id = await _begin_reply(session, conversation, reply.reply_to, at)
    return Asked(conversation.id, reply.reply_to, reply_id, question.content, conversation.language)


async def start_conversation(session: AsyncSession, actor: Actor, title: str, at: datetime) -> Conversation:
    """A conversation without a question yet."""
    require_may_ask(actor)
    return await _start(session, actor, uuid4().hex, clean(title), at)
