"""People write to each other; and what stands between their words: internal notes and lines of the system.

Each locks the conversation, so that the ids of its messages are in the order in which others can read them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, Table, bindparam, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.attachments import actions as attachments
from aics_app.attachments.models import Attachment, Subject
from aics_app.chat import queries
from aics_app.chat.actions.asking import Asked, added, ask, checked_question
from aics_app.chat.errors import FilesNeedWords
from aics_app.chat.events import MessageSaid, NoteWritten
from aics_app.chat.models import (
    MAX_QUESTION_CHARS,
    MAX_STAFF_CHARS,
    Conversation,
    Message,
    MessageType,
    Sender,
    Speaker,
    Talk,
    What,
)
from aics_app.chat.policies import require_staff_in, speaks_as
from aics_app.core.db import is_duplicate, rows_changed
from aics_app.core.errors import Conflict, NotFound
from aics_app.core.events import record
from aics_app.core.text import clean, one_line


@dataclass(frozen=True)
class Said:
    """A saved message of a person. `is_new` is false when it was sent before.

    Of a new one without files, what others are shown need not be read: its row, of no session, who wrote it,
    whose conversation it is in, and which `version` of that came of it.
    """

    message_id: int
    is_new: bool
    conversation_id: str
    message: Message | None = None
    author: Actor | None = None
    customer_id: int = 0
    version: int = 0


@dataclass(frozen=True)
class _Sent:
    """What somebody sends: words, files, or both."""

    text: str
    client_id: str | None
    files: Sequence[int] = ()

    def words(self, limit: int) -> str:
        """Made harmless; nothing at all is only enough beside files."""
        return checked_question(self.text, limit) if clean(self.text) or not self.files else ""


def question_with(files: Sequence[int], text: str) -> str:
    """A question to the AI, checked. It looks into no files: without words raises `FilesNeedWords`."""
    if files and not clean(text):
        raise FilesNeedWords
    return checked_question(text)


def _preview(words: str, files: Sequence[Attachment]) -> dict[str, str | None]:
    """What lists show of it."""
    if words or not files:
        return {"preview": one_line(words, 120), "preview_kind": None}
    return {"preview": files[0].name, "preview_kind": files[0].kind}


async def post(  # noqa: PLR0913 - who sends what where, and when
    session: AsyncSession,
    actor: Actor,
    conversation_id: str,
    text: str,
    *,
    client_id: str | None,
    at: datetime,
    files: Sequence[int] = (),
) -> Asked | Said:
    """What somebody writes: the customer's question while the AI has the word, else `say`. Errors of both."""
    conversation, known_id = await queries.talk_alone(session, conversation_id, actor, client_id)
    if conversation.speaker == Speaker.AI and conversation.user_id == actor.user_id:
        return await ask(
            session,
            actor,
            question_with(files, text),
            conversation_id=conversation_id,
            client_id=client_id,
            at=at,
            files=files,
        )
    if known_id:
        return Said(known_id, is_new=False, conversation_id=conversation_id)
    return await _said(session, actor, conversation, _Sent(text, client_id, files), at)


async def say(  # noqa: PLR0913 - who sends what where, and when
    session: AsyncSession,
    actor: Actor,
    conversation_id: str,
    text: str,
    *,
    client_id: str | None,
    at: datetime,
    files: Sequence[int] = (),
) -> Said:
    """Save what one person says to another; the same `client_id` again returns the first one.

    `files` are ids of the actor's own pending attachments; with them there need not be words.

    The customer may while a person has the word (or had it, and is gone), and so may who has it. Raises
    `NotFound`, `NotSpeaking`, `QuestionEmpty`, `QuestionTooLong`, `AlreadySent`.
    """
    conversation, known_id = await queries.talk_alone(session, conversation_id, actor, client_id)
    if known_id:
        return Said(known_id, is_new=False, conversation_id=conversation_id)
    return await _said(session, actor, conversation, _Sent(text, client_id, files), at)


