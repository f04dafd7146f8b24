"""`/api/audit`: who did what to what, when and from where."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from aics_app.accounts import queries as people
from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right
from aics_app.audit import actions, queries
from aics_app.audit.queries import Entry
from aics_app.audit.rules import MAX_ID, MAX_WORD, Filter, harmless, sound
from aics_app.audit.views import in_words
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.days import from_to
from aics_app.core.db import Database
from aics_app.core.inputs import Id, Moment
from aics_app.core.paging import Cursor, Limit, Page
from aics_app.core.problems import locale_of
from aics_app.core.text import one_line
from aics_app.locales import tr
from aics_app.settings import Settings

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
Word = Annotated[str, Query(max_length=MAX_WORD)]
FILTERS = frozenset({"actor", "event", "subject", "id", "since", "until", "all"})
WHEN = "a day of the company (`until` includes it), or an instant with its offset (`until` is before it)"


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


def _asked(  # noqa: PLR0913 - every one is a filter of its own
    actor: Annotated[Id | None, Query(description="who did it: a person's id")] = None,
    event: Word = "",
    subject: Annotated[str, Query(max_length=MAX_WORD, description="the kind of what it was done to")] = "",
    own_id: Annotated[str, Query(alias="id", max_length=MAX_ID, description="of what it was done to")] = "",
    since: Annotated[Moment | None, Query(description=WHEN)] = None,
    until: Annotated[Moment | None, Query(description=WHEN)] = None,
    everything: Annotated[bool, Query(alias="all", description="not only what is audited")] = False,
) -> Filter:
    """Which lines are wanted. Raises `Invalid` when they end before they begin."""
    words = (one_line(event, MAX_WORD), one_line(subject, MAX_WORD), one_line(own_id, MAX_ID))
    begin, end = from_to(since, until, use(Settings).app.timezone)
    return sound(Filter(actor, *words, begin, end, everything))


Asked = Annotated[Filter, Depends(_asked)]


@router.get("")
async def entries(
    actor: Seer,
    wanted: Asked,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[EntryOut]:
    """Administration and sign-ins, the newest first; or everything."""
    async with use(Database).reading() as session:
        found, following = await queries.entries(session, actor, wanted, limit=limit, cursor=cursor)
    return Page(items=[_out(one) for one in found], next_cursor=following)


@router.get("/export", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def export(
    request: Request,
    actor: Seer,
    wanted: Asked,
    locale: Annotated[Literal["zh", "en"] | None, Query(description="else by Accept-Language")] = None,
) -> Response:
    """The same as CSV, at most 100,000 lines, in words and codes; the audit keeps that it was taken away.

    Its last line says so when there is more, and when the right to it has ended meanwhile.
    """
    said = {name: value for name, value in request.query_params.items() if name in FILTERS}
    async with use(Database).transaction() as session:
        await actions.note_export(session, actor, said, clock.now())
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "Cache-Control": "no-store"}
    spoken = locale_of(request.headers.get("accept-language", ""), use(Settings).app.locale)
    lines = _lines(actor, wanted, locale or spoken)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


async def _lines(actor: Actor, wanted: Filter, locale: str) -> AsyncIterator[str]:
    """A transaction for each thousand: none waits for a slow reader."""
    own, cursor, left = use(Settings).app, "", MOST_EXPORTED
    head = tuple(tr(locale, f"audit.column_{name}") for name in COLUMNS)
    yield "\ufeff" + _line(head)  # Excel takes it for UTF-8 by the mark
    while left > 0:
        async with use(Database).reading() as session:
            present = await people.find_actor(session, actor.session_id, clock.now())
            if present is None or not present.may(Right.AUDIT_SEE):
                break
            found, following = await queries.entries(
                session, present, wanted, limit=queries.AT_ONCE, cursor=cursor
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
