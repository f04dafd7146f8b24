"""Reads of conversations, of what was said in them, and of how far it was read."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.attachments.models import Attachment, Subject
from aics_app.chat.models import (
    Conversation,
    Feedback,
    Message,
    Sender,
    State,
)
from aics_app.chat.policies import owned_by, readable_by, visible_to
from aics_app.core import paging
from aics_app.core.errors import NotFound


async def get_conversation(session: AsyncSession, actor: Actor, conversation_id: str) -> Conversation:
    """A conversation that the actor may see; raises `NotFound`."""
    return await _one(session, conversation_id, select(Conversation).where(visible_to(actor)))


async def get_own_conversation(session: AsyncSession, actor: Actor, conversation_id: str) -> Conversation:
    """A conversation of the actor's own; raises `NotFound`."""
    return await _one(session, conversation_id, select(Conversation).where(owned_by(actor)))


async def own_conversation_alone(session: AsyncSession, actor: Actor, conversation_id: str) -> Conversation:
    """As `get_own_conversation`, and nobody else changes it before this transaction ends.

    Two that add messages without it would each hold a shared lock on the conversation (for the foreign key)
    and wait for the other's: a deadlock. SQLite has one writer at a time anyway.
    """
    own = select(Conversation).where(owned_by(actor)).with_for_update()
    return await _one(session, conversation_id, own)


async def conversation_alone(
    session: AsyncSession, conversation_id: str, actor: Actor | None = None
) -> Conversation:
    """A conversation (one that the actor may see), as `own_conversation_alone`; raises `NotFound`.

    Read anew, even if this session has read it before: somebody may have changed it since.
    """
    chosen = select(Conversation).with_for_update().execution_options(populate_existing=True)
    return await _one(session, conversation_id, chosen.where(visible_to(actor)) if actor else chosen)


async def _one(session: AsyncSession, conversation_id: str, chosen: Select[Conversation]) -> Conversation:
    found = await session.execute(chosen.where(col(Conversation.id) == conversation_id))
    conversation = found.scalar_one_or_none()
    if conversation is None:
        raise NotFound(conversation_id)
    return conversation


async def own_conversations(
    session: AsyncSession, actor: Actor, *, search: str = "", cursor: str = "", limit: int = 50
) -> tuple[list[Conversation], str | None]:
    """The actor's conversations, newest first, by words in title or messages; with the next cursor."""
    chosen = select(Conversation).where(owned_by(actor))
    if search:
        chosen = chosen.where(_says(search))
    if cursor:
        chosen = chosen.where(older_than(cursor))
    order = (col(Conversation.last_message_at).desc(), col(Conversation.id).desc())
    rows = list((await session.execute(chosen.order_by(*order).limit(limit + 1))).scalars())
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], paging.encode(last.last_message_at.isoformat(), last.id)


def older_than(cursor: str) -> ColumnElement[bool]:
    """The conversations after those up to this cursor, newest first. Raises `Invalid`."""
    instant, last_id = paging.decode(cursor, 2)
    at = paging.instant(instant)
    when = col(Conversation.last_message_at)
    return or_(when < at, and_(when == at, col(Conversation.id) < last_id))


def _says(words: str) -> ColumnElement[bool]:
    """In the title, in any message that the customer is shown, or in the name of a file sent with one."""
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = f"%{escaped}%"
    said = select(col(Message.session_id)).where(
        col(Message.session_id) == col(Conversation.id),
        col(Message.content).like(pattern, escape="\\"),
        col(Message.state) != State.REPLACED,
        readable_by(None),
    )
    sent = (
        select(col(Attachment.id))
        .join(Message, col(Message.id) == col(Attachment.subject_id))
        .where(
            col(Attachment.subject_type) == Subject.MESSAGE,
            col(Attachment.name).like(pattern, escape="\\"),
            col(Message.session_id) == col(Conversation.id),
            readable_by(None),
        )
    )
    return or_(col(Conversation.title).like(pattern, escape="\\"), said.exists(), sent.exists())


