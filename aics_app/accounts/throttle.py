"""Guessing passwords is slow: failures are counted by account and by address, in the shared cache.

A few failures slow the answer down, more lock for a time that doubles. A success clears the account's count,
not the address's: who owns one account must not thereby buy guesses at others.
"""

import asyncio
from dataclasses import dataclass

from aics_app.accounts.errors import SignInLocked
from aics_app.core.cache import Cache

WINDOW_S = 900
SLOW_AFTER = 3
SLOW_STEP_S = 0.4
SLOW_MOST_S = 2.0
ACCOUNT_LIMIT = 5
ADDRESS_LIMIT = 30
FIRST_LOCK_S = 30


def lock_s(failures: int, limit: int) -> int:
    """How long this many failures lock, in seconds: none below the limit, then doubling up to the window."""
    if failures < limit:
        return 0
    return min(FIRST_LOCK_S * 2 ** min(failures - limit, 10), WINDOW_S)


def delay_s(failures: int) -> float:
    """How much later the answer to one more attempt comes, in seconds."""
    return min(max(0, failures - SLOW_AFTER + 1) * SLOW_STEP_S, SLOW_MOST_S)


@dataclass(frozen=True)
class Throttle:
    """Counts and refuses."""

    cache: Cache

    async def admit(self, username: str, address: str) -> None:
        """Raises `SignInLocked` while locked; otherwise waits as long as the failures so far ask for."""
        for key in self._keys(username, address):
            until = await self.cache.get(f"{key}:locked")
            if until:
                raise SignInLocked(key, retry_after_s=int(until))
        failures = int(await self.cache.get(self._keys(username, address)[0]) or 0)
        if delay := delay_s(failures):
            await asyncio.sleep(delay)

    async def failed(self, username: str, address: str) -> None:
        """Count one failure for the account and for the address."""
        for key, limit in zip(self._keys(username, address), (ACCOUNT_LIMIT, ADDRESS_LIMIT), strict=True):
            failures = await self.cache.increment(key, WINDOW_S)
            if seconds := lock_s(failures, limit):
                await self.cache.set(f"{key}:locked", str(seconds), seconds)

    async def succeeded(self, username: str) -> None:
        """The owner is there: forget the account's failures."""
        key, _ = self._keys(username, "")
        await self.cache.delete(key, f"{key}:locked")

    @staticmethod
    def _keys(username: str, address: str) -> tuple[str, str]:
        return f"sign-in:account:{username.lower()[:50]}", f"sign-in:address:{address}"
