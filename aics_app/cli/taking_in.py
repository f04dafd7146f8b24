"""Files that a reference's database speaks of are taken in, where they lie in the folder of uploads."""

import os
from collections import defaultdict
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
FOLDERS = frozenset({"upload", "uploads"})
"""What the folder of uploads may have been called, beside what it is called now."""


async def files(settings: Settings) -> int:
    """Take in what is there; how many. What is not stays a name, and may be there the next time."""
    folder = Path(settings.file.upload_path)
    if not settings.file.upload_path:
        return 0
    db, storage = Database(settings.database_url), build(settings)
    try:
        attachments = Attachments(db, MemoryCache(), storage, {})
        meant = await _meant(db, folder)
        taken = 0
        async for attachment in _missing(db):
            path = find(folder, attachment.origin or "")
            if path is not None and len(meant[path]) == 1:
                taken += await _taken(attachments, attachment, path, settings)
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


async def _meant(db: Database, folder: Path) -> dict[Path, set[PurePosixPath]]:
    """By file: the places that are looked for and lead to it. More than one may be two people's."""
    meant = defaultdict(set)
    async for attachment in _missing(db):
        if path := find(folder, attachment.origin or ""):
            meant[path].add(_below(folder, attachment.origin or ""))
    return meant


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
    for below in _places(folder, origin):
        path = (root / below).resolve()
        if path.is_relative_to(root) and path.is_file():
            return path
    return None


def _places(folder: Path, origin: str) -> Iterator[PurePosixPath]:
    """The whole path and what is below the uploads' folder in it.

    Where no folder in it is called so, shorter and shorter ends. Never its bare name then: a file of the same
    name elsewhere is another one, and perhaps another customer's.
    """
    parts, below = _parts(origin), _below(folder, origin).parts
    if not parts:
        return
    yield PurePosixPath(*parts)
    if below != parts:
        yield PurePosixPath(*below)
        return
    for start in range(1, len(parts) - 1):
        yield PurePosixPath(*parts[start:])


def _below(folder: Path, origin: str) -> PurePosixPath:
    """Its place in the folder of uploads, as far as the address says which that was."""
    parts = _parts(origin)
    own = FOLDERS | {folder.resolve().name.casefold()}
    start = next((at + 1 for at, part in enumerate(parts[:-1]) if part.casefold() in own), 0)
    return PurePosixPath(*parts[start:])


def _parts(origin: str) -> tuple[str, ...]:
    try:
        said = urlsplit(origin).path if "://" in origin else origin
    except ValueError:  # a bracket in the name of its server
        said = origin
    parts = unquote(said).replace("\\", "/").split("/")
    return tuple(part for part in parts if part not in ("", ".", "..") and "\0" not in part)
