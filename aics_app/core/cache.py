"""Small values with an end: counters, cached answers, partial replies. Redis, or this process's memory.

Losing all of it must only ever cost speed: a Redis that is away is replaced by memory until it is back.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

T = TypeVar("T")

PREFIX = "aics:cache:"


class Cache(Protocol):
    """Text by key, each with a time to live in seconds. `shared` says whether other replicas see it."""

    shared: bool

    async def get(self, key: str) -> str | None:
        """The text, or None when there is none or its time is over."""

    async def set(self, key: str, value: str, ttl_s: int) -> None:
        """Keep `value` for `ttl_s` seconds."""

    async def add(self, key: str, value: str, ttl_s: int) -> bool:
        """Keep `value` unless the key is taken; whether it was kept."""

    async def append(self, key: str, value: str, ttl_s: int) -> None:
        """Lengthen the text at `key`."""

    async def increment(self, key: str, ttl_s: int) -> int:
        """Count; the counter ends `ttl_s` after its first count."""

    async def delete(self, *keys: str) -> None:
        """Forget."""

    async def ping(self) -> bool:
        """Whether the shared store answers (memory always does)."""

    async def close(self) -> None:
        """Give the connections back."""


@asynccontextmanager
async def claimed(cache: Cache, key: str, ttl_s: int) -> AsyncIterator[bool]:
    """Whether this is the only one about `key`, until the block ends; `ttl_s` lets go for who died in it."""
    own = uuid4().hex
    if not await cache.add(key, own, ttl_s):
        yield False
        return
    try:
        yield True
    finally:
        if await cache.get(key) == own:  # its time may be over, and another one about it
            await cache.delete(key)


class MemoryCache:
    """Within one process, at most `limit` keys, the longest unused go first."""

    shared = False

    def __init__(self, *, limit: int = 50_000, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._values: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._limit = limit
        self._monotonic = monotonic

    async def get(self, key: str) -> str | None:
        """See `Cache`."""
        found = self._values.get(key)
        if found is None:
            return None
        if found[1] <= self._monotonic():
            del self._values[key]
            return None
        self._values.move_to_end(key)
        return found[0]

    async def set(self, key: str, value: str, ttl_s: int) -> None:
        """See `Cache`."""
        self._keep(key, value, self._monotonic() + ttl_s)

    async def add(self, key: str, value: str, ttl_s: int) -> bool:
        """See `Cache`."""
        if await self.get(key) is not None:
            return False
        await self.set(key, value, ttl_s)
        return True

    async def append(self, key: str, value: str, ttl_s: int) -> None:
        """See `Cache`."""
        await self.set(key, (await self.get(key) or "") + value, ttl_s)

    async def increment(self, key: str, ttl_s: int) -> int:
        """See `Cache`."""
        count = int(await self.get(key) or 0) + 1
        ends = self._values[key][1] if count > 1 else self._monotonic() + ttl_s
        self._keep(key, str(count), ends)
        return count

    async def delete(self, *keys: str) -> None:
        """See `Cache`."""
        for key in keys:
            self._values.pop(key, None)

    async def ping(self) -> bool:
        """Always there."""
        return True

    async def close(self) -> None:
        """Forget everything."""
        self._values.clear()

    def _keep(self, key: str, value: str, ends: float) -> None:
        self._values[key] = (value, ends)
        self._values.move_to_end(key)
        while len(self._values) > self._limit:
            self._values.popitem(last=False)


class RedisCache:
    """Shared by all replicas. While Redis is away this process remembers for itself."""

    shared = True

    def __init__(self, redis: Redis, *, retry_s: float = 1.0) -> None:
        self._redis = redis
        self._memory = MemoryCache()
        self._retry_s = retry_s
        self._away_until = 0.0

    async def get(self, key: str) -> str | None:
        """See `Cache`."""
        return await self._try(self._redis.get(PREFIX + key), lambda: self._memory.get(key))

    async def set(self, key: str, value: str, ttl_s: int) -> None:
        """See `Cache`."""
        await self._try(
            self._redis.set(PREFIX + key, value, ex=ttl_s), lambda: self._memory.set(key, value, ttl_s)
        )

    async def add(self, key: str, value: str, ttl_s: int) -> bool:
        """See `Cache`."""
        kept = self._redis.set(PREFIX + key, value, ex=ttl_s, nx=True)
        return bool(await self._try(kept, lambda: self._memory.add(key, value, ttl_s)))

    async def append(self, key: str, value: str, ttl_s: int) -> None:
        """See `Cache`."""

        async def both() -> None:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.append(PREFIX + key, value)
                pipe.expire(PREFIX + key, ttl_s)
                await pipe.execute()

        await self._try(both(), lambda: self._memory.append(key, value, ttl_s))

    async def increment(self, key: str, ttl_s: int) -> int:
        """See `Cache`."""

        async def both() -> int:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.incr(PREFIX + key)
                pipe.expire(PREFIX + key, ttl_s, nx=True)
                counted = await pipe.execute()
            return int(counted[0])

        return await self._try(both(), lambda: self._memory.increment(key, ttl_s))

    async def delete(self, *keys: str) -> None:
        """See `Cache`."""
        await self._memory.delete(*keys)
        if keys:
            await self._try(self._redis.delete(*(PREFIX + key for key in keys)), self._nothing)

    async def ping(self) -> bool:
        """Whether Redis answers now."""
        try:
            return await self._redis.ping() is True  # type: ignore[misc]  # typed for the blocking client too
        except (RedisError, OSError):
            return False

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _nothing(self) -> int:
        return 0

    async def _try(self, asked: Awaitable[T], instead: Callable[[], Awaitable[T]]) -> T:
        """Ask Redis unless it failed within the last moment; else memory."""
        if time.monotonic() < self._away_until:
            if hasattr(asked, "close"):
                asked.close()
            return await instead()
        try:
            return await asked
        except (RedisError, OSError) as error:
            self._away_until = time.monotonic() + self._retry_s
            logger.warning("cache: Redis is away, memory serves: %s", error)
            return await instead()
