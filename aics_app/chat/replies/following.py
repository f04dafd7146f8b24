"""Following an answer from outside: first what is already there, then piece by piece to its end."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from aics_app.chat import queries
from aics_app.chat.models import State
from aics_app.chat.replies.pieces import topic_of
from aics_app.chat.replies.running import Replies
from aics_app.core.live import Message

POLL_S = 5.0
IDLE_S = 15.0


async def follow(replies: Replies, conversation_id: str, reply_id: int) -> AsyncIterator[Message]:
    """The answer's `plan`, `wait` and `piece` messages, each character once and in order, until it has ended.

    May begin at any time, in any replica. When nothing happens for `POLL_S` the database is asked, in case a
    signal was lost, and `{"type": "idle"}` is yielded.
    """
    inbox: asyncio.Queue[Message] = asyncio.Queue()
    live = replies.tools.live
    leave = live.subscribe(topic_of(conversation_id), lambda _topic, message: inbox.put_nowait(message))
    known = 0
    try:
        text = await replies.text_so_far(reply_id)
        if text:
            yield {"type": "piece", "id": reply_id, "at": 0, "text": text}
            known = len(text)
        if await _has_ended(replies, reply_id):
            return
        while True:
            try:
                async with asyncio.timeout(POLL_S):
                    message = await inbox.get()
            except TimeoutError:
                yield {"type": "idle"}
                if await _has_ended(replies, reply_id):
                    return
                continue
            if message.get("id") != reply_id:
                continue
            if message["type"] == "end":
                return
            if message["type"] == "piece":
                new = _unknown_part(message, known)
                if not new:
                    continue
                message = {**message, "at": known, "text": new}
                known += len(new)
            yield message
    finally:
        leave()


async def follow_changes(replies: Replies, conversation_id: str) -> AsyncIterator[Message]:
    """Everything that is told of a conversation from now on; `{"type": "idle"}` every 15 s in between."""
    inbox: asyncio.Queue[Message] = asyncio.Queue()
    leave = replies.tools.live.subscribe(
        topic_of(conversation_id), lambda _topic, message: inbox.put_nowait(message)
    )
    try:
        while True:
            try:
                async with asyncio.timeout(IDLE_S):
                    message = await inbox.get()
            except TimeoutError:
                message = {"type": "idle"}
            yield message
    finally:
        leave()


def _unknown_part(message: dict[str, Any], known: int) -> str:
    """What of a piece is not yet known; pieces overlap with the first text when they crossed it."""
    text: str = message["text"]
    return text[max(0, known - message["at"]) :] if message["at"] <= known else ""


async def _has_ended(replies: Replies, reply_id: int) -> bool:
    async with replies.tools.db.reading() as session:
        reply = await queries.get_message(session, reply_id)
    return reply.state != State.STREAMING
