"""The customer's side: asking for a person, waiting no longer, judging how it went."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Right
from aics_app.chat import actions as chat
from aics_app.chat import queries as conversations
from aics_app.chat.models import Conversation, TransferReason, What
from aics_app.chat.policies import require_may_ask
from aics_app.chat.rules.transfer import CALLED, QUEUED, priority_of
from aics_app.core.db import rows_changed
from aics_app.core.errors import Invalid
from aics_app.core.events import record
from aics_app.core.text import clean
from aics_app.handoff import queries
from aics_app.handoff.actions.changing import about, change, end
from aics_app.handoff.errors import (
    HandoffNotClosed,
    HandoffOver,
    HandoffRatedBefore,
    HandoffTakenMeanwhile,
)
from aics_app.handoff.events import (
    HandoffCancelled,
    HandoffCommented,
    HandoffExpired,
    HandoffMovedUp,
    HandoffRated,
    HandoffRequested,
)
from aics_app.handoff.models import MAX_COMMENT_CHARS, AskedBy, EndReason, Handoff, Priority, Status

BEST_SCORE = 5
SEEN_EVERY = timedelta(seconds=60)


async def request(  # noqa: PLR0913 - why, how and how urgently are keywords
    session: AsyncSession,
    actor: Actor,
    conversation_id: str,
    *,
    reason: TransferReason,
    source: AskedBy,
    priority: Priority = Priority.NORMAL,
    at: datetime,
) -> Handoff:
    """Wait for a person in one's own conversation; who waits already, or has one, keeps that.

    The priority is at least that of what was said last; who waits already may move up by it. Raises
    `Forbidden`, `NotFound`.
    """
    require_may_ask(actor)
    conversation = await conversations.own_conversation_alone(session, actor, conversation_id)
    present = await queries.find_open(session, conversation.id)
    if present:
        return await _moved_up(session, present, priority, at)
    handoff = await _queued(session, conversation, at, reason=reason, source=source, priority=priority)
    await chat.wish_person(session, actor.user_id, conversation.id, reason=reason, source=source, at=at)
    await chat.announce(session, conversation.id, _line(source, Priority(handoff.priority)), at)
    _tell_of(session, actor, handoff, at)
    return handoff


async def request_anew(session: AsyncSession, actor: Actor, title: str, at: datetime) -> Handoff:
    """Wait for a person before anything was said, in a new conversation of this title.

    Asked again, or from another page at once, it is the same one until somebody says something there. Raises
    `Forbidden`.
    """
    require_may_ask(actor)
    await queries.hold_person(session, actor.user_id, alone=True)
    if present := await queries.find_wordless(session, actor.user_id):
        return present
    conversation = await chat.start_conversation(session, actor, title, at)
    reason, source = TransferReason.CUSTOMER_REQUEST, AskedBy.BUTTON
    return await request(session, actor, conversation.id, reason=reason, source=source, at=at)


async def _queued(
    session: AsyncSession,
    conversation: Conversation,
    at: datetime,
    *,
    reason: TransferReason,
    source: AskedBy,
    priority: Priority,
) -> Handoff:
    """The new wait, with what is known of the matter."""
    answer = await conversations.find_last_answer(session, conversation.id)
    intent = answer.intent if answer else None
    handoff = Handoff(
        session_id=conversation.id,
        user_id=conversation.user_id,
        reason=reason,
        source=source,
        priority=max(priority, priority_of(intent)),
        queued_at=at,
        created_at=at,
        waiting_since=at,
        customer_seen_at=at,
        language=conversation.language,
        intent=intent,
        open_key=conversation.id,
    )
    session.add(handoff)
    await session.flush()
    return handoff


def _line(source: AskedBy, priority: Priority) -> What:
    """Who is in danger is not told that something "is not solved yet"."""
    return CALLED if source == AskedBy.RULE and priority < Priority.URGENT else QUEUED


def _tell_of(session: AsyncSession, actor: Actor, handoff: Handoff, at: datetime) -> None:
    fact = HandoffRequested(
        actor_id=actor.user_id,
        **about(handoff, at),
        reason=handoff.reason,
        source=handoff.source,
        priority=handoff.priority,
    )
    record(session, fact)


async def _moved_up(session: AsyncSession, present: Handoff, priority: Priority, at: datetime) -> Handoff:
    if present.status == Status.QUEUED and present.priority < priority:
        handoff = await queries.alone(session, present)
        if handoff.status == Status.QUEUED and handoff.priority < priority:
            await change(session, handoff, priority=priority)
            record(session, HandoffMovedUp(actor_id=None, **about(handoff, at), priority=priority))
    return present


async def request_as_wished(
    session: AsyncSession,
    conversation_id: str,
    *,
    reason: TransferReason,
    source: AskedBy,
    priority: Priority = Priority.NORMAL,
    at: datetime,
) -> Handoff | None:
    """`request` in the name of the conversation's customer, who said so; None if he may not ask now."""
    customer = await queries.customer_of(session, conversation_id)
    if customer is None or not customer.may(Right.CHAT_ASK):
        return None
    return await request(
        session, customer, conversation_id, reason=reason, source=source, priority=priority, at=at
    )


