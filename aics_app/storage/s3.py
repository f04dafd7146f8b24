"""Files in a bucket of S3, MinIO or whatever speaks as they do."""

import asyncio
import re
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from aics_app.settings import FileSection
from aics_app.storage.port import Missing, StorageFull, StorageUnavailable

T = TypeVar("T")

PREFIX = "attachments/"
PIECE_BYTES = 64 * 1024
PART_BYTES = 5 * 1024 * 1024
"""The smallest part that S3 takes; smaller files go at once."""
AT_ONCE = 6
"""Uploads that may hold a part in memory; the others wait for their turn."""
THREADS = 8
_KEY = re.compile(r"[0-9a-f]{32}")
_NO_ROOM = frozenset({"QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "507"})


class S3Storage:
    """Below `attachments/` of one bucket. The client blocks, so it works in threads of its own."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket
        # Not the loop's own threads: a bucket that hangs would hold up passwords and pictures.
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="s3")
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def put(self, key: str, content: AsyncIterable[bytes]) -> None:
        """See `Storage`: one request, or several parts that become a file when all are there."""
        place = _place(key)
        with _as_our_errors():
            async with self._turns:
                parts = _parts(content)
                first = await anext(parts, b"")
                if len(first) < PART_BYTES:
                    await self._call(self._client.put_object, **place | self._here, Body=first)
                else:
                    await self._put_in_parts(place | self._here, first, parts)

    async def _put_in_parts(self, place: dict[str, Any], first: bytes, others: AsyncIterator[bytes]) -> None:
        begun = await self._call(self._client.create_multipart_upload, **place)
        upload = place | {"UploadId": begun["UploadId"]}
        is_whole = False
        try:
            sent = [await self._sent(upload, 1, first)]
            async for part in others:
                sent.append(await self._sent(upload, len(sent) + 1, part))
            await self._call(
                self._client.complete_multipart_upload, **upload, MultipartUpload={"Parts": sent}
            )
            is_whole = True
        finally:
            if not is_whole:
                await asyncio.shield(self._abort(upload))

    async def _sent(self, upload: dict[str, Any], number: int, part: bytes) -> dict[str, Any]:
        done = await self._call(self._client.upload_part, **upload, PartNumber=number, Body=part)
        return {"ETag": done["ETag"], "PartNumber": number}

    async def _abort(self, upload: dict[str, Any]) -> None:
        with suppress(ClientError, BotoCoreError):  # the sweep aborts what can't be aborted now
            await self._call(self._client.abort_multipart_upload, **upload)

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """See `Storage`."""
        with _as_our_errors():
            found = await self._call(self._client.get_object, **_place(key) | self._here)
        return self._pieces(found["Body"])

    async def _pieces(self, body: Any) -> AsyncIterator[bytes]:
        try:
            with _as_our_errors():
                while piece := await self._call(body.read, PIECE_BYTES):
                    yield piece
        finally:
            body.close()

    async def delete(self, key: str) -> None:
        """See `Storage`."""
        with _as_our_errors():
            await self._call(self._client.delete_object, **_place(key) | self._here)

    async def older(self, than: datetime) -> list[str]:
        """See `Storage`; parts of uploads that were broken off before that instant are dropped."""
        with _as_our_errors():
            await self._call(self._drop_unfinished, than)
            return await self._call(self._older, than)

    async def check(self) -> None:
        """See `Storage`."""
        with _as_our_errors():
            await self._call(self._client.head_bucket, **self._here)

    def close(self) -> None:
        """Give the connections back; what is under way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._client.close()

    @property
    def _here(self) -> dict[str, Any]:
        return {"Bucket": self._bucket}

    async def _call(self, work: Callable[..., T], *args: Any, **more: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: work(*args, **more))

    def _older(self, than: datetime) -> list[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(**self._here, Prefix=PREFIX)
        return [
            key
            for page in pages
            for found in page.get("Contents", ())
            if found["LastModified"] < than and _KEY.fullmatch(key := found["Key"].removeprefix(PREFIX))
        ]

    def _drop_unfinished(self, than: datetime) -> None:
        pages = self._client.get_paginator("list_multipart_uploads").paginate(**self._here, Prefix=PREFIX)
        for upload in [one for page in pages for one in page.get("Uploads", ())]:
            if upload["Initiated"] < than:
                self._client.abort_multipart_upload(
                    Bucket=self._bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                )


def connect(file: FileSection) -> S3Storage:
    """The bucket that the settings name. Opens no connection."""
    config = Config(
        connect_timeout=2,
        read_timeout=15,
        retries={"total_max_attempts": 2, "mode": "standard"},
        max_pool_connections=THREADS,
        # A host name for each bucket is Amazon's way alone, and so are checksums behind the content.
        s3={"addressing_style": "path" if file.s3_endpoint else "auto"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    client = boto3.session.Session(
        aws_access_key_id=file.s3_access_key,
        aws_secret_access_key=file.s3_secret_key.get_secret_value(),
        region_name=file.s3_region,
    ).client("s3", endpoint_url=file.s3_endpoint or None, config=config)
    return S3Storage(client, file.s3_bucket)


def _place(key: str) -> dict[str, Any]:
    if not _KEY.fullmatch(key):
        message = f"not a key of ours: {key!r}"
        raise ValueError(message)
    return {"Key": PREFIX + key}


async def _parts(content: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in pieces of `PART_BYTES`, the last one of what is left."""
    gathered = bytearray()
    async for piece in content:
        gathered += piece
        if len(gathered) >= PART_BYTES:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)


@contextmanager
def _as_our_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        raise _translated(error) from error
    except (BotoCoreError, OSError) as error:
        raise StorageUnavailable(str(error)) from error


def _translated(error: ClientError) -> StorageFull | StorageUnavailable:
    code = str(error.response.get("Error", {}).get("Code", ""))
    if code in _NO_ROOM:
        return StorageFull(str(error))
    # A bucket that is not there is no lost file.
    return Missing(str(error)) if code == "NoSuchKey" else StorageUnavailable(str(error))
