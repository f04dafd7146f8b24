"""The same act on many tickets: each in a transaction of its own, and what became of each is reported."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid

MAX_AT_ONCE = 100
"""Of one request; a page may show more, and asks again and again."""


@dataclass(frozen=True)
class Outcome:
    """What became of one; `error` is why it was refused, and None when it was done."""

    number: str
    error: AppError | None = None


async def each(
    db: Database, numbers: Sequence[str], act: Callable[[AsyncSession, str], Awaitable[object]]
) -> list[Outcome]:
    """Do it to each, whatever becomes of the others. Raises `Invalid` for more than `MAX_AT_ONCE`."""
    wanted = list(dict.fromkeys(numbers))
    if not wanted or len(wanted) > MAX_AT_ONCE:
        raise Invalid(fields={"numbers": "too_long" if wanted else "required"})
    outcomes = []
    for number in wanted:
        try:
            async with db.transaction() as session:
                await act(session, number)
        except AppError as error:  # told to whoever asked, beside what was done
            outcomes.append(Outcome(number, error))
        else:
            outcomes.append(Outcome(number))
    return outcomes


async def all_of(
    db: Database, numbers: Sequence[str], act: Callable[[AsyncSession, str], Awaitable[object]]
) -> list[Outcome]:
    """As `each`, for as many as a page shows. Raises `Invalid` for none."""
    starts = range(0, max(len(numbers), 1), MAX_AT_ONCE)
    chunks = [numbers[start : start + MAX_AT_ONCE] for start in starts]
    return [outcome for chunk in chunks for outcome in await each(db, chunk, act)]
