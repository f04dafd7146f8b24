"""`/api/canned-replies*`: texts for the next time, one's own and everybody's."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.core.inputs import Id, Version
from aics_app.core.paging import Limit, Page
from aics_app.core.text import clean
from aics_app.desk import actions, queries, views
from aics_app.desk.actions import Change
from aics_app.desk.queries import CannedFilter
from aics_app.desk.schemas import CannedReplyChange, CannedReplyOut, NewCannedReply, Variables
from aics_app.settings import Settings

router = APIRouter(prefix="/api/canned-replies", tags=["desk"])

Worker = Annotated[Actor, Depends(having(Right.DESK_WORK))]
Word = Annotated[str, Query(max_length=200)]


@router.get("")
async def canned_replies(
    actor: Worker, q: Word = "", shared: bool | None = None, limit: Limit = 50, cursor: Word = ""
) -> Page[CannedReplyOut]:
    """One's own and everybody's, the most used first. `q` looks in shortcut, title and text."""
    wanted = CannedFilter(clean(q), shared)
    async with use(Database).reading() as session:
        found, following = await queries.canned_replies(session, actor, wanted, limit=limit, cursor=cursor)
    return Page(items=[CannedReplyOut.of(one) for one in found], next_cursor=following)


@router.post("", status_code=201)
async def create(body: NewCannedReply, actor: Worker) -> CannedReplyOut:
    """A new one. 409 when its shortcut is taken, 403 when it is shared and one may not share."""
    async with use(Database).transaction() as session:
        return CannedReplyOut.of(await actions.create(session, actor, body.draft(), clock.now()))


@router.get("/variables")
async def variables(
    actor: Worker,
    session_id: Annotated[str | None, Query(max_length=64)] = None,
    order_no: Annotated[str | None, Query(max_length=32)] = None,
) -> Variables:
    """What the variables stand for in a conversation, or on a ticket."""
    if (session_id is None) is (order_no is None):
        raise Invalid(fields={"session_id": "required"})
    company = use(Settings).company
    async with use(Database).reading() as session:
        if order_no is not None:
            return Variables(**await views.variables_of_ticket(session, actor, order_no, company=company))
        return Variables(**await views.variables(session, actor, session_id or "", company=company))


@router.get("/{reply_id}")
async def canned_reply(reply_id: Id, actor: Worker) -> CannedReplyOut:
    """One of them."""
    async with use(Database).reading() as session:
        return CannedReplyOut.of(await queries.get_canned_reply(session, actor, reply_id))


@router.patch("/{reply_id}")
async def change(reply_id: Id, body: CannedReplyChange, actor: Worker) -> CannedReplyOut:
    """Change some of it. 409 when somebody saved it since `version`."""
    async with use(Database).transaction() as session:
        present = await queries.get_canned_reply(session, actor, reply_id)
        wanted = Change(body.draft(present), present.version if body.version is None else body.version)
        return CannedReplyOut.of(await actions.change(session, actor, reply_id, wanted, clock.now()))


@router.delete("/{reply_id}", status_code=204)
async def delete(reply_id: Id, actor: Worker, version: Version | None = None) -> None:
    """Remove it. 409 when somebody saved it since `version`."""
    async with use(Database).transaction() as session:
        present = await queries.get_canned_reply(session, actor, reply_id)
        known = present.version if version is None else version
        await actions.delete(session, actor, reply_id, version=known, at=clock.now())


@router.post("/{reply_id}/used", status_code=204)
async def used(reply_id: Id, actor: Worker) -> None:
    """It was put into an answer: counts for the order of the list."""
    async with use(Database).transaction() as session:
        await actions.count_use(session, actor, reply_id)
