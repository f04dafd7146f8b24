"""Which tickets may hold a phrase, by the words that are kept of their texts."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Right
from aics_app.tickets.models import Kind, Mention, Post, Ticket, Word
from aics_app.tickets.rules.filters import NUMBER
from aics_app.tickets.rules.words import Clue, Fit, clues_of

FEW = 500
"""So many tickets, or words, are few. Where more may be meant a list is read in its order, and soon full."""
TRIED = 4
_HIGHEST = "\U0010ffff"


async def saying(session: AsyncSession, actor: Actor, phrase: str) -> list[ColumnElement[bool]]:
    """What holds of the tickets with this phrase in number, title, content or a line that the actor may read.

    The words only say where to look: it is the texts that decide, so that nobody finds what he may not read.
    """
    if not phrase:
        return []
    if NUMBER.fullmatch(phrase):
        return [col(Ticket.order_no).like(f"{phrase.upper()}%")]
    # Somebody who sees his own tickets alone has few enough to be looked through.
    few = await _few(session, clues_of(phrase)) if actor.may(Right.TICKETS_SEE_ALL) else None
    return [_holds(actor, phrase), *([] if few is None else [col(Ticket.id).in_(few)])]


def _holds(actor: Actor, phrase: str) -> ColumnElement[bool]:
    escaped = phrase.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = f"%{escaped}%"
    fields = (Ticket.order_no, Ticket.title, Ticket.content)
    own = [col(column).like(pattern, escape="\\") for column in fields]
    said = select(col(Post.id)).where(
        col(Post.ticket_id) == col(Ticket.id),
        col(Post.content).like(pattern, escape="\\"),
        or_(col(Post.kind) == Kind.PUBLIC, _is_staff(actor)),
    )
    return or_(*own, said.exists())


def _is_staff(actor: Actor) -> ColumnElement[bool]:
    return col(Ticket.user_id) != actor.user_id if actor.may(Right.TICKETS_SEE_ALL) else false()


async def _few(session: AsyncSession, clues: Sequence[Clue]) -> list[int] | None:
    """The tickets that alone can be meant; None when they are many, or nothing is known of the phrase."""
    unread = await _some(session, select(col(Ticket.id)).where(col(Ticket.words_kept) == false()))
    if not clues or len(unread) > FEW:
        return None
    found = await _meant(session, clues)
    return None if found is None else [*found, *unread]


async def _meant(session: AsyncSession, clues: Sequence[Clue]) -> list[int] | None:
    whole = [clue.word for clue in clues if clue.fit is Fit.WHOLE][:TRIED]
    known = await words_known(session, whole) if whole else {}
    if len(known) < len(whole):
        return []  # there is a word that nobody ever wrote
    begun = [clue.word for clue in clues if clue.fit is Fit.BEGIN]
    groups = [*([id_] for id_ in known.values()), *[await _words(session, _begins(word)) for word in begun]]
    found = await _mentioning(session, groups)
    within = [clue.word for clue in clues if clue.fit is Fit.WITHIN][:1]
    for word in within if found is None else ():
        beginning = await _words(session, _begins(word))
        if beginning and await _mentioning(session, [beginning, *groups]) is None:
            return None  # many already: all words need not be looked at
        found = await _mentioning(session, [await _words(session, _contains(word)), *groups])
    return found


async def _mentioning(session: AsyncSession, groups: Sequence[Sequence[int]]) -> list[int] | None:
    """The tickets that mention a word of each group, unless they are many. A group of many says nothing."""
    telling = [group for group in groups if len(group) <= FEW]
    if not telling:
        return None
    if not all(telling):
        return []
    chosen = select(col(Mention.ticket_id)).where(col(Mention.word_id).in_(telling[0])).distinct()
    for group in telling[1:]:
        also = Mention.__table__.alias()  # type: ignore[attr-defined]  # SQLModel does not say so
        met = select(also.c.ticket_id).where(also.c.word_id.in_(group))
        chosen = chosen.where(met.where(also.c.ticket_id == col(Mention.ticket_id)).exists())
    found = await _some(session, chosen)
    return None if len(found) > FEW else found


async def _words(session: AsyncSession, fits: ColumnElement[bool]) -> list[int]:
    return await _some(session, select(col(Word.id)).where(fits))


async def _some(session: AsyncSession, chosen: Select[Any]) -> list[int]:
    """The first few, and one more where there are more."""
    return list((await session.execute(chosen.limit(FEW + 1))).scalars())


def _contains(word: str) -> ColumnElement[bool]:
    return func.instr(col(Word.word), word) > 0


def _begins(word: str) -> ColumnElement[bool]:
    """A comparison finds its place in the index on every database; LIKE does not."""
    return (col(Word.word) >= word) & (col(Word.word) < word + _HIGHEST)


async def words_known(session: AsyncSession, words: Sequence[str]) -> dict[str, int]:
    """Those that stand in some ticket, with their ids."""
    chosen = select(col(Word.word), col(Word.id)).where(col(Word.word).in_(words))
    return {word: id_ for word, id_ in (await session.execute(chosen)).all() if id_ is not None}


async def texts_unread(session: AsyncSession, *, limit: int) -> dict[int, list[str]]:
    """The first tickets whose words nobody has kept, with all that they say."""
    unread = select(col(Ticket.id), col(Ticket.order_no), col(Ticket.title), col(Ticket.content))
    rows = await session.execute(unread.where(col(Ticket.words_kept).is_(false())).limit(limit))
    found = {row[0]: [*row[1:]] for row in rows.all() if row[0] is not None}
    if found:
        said = select(col(Post.ticket_id), col(Post.content)).where(col(Post.ticket_id).in_(found))
        for ticket_id, content in (await session.execute(said)).all():
            found[ticket_id].append(content)
    return found
