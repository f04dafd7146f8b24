"""Who may change settings."""

from aics_app.accounts.models import Actor, Right
from aics_app.core.errors import Forbidden


def require_manage(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor may see and change every run-time setting."""
    if not actor.may(Right.SETTINGS_MANAGE):
        raise Forbidden(Right.SETTINGS_MANAGE)
