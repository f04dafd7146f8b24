"""Secrets: what is none, and the one that demo mode makes for itself."""

import errno
import os
import re
import secrets
import time
from pathlib import Path

MIN_CHARS = 32
MIN_DIFFERENT_CHARS = 8
# Words out of examples and tutorials: whoever reads those knows the secret.
KNOWN = re.compile(
    r"change.?(me|this|it)|your.?secret|my.?secret|secret.?key|example|default|password|please|123456|qwerty|replace",
    re.IGNORECASE,
)
OWN = re.compile(r"[0-9a-f]{64}")
WRITING_S = 2.0


def fault_of(secret: str) -> str:
    """What is wrong with a secret for production; empty when nothing is."""
    if not secret:
        return "production needs one; try: openssl rand -hex 32"
    if len(secret) < MIN_CHARS or len(set(secret)) < MIN_DIFFERENT_CHARS or KNOWN.search(secret):
        return f"too short or well known; at least {MIN_CHARS} random characters, try: openssl rand -hex 32"
    return ""


def own(folder: Path) -> str:
    """The secret in this folder, made at the first call and readable by its owner alone. Raises `OSError`.

    Of several processes that start together one makes it, the others read what it wrote.
    """
    path = folder / "secret"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        value = secrets.token_hex(32)
        file.write(value)
    return value


def _read(path: Path) -> str:
    """What another process wrote, or is just writing."""
    give_up_at = time.monotonic() + WRITING_S
    while True:
        value = path.read_text("ascii", errors="replace").strip()
        if OWN.fullmatch(value):
            return value
        if time.monotonic() > give_up_at:
            raise OSError(errno.EINVAL, "it holds no secret; remove it, which ends every sign-in", str(path))
        time.sleep(0.02)
