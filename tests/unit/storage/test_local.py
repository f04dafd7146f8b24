"""The local folder keeps files whole or not at all, and knows no names but its own."""

import errno
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aics_app.storage import LocalStorage, Missing, StorageFull, StorageUnavailable, new_key

KEY = "0f" * 16
NOW = datetime(2026, 3, 1, tzinfo=UTC)


async def pieces(*content: bytes, then: OSError | None = None) -> AsyncIterator[bytes]:
    for piece in content:
        yield piece
    if then:
        raise then


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def whole(storage: LocalStorage, key: str) -> bytes:
    return b"".join([piece async for piece in await storage.read(key)])


async def test_a_file_comes_back_as_it_was_put(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path / "not there yet")
    await storage.put(KEY, pieces(b"spruce ", b"needles" * 50_000))
    assert await whole(storage, KEY) == b"spruce " + b"needles" * 50_000
    await storage.delete(KEY)
    await storage.delete(KEY)  # twice is as good as once
    with pytest.raises(Missing):
        await storage.read(KEY)
    assert files_below(tmp_path) == []


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "no space left"), StorageFull),
        (OSError(errno.EDQUOT, "quota"), StorageFull),
        (OSError(errno.EIO, "broken disk"), StorageUnavailable),
    ],
)
async def test_nothing_is_half_kept(tmp_path: Path, error: OSError, expected: type[Exception]) -> None:
    storage = LocalStorage(tmp_path)
    with pytest.raises(expected):
        await storage.put(KEY, pieces(b"half of it", then=error))
    assert files_below(tmp_path) == []


async def test_a_folder_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file stands in the way")
    storage = LocalStorage(tmp_path / "files")
    with pytest.raises(StorageUnavailable):
        await storage.put(KEY, pieces(b"x"))


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "0f" * 15, "0F" * 16, "0f" * 16 + "/x", "图片"])
async def test_only_our_keys_become_paths(tmp_path: Path, key: str) -> None:
    storage = LocalStorage(tmp_path)
    with pytest.raises(ValueError, match="not a key of ours"):
        await storage.read(key)


async def test_old_files_are_listed_and_unfinished_ones_removed(tmp_path: Path) -> None:
    storage, fresh, unfinished = LocalStorage(tmp_path), new_key(), tmp_path / "ab" / f"{'ab' * 16}.part"
    await storage.put(KEY, pieces(b"old"))
    await storage.put(fresh, pieces(b"fresh"))
    unfinished.parent.mkdir()
    unfinished.write_bytes(b"its writer died")
    (tmp_path / "ab" / "README").write_text("somebody's own")
    long_ago = (NOW - timedelta(days=3)).timestamp()
    for path in (tmp_path / "0f" / KEY, unfinished, tmp_path / "ab" / "README"):
        os.utime(path, (long_ago, long_ago))
    assert await storage.older(NOW - timedelta(days=1)) == [KEY]
    assert not unfinished.exists()
    assert (tmp_path / "ab" / "README").exists()
