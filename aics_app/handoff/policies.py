"""Who may see and do what with hand-offs."""

from sqlalchemy import ColumnElement, or_, true
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, Scope
from aics_app.chat.errors import NotSpeaking
from aics_app.core.errors import Forbidden
from aics_app.handoff.errors import HandoffOver
from aics_app.handoff.models import Handoff, Status
from aics_app.workforce.policies import within_scope


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Customers see their own hand-offs, the staff those within their scope, and who waits for anybody."""
    return within_reach(actor) if actor.may(Right.HANDOFFS_SEE_ALL) else owned_by(actor)


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """Those of the people whose work the actor sees, and who waits for anybody; for who has a right to it."""
    if actor.scope is Scope.ALL:
        return true()
    waits = col(Handoff.status) == Status.QUEUED
    return or_(owned_by(actor), within_scope(actor, Handoff.agent_id), waits)


def owned_by(actor: Actor) -> ColumnElement[bool]:
    """The hand-offs that the actor waits or waited in as a customer."""
    return col(Handoff.user_id) == actor.user_id


def require_desk_work(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor takes chats."""
    if not actor.may(Right.DESK_WORK):
        raise Forbidden(Right.DESK_WORK)


def require_supervision(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor may take chats from colleagues."""
    if not actor.may(Right.HANDOFFS_SUPERVISE):
        raise Forbidden(Right.HANDOFFS_SUPERVISE)


def require_has(actor: Actor, handoff: Handoff) -> None:
    """Raises `HandoffOver` or `NotSpeaking` unless it is the actor who has it."""
    if not handoff.is_open:
        raise HandoffOver
    if handoff.status != Status.ACTIVE or handoff.agent_id != actor.user_id:
        raise NotSpeaking
