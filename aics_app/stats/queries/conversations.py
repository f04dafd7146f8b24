"""All conversations, searched: newest first, a stretch of them at a time.

What stands in the conversation's own row or at its hand-offs narrows the list by itself. What was said in it
is looked for in stretches of `STRETCH`, at most `STRETCHES` of them for a page: so a page costs the same
whatever is looked for and however much there is, and says how far back it has looked.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, User
from aics_app.chat import policies as chat
from aics_app.chat import queries as chats
from aics_app.chat.models import Conversation, Feedback, Message, Source, State
from aics_app.core import paging
from aics_app.core.errors import Forbidden
from aics_app.handoff.models import Handoff
from aics_app.stats.queries.export_rows import Talk, talks_of

STRETCH = 2000
STRETCHES = 5


class Handled(StrEnum):
    """By whom the customer was answered: the AI alone, or a person as well."""

    AI = "ai"
    PERSON = "person"


@dataclass(frozen=True)
class Search:
    """Which are wanted; None and empty are any. Something was said last between `since` and `until`."""

    text: str = ""
    person: str = ""
    intent: str | None = None
    source: Source | None = None
    score: int | None = None
    helpful: bool | None = None
    language: str | None = None
    handled: Handled | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Found:
    """A page of what was found; the next cursor; and how far back it was looked when it may not be all."""

    talks: Sequence[Talk]
    next_cursor: str | None = None
    looked_back_to: datetime | None = None


def require_search(actor: Actor) -> None:
    """Raises `Forbidden`."""
    if not actor.may(Right.CONVERSATIONS_SEARCH):
        raise Forbidden(Right.CONVERSATIONS_SEARCH)


async def search(
    session: AsyncSession, actor: Actor, wanted: Search, *, cursor: str = "", limit: int = 50
) -> Found:
    """Those within the actor's scope. Raises `Forbidden`, `Invalid` for a cursor that is none."""
    require_search(actor)
    looks_inside = any(True for _ in _inside(wanted, actor, ()))
    size = STRETCH if looks_inside else limit + 1
    ids: list[tuple[str, datetime]] = []
    place, is_all = cursor, False
    for _ in range(STRETCHES if looks_inside else 1):
        stretch = await _stretch(session, actor, wanted, place, size)
        ids += await _holding(session, actor, wanted, stretch)
        is_all = len(stretch) < size
        if is_all or len(ids) > limit:
            break
        place = _after(stretch[-1])
    more = len(ids) > limit
    shown, last = ids[:limit], None if is_all and not more else (ids[limit - 1] if more else stretch[-1])
    talks = await talks_of(session, [own for own, _ in shown])
    back_to = last[1] if last and looks_inside and not more else None
    return Found(talks, _after(last) if last else None, back_to)


def _after(place: tuple[str, datetime]) -> str:
    return paging.encode(place[1].isoformat(), place[0])


async def _stretch(
    session: AsyncSession, actor: Actor, wanted: Search, cursor: str, size: int
) -> list[tuple[str, datetime]]:
    own, at = col(Conversation.id), col(Conversation.last_message_at)
    chosen = select(own, at).where(chat.visible_to(actor), *_outside(wanted))
    if cursor:
        chosen = chosen.where(chats.older_than(cursor))
    rows = await session.execute(chosen.order_by(at.desc(), own.desc()).limit(size))
    return [(one[0], one[1]) for one in rows]


def _outside(wanted: Search) -> Iterator[ColumnElement[bool]]:
    """What is known without a look into the messages."""
    own, at = col(Conversation.id), col(Conversation.last_message_at)
    if wanted.since is not None:
        yield at >= wanted.since
    if wanted.until is not None:
        yield at < wanted.until
    if wanted.language is not None:
        yield col(Conversation.language) == wanted.language
    if wanted.score is not None:
        yield own.in_(select(col(Handoff.session_id)).where(col(Handoff.score) == wanted.score))
    if wanted.handled is not None:
        taken = own.in_(select(col(Handoff.session_id)).where(col(Handoff.taken_at).is_not(None)))
        yield taken if wanted.handled is Handled.PERSON else ~taken
    if wanted.person:
        yield _with(wanted.person)


def _with(name: str) -> ColumnElement[bool]:
    """Its customer, or whoever had it, is called so."""
    pattern = _pattern(name)
    called = or_(col(User.username).like(pattern, escape="\\"), col(User.nickname).like(pattern, escape="\\"))
    ids = select(col(User.id)).where(called)
    had = select(col(Handoff.session_id)).where(col(Handoff.agent_id).in_(ids))
    return or_(col(Conversation.user_id).in_(ids), col(Conversation.id).in_(had))


def _pattern(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _inside(wanted: Search, actor: Actor, ids: Collection[str]) -> Iterator[Select[str]]:
    """For each thing looked for in messages: those of these conversations that hold it."""
    own = col(Message.session_id)
    said = select(own).where(own.in_(ids), col(Message.state) != State.REPLACED)
    if wanted.intent is not None:
        yield said.where(col(Message.intent) == wanted.intent)
    if wanted.source is not None:
        yield said.where(col(Message.source) == wanted.source)
    if wanted.helpful is not None:
        judged = said.join(Feedback, col(Feedback.message_id) == col(Message.id))
        yield judged.where(col(Feedback.helpful) == wanted.helpful)
    if wanted.text:
        pattern = _pattern(wanted.text)
        spoken = said.where(col(Message.content).like(pattern, escape="\\"), chat.readable_by(actor))
        titled = select(col(Conversation.id)).where(
            col(Conversation.id).in_(ids), col(Conversation.title).like(pattern, escape="\\")
        )
        yield spoken.union(titled)  # type: ignore[misc]  # a compound select gives the same rows


async def _holding(
    session: AsyncSession, actor: Actor, wanted: Search, stretch: Sequence[tuple[str, datetime]]
) -> list[tuple[str, datetime]]:
    """Those of a stretch that hold everything that is looked for inside."""
    left = {own for own, _ in stretch}
    for place in range(sum(1 for _ in _inside(wanted, actor, ()))):
        if not left:
            break
        chosen = list(_inside(wanted, actor, left))[place]
        left = set((await session.execute(chosen)).scalars())
    return [one for one in stretch if one[0] in left]
