"""File names: made harmless to read, and written into headers."""

from pathlib import PurePosixPath
from urllib.parse import quote

from aics_app.core.text import one_line

NAMELESS = "file"
MAX_ENDING_CHARS = 12
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_"))


def display_name(said: str, limit: int) -> str:
    """The last part of what the browser called it, on one line, that no file system stumbles over.

    Never empty, never hidden, at most `limit` characters with its ending kept.
    """
    last = said.replace("\\", "/").rsplit("/", 1)[-1]
    name = one_line(last, len(last) + 1).translate(_FORBIDDEN).lstrip(".").strip(" .")
    return _shortened(name, limit) if name else NAMELESS


def _shortened(name: str, limit: int) -> str:
    if len(name) <= limit:
        return name
    ending = PurePosixPath(name).suffix
    ending = ending if len(ending) <= MAX_ENDING_CHARS else ""
    return name[: limit - len(ending) - 1].rstrip(" .") + "…" + ending


def disposition(name: str, *, inline: bool) -> str:
    """A `Content-Disposition` after RFC 6266: ASCII for old readers, the name itself for all others."""
    kind = "inline" if inline else "attachment"
    plain = "".join(one if one.isascii() and one.isprintable() and one not in '"\\%' else "_" for one in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
