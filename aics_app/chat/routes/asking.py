"""`/api/ai/*`: asking, and following the answer."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from aics_app.accounts.models import Actor
from aics_app.chat import actions, limits, queries, views
from aics_app.chat.actions import Asked
from aics_app.chat.errors import ReplyBroke, ReplyInterrupted
from aics_app.chat.models import Source, State
from aics_app.chat.replies import Pieces, Replies, follow, rows_of
from aics_app.chat.routes.streams import STREAM_HEADERS, Asker, event
from aics_app.chat.rules.transfer import Facts, transfer_reason
from aics_app.chat.schemas import (
    AnswerOut,
    Judgement,
    Question,
    TransferCheck,
)
from aics_app.core import clock, metrics
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError
from aics_app.core.inputs import Id
from aics_app.core.live import Message
from aics_app.core.problems import locale_of, problem
from aics_app.core.text import clean, language_of
from aics_app.knowledge.rules import danger_in, wants_person
from aics_app.knowledge.understanding import Understanding

router = APIRouter(prefix="/api/ai", tags=["ai"])

HEARTBEAT_IDLES = 3


async def ask(actor: Actor, question: Question) -> Asked:
    """Save a question and begin its answer."""
    return await use(Replies).ask(
        actor, question.question, conversation_id=question.session_id, client_id=question.client_id
    )


async def _answer(asked: Asked, own: Pieces | None) -> AnswerOut:
    """The finished answer; not read again when this process has just saved it. Raises what it failed of."""
    if own and own.answer:
        shown = views.Shown(*rows_of(asked, own.answer, clock.now()))
    else:
        async with use(Database).reading() as session:
            (shown,) = await views.shown(session, [await queries.get_message(session, asked.reply_id)])
    reply = shown.message
    if reply.state == State.FAILED:
        raise ReplyBroke.named(reply.error_code)
    if reply.error_code == ReplyInterrupted.code:
        raise ReplyInterrupted
    return AnswerOut.of(shown)


@router.post("/answer")
async def answer(body: Question, actor: Asker) -> AnswerOut:
    """Ask, and wait for the whole answer."""
    asked = await ask(actor, body)
    own = use(Replies).own(asked.reply_id)
    async for _ in follow(use(Replies), asked.conversation_id, asked.reply_id):
        pass
    return await _answer(asked, own)


class _Telling:
    """An answer as server-sent events: `meta`, then `delta`s, then exactly one `done` or `error`."""

    def __init__(self, asked: Asked, locale: str, request_id: str) -> None:
        self._asked = asked
        self._locale = locale
        self._request_id = request_id
        self._source: str = Source.LLM
        self._intent = ""
        self._has_meta = self._has_text = False
        self._idle = 0

    async def events(self) -> AsyncIterator[bytes]:
        """All of them; a comment when nothing happens for 15 s."""
        asked = self._asked
        own = use(Replies).own(asked.reply_id)
        metrics.streams_open.inc()
        try:
            async for message in follow(use(Replies), asked.conversation_id, asked.reply_id):
                if told := self._of(message):
                    yield told
            done = await _answer(asked, own)
            self._source, self._intent = done.source, done.intent
            if told := self._meta():
                yield told
            if done.answer and not self._has_text:
                yield event("delta", {"text": done.answer})
            yield event("done", done.model_dump_json())
        except AppError as error:
            if told := self._meta():
                yield told
            yield event("error", problem(error, self._locale, self._request_id))
        finally:
            metrics.streams_open.dec()

    def _of(self, message: Message) -> bytes:
        match message["type"]:
            case "piece":
                self._has_text = True
                return self._meta() + event("delta", {"text": message["text"]})
            case "wait":
                return self._meta() + event("wait", {"place": message["place"]})
            case "plan":  # kept for `meta`: the answer may still come from somewhere else
                self._source, self._intent = message["source"], message["intent"]
            case "idle":
                self._idle += 1
                return b"" if self._idle % HEARTBEAT_IDLES else b": waiting\n\n"
        return b""

    def _meta(self) -> bytes:
        if self._has_meta:
            return b""
        self._has_meta = True
        known = {"session_id": self._asked.conversation_id, "message_id": self._asked.reply_id}
        return event("meta", {**known, "source": self._source, "intent": self._intent})


async def _stream(request: Request, actor: Actor, question: Question) -> StreamingResponse:
    asked = await ask(actor, question)
    locale = locale_of(request.headers.get("accept-language", ""), asked.language)
    telling = _Telling(asked, locale, getattr(request.state, "request_id", ""))
    return StreamingResponse(telling.events(), media_type="text/event-stream", headers=STREAM_HEADERS)


@router.get("/answer/stream")
async def answer_stream(
    request: Request,
    actor: Asker,
    question: Annotated[str, Query(max_length=20_000)],
    session_id: Annotated[str, Query(max_length=64)] = "",
    client_id: Annotated[str | None, Query(max_length=64)] = None,
) -> StreamingResponse:
    """Ask, and receive the answer as server-sent events."""
    body = Question(question=question, session_id=session_id, client_id=client_id)
    return await _stream(request, actor, body)


@router.post("/answer/stream")
async def answer_stream_post(request: Request, body: Question, actor: Asker) -> StreamingResponse:
    """Ask, and receive the answer as server-sent events."""
    return await _stream(request, actor, body)


@router.get("/check-transfer")
async def check_transfer(
    _actor: Asker,
    question: Annotated[str, Query(max_length=20_000)],
    answer: Annotated[str, Query(max_length=20_000)] = "",
) -> TransferCheck:
    """Whether a person should take over after this question and answer."""
    text = actions.checked_question(question)
    understood = await use(Understanding).understand(text, language_of(text))
    facts = Facts(
        wants_person=wants_person(text),
        in_danger=danger_in(text) is not None,
        source=Source.LLM if clean(answer) else Source.NONE,
        confidence=understood.confidence,
        threshold=await limits.threshold(use(Database)),
        intent=understood.intent,
    )
    reason = transfer_reason(facts)
    return TransferCheck(need_transfer=reason is not None, reason=reason)


@router.post("/messages/{message_id}/feedback", status_code=204)
async def feedback(message_id: Id, body: Judgement, actor: Asker) -> None:
    """Thumbs up or down for an answer; said again, it replaces."""
    async with use(Database).transaction() as session:
        await actions.give_feedback(
            session, actor, message_id, helpful=body.helpful, reason=body.reason, at=clock.now()
        )


@router.post("/messages/{message_id}/stop", status_code=204)
async def stop(message_id: Id, actor: Asker) -> None:
    """End an answer that is being written; what it says so far stays."""
    async with use(Database).reading() as session:
        await queries.get_own_reply(session, actor, message_id)
    use(Replies).stop(message_id)
