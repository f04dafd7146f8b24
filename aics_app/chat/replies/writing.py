"""One answer from its question to its last word, saved whatever happens."""

import asyncio
import logging
from contextlib import aclosing
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.chat import actions, queries
from aics_app.chat.actions import Answer, Asked
from aics_app.chat.models import AskedBy, Sender, Source, State, TransferReason
from aics_app.chat.replies import ways
from aics_app.chat.replies.pieces import Pieces
from aics_app.chat.replies.ways import Background, Draft, Plan, Tools
from aics_app.chat.rules.grounding import unfounded
from aics_app.chat.rules.transfer import record_of
from aics_app.configuration import queries as configuration
from aics_app.configuration.models import Key
from aics_app.core import clock, metrics
from aics_app.core.errors import AppError, DatabaseUnavailable
from aics_app.knowledge import actions as knowledge
from aics_app.llm import ChatTurn, ModelError, ModelTimeout, ModelUnavailable

logger = logging.getLogger(__name__)

HISTORY = 12
"""Of what was said the model is told so much."""
LOOKED_AT = 2 * HISTORY
"""Answers that failed are looked at too, for they call a person; they must not cost the model its memory."""
SAVE_PAUSES_S = (0.1, 0.3, 1.0, 3.0, 5.0, 10.0, 10.0)


async def write(tools: Tools, asked: Asked, pieces: Pieces, *, begins: bool = False) -> None:
    """Answer the question; end, save and tell it. Cancelling stops the answer where it stands.

    `begins` says that nothing was said before this question.
    """
    plan, background = Plan(), Background()
    try:
        background = await _background(tools, asked, begins=begins)
        plan = await ways.plan(tools, asked, background)
        answer = plan.answer or await _generate(tools, asked, plan.draft, background, pieces)
    except asyncio.CancelledError:
        code = "reply_interrupted" if pieces.interrupted else None
        answer = Answer(pieces.text, Source.LLM, State.STOPPED, error_code=code)
    except AppError as error:
        answer = await _failed(tools, asked, background, error.code, pieces.text)
    except Exception:
        logger.exception("reply %s broke", asked.reply_id)
        answer = Answer(pieces.text, Source.NONE, State.FAILED, error_code="internal")
    pieces.is_written = True
    pieces.flush()
    kept = await _kept_for_good(tools, asked, plan, answer)
    if kept:  # else a person has taken over, or it ended elsewhere: what is still held is told to nobody
        pieces.speak()
    pieces.end(kept)
    if plan.answer:
        metrics.first_words_seconds.labels(answer.source.value).observe(pieces.seconds)
    metrics.answer_seconds.labels(answer.source.value).observe(pieces.seconds)


async def _background(tools: Tools, asked: Asked, *, begins: bool) -> Background:
    async with tools.db.reading() as session:
        threshold = await configuration.number(session, Key.AUTO_TRANSFER_THRESHOLD)
        if begins:
            return Background(max_turns=tools.ai.max_turns, threshold=threshold)
        said = await queries.said_before(session, asked.conversation_id, asked.question_id, LOOKED_AT)
    turns = [
        ChatTurn("user" if message.sender == Sender.CUSTOMER else "assistant", message.content)
        for message, _ in said
        if message.state == State.DONE and message.sender != Sender.SYSTEM and message.content
    ]
    return Background(turns[-HISTORY:], record_of(said), tools.ai.max_turns, threshold)


async def _generate(
    tools: Tools, asked: Asked, draft: Draft | None, background: Background, pieces: Pieces
) -> Answer:
    assert draft is not None  # a plan without an answer has a draft
    pieces.announce(Source.LLM, draft.intent, draft.confidence)
    stream = tools.model.stream(
        draft.turns,
        max_tokens=tools.ai.ollama_max_tokens,
        temperature=tools.ai.ollama_temperature,
        on_wait=pieces.waiting,
    )
    try:
        async with aclosing(stream) as said:
            async for piece in said:
                pieces.add(piece)
    except ModelError as error:
        if pieces.text or not _is_away(error):
            raise
        return ways.model_away(draft, error.code)  # knowledge alone serves on, and the page says so
    return _written(asked, draft, background, pieces.text)


