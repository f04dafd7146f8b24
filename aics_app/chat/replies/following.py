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
        text = _Text(replies, reply_id)
        message = END if await _has_ended(replies, reply_id) else IDLE
        if message is IDLE and (so_far := await text.so_far()):
            yield so_far
        while message["type"] != "end":
            message = await ear.next(POLL_S)
            if message is IDLE:
                yield IDLE
                message = END if await _has_ended(replies, reply_id) else IDLE
            elif message.get("id") != reply_id:
                message = IDLE
            elif told := await text.told_by(message):
                yield told
        if rest := await text.rest():
            yield rest


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


class _Text:
    """How much of an answer a follower has been told, and what each message adds to it."""

    def __init__(self, replies: Replies, reply_id: int) -> None:
        self._replies = replies
        self._id = reply_id
        self._known = 0
        self._has_gap = False

    async def so_far(self) -> Message | None:
        """What it says already, as far as it was not told."""
        return self._piece((await self._replies.text_so_far(self._id))[self._known :])

    async def told_by(self, message: Message) -> Message | None:
        """The message, a piece shortened to what is new; pieces overlap with a text that was read."""
        if message["type"] != "piece":
            return message if message["type"] != "end" else None
        self._has_gap = message["at"] > self._known
        if self._has_gap:  # one before it was told too early to be heard, and too late to be read
            return await self.so_far()
        return self._piece(message["text"][self._known - message["at"] :])

    async def rest(self) -> Message | None:
        """The end of what is saved, when pieces were missed to the last."""
        if not self._has_gap:
            return None
        async with self._replies.tools.db.reading() as session:
            saved = await queries.get_message(session, self._id)
        return self._piece(saved.content[self._known :])

    def _piece(self, text: str) -> Message | None:
        if not text:
            return None
        at, self._known = self._known, self._known + len(text)
        return {"type": "piece", "id": self._id, "at": at, "text": text}


async def _has_ended(replies: Replies, reply_id: int) -> bool:
    async with replies.tools.db.reading() as session:
        reply = await queries.get_message(session, reply_id)
    return reply.state != State.STREAMING
