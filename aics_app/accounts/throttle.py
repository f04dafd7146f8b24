"""Guessing passwords is slow: failures are counted, in the shared cache, by who tries what from where.

- One account from one address: a few failures slow the answer down, more lock for a time that doubles.
- One address, whatever accounts: many failures lock it.
- One account, whatever addresses: many failures lock it for strangers. An address from which its owner has
  signed in before is no stranger, so that nobody is kept out of his own account by others' guesses.

Attempts at one account from one address run one after the other, or a hundred at once would all be let in
before the first had failed. A lock is never longer than a quarter of an hour, and attempts while it lasts
don't lengthen it.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakValueDictionary

from aics_app.accounts.errors import RegisteringTooFast, SignInLocked
from aics_app.core import clock
from aics_app.core.cache import Cache

WINDOW_S = 900
SLOW_AFTER = 3
SLOW_STEP_S = 0.4
SLOW_MOST_S = 2.0
PAIR_LIMIT = 5
ADDRESS_LIMIT = 30
ACCOUNT_LIMIT = 50
FIRST_LOCK_S = 30
KNOWN_S = 30 * 86400
NEW_ACCOUNTS = 20
NEW_ACCOUNTS_S = 3600


def lock_s(failures: int, limit: int) -> int:
    """How long this many failures lock, in seconds: none below the limit, then doubling up to the window."""
    if failures < limit:
        return 0
    return min(FIRST_LOCK_S << min(failures - limit, 10), WINDOW_S)


def delay_s(failures: int) -> float:
    """How much later the answer to one more attempt comes, in seconds."""
    return min(max(0, failures - SLOW_AFTER + 1) * SLOW_STEP_S, SLOW_MOST_S)


@dataclass(frozen=True)
class Attempt:
    """One try at one account from one address."""

    account: str
    address: str

    @property
    def pair(self) -> str:
        """The key of both together."""
        return f"sign-in:pair:{self.account}:{self.address}"

    @property
    def known(self) -> str:
        """The key that says that the owner has been at this address."""
        return f"sign-in:known:{self.account}:{self.address}"

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """Every key that a failure counts for, with its limit."""
        return (
            (self.pair, PAIR_LIMIT),
            (f"sign-in:address:{self.address}", ADDRESS_LIMIT),
            (f"sign-in:account:{self.account}", ACCOUNT_LIMIT),
        )


@dataclass(frozen=True)
class Throttle:
    """Counts and refuses."""

    cache: Cache
    now: Callable[[], datetime] = clock.now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _running: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary, init=False)

    @asynccontextmanager
    async def attempt(self, username: str, address: str) -> AsyncIterator[Attempt]:
        """Leave to check one password; tell `failed` or `succeeded` inside. Raises `SignInLocked`."""
        trying = Attempt(username.strip().lower()[:50], address)
        lock = self._running.setdefault(trying.pair, asyncio.Lock())
        async with lock:
            await self._admit(trying)
            yield trying

    async def _admit(self, trying: Attempt) -> None:
        owner_was_here = await self.cache.get(trying.known) is not None
        for key, limit in trying.counts:
            if limit == ACCOUNT_LIMIT and owner_was_here:
                continue
            if left_s := await self._left_s(key):
                raise SignInLocked(key.split(":")[1], retry_after_s=left_s)
        if delay := delay_s(int(await self.cache.get(trying.pair) or 0)):
            await self.sleep(delay)

    async def _left_s(self, key: str) -> int:
        """How much longer a lock lasts, in whole seconds."""
        until = await self.cache.get(f"{key}:until")
        return max(0, math.ceil(float(until) - self.now().timestamp())) if until else 0

    async def failed(self, trying: Attempt) -> None:
        """Count one failure, and lock what has had too many."""
        for key, limit in trying.counts:
            failures = await self.cache.increment(key, WINDOW_S)
            if seconds := lock_s(failures, limit):
                await self.cache.set(f"{key}:until", str(self.now().timestamp() + seconds), seconds)

    async def succeeded(self, trying: Attempt) -> None:
        """The owner is here: forget the failures of this pair, and remember the address.

        Not those of the address: who owns one account must not thereby buy guesses at others.
        """
        await self.cache.delete(trying.pair)
        await self.cache.set(trying.known, "1", KNOWN_S)

    async def admit_registration(self, address: str) -> None:
        """Raises `RegisteringTooFast` after `NEW_ACCOUNTS` an hour from one address."""
        if await self.cache.increment(f"register:{address}", NEW_ACCOUNTS_S) > NEW_ACCOUNTS:
            raise RegisteringTooFast(retry_after_s=NEW_ACCOUNTS_S // 4)
