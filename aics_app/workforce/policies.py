"""Who may work, and who may say what others can do."""

from aics_app.accounts.models import Actor, Right
from aics_app.accounts.queries import roles_with
from aics_app.core.errors import Forbidden

WORKING_ROLES = roles_with(Right.DESK_WORK)
"""The roles whose people may be given work, for a condition."""


def require_work(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor may work at the desk, which includes seeing who else does."""
    if not actor.may(Right.DESK_WORK):
        raise Forbidden(Right.DESK_WORK)


def require_manage(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor may set what agents can do and when the company is open."""
    if not actor.may(Right.WORKFORCE_MANAGE):
        raise Forbidden(Right.WORKFORCE_MANAGE)
