"""Who may see and do what in conversations."""

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, true
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, Scope
from aics_app.chat.errors import NotSpeaking
from aics_app.chat.models import Conversation, Message, MessageType, Sender, Speaker, Talk
from aics_app.core.errors import Forbidden, NotFound
from aics_app.workforce.policies import within_scope


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Customers see their own conversations, the staff those within their scope.

    These are the ones that a person within it has or wrote in, and those that wait for anybody.
    """
    if not reads_others(actor):
        return owned_by(actor)
    if actor.scope is Scope.ALL:
        return true()
    wrote = (
        select(col(Message.id))
        .where(
            col(Message.session_id) == col(Conversation.id),
            col(Message.sender) == Sender.AGENT,
            within_scope(actor, Message.sender_id),
        )
        .correlate(Conversation)  # whoever asks about messages has a Message of his own around this
    )
    # Not to the messages of a statement that reads those too.
    wrote = wrote.correlate(Conversation)
    return or_(
        owned_by(actor), within_scope(actor, Conversation.speaker_id), _waits_for_a_person(), wrote.exists()
    )


def reads_others(actor: Actor) -> bool:
    """Whether conversations of others are shown to the actor: to work on them, or to look through them."""
    return actor.may(Right.CONVERSATIONS_SEE_ALL) or actor.may(Right.CONVERSATIONS_SEARCH)


def _waits_for_a_person() -> ColumnElement[bool]:
    unmet = or_(col(Conversation.wants_person_at).is_not(None), col(Conversation.speaker) == Speaker.AGENT)
    return and_(col(Conversation.speaker_id).is_(None), unmet)


def visible(*, sees_all: bool) -> ColumnElement[bool]:
    """`visible_to` for a statement that is built once; who looks is told as `viewer_id`."""
    return true() if sees_all else col(Conversation.user_id) == bindparam("viewer_id")


def sees(actor: Actor, customer_id: int) -> bool:
    """`visible_to` of one conversation whose customer is known; False where only the database can say."""
    return actor.user_id == customer_id or sees_every(actor)


def sees_every(actor: Actor) -> bool:
    """Whether no conversation is hidden from the actor, who works on them.

    Nor is any from who only looks through all of them (`reads_others`); he writes in none, and is answered by
    `visible_to` itself.
    """
    return actor.may(Right.CONVERSATIONS_SEE_ALL) and actor.scope is Scope.ALL


def owned_by(actor: Actor) -> ColumnElement[bool]:
    """The actor's own conversations."""
    return col(Conversation.user_id) == actor.user_id


def is_staff_in(conversation: Conversation | Talk, actor: Actor) -> bool:
    """Whether the actor is of the staff here: nobody is in a matter of his own."""
    return actor.may(Right.CONVERSATIONS_SEE_ALL) and conversation.user_id != actor.user_id


def readable_by(viewer: Actor | None) -> ColumnElement[bool]:
    """The messages that a viewer who sees the conversation may read; None reads what its customer reads."""
    everybodys = col(Message.message_type) != MessageType.NOTE
    if viewer is None or not reads_others(viewer):
        return everybodys
    return or_(everybodys, col(Message.user_id) != viewer.user_id)


def require_staff_in(conversation: Conversation | Talk, actor: Actor) -> None:
    """Raises `NotFound`: to a customer notes don't exist."""
    if not is_staff_in(conversation, actor):
        raise NotFound(conversation.id)


def speaks_as(conversation: Conversation | Talk, actor: Actor) -> Sender:
    """As whom the actor takes part in a talk between people. Raises `NotSpeaking`.

    Its customer does while a person has the word (or had it, and is gone), and so does who has it.
    """
    if conversation.speaker == Speaker.AGENT:
        if conversation.speaker_id == actor.user_id:
            return Sender.AGENT
        if conversation.user_id == actor.user_id:
            return Sender.CUSTOMER
    raise NotSpeaking


def require_may_ask(actor: Actor) -> None:
    """Raises `Forbidden`."""
    if not actor.may(Right.CHAT_ASK):
        raise Forbidden(Right.CHAT_ASK)
