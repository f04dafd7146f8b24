"""Files that are added to a ticket in one request."""

from fastapi import APIRouter, Request

from aics_app.accounts.identity import SignedIn
from aics_app.accounts.models import Actor
from aics_app.attachments.keeping import Attachments
from aics_app.attachments.models import Attachment
from aics_app.attachments.routes.files import FORM
from aics_app.attachments.routes.receiving import received
from aics_app.attachments.schemas import AttachmentOut, Uploaded
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError
from aics_app.settings import Settings
from aics_app.tickets import actions, queries
from aics_app.tickets.actions import Words
from aics_app.tickets.routes.telling import Number, hours_of

router = APIRouter(prefix="/api/work-orders/{order_no}", tags=["tickets"])


@router.post("/attachments", status_code=201, openapi_extra=FORM)
async def attach(order_no: Number, request: Request, actor: SignedIn) -> Uploaded:
    """Add files, as a reply without words. All of them, or none."""
    async with use(Database).reading() as session:  # before a byte is read
        await queries.get_ticket(session, actor, order_no)
    attachments = use(Attachments)
    await attachments.admit(actor)
    async with received(request, use(Settings).file.max_file_size) as uploads:
        rows = await attachments.keep(actor, uploads)
    try:
        await _say(actor, order_no, rows)
    except AppError:
        for row in rows:
            await attachments.discard(actor, row.id or 0)
        raise
    return Uploaded(items=[AttachmentOut.of(row) for row in rows])


async def _say(actor: Actor, order_no: str, rows: list[Attachment]) -> None:
    words = Words("", [row.id or 0 for row in rows])
    async with use(Database).transaction() as session:
        hours = await hours_of(session)
        await actions.reply(session, actor, order_no, words, hours=hours, at=clock.now())
