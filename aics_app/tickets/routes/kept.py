"""What people keep to work faster: macros, views; and the same act on many tickets."""

from fastapi import APIRouter, Request

from aics_app.accounts.models import Actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database, Session
from aics_app.core.inputs import Id, Version
from aics_app.core.problems import locale_of, problem
from aics_app.settings import Settings
from aics_app.tickets import actions, bulk, queries
from aics_app.tickets.bulk import Outcome
from aics_app.tickets.routes.telling import Worker, hours_of
from aics_app.tickets.rules.filters import Filters, Sort
from aics_app.tickets.schemas.kept import MacroOut, Macros, OutcomeOut, Outcomes, Tags, ViewOut, Views
from aics_app.tickets.schemas.taking import Bulk, MacroChange, NewMacro, NewView

router = APIRouter(prefix="/api", tags=["tickets"])


@router.post("/work-orders/bulk")
async def change_many(body: Bulk, actor: Worker, request: Request) -> Outcomes:
    """The same for each, in a transaction of its own; what became of each is told."""

    async def act(session: Session, order_no: str) -> None:
        await _act(session, actor, order_no, body)

    outcomes = await bulk.each(use(Database), body.order_nos, act)
    locale = locale_of(request.headers.get("accept-language", ""), use(Settings).app.locale)
    return Outcomes(items=[_outcome(one, locale) for one in outcomes])


async def _act(session: Session, actor: Actor, order_no: str, body: Bulk) -> None:
    hours, at = await hours_of(session), clock.now()
    await queries.workflow_held(session)  # before the ticket, as everybody who holds both
    if body.change:
        await actions.edit(session, actor, order_no, body.change.edit(None), hours=hours, at=at)
        if body.change.tags is not None:
            await actions.tag(session, actor, order_no, body.change.tags, at=at)
    if body.assign:
        await actions.assign(session, actor, order_no, body.assign.handler_id, at=at)
    if body.transition:
        await actions.move(session, actor, order_no, body.transition.move(), hours=hours, at=at)


def _outcome(outcome: Outcome, locale: str) -> OutcomeOut:
    if outcome.error is None:
        return OutcomeOut(order_no=outcome.number, done=True)
    told = problem(outcome.error, locale, "")
    return OutcomeOut(order_no=outcome.number, done=False, code=told["code"], detail=told["detail"])


@router.get("/work-order-tags")
async def tags(actor: Worker) -> Tags:
    """The tags that are used most."""
    async with use(Database).reading() as session:
        return Tags(items=await queries.known_tags(session, actor))


@router.get("/work-order-macros")
async def macros(actor: Worker) -> Macros:
    """Everybody's and one's own, by name."""
    async with use(Database).reading() as session:
        return Macros(items=[MacroOut.of(one) for one in await queries.macros(session, actor)])


@router.post("/work-order-macros", status_code=201)
async def create_macro(body: NewMacro, actor: Worker) -> MacroOut:
    """A new one. 403 when it is shared and one is no administrator."""
    async with use(Database).transaction() as session:
        return MacroOut.of(await actions.create_macro(session, actor, body.draft(), at=clock.now()))


@router.put("/work-order-macros/{macro_id}")
async def change_macro(macro_id: Id, body: MacroChange, actor: Worker) -> MacroOut:
    """Replace what it does. 409 `macro_changed`."""
    async with use(Database).transaction() as session:
        changed = await actions.change_macro(
            session, actor, macro_id, body.draft(), version=body.version, at=clock.now()
        )
        return MacroOut.of(changed)


@router.delete("/work-order-macros/{macro_id}", status_code=204)
async def delete_macro(macro_id: Id, actor: Worker, version: Version = 0) -> None:
    """Remove it. 409 `macro_changed` unless `version` is the one that it has."""
    async with use(Database).transaction() as session:
        await actions.delete_macro(session, actor, macro_id, version=version, at=clock.now())


@router.get("/work-order-views")
async def saved_views(actor: Worker) -> Views:
    """One's own views of the board."""
    async with use(Database).reading() as session:
        return Views(items=[ViewOut.of(one) for one in await queries.saved_views(session, actor)])


@router.post("/work-order-views", status_code=201)
async def save_view(body: NewView, actor: Worker) -> ViewOut:
    """Keep filters and order under a name; the same name again means these."""
    async with use(Database).transaction() as session:
        wanted, sort = Filters.of(body.filters), Sort.of(body.sort)
        return ViewOut.of(await actions.save_view(session, actor, body.name, wanted, sort, at=clock.now()))


@router.delete("/work-order-views/{view_id}", status_code=204)
async def delete_view(view_id: Id, actor: Worker) -> None:
    """Forget it."""
    async with use(Database).transaction() as session:
        await actions.delete_view(session, actor, view_id)
