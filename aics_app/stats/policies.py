"""Whose figures somebody may see."""

from aics_app.accounts.models import Actor, Right, Scope
from aics_app.core.errors import Forbidden


def require_see(actor: Actor) -> None:
    """Raises `Forbidden`."""
    if not actor.may(Right.STATS_SEE):
        raise Forbidden(Right.STATS_SEE)


def scope_of(actor: Actor) -> Scope:
    """How far the actor sees: his own figures only, unless it is his business to look at those of others."""
    return actor.scope if actor.may(Right.STATS_SEE_ALL) else Scope.OWN
