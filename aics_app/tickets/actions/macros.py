"""Several acts under one name: written, changed, and carried out as one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Right
from aics_app.core.db import rows_changed
from aics_app.core.errors import Forbidden, Invalid
from aics_app.core.events import differing, record
from aics_app.core.text import filled
from aics_app.tickets import events, queries
from aics_app.tickets.actions.answering import Words, reply
from aics_app.tickets.actions.assigning import assign
from aics_app.tickets.actions.changing import held
from aics_app.tickets.actions.editing import Edit, edit
from aics_app.tickets.actions.moving import Move, move
from aics_app.tickets.actions.tagging import tag
from aics_app.tickets.errors import MacroChanged, TooManyKept
from aics_app.tickets.models import Macro, Ticket
from aics_app.tickets.policies import require_staff_in, require_work
from aics_app.tickets.rules.filters import ME
from aics_app.tickets.rules.macros import Acts, Draft, faults_of, tidied
from aics_app.workforce.rules.hours import Hours

MAX_MACROS = 100
"""Of one person, and of everybody together."""


@dataclass(frozen=True)
class Known:
    """What the variables of a reply stand for, beside customer and number."""

    company: str = ""


async def create_macro(session: AsyncSession, actor: Actor, draft: Draft, *, at: datetime) -> Macro:
    """A new one, one's own or, by who may share, everybody's.

    Raises `Forbidden`, `Invalid`, `TooManyKept`.
    """
    draft = await _checked(session, actor, draft)
    owner_id = None if draft.is_shared else actor.user_id
    if await queries.macro_count(session, owner_id) >= MAX_MACROS:
        raise TooManyKept(limit=MAX_MACROS)
    made = Macro(owner_id=owner_id, name=draft.name, acts=draft.acts.written(), updated_at=at)
    session.add(made)
    await session.flush()
    record(session, events.MacroCreated(**_about(made, actor, at)))
    return made


async def change_macro(
    session: AsyncSession, actor: Actor, macro_id: int, draft: Draft, *, version: int, at: datetime
) -> Macro:
    """Replace what it does. Raises `NotFound`, `Forbidden`, `Invalid`, `MacroChanged`."""
    present = await queries.get_macro(session, actor, macro_id)
    _require_may_set(actor, is_shared=present.owner_id is None)
    draft, known = await _checked(session, actor, draft), _told(present)
    owner_id = None if draft.is_shared else actor.user_id
    changed = (
        update(Macro)
        .where(col(Macro.id) == macro_id, col(Macro.version) == version)
        .values(
            owner_id=owner_id,
            name=draft.name,
            acts=draft.acts.written(),
            version=version + 1,
            updated_at=at,
        )
    )
    if not await rows_changed(session, changed):
        raise MacroChanged
    await session.refresh(present)
    before, after = differing(known, _told(present))
    record(session, events.MacroEdited(**_about(present, actor, at), before=before, after=after))
    return present


async def delete_macro(
    session: AsyncSession, actor: Actor, macro_id: int, *, version: int, at: datetime
) -> None:
    """Remove it. Raises `NotFound`, `Forbidden`, `MacroChanged`."""
    present = await queries.get_macro(session, actor, macro_id)
    _require_may_set(actor, is_shared=present.owner_id is None)
    gone = delete_rows(Macro).where(col(Macro.id) == macro_id, col(Macro.version) == version)
    if not await rows_changed(session, gone):
        raise MacroChanged
    record(session, events.MacroDeleted(**_about(present, actor, at)))


async def run_macro(  # noqa: PLR0913 - which on which ticket, as whom it was seen, and when
    session: AsyncSession,
    actor: Actor,
    order_no: str,
    macro_id: int,
    *,
    version: int | None = None,
    known: Known = Known(),
    hours: Hours,
    at: datetime,
) -> Ticket:
    """Carry out all of its acts on a ticket, or none. Raises what each of them raises."""
    macro = await queries.get_macro(session, actor, macro_id)
    await queries.workflow_held(session)  # before the ticket, as everybody who holds both
    ticket = await held(session, actor, order_no, version=version)
    require_staff_in(ticket, actor)
    acts = Acts.read(macro.acts)
    changed = Edit(priority=acts.priority or None, category=acts.category or None)
    await edit(session, actor, order_no, changed, hours=hours, at=at)
    if acts.handler:
        handler_id = actor.user_id if acts.handler == ME else None
        await assign(session, actor, order_no, handler_id, at=at)
    if acts.tags:
        present = (await queries.tags(session, [ticket.id or 0])).get(ticket.id or 0, [])
        await tag(session, actor, order_no, [*present, *acts.tags], at=at)
    await _speak_and_move(session, actor, ticket, acts, known, hours=hours, at=at)
    return ticket


async def _speak_and_move(  # noqa: PLR0913 - the last acts of a macro, with all that they need
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    acts: Acts,
    known: Known,
    *,
    hours: Hours,
    at: datetime,
) -> None:
    text = ""
    if acts.reply:
        people = await queries.people(session, [ticket.user_id])
        customer = people.get(ticket.user_id)
        values = {
            "customer": (customer.nickname or customer.username) if customer else "",
            "agent": actor.nickname or actor.username,
            "company": known.company,
            "order_no": ticket.order_no,
        }
        text = filled(acts.reply, values)
    words = Words(text) if text else None
    if acts.status and acts.status != ticket.status:
        await move(session, actor, ticket.order_no, Move(acts.status, words), hours=hours, at=at)
    elif words:
        await reply(session, actor, ticket.order_no, words, hours=hours, at=at)


def _told(macro: Macro) -> dict[str, Any]:
    return {"name": macro.name, "owner_id": macro.owner_id, **macro.acts}


def _about(macro: Macro, actor: Actor, at: datetime) -> dict[str, Any]:
    return {
        "actor_id": actor.user_id,
        "subject_id": str(macro.id),
        "at": at,
        "name": macro.name,
        "shared": macro.owner_id is None,
    }


async def _checked(session: AsyncSession, actor: Actor, draft: Draft) -> Draft:
    _require_may_set(actor, is_shared=draft.is_shared)
    draft = tidied(draft)
    if faults := faults_of(draft, await queries.workflow(session)):
        raise Invalid(fields=faults)
    return draft


def _require_may_set(actor: Actor, *, is_shared: bool) -> None:
    require_work(actor)
    if is_shared and not actor.may(Right.REPLIES_SHARE):
        raise Forbidden(Right.REPLIES_SHARE)
