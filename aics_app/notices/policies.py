"""Who may look after mails that do not go out."""

from aics_app.accounts.models import Actor, Right
from aics_app.core.errors import Forbidden


def require_mails(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor looks after the system."""
    if not actor.may(Right.SYSTEM_SEE):
        raise Forbidden(Right.SYSTEM_SEE)
