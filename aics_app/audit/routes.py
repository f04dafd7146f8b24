"""`/api/audit`: who did what to what, when and from where."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from aics_app.accounts import queries as people
from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right
from aics_app.audit import actions, queries
from aics_app.audit.queries import Entry
from aics_app.audit.rules import Wanted, filter_of, harmless, wanted_of
from aics_app.audit.views import in_words
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.problems import locale_of
from aics_app.core.paging import MAX_LIMIT, Page
from aics_app.locales import tr
from aics_app.settings import Settings
from aics_app.ui.addresses import filled

router = APIRouter(prefix="/api/audit", tags=["audit"])

MOST_EXPORTED = 100_000
COLUMNS = (
    "at",
    "who",
    "event",
    "event_code",
    "kind",
    "kind_code",
    "subject",
    "subject_id",
    "address",
    "before",
    "after",
    "rest",
    "before_code",
    "after_code",
    "rest_code",
)
"""Of what has words and a code, the words first: programs read the latter."""
Seer = Annotated[Actor, Depends(having(Right.AUDIT_SEE))]
Word = Annotated[str, Query(max_length=64)]


class EntryOut(BaseModel):
    """One thing that happened; `rest` is what it says beside before and after, as JSON."""

    id: int
    at: datetime
    actor_id: int | None
    who: str
    event: str
    subject_type: str
    subject_id: str
    subject: str
    address: str
    before: str
    after: str
    rest: str


class Asked(BaseModel):
    """Filters in the address; days of the company as `2026-03-01`. `all=1`: not only what is audited."""

    actor: Annotated[str, Query(max_length=18)] = ""
    event: Word = ""
    subject: Word = ""
    id: Word = ""
    since: Annotated[str, Query(max_length=10)] = ""
    until: Annotated[str, Query(max_length=10)] = ""
    all: Annotated[str, Query(max_length=1)] = ""

    def wanted(self) -> Wanted:
        """As the feature knows them."""
        return wanted_of(self.model_dump())


@router.get("")
async def entries(
    actor: Seer,
    asked: Annotated[Asked, Depends()],
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> Page[EntryOut]:
    """Administration and sign-ins, the newest first; or everything."""
    wanted = filter_of(asked.wanted(), use(Settings).app.timezone)
    async with use(Database).reading() as session:
        found, following = await queries.entries(session, actor, wanted, limit=limit, cursor=cursor)
    return Page(items=[_out(one) for one in found], next_cursor=following)


@router.get("/export", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def export(actor: Seer, asked: Annotated[Asked, Depends()]) -> Response:
    """The same as CSV, at most 100,000 lines, in words and codes; the audit keeps that it was taken away.

    Its last line says so when there is more, and when the right to it has ended meanwhile.
    """
    wanted = asked.wanted()
    filter_of(wanted, use(Settings).app.timezone)  # refused before it begins
    async with use(Database).transaction() as session:
        await actions.note_export(session, actor, filled(wanted), clock.now())
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "Cache-Control": "no-store"}
    spoken = locale_of(request.headers.get("accept-language", ""), use(Settings).app.locale)
    return StreamingResponse(_lines(actor, wanted, locale or spoken), media_type="text/csv; charset=utf-8", headers=headers)


async def _lines(actor: Actor, wanted: Wanted) -> AsyncIterator[str]:
    """A transaction for each thousand: none waits for a slow reader."""
    own, cursor, left = use(Settings).app, "", MOST_EXPORTED
    yield "\ufeff" + _line(tuple(tr(locale, f"audit.column_{name}") for name in COLUMNS))  # Excel takes it for UTF-8 by the mark
    while left > 0:
        async with use(Database).reading() as session:
            present = await people.find_actor(session, actor.session_id, clock.now())
            if present is None or not present.may(Right.AUDIT_SEE):
                break
            found, following = await queries.entries(
                session, present, filter_of(wanted, own.timezone), limit=queries.AT_ONCE, cursor=cursor
            )
        yield "".join(_line(_cells(one, locale, own.timezone)) for one in found[:left])
        left -= len(found)
        if following is None:
            return
        cursor = following
    why = "audit.export_broken" if left > 0 else "audit.export_cut"
    yield _line((tr(locale, why, limit=str(MOST_EXPORTED)),))


def _cells(one: Entry, locale: str, timezone: str) -> tuple[str, ...]:
    words = in_words(one, locale, timezone)
    cells = (
        one.who,
        words.event,
        one.event,
        words.kind,
        one.subject_type,
        words.subject,
        one.subject_id,
        one.address,
        words.before,
        words.after,
        words.rest,
        one.before,
        one.after,
        one.rest,
    )
    at = one.at.astimezone(ZoneInfo(timezone)).isoformat(sep=" ", timespec="seconds")
    return (at, *map(harmless, cells))


def _line(cells: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _out(one: Entry) -> EntryOut:
    return EntryOut(**{name: getattr(one, name) for name in EntryOut.model_fields})
