"""A folder and a bucket keep files alike: whole or not at all. The bucket is a real server's."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aics_app.core import clock
from aics_app.settings import Settings, load
from aics_app.storage import LocalStorage, Missing, Storage, StorageUnavailable, build, new_key
from aics_app.storage.s3 import PART_BYTES, PREFIX, S3Storage
from tests.processes import LOOPBACK, free_port
from tests.servers import S3Server, running_s3
from tests.stoppable import Stoppable

KEY = "0f" * 16


@pytest.fixture(scope="module")
def s3() -> Iterator[S3Server]:
    with running_s3() as server:
        yield server


def _settings(folder: Path, **environ: str) -> Settings:
    return load({"APP_DATA_DIR": str(folder), **environ})


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    environ = request.getfixturevalue("s3").environ if request.param == "bucket" else {}
    made = build(_settings(tmp_path, **environ))
    yield made
    made.close()


@pytest.fixture
def bucket(s3: S3Server, tmp_path: Path) -> Iterator[S3Storage]:
    made = build(_settings(tmp_path, **s3.environ))
    assert isinstance(made, S3Storage)
    yield made
    made.close()


async def pieces(*content: bytes, then: Exception | None = None) -> AsyncIterator[bytes]:
    for piece in content:
        yield piece
    if then:
        raise then


async def whole(storage: Storage, key: str) -> bytes:
    return b"".join([piece async for piece in await storage.read(key)])


async def keys(storage: Storage) -> list[str]:
    return await storage.older(clock.now() + timedelta(hours=1))


def unfinished(bucket: S3Storage) -> list[str]:
    found = bucket._client.list_multipart_uploads(Bucket=bucket._bucket)
    return [upload["Key"] for upload in found.get("Uploads", ())]


@pytest.mark.parametrize("size", [1, 64 * 1024 + 1, PART_BYTES - 1, PART_BYTES, 2 * PART_BYTES + 7])
async def test_a_file_comes_back_as_it_was_put_and_goes_when_deleted(storage: Storage, size: int) -> None:
    key, content = new_key(), bytes(range(256)) * (size // 256 + 1)
    cut = [content[start : min(start + 100_000, size)] for start in range(0, size, 100_000)]
    await storage.put(key, pieces(*cut))
    assert await whole(storage, key) == content[:size]
    await storage.delete(key)
    await storage.delete(key)  # twice is as good as once
    with pytest.raises(Missing):
        await storage.read(key)


@pytest.mark.parametrize("before_it_breaks", [b"half", b"x" * (2 * PART_BYTES)])
async def test_nothing_is_half_kept(storage: Storage, before_it_breaks: bytes) -> None:
    with pytest.raises(StorageUnavailable):
        await storage.put(KEY, pieces(before_it_breaks, then=OSError("the upload went away")))
    with pytest.raises(Missing):
        await storage.read(KEY)
    assert KEY not in await keys(storage)
    if isinstance(storage, S3Storage):
        assert unfinished(storage) == []


async def test_a_cancelled_upload_leaves_nothing(storage: Storage) -> None:
    went = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"x" * (2 * PART_BYTES)
        went.set()
        await asyncio.sleep(60)

    upload = asyncio.create_task(storage.put(KEY, slowly()))
    await went.wait()
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    with pytest.raises(Missing):
        await storage.read(KEY)
    if isinstance(storage, S3Storage):
        assert unfinished(storage) == []


async def test_only_our_keys_are_places(storage: Storage) -> None:
    for key in ("", "../../etc/passwd", "0F" * 16, f"{KEY}/x"):
        with pytest.raises(ValueError, match="not a key of ours"):
            await storage.read(key)


async def test_old_files_are_listed(storage: Storage) -> None:
    key = new_key()
    await storage.put(key, pieces(b"old"))
    assert key in await keys(storage)
    assert await storage.older(clock.now() - timedelta(hours=1)) == []
    await storage.check()


async def test_a_bucket_lists_more_than_one_page_and_nothing_of_others(bucket: S3Storage) -> None:
    for strange in ("attachments/readme.txt", "backup/" + "ab" * 16, "ab" * 16):
        bucket._client.put_object(Bucket=bucket._bucket, Key=strange, Body=b"somebody's own")
    mine = {new_key() for _ in range(30)}
    await asyncio.gather(*(bucket.put(key, pieces(b"x")) for key in mine))
    found = await keys(bucket)
    assert mine <= set(found)
    assert len(found) == len(set(found))
    assert "ab" * 16 not in found


async def test_uploads_that_were_broken_off_are_swept(bucket: S3Storage) -> None:
    place = {"Bucket": bucket._bucket, "Key": PREFIX + KEY}
    bucket._client.create_multipart_upload(**place)  # its process was killed
    # moto says of every upload that it began in 2010.
    await bucket.older(datetime(2009, 3, 1, tzinfo=UTC))
    assert unfinished(bucket) == [PREFIX + KEY]  # it may still be under way
    await bucket.older(clock.now())
    assert unfinished(bucket) == []


async def test_a_server_that_goes_away_in_mid_upload_is_said_to_and_keeps_nothing(tmp_path: Path) -> None:
    port = free_port()
    switch = Stoppable(lambda: running_s3(port))
    storage = build(_settings(tmp_path, **S3Server(f"http://{LOOPBACK}:{port}").environ))

    async def cut_off() -> AsyncIterator[bytes]:
        yield b"x" * PART_BYTES
        await asyncio.to_thread(switch.stop)
        yield b"x" * PART_BYTES

    switch.start()
    try:
        with pytest.raises(StorageUnavailable):
            await storage.put(KEY, cut_off())
        for act in (storage.check(), storage.read(KEY), storage.delete(KEY), storage.older(clock.now())):
            with pytest.raises(StorageUnavailable):
                await act
        switch.start()
        with pytest.raises(Missing):
            await storage.read(KEY)
        await storage.put(KEY, pieces(b"it is back"))
        assert await whole(storage, KEY) == b"it is back"
    finally:
        storage.close()
        switch.stop()


async def test_a_bucket_that_is_not_there_is_no_lost_file(s3: S3Server, tmp_path: Path) -> None:
    storage = build(_settings(tmp_path, **s3.environ | {"FILE_S3_BUCKET": "elsewhere"}))
    for act in (storage.check(), storage.read(KEY), storage.put(KEY, pieces(b"x"))):
        with pytest.raises(StorageUnavailable) as refused:
            await act
        assert not isinstance(refused.value, Missing)
    storage.close()


async def test_a_folder_that_is_gone_is_found_by_looking(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file stands in the way")
    with pytest.raises(StorageUnavailable):
        await LocalStorage(tmp_path / "files").check()