async def _said(session: AsyncSession, actor: Actor, conversation: Talk, sent: _Sent, at: datetime) -> Said:
    sender = speaks_as(conversation, actor)
    words = sent.words(MAX_STAFF_CHARS if sender == Sender.AGENT else MAX_QUESTION_CHARS)
    message = _by(actor, conversation, words, sent.client_id, at)
    message.sender = sender
    message_id = await _first_id(session, message)
    if message_id is None:
        return await _sent_before(session, message)
    files = await attachments.bind(session, actor, sent.files, to=(Subject.MESSAGE, message_id), at=at)
    await _tell_of(session, conversation.id, at, **_preview(words, files))
    fact = MessageSaid(
        actor_id=actor.user_id, subject_id=conversation.id, at=at, message_id=message_id, sender=sender
    )
    record(session, fact)
    return Said(
        message_id,
        is_new=True,
        conversation_id=conversation.id,
        message=None if files else message,
        author=actor,
        customer_id=conversation.user_id,
        version=conversation.version + 1,
    )


async def note(  # noqa: PLR0913 - who sends what where, and when
    session: AsyncSession,
    actor: Actor,
    conversation_id: str,
    text: str,
    *,
    client_id: str | None,
    at: datetime,
    files: Sequence[int] = (),
) -> Said:
    """Save an internal note, which only the staff ever reads: it moves nothing that the customer sees.

    Whoever of the staff sees the conversation may, unless it is his own. Raises `NotFound`, `QuestionEmpty`,
    `QuestionTooLong`, `AlreadySent`.
    """
    conversation, known_id = await queries.talk_alone(session, conversation_id, actor, client_id)
    require_staff_in(conversation, actor)
    if known_id:
        return Said(known_id, is_new=False, conversation_id=conversation.id)
    words = _Sent(text, client_id, files).words(MAX_STAFF_CHARS)
    message = _by(actor, conversation, words, client_id, at)
    message.sender, message.message_type = Sender.AGENT, MessageType.NOTE
    message_id = await _first_id(session, message)
    if message_id is None:
        return await _sent_before(session, message)
    await rows_changed(session, _NOTED, {"told_of": conversation.id})
    await attachments.bind(session, actor, files, to=(Subject.MESSAGE, message_id), at=at)
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
    message_id = await added(session, message)
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
    session: AsyncSession, conversation_id: str, what: What, at: datetime, **params: str
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
    message_id = await added(session, line)
    await _tell_of(session, conversation.id, at)
    return message_id


def _by(
    actor: Actor, conversation: Conversation | Talk, words: str, client_id: str | None, at: datetime
) -> Message:
    return Message(
        user_id=conversation.user_id,
        session_id=conversation.id,
        content=words,
        sender=Sender.AGENT,
        sender_id=actor.user_id,
        create_time=at.replace(microsecond=0),  # as it is kept: others are shown it unread
        client_id=client_id,
    )


async def _sent_before(session: AsyncSession, message: Message) -> Said:
    """What this person's other page sent under the same `client_id`; of somebody else raises `Conflict`."""
    client_id = message.client_id or ""
    known = await queries.find_by_client_id(session, message.session_id, client_id, message.sender_id)
    if known is None or known.id is None:
        raise Conflict
    return Said(known.id, is_new=False, conversation_id=message.session_id)


async def _first_id(session: AsyncSession, message: Message) -> int | None:
    """The saved message's id, which it is given; None if its `client_id` was used here before."""
    columns = {column.name: getattr(message, column.name) for column in _MESSAGES.columns}
    values = {name: value for name, value in columns.items() if value is not None}
    try:
        done = await session.execute(_ADDED, values)
    except IntegrityError as error:
        if is_duplicate(error):
            return None
        raise Conflict from error
    assert isinstance(done, CursorResult)
    message.id = done.lastrowid
    return message.id


async def _tell_of(session: AsyncSession, conversation_id: str, at: datetime, **preview: str | None) -> None:
    """The conversation is the latest one now."""
    values: dict[str, object] = {"told_of": conversation_id, "told_at": at}
    if preview:
        values |= {"told": preview["preview"], "told_kind": preview.get("preview_kind")}
    if await rows_changed(session, _TOLD if preview else _ANNOUNCED, values) != 1:
        raise NotFound(conversation_id)


# Built once, since they are carried out at every message.
_MESSAGES: Table = Message.__table__  # type: ignore[attr-defined]  # SQLModel does not say so
_TALKS: Table = Conversation.__table__  # type: ignore[attr-defined]  # as above
_ADDED = insert(_MESSAGES)
_NOTED = update(_TALKS).where(_TALKS.c.id == bindparam("told_of")).values(version=_TALKS.c.version + 1)
_ANNOUNCED = _NOTED.values(last_message_at=bindparam("told_at"))
_TOLD = _ANNOUNCED.values(preview=bindparam("told"), preview_kind=bindparam("told_kind"))
