"""bcrypt, off the event loop: one hash takes a quarter of a second of one core."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

import bcrypt

from aics_app.core.errors import Unavailable

ROUNDS = 12
THREADS = 2
LONGEST_LINE = 40
"""About ten seconds of work; whoever comes then would wait longer than a browser's patience."""

_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # without what looks like something else

T = TypeVar("T")

_pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="bcrypt")
_waiting = 0


async def hashed(password: str, *, rounds: int | None = None) -> str:
    """A `$2b$` hash of the password, of at most 72 bytes. Raises `Unavailable` when the line is full."""

    def work() -> str:
        return bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds or ROUNDS)).decode("ascii")

    return await _in_line(work)


async def matches(password: str, known: str | None) -> bool:
    """Whether the password has this hash (`$2a$` or `$2b$`). Raises `Unavailable` when the line is full.

    With no hash the same time is spent, so that the answer's delay doesn't tell whether a name exists.
    """

    def work() -> bool:
        try:
            own = (known or _nobody()).encode("ascii")
            return bcrypt.checkpw(password.encode(), own) and known is not None
        except ValueError:  # not a bcrypt hash, or a password that nobody can have
            return False

    return await _in_line(work)


def one_time() -> str:
    """A password that is told to somebody once: easy to read out, 70 bits that nobody guesses."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


async def _in_line(work: Callable[[], T]) -> T:
    global _waiting  # noqa: PLW0603 - one line a process, as there is one pool
    if _waiting >= LONGEST_LINE:
        raise Unavailable("too many passwords at once", retry_after_s=5)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_pool, work)
    finally:
        _waiting -= 1


@cache
def _nobody() -> str:
    """The hash of nobody's password, made once."""
    return bcrypt.hashpw(b"nobody", bcrypt.gensalt(ROUNDS)).decode("ascii")
