"""Files in a folder of this machine, or in one that replicas share."""

import asyncio
import errno
import os
import re
import tempfile
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from aics_app.storage.port import Missing, StorageFull, StorageUnavailable

PIECE_BYTES = 64 * 1024
_KEY = re.compile(r"[0-9a-f]{32}")
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_UNFINISHED = ".part"


class LocalStorage:
    """Below `folder`, in 256 folders by the first two letters of the key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, key: str, content: AsyncIterable[bytes]) -> None:
        """See `Storage`: written aside, flushed to the disk, then renamed."""
        path = self._path(key)
        part = path.with_suffix(_UNFINISHED)
        with _as_our_errors():
            file = await asyncio.to_thread(_create, part)
            try:
                async for piece in content:
                    await asyncio.to_thread(file.write, piece)
                await asyncio.to_thread(_finish, file, part, path)
            finally:  # nothing is left aside, unless it was finished
                with suppress(OSError):
                    file.close()
                with suppress(OSError):
                    part.unlink(missing_ok=True)

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """See `Storage`."""
        with _as_our_errors():
            file = await asyncio.to_thread(self._path(key).open, "rb")
        return _pieces(file)

    async def delete(self, key: str) -> None:
        """See `Storage`."""
        path = self._path(key)
        with _as_our_errors():
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def older(self, than: datetime) -> list[str]:
        """See `Storage`; what was never finished counts."""
        with _as_our_errors():
            return await asyncio.to_thread(self._older, than.timestamp())

    async def check(self) -> None:
        """See `Storage`: something is written and gone again."""
        with _as_our_errors():
            await asyncio.to_thread(self._check)

    def close(self) -> None:
        """See `Storage`: nothing is open."""

    def _check(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self._folder) as file:
            file.write(b"ready")

    def _older(self, than: float) -> list[str]:
        found = []
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            with suppress(FileNotFoundError):  # another replica swept it in this instant
                if not _KEY.fullmatch(path.stem) or path.stat().st_mtime >= than:
                    continue
                if path.suffix == _UNFINISHED:
                    path.unlink()
                else:
                    found.append(path.stem)
        return found

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            message = f"not a key of ours: {key!r}"
            raise ValueError(message)
        return self._folder / key[:2] / key


def _create(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("xb")


def _finish(file: BinaryIO, part: Path, path: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()
    part.replace(path)


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    try:
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            yield piece
    finally:
        file.close()


@contextmanager
def _as_our_errors() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise Missing(str(error)) from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageFull(str(error)) from error
        raise StorageUnavailable(str(error)) from error
