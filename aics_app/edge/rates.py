"""How much one address may ask: token buckets, and places. Per process, in memory, bounded."""

from collections import Counter, OrderedDict
from collections.abc import Callable

MAX_ADDRESSES = 20_000


class Buckets:
    """A bucket an asker: filled at `per_minute`, as many at once as a minute brings. 0 means no limit."""

    def __init__(self, per_minute: int, monotonic: Callable[[], float]) -> None:
        self._capacity = float(per_minute)
        self._monotonic = monotonic
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, asker: str) -> float:
        """Take one. Returns 0, or the seconds until there is one, and then nothing was taken."""
        if not self._capacity:
            return 0.0
        at = self._monotonic()
        level, since = self._levels.get(asker, (self._capacity, at))
        level = min(self._capacity, level + (at - since) * self._capacity / 60)
        wait_s = 0.0 if level >= 1 else (1 - level) * 60 / self._capacity
        self._levels[asker] = (level if wait_s else level - 1, at)
        self._levels.move_to_end(asker)
        if len(self._levels) > MAX_ADDRESSES:  # the longest unseen has a full bucket anyway
            self._levels.popitem(last=False)
        return wait_s


class Places:
    """At most `limit` at once for each asker. 0 means no limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken: Counter[str] = Counter()

    def enter(self, asker: str) -> bool:
        """Take a place; false when all are taken."""
        if self._limit and self._taken[asker] >= self._limit:
            return False
        self._taken[asker] += 1
        return True

    def leave(self, asker: str) -> None:
        """Give a place back."""
        self._taken[asker] -= 1
        if self._taken[asker] <= 0:
            del self._taken[asker]
