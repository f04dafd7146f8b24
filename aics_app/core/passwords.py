"""bcrypt, off the event loop: one hash takes a quarter of a second of one core."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import bcrypt

ROUNDS = 12

_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="bcrypt")
_NOBODY = bcrypt.hashpw(b"nobody", bcrypt.gensalt(ROUNDS)).decode("ascii")


async def hashed(password: str, *, rounds: int = ROUNDS) -> str:
    """A `$2b$` hash of the password."""

    def work() -> str:
        return bcrypt.hashpw(password.encode(), bcrypt.gensalt(rounds)).decode("ascii")

    return await asyncio.get_running_loop().run_in_executor(_pool, work)


async def matches(password: str, known: str | None) -> bool:
    """Whether the password has this hash (`$2a$` or `$2b$`).

    With no hash the same time is spent, so that the answer's delay doesn't tell whether a name exists.
    """

    def work() -> bool:
        try:
            return bcrypt.checkpw(password.encode(), (known or _NOBODY).encode("ascii")) and known is not None
        except ValueError:  # not a bcrypt hash, or a password with a zero byte or over 72 bytes
            return False

    return await asyncio.get_running_loop().run_in_executor(_pool, work)
