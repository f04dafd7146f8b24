"""Following an answer from outside: first what is already there, then piece by piece to its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing

from aics_app.chat import queries
from aics_app.chat.models import State
from aics_app.chat.replies.pieces import topic_of
from aics_app.chat.replies.running import Replies
from aics_app.core.live import Live, Message

POLL_S = 5.0
IDLE_S = 15.0
IDLE: Message = {"type": "idle"}
END: Message = {"type": "end"}


async def follow(replies: Replies, conversation_id: str, reply_id: int) -> AsyncIterator[Message]:
    """The answer's `plan`, `wait` and `piece` messages, each character once and in order, until it has ended.

    May begin at any time, in any replica. When nothing happens for `POLL_S` the database is asked, in case a
    signal was lost, and `{"type": "idle"}` is yielded.
    """
    with closing(_Ear(replies.tools.live, conversation_id)) as ear:  # hearing begins before the first look
        text = await replies.text_so_far(reply_id)
        if text:
            yield {"type": "piece", "id": reply_id, "at": 0, "text": text}
        known = len(text)
        message = END if await _has_ended(replies, reply_id) else IDLE
        while message["type"] != "end":
            message = await ear.next(POLL_S)
            if message is IDLE:
                yield IDLE
                message = END if await _has_ended(replies, reply_id) else IDLE
            elif message.get("id") != reply_id:
                message = IDLE
            elif message["type"] not in ("piece", "end"):
                yield message
            elif message["type"] == "piece" and (new := _unknown_part(message, known)):
                yield {**message, "at": known, "text": new}
                known += len(new)


async def follow_changes(replies: Replies, conversation_id: str) -> AsyncIterator[Message]:
    """Everything that is told of a conversation from now on; `{"type": "idle"}` every 15 s in between."""
    with closing(_Ear(replies.tools.live, conversation_id)) as ear:
        while True:
            yield await ear.next(IDLE_S)


class _Ear:
    """Hears a conversation from the moment it is made."""

    def __init__(self, live: Live, conversation_id: str) -> None:
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        topic = topic_of(conversation_id)
        self.close = live.subscribe(topic, lambda _topic, message: self._inbox.put_nowait(message))

    async def next(self, patience_s: float) -> Message:
        """The next message, or `IDLE` when none comes in time."""
        if not self._inbox.empty():
            return self._inbox.get_nowait()
        try:
            async with asyncio.timeout(patience_s):
                return await self._inbox.get()
        except TimeoutError:
            return IDLE


def _unknown_part(message: Message, known: int) -> str:
    """What of a piece is not yet known; pieces overlap with the first text when they crossed it."""
    text: str = message["text"]
    return text[max(0, known - message["at"]) :] if message["at"] <= known else ""


async def _has_ended(replies: Replies, reply_id: int) -> bool:
    async with replies.tools.db.reading() as session:
        reply = await queries.get_message(session, reply_id)
    return reply.state != State.STREAMING
