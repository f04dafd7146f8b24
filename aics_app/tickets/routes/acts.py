"""What is done with a ticket."""

from fastapi import APIRouter

from aics_app.accounts.identity import SignedIn
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.settings import Settings
from aics_app.tickets import actions, views
from aics_app.tickets.actions import Known
from aics_app.tickets.routes.telling import Number, hours_of, told
from aics_app.tickets.schemas.taking import (
    Assignment,
    MacroRun,
    Merging,
    NewReply,
    Other,
    Rating,
    Transition,
)
from aics_app.tickets.schemas.telling import PostOut, TicketOut

router = APIRouter(prefix="/api/work-orders/{order_no}", tags=["tickets"])


@router.post("/assign")
async def assign(order_no: Number, body: Assignment, actor: SignedIn) -> TicketOut:
    """Give it to a colleague, to oneself or (null) back to everybody."""
    async with use(Database).transaction() as session:
        ticket = await actions.assign(
            session, actor, order_no, body.handler_id, version=body.version, at=clock.now()
        )
    return await told(actor, ticket)


@router.post("/transition")
async def transition(order_no: Number, body: Transition, actor: SignedIn) -> TicketOut:
    """Carry it along a way of the workflow. 409 `no_such_way` where it stands there already."""
    async with use(Database).transaction() as session:
        hours, at = await hours_of(session), clock.now()
        ticket = await actions.move(session, actor, order_no, body.move(), hours=hours, at=at)
    return await told(actor, ticket)


@router.post("/replies", status_code=201)
async def reply(order_no: Number, body: NewReply, actor: SignedIn) -> PostOut:
    """Say something to everybody of it or, `internal`, to the staff. The same `client_id` is the first."""
    async with use(Database).transaction() as session:
        at = clock.now()
        if body.internal:
            post = await actions.note(session, actor, order_no, body.words(), at=at)
        else:
            hours = await hours_of(session)
            post = await actions.reply(session, actor, order_no, body.words(), hours=hours, at=at)
    async with use(Database).reading() as session:
        return PostOut.of(await views.post(session, post, number=order_no))


@router.post("/rating")
async def rate(order_no: Number, body: Rating, actor: SignedIn) -> TicketOut:
    """Judge the solution, once, as the customer."""
    async with use(Database).transaction() as session:
        ticket = await actions.rate(session, actor, order_no, body.score, body.comment, at=clock.now())
    return await told(actor, ticket)


@router.post("/links")
async def link(order_no: Number, body: Other, actor: SignedIn) -> TicketOut:
    """Say that two tickets belong together. Again, or from the other one, it is the same link."""
    async with use(Database).transaction() as session:
        ticket = await actions.link(session, actor, order_no, body.order_no, at=clock.now())
    return await told(actor, ticket)


@router.delete("/links/{other_no}", status_code=204)
async def unlink(order_no: Number, other_no: Number, actor: SignedIn) -> None:
    """Say that they don't."""
    async with use(Database).transaction() as session:
        await actions.unlink(session, actor, order_no, other_no, at=clock.now())


@router.post("/merge")
async def merge(order_no: Number, body: Merging, actor: SignedIn) -> TicketOut:
    """Let its thread go on in another ticket of the same customer, which is answered."""
    async with use(Database).transaction() as session:
        hours, at = await hours_of(session), clock.now()
        into = await actions.merge(
            session, actor, order_no, body.into, version=body.version, hours=hours, at=at
        )
    return await told(actor, into)


@router.post("/macro")
async def run_macro(order_no: Number, body: MacroRun, actor: SignedIn) -> TicketOut:
    """Carry out all acts of a macro, or none."""
    known = Known(use(Settings).company)
    async with use(Database).transaction() as session:
        hours, at = await hours_of(session), clock.now()
        ticket = await actions.run_macro(
            session,
            actor,
            order_no,
            body.macro_id,
            version=body.version,
            known=known,
            hours=hours,
            at=at,
        )
    return await told(actor, ticket)
