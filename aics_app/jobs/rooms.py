"""Where workers write: each running has a folder of its own, and what a lost worker left is swept."""

import errno
import os
import shutil
import stat
import tempfile
from datetime import datetime
from pathlib import Path

NAME = "aics-jobs"
PRIVATE = 0o700


def usual() -> Path:
    """The folder of all of them; what one user of the machine runs shares it."""
    return Path(tempfile.gettempdir()) / f"{NAME}-{os.getuid()}"


def begin(room: Path, at: datetime) -> None:
    """Have this folder, empty, for whoever runs this process alone. Raises OSError where it would not be."""
    room.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    _require_own(room.parent)
    room.mkdir(mode=PRIVATE)
    keep(room, at)


def _require_own(rooms: Path) -> None:
    """In the temporary files anybody may have been faster, and would read what is written there."""
    found = rooms.lstat()
    if found.st_uid != os.getuid() or not stat.S_ISDIR(found.st_mode) or found.st_mode & 0o077:
        raise PermissionError(errno.EACCES, "somebody else may write or read here", str(rooms))


def keep(room: Path, at: datetime) -> None:
    """Its worker is alive. Raises OSError when it is gone."""
    os.utime(room, (at.timestamp(), at.timestamp()))


def leave(room: Path) -> None:
    """Take it away with all that is in it."""
    shutil.rmtree(room, ignore_errors=True)


def sweep(rooms: Path, before: datetime) -> int:
    """Take away those whose worker has not been heard of since; how many."""
    left = [room for room in rooms.glob("*") if _was_left(room, before)]
    for room in left:
        leave(room)
    return len(left)


def _was_left(room: Path, before: datetime) -> bool:
    try:
        return room.stat().st_mtime < before.timestamp()
    except FileNotFoundError:  # another process was faster
        return False
