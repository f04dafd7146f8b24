"""Answering: an answer's progress and its end, kept only while it is still being written."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.chat.actions.asking import Asked
from aics_app.chat.events import ReplyFinished
from aics_app.chat.models import (
    Citation,
    Conversation,
    Message,
    Priority,
    Source,
    Speaker,
    State,
    TransferReason,
)
from aics_app.core.db import rows_changed
from aics_app.core.events import record
from aics_app.core.text import one_line, plain


@dataclass(frozen=True)
class Passage:
    """A source as it is kept with an answer."""

    item_id: int
    title: str
    text: str
    score: float
    kind: str = "faq"


@dataclass(frozen=True)
class Answer:
    """What the AI says, or why it could not; `extra` holds what the page offers beside it.

    `calls`: a person is asked for at once, this urgently.
    """

    text: str
    source: Source
    state: State = State.DONE
    confidence: float = 0.0
    intent: str = ""
    transfer_reason: TransferReason | None = None
    calls: Priority | None = None
    error_code: str | None = None
    citations: tuple[Passage, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


async def beat(session: AsyncSession, reply_id: int, text: str, at: datetime) -> bool:
    """Save how far an answer has come; false when it is no longer being written (stopped, or taken over)."""
    kept = await rows_changed(
        session,
        update(Message)
        .where(col(Message.id) == reply_id, col(Message.state) == State.STREAMING)
        .values(content=text, beat_at=at),
    )
    return kept == 1


async def finish(session: AsyncSession, asked: Asked, answer: Answer, at: datetime) -> bool:
    """Save an answer's end; false, and nothing saved, when it had ended already or a person took over.

    The conversation is changed first, as everybody does who changes both: who holds it decides alone.
    """
    if not await _released(session, asked, one_line(plain(answer.text), 120), at):
        return False
    still_written = col(Message.id) == asked.reply_id, col(Message.state) == State.STREAMING
    ended = update(Message).where(*still_written).values(**end_of(answer), beat_at=None)
    if await rows_changed(session, ended) != 1:
        return False
    if answer.citations:
        session.add_all(citations_of(asked.reply_id, answer))
    fact = ReplyFinished(
        actor_id=None,
        subject_id=asked.conversation_id,
        at=at,
        message_id=asked.reply_id,
        state=answer.state,
        source=answer.source,
        intent=answer.intent or None,
        confidence=round(answer.confidence, 4),
    )
    record(session, fact)
    return True


def end_of(answer: Answer) -> dict[str, Any]:
    """What an answer leaves in its message's columns."""
    return {
        "content": answer.text,
        "state": answer.state,
        "source": answer.source,
        "confidence": round(answer.confidence, 4),
        "intent": answer.intent or None,
        "transfer_reason": answer.transfer_reason,
        "error_code": answer.error_code,
        "extra": answer.extra or None,
    }


def citations_of(reply_id: int, answer: Answer) -> list[Citation]:
    """The rows of an answer's sources, in their order."""
    return [
        Citation(
            message_id=reply_id,
            position=position,
            kind=passage.kind,
            item_id=passage.item_id,
            title=passage.title,
            passage=passage.text,
            score=round(passage.score, 4),
        )
        for position, passage in enumerate(answer.citations, start=1)
    ]


async def _released(session: AsyncSession, asked: Asked, preview: str, at: datetime) -> bool:
    """Whether the AI has the word and this answer was the one in the making; now none is."""
    values: dict[str, Any] = {"reply_id": None, "last_message_at": at}
    if preview:
        values |= {"preview": preview, "preview_kind": None}
    its_turn = (
        col(Conversation.id) == asked.conversation_id,
        col(Conversation.reply_id) == asked.reply_id,
        col(Conversation.speaker) == Speaker.AI,
    )
    change = update(Conversation).where(*its_turn)
    return await rows_changed(session, change.values(**values, version=col(Conversation.version) + 1)) == 1


async def interrupt_silent_replies(
    session: AsyncSession, *, before: datetime, at: datetime
) -> list[tuple[str, int]]:
    """End answers whose writer has not been heard of since `before`. Returns their conversations and ids."""
    silent = (
        select(Message)
        .where(col(Message.state) == State.STREAMING, col(Message.beat_at) < before)
        .order_by(col(Message.id))  # every process in the same order, or two would wait for each other
        .limit(200)
    )
    ended = []
    for reply in (await session.execute(silent)).scalars():
        assert reply.id is not None
        asked = Asked(reply.session_id, reply.reply_to or 0, reply.id, "", "")
        answer = Answer(reply.content, Source.LLM, State.STOPPED, error_code="reply_interrupted")
        if await finish(session, asked, answer, at):
            ended.append((reply.session_id, reply.id))
    return ended