async def messages(
    session: AsyncSession,
    conversation: Conversation,
    *,
    viewer: Actor | None = None,
    before: int | None = None,
    limit: int = 30,
) -> list[tuple[Message, Feedback | None]]:
    """The last messages before an id (or of all), in the order they were said, each as it was judged.

    Without `viewer` those that the customer reads.
    """
    chosen = judged().where(shown_in(conversation.id), readable_by(viewer))
    if before is not None:
        chosen = chosen.where(col(Message.id) < before)
    return await last_of(session, chosen, limit)


def shown_in(conversation_id: str) -> ColumnElement[bool]:
    """The messages of a conversation that anybody is shown."""
    return and_(col(Message.session_id) == conversation_id, col(Message.state) != State.REPLACED)


def judged() -> Select[Message, Feedback | None]:
    """Messages, each as the customer judged it."""
    return select(Message, Feedback).outerjoin(Feedback, col(Feedback.message_id) == col(Message.id))


async def last_of(
    session: AsyncSession, chosen: Select[Message, Feedback | None], limit: int
) -> list[tuple[Message, Feedback | None]]:
    """The last of these, in the order they were said."""
    rows = await session.execute(chosen.order_by(col(Message.id).desc()).limit(limit))
    return [(message, judged) for message, judged in reversed(rows.all())]


async def messages_after(
    session: AsyncSession,
    conversation_id: str,
    *,
    after: int,
    limit: int,
    viewer: Actor | None = None,
    of_people: bool = False,
) -> list[Message]:
    """The first messages after an id, in the order they were said; of everybody, or of all but the AI."""
    chosen = select(Message).where(shown_in(conversation_id), col(Message.id) > after, readable_by(viewer))
    if of_people:
        chosen = chosen.where(col(Message.sender) != Sender.AI)
    return list((await session.execute(chosen.order_by(col(Message.id)).limit(limit))).scalars())


async def last_message_id(session: AsyncSession, conversation_id: str, *, viewer: Actor | None = None) -> int:
    """The last message that the viewer (or the customer) reads; 0 without any."""
    chosen = select(func.max(col(Message.id))).where(shown_in(conversation_id), readable_by(viewer))
    return (await session.execute(chosen)).scalar_one() or 0


async def version_of(session: AsyncSession, conversation_id: str) -> int:
    """How often the conversation has changed, for who has been let in before."""
    chosen = select(col(Conversation.version)).where(col(Conversation.id) == conversation_id)
    return (await session.execute(chosen)).scalar_one()


async def find_by_client_id(
    session: AsyncSession, conversation_id: str, client_id: str, sender_id: int
) -> Message | None:
    """The message that this person's browser sent under this id, if it arrived before."""
    found = await session.execute(
        select(Message).where(
            col(Message.session_id) == conversation_id,
            col(Message.client_id) == client_id,
            col(Message.sender_id) == sender_id,
        )
    )
    return found.scalar_one_or_none()


async def get_message(session: AsyncSession, message_id: int) -> Message:
    """A message by id, for who has been let in before; raises `NotFound`."""
    message = await session.get(Message, message_id)
    if message is None:
        raise NotFound(str(message_id))
    return message


async def people(session: AsyncSession, user_ids: Sequence[int]) -> dict[int, User]:
    """Those who wrote messages, by id."""
    if not user_ids:
        return {}
    found = (await session.execute(select(User).where(col(User.id).in_(user_ids)))).scalars()
    return {user.id: user for user in found if user.id is not None}


async def is_readable_message(session: AsyncSession, actor: Actor, message_id: int) -> bool:
    """Whether the actor may read it, and with it the files that were sent along."""
    chosen = (
        select(col(Message.id))
        .join(Conversation, col(Conversation.id) == col(Message.session_id))
        .where(col(Message.id) == message_id, visible_to(actor), readable_by(actor))
    )
    return (await session.execute(chosen)).first() is not None
