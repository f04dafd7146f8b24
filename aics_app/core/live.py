"""News between screens and replicas: "this changed", by topic.

A message is small JSON. Subscribers of this process are told at once, those of other replicas through Redis.
Nothing here is kept: whoever missed a message reads the database, which is the truth.
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

Message = dict[str, Any]
Callback = Callable[[str, Message], None]
Unsubscribe = Callable[[], None]

PREFIX = "aics:live:"
RETRY_S = 1.0
OUTBOX = 10_000
BATCH = 100


class Live(Protocol):
    """Publish and subscribe."""

    async def publish(self, topic: str, message: Message) -> None:
        """Tell every subscriber of `topic` in every replica; never raises for want of Redis."""

    def post(self, topic: str, message: Message) -> None:
        """The same without waiting for Redis; what one process posts arrives in its order."""

    def subscribe(self, topic: str, callback: Callback) -> Unsubscribe:
        """Call `callback(topic, message)` for each message from now on. It must not block."""

    async def close(self) -> None:
        """Stop listening."""


class LocalLive:
    """Within one process."""

    def __init__(self) -> None:
        self._callbacks: dict[str, list[Callback]] = defaultdict(list)

    async def publish(self, topic: str, message: Message) -> None:
        """Tell this process's subscribers."""
        self.tell(topic, message)

    def post(self, topic: str, message: Message) -> None:
        """Tell this process's subscribers."""
        self.tell(topic, message)

    def tell(self, topic: str, message: Message) -> None:
        """Call the subscribers; a copy of the list, since one may leave while being told."""
        for callback in tuple(self._callbacks.get(topic, ())):
            callback(topic, message)

    def subscribe(self, topic: str, callback: Callback) -> Unsubscribe:
        """Register; the returned function takes it back and may be called twice."""
        self._callbacks[topic].append(callback)

        def leave() -> None:
            callbacks = self._callbacks.get(topic, [])
            with suppress(ValueError):
                callbacks.remove(callback)
            if not callbacks:
                self._callbacks.pop(topic, None)

        return leave

    async def close(self) -> None:
        """Forget every subscriber."""
        self._callbacks.clear()


class RedisLive(LocalLive):
    """Across replicas: one subscription a process; own messages are told at once, and skipped on return."""

    def __init__(self, redis: Redis) -> None:
        super().__init__()
        self._redis = redis
        self._origin = uuid4().hex
        self._outbox: asyncio.Queue[tuple[str, Message]] = asyncio.Queue(OUTBOX)
        self._tasks: list[asyncio.Task[None]] = []
        self.connected = asyncio.Event()

    def start(self) -> None:
        """Begin listening to the other replicas, and talking to them."""
        self._tasks = [
            asyncio.create_task(self._listen(), name="live-listen"),
            asyncio.create_task(self._send(), name="live-send"),
        ]

    async def publish(self, topic: str, message: Message) -> None:
        """Tell this process at once, the others as soon as Redis takes it."""
        self.post(topic, message)

    def post(self, topic: str, message: Message) -> None:
        """Tell this process at once, the others as soon as Redis takes it."""
        self.tell(topic, message)
        try:
            self._outbox.put_nowait((topic, message))
        except asyncio.QueueFull:  # Redis has been away for long; the others poll the database
            logger.warning("live: a message for other replicas was dropped")

    async def _send(self) -> None:
        while True:
            batch = [await self._outbox.get()]
            while len(batch) < BATCH and not self._outbox.empty():
                batch.append(self._outbox.get_nowait())
            try:
                async with self._redis.pipeline(transaction=False) as pipe:
                    for topic, message in batch:
                        pipe.publish(PREFIX + topic, json.dumps([self._origin, message], ensure_ascii=False))
                    await pipe.execute()
            except (RedisError, OSError) as error:
                logger.warning("live: Redis is away, other replicas are not told: %s", error)
                await asyncio.sleep(RETRY_S)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.psubscribe(PREFIX + "*")
                    self.connected.set()
                    async for raw in channel.listen():
                        self._receive(raw)
            except (RedisError, OSError) as error:
                logger.warning("live: lost Redis, trying again: %s", error)
            self.connected.clear()
            await asyncio.sleep(RETRY_S)

    def _receive(self, raw: dict[str, Any]) -> None:
        try:
            origin, message = json.loads(raw["data"])
        except (ValueError, TypeError):  # not from us: it must not end the listening
            logger.warning("live: something that is no message was heard")
            return
        if origin != self._origin:
            self.tell(raw["channel"].removeprefix(PREFIX), message)

    async def close(self) -> None:
        """Stop listening and forget the subscribers."""
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await super().close()
