"""Who may see and do what in conversations."""

from sqlalchemy import ColumnElement, true
from sqlmodel import col

from aics_app.accounts.models import Actor, Right
from aics_app.chat.models import Conversation
from aics_app.core.errors import Forbidden


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Customers see their own conversations, the staff all of them."""
    if actor.may(Right.CONVERSATIONS_SEE_ALL):
        return true()
    return owned_by(actor)


def owned_by(actor: Actor) -> ColumnElement[bool]:
    """The actor's own conversations."""
    return col(Conversation.user_id) == actor.user_id


def require_may_ask(actor: Actor) -> None:
    """Raises `Forbidden`."""
    if not actor.may(Right.CHAT_ASK):
        raise Forbidden(Right.CHAT_ASK)
