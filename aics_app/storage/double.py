"""A storage in memory for tests, which can be full, gone, or forget."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

from aics_app.core import clock
from aics_app.storage.port import Missing, StorageFull, StorageUnavailable


@dataclass
class MemoryStorage:
    """Files by key. `room` is in bytes."""

    files: dict[str, bytes] = field(default_factory=dict)
    kept_at: dict[str, datetime] = field(default_factory=dict)
    room: int = 1 << 40
    is_gone: bool = False
    now: clock.Clock = clock.now

    async def put(self, key: str, content: AsyncIterable[bytes]) -> None:
        """See `Storage`."""
        self._require_there()
        whole = b"".join([piece async for piece in content])
        if sum(map(len, self.files.values())) + len(whole) > self.room:
            raise StorageFull
        self.files[key], self.kept_at[key] = whole, self.now()

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """See `Storage`."""
        self._require_there()
        if key not in self.files:
            raise Missing(key)
        return _once(self.files[key])

    async def delete(self, key: str) -> None:
        """See `Storage`."""
        self._require_there()
        self.files.pop(key, None)

    async def older(self, than: datetime) -> list[str]:
        """See `Storage`."""
        self._require_there()
        return [key for key in self.files if self.kept_at[key] < than]

    async def check(self) -> None:
        """See `Storage`."""
        self._require_there()

    def close(self) -> None:
        """See `Storage`: nothing is open."""

    def _require_there(self) -> None:
        if self.is_gone:
            raise StorageUnavailable


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
