"""Who may work, and who may say what others can do."""

from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlmodel import col

from aics_app.accounts.errors import MoreThanOwnRights, NotToOneself
from aics_app.accounts.models import Actor, Right, Scope, User
from aics_app.accounts.queries import roles_with
from aics_app.core.errors import Forbidden
from aics_app.workforce.models import AgentProfile

WORKING_ROLES = roles_with(Right.DESK_WORK)
"""The roles whose people may be given work, for a condition."""

MAY_NOT_WORK = select(col(User.id)).where(or_(col(User.role).not_in(WORKING_ROLES), col(User.status) != 1))
"""The ids of everybody else, for a condition."""


def within_scope(actor: Actor, handler: Any) -> ColumnElement[bool]:
    """Whether whoever handles a row (`handler`: the column of his id) is one whose rows the actor is shown.

    What every feature's `visible_to` asks of the staff; whoever belongs to no team is a team of his own.
    """
    if actor.scope is Scope.ALL:
        return true()
    own = col(handler) == actor.user_id
    if actor.scope is Scope.OWN:
        return own
    team = (
        select(col(AgentProfile.team))
        .where(col(AgentProfile.user_id) == actor.user_id)
        .correlate(None)  # its own row, not that of the colleague
        .scalar_subquery()
    )
    colleagues = select(col(AgentProfile.user_id)).where(col(AgentProfile.team) == team)
    return or_(own, col(handler).in_(colleagues))


def require_work(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor may work at the desk, which includes seeing who else does."""
    if not actor.may(Right.DESK_WORK):
        raise Forbidden(Right.DESK_WORK)


_SEES_WHO_WORKS = (
    Right.DESK_WORK,
    Right.TICKETS_WORK,
    Right.HANDOFFS_SEE_ALL,
    Right.WORKFORCE_MANAGE,
)


def require_among_staff(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor's work takes knowing who else works, and in which team."""
    if not any(actor.may(right) for right in _SEES_WHO_WORKS):
        raise Forbidden(Right.DESK_WORK)


def require_manage(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor may set what agents can do and when the company is open."""
    if not actor.may(Right.WORKFORCE_MANAGE):
        raise Forbidden(Right.WORKFORCE_MANAGE)


def require_team_change(actor: Actor, user_id: int) -> None:
    """Raises `NotToOneself` or `MoreThanOwnRights`: in whose team one is says whose rows one is shown.

    So only who sees all the rows decides it; anybody else would bring others' rows within his reach.
    """
    if actor.scope is not Scope.ALL:
        raise NotToOneself if user_id == actor.user_id else MoreThanOwnRights
