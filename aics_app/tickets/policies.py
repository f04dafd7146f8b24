"""Who may see and do what with tickets."""

from sqlalchemy import ColumnElement, or_, true
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, Scope
from aics_app.core.errors import Forbidden, NotFound
from aics_app.tickets.models import Kind, Post, Ticket
from aics_app.tickets.rules.listed import ListedTicket
from aics_app.tickets.rules.workflow import Transition, Who
from aics_app.workforce.policies import within_scope


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Customers see their own tickets, the staff those within their scope, and those that nobody has."""
    return within_reach(actor) if actor.may(Right.TICKETS_SEE_ALL) else owned_by(actor)


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """Those of the people whose work the actor sees, and those that nobody has; for who has a right to it."""
    if actor.scope is Scope.ALL:
        return true()
    free = col(Ticket.handler_id).is_(None)
    return or_(owned_by(actor), within_scope(actor, Ticket.handler_id), free)


def sees_every(actor: Actor) -> bool:
    """Whether no ticket is hidden from the actor."""
    return actor.may(Right.TICKETS_SEE_ALL) and actor.scope is Scope.ALL


def owned_by(actor: Actor) -> ColumnElement[bool]:
    """The tickets of the actor's own matters."""
    return col(Ticket.user_id) == actor.user_id


def is_staff_in(ticket: Ticket | ListedTicket, actor: Actor) -> bool:
    """Whether the actor is of the staff here: nobody is in a matter of his own."""
    return actor.may(Right.TICKETS_SEE_ALL) and ticket.user_id != actor.user_id


def readable_by(ticket: Ticket, viewer: Actor) -> ColumnElement[bool]:
    """The lines of its thread that this viewer may read."""
    return true() if is_staff_in(ticket, viewer) else col(Post.kind) == Kind.PUBLIC


def require_filing(actor: Actor) -> None:
    """Raises `Forbidden`."""
    if not actor.may(Right.TICKETS_FILE):
        raise Forbidden(Right.TICKETS_FILE)


def require_work(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor works on tickets."""
    if not actor.may(Right.TICKETS_WORK):
        raise Forbidden(Right.TICKETS_WORK)


def require_staff_in(ticket: Ticket, actor: Actor) -> None:
    """Raises `NotFound` for who may not see it, `Forbidden` for who sees it and does not work on it.

    So for its customer too: nobody is of the staff in a matter of his own.
    """
    if not is_staff_in(ticket, actor):
        own = ticket.user_id == actor.user_id
        raise Forbidden(Right.TICKETS_WORK) if own else NotFound(ticket.order_no)
    require_work(actor)


def require_setting(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor sets the workflow."""
    if not actor.may(Right.WORKFLOW_MANAGE):
        raise Forbidden(Right.WORKFLOW_MANAGE)


def roles_in(ticket: Ticket | ListedTicket, actor: Actor) -> frozenset[Who]:
    """As whom the actor stands to this ticket."""
    if ticket.user_id == actor.user_id:
        return frozenset({Who.CUSTOMER})
    roles = set()
    if actor.may(Right.TICKETS_WORK):
        roles.add(Who.AGENT)
        if ticket.handler_id == actor.user_id:
            roles.add(Who.ASSIGNEE)
    if actor.may(Right.WORKFLOW_MANAGE):
        roles.add(Who.ADMIN)
    return frozenset(roles)


def may_go(way: Transition, roles: frozenset[Who]) -> bool:
    """Whether one of these roles may carry a ticket over this transition."""
    return Who.ADMIN in roles or bool(way.who & roles)