def _is_away(error: ModelError) -> bool:
    """Nobody is there to answer, or nobody who says a word in time, rather than somebody who failed at it."""
    return isinstance(error, ModelUnavailable | ModelTimeout) or error.reason == "model_missing"


def _written(asked: Asked, draft: Draft, background: Background, text: str) -> Answer:
    """What the model wrote, with its sources; claims that stand on nothing are pointed out."""
    claims = unfounded(text, [asked.question, *(turn.content for turn in draft.turns)])
    answer = Answer(
        text,
        Source.LLM,
        confidence=draft.confidence,
        intent=draft.intent,
        citations=draft.passages,
        extra={"unverified": claims[:5]} if claims else {},
    )
    return ways.ruled(answer, background, is_unfounded=bool(claims))


async def _failed(tools: Tools, asked: Asked, background: Background, code: str, text: str) -> Answer:
    """Why it could not be written; the second time in a row, retries counted, a person is called."""
    answer = Answer(text, Source.LLM, State.FAILED, confidence=1.0, error_code=code)
    try:
        async with tools.db.reading() as session:
            tries = await queries.failed_tries(session, asked.question_id)
    except DatabaseUnavailable:
        tries = 0
    so_far = background.so_far
    again = replace(so_far, tool_failures=so_far.tool_failures + tries)
    judged = ways.ruled(answer, replace(background, so_far=again), tool_failed=True)
    return replace(
        judged, confidence=0.0, transfer_reason=judged.transfer_reason if judged.calls is not None else None
    )


async def _kept_for_good(tools: Tools, asked: Asked, plan: Plan, answer: Answer) -> Answer | None:
    """Save it, and remember it for others; None when it could not be saved, or had ended before."""
    if not await _save(tools, asked, answer):
        return None
    metrics.answers.labels(source=answer.source.value, state=answer.state.value).inc()
    await _remember(tools, plan, answer)
    return answer


async def _save(tools: Tools, asked: Asked, answer: Answer) -> bool:
    """Keep the answer, trying for half a minute while the database is away; false if it had ended before."""
    for pause in (*SAVE_PAUSES_S, None):
        try:
            async with tools.db.transaction() as session:
                return await _kept(session, asked, answer)
        except DatabaseUnavailable:
            if pause is None:
                break
            await asyncio.sleep(pause)
    logger.error("reply %s could not be saved: the database stayed away", asked.reply_id)
    return False


async def _kept(session: AsyncSession, asked: Asked, answer: Answer) -> bool:
    now = clock.now()
    if not await actions.finish(session, asked, answer, now):
        return False
    if answer.calls is not None and answer.transfer_reason is not None:
        words = answer.transfer_reason == TransferReason.CUSTOMER_REQUEST
        await actions.wish_person(
            session,
            None,
            asked.conversation_id,
            reason=answer.transfer_reason,
            source=AskedBy.WORDS if words else AskedBy.RULE,
            priority=answer.calls,
            at=now,
        )
    if answer.source in (Source.FAQ, Source.CACHE):
        for passage in answer.citations[:1]:
            await knowledge.count_hit(session, passage.item_id)
    return True


async def _remember(tools: Tools, plan: Plan, answer: Answer) -> None:
    """Keep an answer for others once it was asked for often enough; never an error or a doubtful one."""
    asked_enough = plan.times_asked >= tools.ai.cache_threshold
    sound = answer.state == State.DONE and answer.transfer_reason is None and not answer.extra
    if (
        tools.ai.cache_enabled
        and plan.cache_key
        and asked_enough
        and sound
        and answer.source in (Source.FAQ, Source.LLM)
    ):
        key, text = f"answer:{plan.cache_key}", ways.remembered_form(answer)
        await tools.cache.set(key, text, tools.ai.cache_expire_seconds)
