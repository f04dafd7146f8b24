"""What must hold of the tickets that are wanted."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import col

from aics_app.accounts.models import Actor, Right
from aics_app.core.errors import Forbidden
from aics_app.tickets.models import Tag, Ticket, TicketClock
from aics_app.tickets.policies import visible_to
from aics_app.tickets.rules.filters import ME, NOBODY, Filters, Sla


def conditions(actor: Actor, wanted: Filters, now: datetime) -> Iterator[ColumnElement[bool]]:
    """That the actor may see it, and each filter but the words, which `words.saying` looks for.

    Raises `Forbidden` when a customer asks by what only the staff is told.
    """
    if (wanted.team or wanted.tag) and not actor.may(Right.TICKETS_SEE_ALL):
        raise Forbidden(Right.TICKETS_SEE_ALL)
    yield visible_to(actor)
    for column, value in (
        (Ticket.status, wanted.status),
        (Ticket.status_category, wanted.state),
        (Ticket.priority, wanted.priority),
        (Ticket.category, wanted.category),
        (Ticket.team, wanted.team),
    ):
        if value:
            yield col(column) == value
    if wanted.handler:
        yield _handled(actor, wanted.handler)
    if wanted.tag:
        yield col(Ticket.id).in_(select(col(Tag.ticket_id)).where(col(Tag.tag) == wanted.tag))
    if wanted.sla:
        yield col(Ticket.id).in_(_promised(Sla(wanted.sla), now))


def _handled(actor: Actor, word: str) -> ColumnElement[bool]:
    if word == NOBODY:
        return col(Ticket.handler_id).is_(None)
    return col(Ticket.handler_id) == (actor.user_id if word == ME else int(word))


def _promised(state: Sla, now: datetime) -> Select[int]:
    """The tickets with such a promise. A breach counts from its instant, also before a job has seen it."""
    chosen = select(col(TicketClock.ticket_id))
    unmet = col(TicketClock.met_at).is_(None)
    due = col(TicketClock.due_at)
    if state is Sla.RUNNING:
        return chosen.where(unmet, due > now)
    if state is Sla.SOON:
        return chosen.where(unmet, due > now, col(TicketClock.warn_at) <= now)
    return chosen.where(unmet, or_(due <= now, col(TicketClock.left_s) == 0))
