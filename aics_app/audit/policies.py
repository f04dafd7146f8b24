"""Who may look through what everybody did."""

from aics_app.accounts.models import Actor, Right
from aics_app.core.errors import Forbidden


def require_see(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor may see the audit."""
    if not actor.may(Right.AUDIT_SEE):
        raise Forbidden(Right.AUDIT_SEE)
