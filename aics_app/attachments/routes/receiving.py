"""A multipart form, read as it comes: memory stays flat, and no file grows beyond its limit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from aics_app.attachments.errors import FileTooLarge, NoFile
from aics_app.attachments.keeping import Upload
from aics_app.attachments.models import MAX_NAME_CHARS
from aics_app.attachments.rules.limits import MAX_FILES
from aics_app.attachments.rules.names import display_name
from aics_app.storage import StorageFull

MB = 1024 * 1024
FIELD = "file"
OTHER_FIELDS = 5


class _Limited(MultiPartParser):
    """What a file has beyond its limit is read and dropped, so that the browser hears why it is refused."""

    spool_max_size = 256 * 1024

    def __init__(self, request: Request, limit: int) -> None:
        stream = request.stream()
        super().__init__(request.headers, stream, max_files=MAX_FILES, max_fields=OTHER_FIELDS)
        self._limit = limit
        self._part = -1
        self._taken = 0
        self.too_large: set[int] = set()

    def on_part_begin(self) -> None:
        self._part += 1
        self._taken = 0
        super().on_part_begin()

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._taken += end - start
        if self._taken > self._limit:
            self.too_large.add(self._part)
        else:
            super().on_part_data(data, start, end)


@asynccontextmanager
async def received(request: Request, limit_mb: int) -> AsyncIterator[list[Upload]]:
    """The files of the field `file`, until the end of the block.

    Raises `NoFile`, `FileTooLarge`, `StorageFull`.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise NoFile
    parser = _Limited(request, limit_mb * MB)
    try:
        form = await parser.parse()
    except (MultiPartException, ClientDisconnect) as error:
        raise NoFile(str(error)) from error
    except OSError as error:  # large ones wait on the disk
        raise StorageFull(str(error)) from error
    async with _closing(form):
        yield _files(form, parser.too_large, limit_mb)


@asynccontextmanager
async def _closing(form: FormData) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await form.close()


def _files(form: FormData, too_large: set[int], limit_mb: int) -> list[Upload]:
    uploads = []
    for part, (field, value) in enumerate(form.multi_items()):
        if field != FIELD or not isinstance(value, UploadFile):
            continue
        name = value.filename or ""
        if part in too_large:
            raise FileTooLarge(name=display_name(name, MAX_NAME_CHARS), limit=f"{limit_mb} MB")
        uploads.append(Upload(name, value.size or 0, value.file))
    if not uploads:
        raise NoFile
    return uploads
