"""Whose figures somebody may see."""

from aics_app.accounts.models import Actor, Right, Role
from aics_app.core.errors import Forbidden


def require_see(actor: Actor) -> None:
    """Raises `Forbidden`."""
    if not actor.may(Right.STATS_SEE):
        raise Forbidden(Right.STATS_SEE)


def people_of(actor: Actor) -> frozenset[int] | None:
    """The people whose figures the actor sees; None is everybody, and what is nobody's."""
    return None if actor.role == Role.ADMIN else frozenset({actor.user_id})
