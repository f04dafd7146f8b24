"""`GET /api/conversations`: one's own; all that one may see, searched, for who may."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from aics_app.accounts.identity import SignedIn
from aics_app.chat import queries as chats
from aics_app.chat.models import Source
from aics_app.chat.schemas import ConversationOut
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.inputs import At
from aics_app.core.paging import Limit, Page
from aics_app.core.text import clean, one_line
from aics_app.stats.queries import conversations as found
from aics_app.stats.queries.conversations import Handled, Search
from aics_app.stats.schemas import FoundOut

router = APIRouter(prefix="/api/conversations", tags=["conversations"])

Words = Annotated[str, Query(max_length=100)]
Code = Annotated[str | None, Query(max_length=40)]


def filtered(  # noqa: PLR0913 - every one is a filter of its own
    q: Words = "",
    person: Words = "",
    intent: Code = None,
    source: Source | None = None,
    score: Annotated[int | None, Query(ge=1, le=5)] = None,
    helpful: bool | None = None,
    language: Annotated[str | None, Query(max_length=8)] = None,
    handled: Handled | None = None,
    since: Annotated[At | None, Query(alias="from")] = None,
    until: Annotated[At | None, Query(alias="to")] = None,
) -> Search:
    """Which are wanted; something was said last between `from` and `to`, which is not in it."""
    return Search(
        text=clean(q),
        person=one_line(person, 100),
        intent=intent,
        source=source,
        score=score,
        helpful=helpful,
        language=language,
        handled=handled,
        since=since,
        until=until,
    )


@router.get("")
async def conversations(
    actor: SignedIn,
    wanted: Annotated[Search, Depends(filtered)],
    everybodys: Annotated[bool, Query(alias="all")] = False,
    limit: Limit = 50,
    cursor: str = "",
) -> Page[ConversationOut] | FoundOut:
    """One's own, the latest first; with `all` everybody's, and then every filter counts."""
    async with use(Database).reading() as session:
        if everybodys:
            return FoundOut.of(await found.search(session, actor, wanted, cursor=cursor, limit=limit))
        rows, following = await chats.own_conversations(
            session, actor, search=wanted.text, cursor=cursor, limit=limit
        )
    return Page(items=[ConversationOut.of(row) for row in rows], next_cursor=following)
