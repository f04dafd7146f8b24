"""Who may read and write what is known of customers."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, Role, Scope, User
from aics_app.attachments.models import Attachment, Subject
from aics_app.chat import policies as chat
from aics_app.chat.models import Conversation, Message
from aics_app.core.errors import Forbidden
from aics_app.tickets import policies as tickets
from aics_app.tickets.models import Post, Ticket


def require_staff(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor works with customers."""
    if not actor.may(Right.DESK_WORK):
        raise Forbidden(Right.DESK_WORK)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Customers by role, and whoever has asked something; nobody reads what is written about himself.

    Of them those who have a conversation or a ticket within the actor's scope.
    """
    asked = select(col(Conversation.id)).where(col(Conversation.user_id) == col(User.id))
    known = or_(col(User.role) == Role.CUSTOMER, asked.exists())
    if actor.scope is not Scope.ALL:
        filed = select(col(Ticket.id)).where(col(Ticket.user_id) == col(User.id), tickets.visible_to(actor))
        known = or_(asked.where(chat.visible_to(actor)).exists(), filed.exists())
    return and_(col(User.id) != actor.user_id, known)


def talk_seen(actor: Actor, conversation_id: Any) -> ColumnElement[bool]:
    """Whether the actor is shown the conversation whose id stands in this column."""
    if chat.sees_every(actor):
        return true()
    return col(conversation_id).in_(select(col(Conversation.id)).where(chat.visible_to(actor)))


def file_seen(actor: Actor) -> ColumnElement[bool]:
    """Whether the actor is shown what a file was sent with: a message, a ticket, or an answer to one."""
    if chat.sees_every(actor) and tickets.sees_every(actor):
        return true()
    said = select(col(Message.id)).where(talk_seen(actor, Message.session_id))
    filed = select(col(Ticket.id)).where(tickets.visible_to(actor))
    posted = select(col(Post.id)).where(col(Post.ticket_id).in_(filed))
    ways = ((Subject.MESSAGE, said), (Subject.TICKET, filed), (Subject.TICKET_POST, posted))
    kind, subject = col(Attachment.subject_type), col(Attachment.subject_id)
    return or_(*(and_(kind == one, subject.in_(ids)) for one, ids in ways))
