"""Who may read and write what is known of customers."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, Role, User
from aics_app.chat.models import Conversation
from aics_app.core.errors import Forbidden


def require_staff(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor works with customers."""
    if not actor.may(Right.DESK_WORK):
        raise Forbidden(Right.DESK_WORK)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Customers by role, and whoever has asked something; nobody reads what is written about himself."""
    has_asked = select(col(Conversation.id)).where(col(Conversation.user_id) == col(User.id)).exists()
    return and_(col(User.id) != actor.user_id, or_(col(User.role) == Role.CUSTOMER, has_asked))
