"""Who may see how the whole does, and try its parts."""

from aics_app.accounts.models import Actor, Right
from aics_app.core.errors import Forbidden


def require_see(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor may see the system."""
    if not actor.may(Right.SYSTEM_SEE):
        raise Forbidden(Right.SYSTEM_SEE)


def require_try(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor may let the parts do real things: more than to see them."""
    if not actor.may(Right.SETTINGS_MANAGE):
        raise Forbidden(Right.SETTINGS_MANAGE)
