"""Chats with people as rows: what the actions would have written, in bulk."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from aics_app.chat.events import MessageSaid, WordGivenBack, WordTaken
from aics_app.chat.models import AskedBy, MessageType, Priority, Sender, State, TransferReason
from aics_app.cli.demo.rows import LATER, Row, Rows
from aics_app.cli.demo.served import Agent, Served
from aics_app.core.events import Event
from aics_app.core.text import one_line
from aics_app.handoff.events import (
    HandoffCancelled,
    HandoffClosed,
    HandoffRated,
    HandoffRequested,
    HandoffTaken,
)
from aics_app.handoff.models import EndReason, Handoff, Status

_NOTHING = dict.fromkeys(("reply_to", "source", "confidence", "intent", "transfer_reason", "extra"), None)
_WISH = TransferReason.CUSTOMER_REQUEST


def served_rows(rows: Rows, served: Sequence[Served], first_message_id: int) -> tuple[list[Row], list[Event]]:
    """The hand-offs and what happened; messages and the ends of conversations go into `rows`."""
    conversations = {row["id"]: row for row in rows.conversations}
    handoffs, facts = [], list[Event]()
    message_id = first_message_id
    for number, one in enumerate(sorted(served, key=lambda one: one.asked_at), start=1):
        said = list(_messages(one))
        for place, row in enumerate(said):
            row["id"] = message_id + place
        rows.messages += said
        facts += _facts(one, str(number), said)
        message_id += len(said)
        handoffs.append(_handoff(one, number))
        _end(conversations[one.story.id], one)
    return handoffs, facts


def _messages(one: Served) -> Iterator[Row]:
    agent = one.agent.nickname if one.agent else ""
    yield _system(one, "handoff_queued", one.asked_at, {})
    if one.taken_at is None or one.agent is None:
        yield _system(one, "handoff_cancelled", one.ended_at, {})
        return
    yield _system(one, "handoff_taken", one.taken_at, {"agent": agent})
    for line in one.lines:
        sender = (Sender.AGENT, one.agent.id) if line.by_agent else (Sender.CUSTOMER, one.story.user_id)
        yield _message(one, line.at, content=line.text, sender=sender[0], sender_id=sender[1])
    yield _system(one, "handoff_closed", one.ended_at, {"agent": agent})


def _system(one: Served, what: str, at: datetime, params: dict[str, str]) -> Row:
    extra = {"what": what, "params": params}
    kind = MessageType.SYSTEM
    return _message(one, at, content="", sender=Sender.SYSTEM, sender_id=0, message_type=kind, extra=extra)


def _message(one: Served, at: datetime, **more: Any) -> Row:
    common = {
        "user_id": one.story.user_id,
        "session_id": one.story.id,
        "message_type": MessageType.TEXT,
        "create_time": at,
        "state": State.DONE,
    }
    return common | _NOTHING | more


def _end(conversation: Row, one: Served) -> None:
    """As it stands after the last word."""
    conversation["last_message_at"] = one.ended_at
    conversation["wants_person_at"] = None
    conversation["version"] += 4
    if one.lines:
        conversation["preview"] = one_line(one.lines[-1].text, 120)


def _handoff(one: Served, number: int) -> Row:
    nothing = dict.fromkeys(set(Handoff.__table__.columns.keys()))  # type: ignore[attr-defined] # SQLModel does not say so
    first = one.lines[0].at if one.lines else None
    told = {
        "id": number,
        "session_id": one.story.id,
        "user_id": one.story.user_id,
        "status": Status.CLOSED if one.agent else Status.CANCELLED,
        "reason": _WISH,
        "source": AskedBy.WORDS,
        "priority": Priority.NORMAL,
        "agent_id": one.agent.id if one.agent else None,
        "language": one.story.language,
        "queued_at": one.asked_at,
        "created_at": one.asked_at,
        "taken_at": one.taken_at,
        "given_at": one.taken_at,
        "first_reply_at": first,
        "ended_at": one.ended_at,
        "end_reason": one.end,
        "disposition": one.disposition,
        "score": one.score,
        "comment": one.comment or None,
        "rated_at": one.ended_at + LATER if one.score else None,
        "attempts": 0,
        "version": 3,
    }
    return nothing | told


def _facts(one: Served, number: str, said: Sequence[Row]) -> Iterator[Event]:
    own: Any = {"subject_id": number, "session_id": one.story.id}
    customer = one.story.user_id
    asked: Any = {"reason": _WISH, "source": AskedBy.WORDS, "priority": Priority.NORMAL}
    yield HandoffRequested(actor_id=customer, at=one.asked_at, **own, **asked)
    if one.agent is None or one.taken_at is None:
        yield HandoffCancelled(actor_id=customer, at=one.ended_at, **own)
        return
    yield from _talk(one, one.agent, one.taken_at, said)
    agent = one.agent.id
    yield HandoffTaken(actor_id=agent, at=one.taken_at, agent_id=agent, by_hand=False, **own)
    end: Any = {"end_reason": EndReason.CLOSED, "disposition": one.disposition}
    yield HandoffClosed(actor_id=agent, at=one.ended_at, agent_id=agent, **end, **own)
    if one.score:
        yield HandoffRated(actor_id=customer, at=one.ended_at + LATER, score=one.score, **own)


def _talk(one: Served, agent: Agent, taken_at: datetime, said: Sequence[Row]) -> Iterator[Event]:
    """What happened to the conversation."""
    about: Any = {"subject_id": one.story.id}
    yield WordTaken(actor_id=agent.id, at=taken_at, reply_id=None, **about)
    for row in said:
        if row["message_type"] == MessageType.TEXT:
            spoken = {"message_id": row["id"], "sender": row["sender"], "at": row["create_time"]}
            yield MessageSaid(actor_id=row["sender_id"], **spoken, **about)
    yield WordGivenBack(actor_id=agent.id, at=one.ended_at + timedelta(milliseconds=1), **about)
