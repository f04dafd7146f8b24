"""Following an answer from outside: first what is already there, then piece by piece to its end."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import closing

from aics_app.accounts.models import Actor
from aics_app.chat import queries
from aics_app.chat.actions import Said
from aics_app.chat.models import Message as Row
from aics_app.chat.models import State
from aics_app.chat.replies.pieces import topic_of
from aics_app.chat.replies.running import Replies
from aics_app.chat.replies.talking import STAFF_ONLY
from aics_app.core.live import Live, Message

POLL_S = 5.0
IDLE_S = 15.0
BATCH = 100
LOOKS_AT = frozenset({"idle", "changed", "note"})
IDLE: Message = {"type": "idle"}
END: Message = {"type": "end"}
BROKEN_OFF = (State.STOPPED, State.FAILED)


async def follow(replies: Replies, conversation_id: str, reply_id: int) -> AsyncIterator[Message]:
    """The answer's `plan`, `wait` and `piece` messages, each character once and in order, until it has ended.

    May begin at any time, in any replica. When nothing happens for `POLL_S` the database is asked, in case a
    signal was lost, and `{"type": "idle"}` is yielded.
    """
    with closing(_Ear(replies.tools.live, conversation_id)) as ear:  # hearing begins before the first look
        text = _Text(replies, reply_id)
        if so_far := await text.at_first():
            yield so_far
        message = await text.look()
        while message["type"] != "end":
            message = await ear.next(POLL_S)
            if message is IDLE:
                yield IDLE
                message = await text.look()
            elif message.get("id") != reply_id:
                message = IDLE
            elif told := await text.told_by(message):
                yield told
        if rest := await text.rest():
            yield rest


def _nobody(_rouse: Callable[[], None]) -> None:
    """Nothing rouses but what is told in the conversation."""


async def follow_talk(
    replies: Replies,
    conversation_id: str,
    viewer: Actor,
    *,
    after: int,
    rouses: Callable[[Callable[[], None]], None] = _nobody,
) -> AsyncGenerator[Message | Row | Said]:
    """All that is told live in a conversation that the viewer may see, and new messages of people.

    These come as rows, or as `Said` what was just said in this process and need not be read: every one once
    and in order, from the first after the id `after`. A lost signal delays them by 15 s, when
    `{"type": "idle"}` is yielded. Notes come to the staff alone. `rouses` is given a way to have
    `idle` at once.
    """
    with closing(_Ear(replies.tools.live, conversation_id)) as ear:
        rouses(ear.rouse)
        known = _Known(replies, conversation_id, viewer, after)
        message: Message = IDLE
        while True:
            if message["type"] in LOOKS_AT:
                for one in known.heard() or await known.read():
                    yield one
            message = await ear.next(IDLE_S)
            if message["type"] not in STAFF_ONLY and "message" not in message:
                yield message


class _Known:
    """What a follower has been told of what people said: up to a message, and up to a version."""

    def __init__(self, replies: Replies, conversation_id: str, viewer: Actor, after: int) -> None:
        self._replies, self._conversation_id, self._viewer = replies, conversation_id, viewer
        self._last_id, self._version = after, -1

    def heard(self) -> list[Said]:
        """What is new, if all of it was said in this process."""
        said = self._replies.fresh.since(self._conversation_id, self._version, self._viewer)
        new = [one for one in said if one.message_id > self._last_id]
        if said:
            self._last_id, self._version = max(self._last_id, said[-1].message_id), said[-1].version
        return new

    async def read(self) -> list[Row]:
        """What is new, by the database. The version is read first: it is never newer than what is told."""
        found: list[Row] = []
        async with self._replies.tools.db.reading() as session:
            self._version = await queries.version_of(session, self._conversation_id)
            while True:
                rows = await queries.messages_after(
                    session,
                    self._conversation_id,
                    after=self._last_id,
                    limit=BATCH,
                    viewer=self._viewer,
                    of_people=True,
                )
                found += rows
                self._last_id = (rows[-1].id or 0) if rows else self._last_id
                if len(rows) < BATCH:
                    return found


class _Ear:
    """Hears a conversation from the moment it is made."""

    def __init__(self, live: Live, conversation_id: str) -> None:
        self._inbox: deque[Message] = deque()
        self._news: asyncio.Future[None] | None = None
        self.close = live.subscribe(topic_of(conversation_id), self._on_message)

    async def next(self, patience_s: float) -> Message:
        """The next message, or `IDLE` when none comes in time."""
        if not self._inbox:
            loop = asyncio.get_running_loop()
            self._news = loop.create_future()
            timer = loop.call_later(patience_s, self._wake)
            try:
                await self._news
            finally:
                timer.cancel()
        return self._inbox.popleft() if self._inbox else IDLE

    def rouse(self) -> None:
        """Let the next message be `IDLE`, before those that are not heard yet."""
        self._inbox.appendleft(IDLE)
        self._wake()

    def _on_message(self, _topic: str, message: Message) -> None:
        self._inbox.append(message)
        self._wake()

    def _wake(self) -> None:
        if self._news and not self._news.done():
            self._news.set_result(None)


class _Text:
    """How much of an answer a follower has been told, and what each message adds to it."""

    def __init__(self, replies: Replies, reply_id: int) -> None:
        self._replies = replies
        self._id = reply_id
        self._known = 0
        self._is_incomplete = False

    async def at_first(self) -> Message | None:
        """What it says already. Of one that has ended only what broke off: the rest is saved, and whole."""
        if not self._replies.is_writing(self._id):
            reply = await self._saved()
            if reply.state != State.STREAMING:
                return self._piece(reply.content) if reply.state in BROKEN_OFF else None
        return await self._so_far()

    async def look(self) -> Message:
        """`END` or `IDLE`, by the database; pieces may have been told and not heard before such an end."""
        own = self._replies.own(self._id)
        if own and not own.is_over:  # its end will be heard
            return IDLE
        if (await self._saved()).state == State.STREAMING:
            return IDLE
        self._is_incomplete = self._known > 0
        return END

    async def told_by(self, message: Message) -> Message | None:
        """The message, a piece shortened to what is new; pieces overlap with a text that was read."""
        if message["type"] != "piece":
            return message if message["type"] != "end" else None
        self._is_incomplete = message["at"] > self._known
        if self._is_incomplete:  # one before it was told too early to be heard, and too late to be read
            return await self._so_far()
        return self._piece(message["text"][self._known - message["at"] :])

    async def rest(self) -> Message | None:
        """The end of what is saved, if it may have been missed."""
        if not self._is_incomplete:
            return None
        return self._piece((await self._saved()).content[self._known :])

    async def _saved(self) -> Row:
        async with self._replies.tools.db.reading() as session:
            return await queries.get_message(session, self._id)

    async def _so_far(self) -> Message | None:
        return self._piece((await self._replies.text_so_far(self._id))[self._known :])

    def _piece(self, text: str) -> Message | None:
        if not text:
            return None
        at, self._known = self._known, self._known + len(text)
        return {"type": "piece", "id": self._id, "at": at, "text": text}
