"""What a storage of files can do."""

from collections.abc import AsyncIterable, AsyncIterator
from datetime import datetime
from http import HTTPStatus
from typing import Protocol
from uuid import uuid4

from aics_app.core.errors import AppError, Unavailable


class StorageUnavailable(Unavailable):
    """The storage is gone, or not ours to write."""

    code = "storage_unavailable"


class StorageFull(AppError):
    """No room for another file."""

    status, code = HTTPStatus.INSUFFICIENT_STORAGE, "storage_full"


class Missing(StorageUnavailable):
    """The file under this key is lost."""

    code = "file_lost"


class Storage(Protocol):
    """Files by key. A file is there whole or not at all."""

    async def put(self, key: str, content: AsyncIterable[bytes]) -> None:
        """Keep a new file. Raises `StorageFull` or `StorageUnavailable`, and then has kept nothing."""

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """The file's bytes; it is open when this returns. Raises `Missing` or `StorageUnavailable`."""

    async def delete(self, key: str) -> None:
        """Forget a file; one that is not there is forgotten already. Raises `StorageUnavailable`."""

    async def older(self, than: datetime) -> list[str]:
        """Keys of files that were kept before an instant. Raises `StorageUnavailable`."""

    async def check(self) -> None:
        """Raises `StorageUnavailable` or `StorageFull` unless files can be kept."""

    def close(self) -> None:
        """Give back what is held open."""


def new_key() -> str:
    """A key that nobody can guess."""
    return uuid4().hex
