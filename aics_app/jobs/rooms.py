"""Where workers write: each running has a folder of its own, and what a lost worker left is swept."""

import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

NAME = "aics-jobs"


def usual() -> Path:
    """The folder of all of them; processes of one machine share it."""
    return Path(tempfile.gettempdir()) / NAME


def begin(room: Path, at: datetime) -> None:
    """Have this folder, empty, for whoever runs this process alone."""
    room.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    room.mkdir(mode=0o700)
    keep(room, at)


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
