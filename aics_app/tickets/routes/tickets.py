"""Filing, listing, reading and changing tickets."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from aics_app.accounts.identity import SignedIn
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.paging import Limit, Page
from aics_app.core.text import clean
from aics_app.tickets import actions, queries, views
from aics_app.tickets.models import Category
from aics_app.tickets.routes.telling import Filer, Number, SeenVersion, hours_of, tail, told
from aics_app.tickets.rules.filters import MAX_WORDS_CHARS, Filters, Sla, Sort
from aics_app.tickets.schemas.taking import NewTicket, TicketChange
from aics_app.tickets.schemas.telling import History, StepOut, TicketOut, WholeTicketOut

router = APIRouter(prefix="/api/work-orders", tags=["tickets"])

Word = Annotated[str, Query(max_length=60)]
Handler = Annotated[str, Query(pattern=r"^(me|none|[0-9]{1,18})?$")]
Order = Annotated[str, Query(pattern="^-?(updated|created|priority|status|due)$")]


@router.post("", status_code=201)
async def file(body: NewTicket, actor: Filer) -> TicketOut:
    """File a ticket of one's own. The same `client_id` again is the first one."""
    async with use(Database).transaction() as session:
        hours, at = await hours_of(session), clock.now()
        ticket, _ = await actions.file(session, actor, body.filing(), hours=hours, tail=tail(), at=at)
    return await told(actor, ticket)


def filtered(  # noqa: PLR0913 - every one is a filter of its own
    status: Word = "",
    state: Category | None = None,
    handler: Handler = "",
    priority: Word = "",
    category: Word = "",
    team: Word = "",
    tag: Word = "",
    sla: Sla | None = None,
    q: Annotated[str, Query(max_length=MAX_WORDS_CHARS)] = "",
) -> Filters:
    """Which tickets are wanted; `q` is in number, title, content or thread; team and tag are the staff's."""
    return Filters(status, state or "", handler, priority, category, team, tag, sla or "", clean(q))


@router.get("")
async def tickets(
    actor: SignedIn,
    wanted: Annotated[Filters, Depends(filtered)],
    sort: Order = "updated",
    limit: Limit = 50,
    cursor: str = "",
) -> Page[TicketOut]:
    """One's own tickets, all of them for the staff. `-` before the order turns it round."""
    async with use(Database).reading() as session:
        now = clock.now()
        rows, following = await queries.page(
            session, actor, wanted, Sort.of(sort), limit=limit, cursor=cursor, now=now
        )
        hours = await hours_of(session)
        found = await views.cards(session, actor, rows, hours=hours, now=now)
    return Page(items=[TicketOut.of(card) for card in found], next_cursor=following)


@router.get("/{order_no}")
async def ticket(order_no: Number, actor: SignedIn, response: Response) -> WholeTicketOut:
    """One ticket with its thread; notes are for the staff alone. Its `ETag` is its version."""
    async with use(Database).reading() as session:
        found = await queries.get_ticket(session, actor, order_no)
        hours = await hours_of(session)
        page = await views.page(session, actor, found, hours=hours, now=clock.now(), with_history=False)
    response.headers["ETag"] = f'"{found.version}"'
    return WholeTicketOut.whole(page)


@router.patch("/{order_no}")
async def change(order_no: Number, body: TicketChange, actor: SignedIn, seen: SeenVersion) -> TicketOut:
    """Change fields, as one who works on it. 409 `ticket_changed` for an old `version` or `If-Match`."""
    version = seen if body.version is None else body.version
    async with use(Database).transaction() as session:
        hours, at = await hours_of(session), clock.now()
        changed = await actions.edit(session, actor, order_no, body.edit(version), hours=hours, at=at)
        if body.tags is not None:
            changed = await actions.tag(session, actor, order_no, body.tags, at=at)
    return await told(actor, changed)


@router.get("/{order_no}/history")
async def history(order_no: Number, actor: SignedIn) -> History:
    """What happened to it, the oldest first; a customer is not told of the staff's own matters."""
    async with use(Database).reading() as session:
        found = await queries.get_ticket(session, actor, order_no)
        steps = await views.history(session, actor, found)
    return History(items=[StepOut.of(step) for step in steps])
