"""Files that a reference's database speaks of are taken in, where they lie in the folder of uploads."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from aics_app.attachments import queries
from aics_app.attachments.keeping import Attachments, Upload
from aics_app.attachments.models import Attachment
from aics_app.cli.output import say
from aics_app.core.cache import MemoryCache
from aics_app.core.db import Database
from aics_app.core.errors import AppError
from aics_app.settings import Settings
from aics_app.storage import build

AT_ONCE = 200
MB = 1024 * 1024


async def files(settings: Settings) -> int:
    """Take in what is there; how many. What is not stays a name, and may be there the next time."""
    folder = Path(settings.file.upload_path)
    if not settings.file.upload_path:
        return 0
    db, storage = Database(settings.database_url), build(settings)
    try:
        attachments = Attachments(db, MemoryCache(), storage, {})
        taken = 0
        async for attachment in _missing(db):
            path = find(folder, attachment.origin or "")
            taken += path is not None and await _taken(attachments, attachment, path, settings)
    finally:
        storage.close()
        await db.close()
    if taken:
        say(f"{taken} files of the database that was taken over were found in {folder}.")
    return taken


async def _missing(db: Database) -> AsyncIterator[Attachment]:
    last = 0
    while True:
        async with db.reading() as session:
            found = await queries.missing(session, last, AT_ONCE)
        for attachment in found:
            yield attachment
        if not found:
            return
        last = found[-1].id or 0


async def _taken(attachments: Attachments, attachment: Attachment, path: Path, settings: Settings) -> bool:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > settings.file.max_file_size * MB:
                say(f"{path} is larger than FILE_MAX_FILE_SIZE, and was not taken in.")
                return False
            return await attachments.take_in(attachment, Upload(attachment.name, size, file))
    except (AppError, OSError) as error:
        say(f"{path} was not taken in: {error}")
        return False


def find(folder: Path, origin: str) -> Path | None:
    """The file that an address means, below this folder and nowhere else."""
    root = folder.resolve()
    for below in _places(origin):
        path = (root / below).resolve()
        if path.is_relative_to(root) and path.is_file():
            return path
    return None


def _places(origin: str) -> Iterator[PurePosixPath]:
    """The whole path, then shorter and shorter ends of it: the folder had another name there."""
    said = unquote(urlsplit(origin).path if "://" in origin else origin).replace("\\", "/")
    parts = [part for part in said.split("/") if part not in ("", ".", "..") and "\0" not in part]
    return (PurePosixPath(*parts[start:]) for start in range(len(parts)))
