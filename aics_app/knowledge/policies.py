"""Who may see and change what the company knows."""

from aics_app.accounts.models import Actor, Right
from aics_app.core.errors import Forbidden


def require_manage(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor may manage knowledge, which includes reading and searching it."""
    if not actor.may(Right.KNOWLEDGE_MANAGE):
        raise Forbidden(Right.KNOWLEDGE_MANAGE)
