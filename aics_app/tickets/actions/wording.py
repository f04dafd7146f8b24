"""The words by which a ticket is found are kept in the transaction that writes its texts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, insert, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from aics_app.tickets import queries
from aics_app.tickets.models import Mention, Ticket, Word
from aics_app.tickets.rules.words import words_of

AT_ONCE = 100
"""So many tickets that others wrote are read in one transaction."""
_ROWS = 1000
"""Of one statement."""


async def keep_words(session: AsyncSession, ticket_id: int, *texts: str) -> None:
    """Let the ticket be found by what these say. Older words stay: they only lead there, the texts decide."""
    await _keep(session, {ticket_id: words_of(*texts)})


async def read_unread(session: AsyncSession) -> bool:
    """Keep the words of some tickets that came without: filed before there were any, or by another program.

    Whether there may be more. It is no change of the tickets.
    """
    texts = await queries.texts_unread(session, limit=AT_ONCE)
    await _keep(session, {ticket_id: words_of(*said) for ticket_id, said in texts.items()})
    if texts:
        read = update(Ticket).where(col(Ticket.id).in_(texts))
        # A reference's table would set `update_time` by itself.
        kept = read.values(words_kept=True, update_time=Ticket.update_time)
        await session.execute(kept.execution_options(synchronize_session=False))
    return len(texts) == AT_ONCE


async def _keep(session: AsyncSession, words: Mapping[int, Collection[str]]) -> None:
    wanted = sorted({word for found in words.values() for word in found})
    known: dict[str, int] = {}
    for some in _in_portions(wanted):
        known |= await queries.words_known(session, some)
        if unknown := [word for word in some if word not in known]:
            # In their order, so that two who bring the same words never wait for each other.
            await session.execute(_NEW_WORDS, [{"word": word} for word in unknown])
            known |= await queries.words_known(session, unknown)
    mentions = [
        {"word_id": known[word], "ticket_id": ticket_id}
        for ticket_id, found in words.items()
        for word in sorted(found)
    ]
    for rows in _in_portions(mentions):
        await session.execute(_NEW_MENTIONS, rows)


def _in_portions(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + _ROWS] for start in range(0, len(items), _ROWS))


def _unless_there(table: type[SQLModel]) -> Insert:
    new = insert(table.__table__)  # type: ignore[attr-defined]  # SQLModel does not say so
    return new.prefix_with("IGNORE", dialect="mysql").prefix_with("OR IGNORE", dialect="sqlite")


_NEW_WORDS, _NEW_MENTIONS = _unless_there(Word), _unless_there(Mention)