async def cancel(session: AsyncSession, actor: Actor, handoff_id: int, at: datetime) -> Handoff:
    """Wait no longer, and go on with the AI. Raises `NotFound`, `HandoffTakenMeanwhile`, `HandoffOver`."""
    handoff = await queries.alone(session, await queries.get_own(session, actor, handoff_id))
    if handoff.status == Status.ACTIVE:
        raise HandoffTakenMeanwhile
    if not handoff.is_open:
        raise HandoffOver
    await end(session, handoff, Status.CANCELLED, EndReason.CANCELLED, at)
    await chat.announce(session, handoff.session_id, "handoff_cancelled", at)
    record(session, HandoffCancelled(actor_id=actor.user_id, **about(handoff, at)))
    return handoff


def is_unseen(actor: Actor, handoff: Handoff, at: datetime) -> bool:
    """Whether it is worth a write that this customer looks at the wait now: once a minute is enough."""
    seen_at = handoff.customer_seen_at or handoff.created_at
    is_waiting = handoff.status == Status.QUEUED and handoff.user_id == actor.user_id
    return is_waiting and at - seen_at > SEEN_EVERY


async def see_customer(session: AsyncSession, handoff: Handoff, at: datetime) -> None:
    """The customer looks: his wait goes on. Clocks of replicas differ: what was seen later stays."""
    own = update(Handoff).where(
        col(Handoff.id) == handoff.id,
        or_(col(Handoff.customer_seen_at).is_(None), col(Handoff.customer_seen_at) < at),
    )
    await rows_changed(session, own.values(customer_seen_at=at))


async def expire(
    session: AsyncSession,
    handoff_id: int,
    *,
    before: datetime,
    seen_before: datetime | None = None,
    at: datetime,
) -> bool:
    """End a wait that began before, or whose customer was last there before; whether it still waited so."""
    seen = await session.get_one(Handoff, handoff_id)
    handoff = await queries.alone(session, seen)
    is_away = seen_before is not None and (handoff.customer_seen_at or handoff.created_at) < seen_before
    if handoff.status != Status.QUEUED or not (is_away or handoff.queued_at < before):
        return False
    await end(session, handoff, Status.EXPIRED, EndReason.EXPIRED, at)
    await chat.announce(session, handoff.session_id, "handoff_left" if is_away else "handoff_expired", at)
    record(session, HandoffExpired(actor_id=None, **about(handoff, at)))
    return True


async def rate(
    session: AsyncSession, actor: Actor, handoff_id: int, *, score: int, comment: str, at: datetime
) -> Handoff:
    """Judge how it went, once, after its agent has ended it.

    Raises `NotFound`, `Invalid`, `HandoffNotClosed`, `HandoffRatedBefore`.
    """
    if not 1 <= score <= BEST_SCORE:
        raise Invalid(fields={"score": "range"})
    if len(comment) > MAX_COMMENT_CHARS:
        raise Invalid(fields={"comment": "too_long"})
    handoff = await queries.alone(session, await queries.get_own(session, actor, handoff_id))
    if handoff.status != Status.CLOSED:
        raise HandoffNotClosed
    if handoff.rated_at:
        raise HandoffRatedBefore
    await change(session, handoff, score=score, comment=clean(comment) or None, rated_at=at)
    record(session, HandoffRated(actor_id=actor.user_id, score=score, **about(handoff, at)))
    return handoff


async def comment(session: AsyncSession, actor: Actor, handoff_id: int, text: str, at: datetime) -> Handoff:
    """Say in words, once, what one's rating meant.

    Raises `NotFound`, `Invalid`, `HandoffNotClosed` before the rating, `HandoffRatedBefore`.
    """
    if len(text) > MAX_COMMENT_CHARS:
        raise Invalid(fields={"comment": "too_long"})
    words = clean(text)
    if not words:
        raise Invalid(fields={"comment": "required"})
    handoff = await queries.alone(session, await queries.get_own(session, actor, handoff_id))
    if handoff.rated_at is None:
        raise HandoffNotClosed
    if handoff.comment:
        raise HandoffRatedBefore
    await change(session, handoff, comment=words)
    record(session, HandoffCommented(actor_id=actor.user_id, **about(handoff, at)))
    return handoff
