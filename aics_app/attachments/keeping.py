"""From an upload to a stored file with its row, and back; no transaction waits for the storage."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from aics_app.accounts.models import Actor
from aics_app.attachments import actions, pictures, queries
from aics_app.attachments.errors import AttachingTooFast, FileEmpty, KindRefused, PictureBroken
from aics_app.attachments.models import MAX_NAME_CHARS, Attachment
from aics_app.attachments.pictures import Small
from aics_app.attachments.queries import Readers
from aics_app.attachments.rules.kinds import HEAD_BYTES, PICTURES, claims_picture, type_of
from aics_app.attachments.rules.limits import FILES_A_MINUTE, PENDING_FOR
from aics_app.attachments.rules.names import display_name
from aics_app.core import clock
from aics_app.core.cache import Cache
from aics_app.core.db import Database, Session
from aics_app.core.errors import DatabaseUnavailable
from aics_app.storage import Storage, StorageUnavailable, new_key

logger = logging.getLogger(__name__)

PIECE_BYTES = 64 * 1024
SWEPT_AT_ONCE = 200

Known = Callable[[Session, Sequence[str]], Awaitable[set[str]]]
"""Those of these keys that some row speaks of."""


@dataclass(frozen=True)
class Upload:
    """A file as it was received; `name` as its sender calls it."""

    name: str
    size: int
    file: BinaryIO


@dataclass(frozen=True)
class _Examined:
    content_type: str
    sha256: str
    small: Small | None


class Attachments:
    """What one process does with files. `readers` say who may see what they belong to.

    `also` know the keys of what others keep in the same storage, which no sweep may take.
    """

    def __init__(  # noqa: PLR0913 - what it works with, and what a test puts in its place
        self,
        db: Database,
        cache: Cache,
        storage: Storage,
        readers: Readers,
        *,
        also: Sequence[Known] = (),
        now: clock.Clock = clock.now,
        make_key: Callable[[], str] = new_key,
    ) -> None:
        self._db = db
        self._cache = cache
        self._storage = storage
        self._readers = readers
        self._known = (queries.known_keys, *also)
        self._now = now
        self._make_key = make_key

    async def admit(self, actor: Actor) -> None:
        """Count an upload. Raises `AttachingTooFast` beyond `FILES_A_MINUTE`."""
        if await self._cache.increment(f"attaches:{actor.user_id}", 60) > FILES_A_MINUTE:
            raise AttachingTooFast(retry_after_s=60)

    async def keep(self, actor: Actor, uploads: Sequence[Upload]) -> list[Attachment]:
        """All of them, or none. Raises the statements of `errors`, `StorageFull`, `StorageUnavailable`."""
        stored: list[str] = []
        may_stay = False
        try:
            rows = [await self._stored(actor.user_id, upload, stored) for upload in uploads]
            await self._add(actor, rows)
            may_stay = True
        except DatabaseUnavailable:
            # Perhaps the rows are there nevertheless; if not, the sweep finds files that no row speaks of.
            may_stay = True
            raise
        finally:
            if not may_stay:
                await self._delete(stored)
        return rows

    async def take_in(self, attachment: Attachment, upload: Upload) -> bool:
        """Give a row that had only a name its content; false when it has one by now. Raises as `keep`."""
        stored: list[str] = []
        is_ours = False
        try:
            found = await self._stored(attachment.user_id, upload, stored)
            async with self._db.transaction() as session:
                is_ours = await actions.fill(session, attachment, found)
        finally:
            if not is_ours:
                await self._delete(stored)
        return is_ours

    async def _add(self, actor: Actor, rows: Sequence[Attachment]) -> None:
        async with self._db.transaction() as session:
            await actions.add(session, actor, rows)

    async def _stored(self, user_id: int, upload: Upload, stored: list[str]) -> Attachment:
        name = display_name(upload.name, MAX_NAME_CHARS)
        examined = await _examine(upload, name)
        small, key, thumb_key = examined.small, self._make_key(), None
        stored.append(key)
        await self._storage.put(key, _pieces(upload.file))
        if small:
            thumb_key = self._make_key()
            stored.append(thumb_key)
            await self._storage.put(thumb_key, _once(small.content))
        return Attachment(
            user_id=user_id,
            name=name,
            size=upload.size,
            content_type=examined.content_type,
            sha256=examined.sha256,
            width=small.width if small else None,
            height=small.height if small else None,
            storage_key=key,
            thumb_key=thumb_key,
            created_at=self._now(),
        )

    async def find(self, actor: Actor, attachment_id: int) -> Attachment:
        """One that the actor may see. Raises `NotFound`."""
        async with self._db.reading() as session:
            return await queries.get_readable(session, actor, attachment_id, self._readers)

    async def content(self, key: str) -> AsyncIterator[bytes]:
        """What is stored under a key of one that was found. Raises `Missing`, `StorageUnavailable`."""
        return await self._storage.read(key)

    async def discard(self, actor: Actor, attachment_id: int) -> None:
        """Give up a pending one of one's own. Raises `NotFound`, `AlreadySent`."""
        async with self._db.transaction() as session:
            attachment = await actions.discard(session, actor, attachment_id)
        await self._delete(attachment.keys)

    async def sweep(self) -> int:
        """Remove what was never sent, and files without a row; how many. Every replica may, at any time."""
        before = self._now() - PENDING_FOR
        async with self._db.reading() as session:
            forgotten = await queries.forgotten(session, before, SWEPT_AT_ONCE)
        swept = 0
        for attachment in forgotten:
            async with self._db.transaction() as session:
                is_ours = await actions.sweep(session, attachment)
            if is_ours:
                await self._delete(attachment.keys)
                swept += 1
        old = await self._storage.older(before)
        for start in range(0, len(old), SWEPT_AT_ONCE):
            swept += await self._sweep_unknown(old[start : start + SWEPT_AT_ONCE])
        return swept

    async def _sweep_unknown(self, keys: Sequence[str]) -> int:
        async with self._db.reading() as session:
            unknown = set(keys).difference(*[await known(session, keys) for known in self._known])
        await self._delete(sorted(unknown))
        return len(unknown)

    async def _delete(self, keys: Sequence[str]) -> None:
        """What can't be deleted now is swept later."""
        for key in keys:
            try:
                await self._storage.delete(key)
            except StorageUnavailable as error:
                logger.warning("attachments: a file stays until it is swept: %s", error.detail)


async def _examine(upload: Upload, name: str) -> _Examined:
    """What it is. Raises `FileEmpty`, `KindRefused`, `PictureBroken`, `PictureTooLarge`."""
    if not upload.size:
        raise FileEmpty(name=name)
    head, sha256 = await asyncio.to_thread(_read_through, upload.file)
    content_type = type_of(head, name)
    if content_type is None:
        raise KindRefused(name=name)
    if content_type in PICTURES:
        return _Examined(
            content_type, sha256, await pictures.small(upload.file, PICTURES[content_type], name)
        )
    if claims_picture(name):
        raise PictureBroken("the content is something else", name=name)
    return _Examined(content_type, sha256, None)


def _read_through(file: BinaryIO) -> tuple[bytes, str]:
    """The first bytes, and the hash of all."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    digest = hashlib.sha256(head)
    while piece := file.read(PIECE_BYTES):
        digest.update(piece)
    return head, digest.hexdigest()


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    await asyncio.to_thread(file.seek, 0)
    while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
        yield piece


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
