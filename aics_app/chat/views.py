"""Conversations as they leave the house: what pages and the API show of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor, User
from aics_app.attachments import queries as attachments
from aics_app.attachments.models import Attachment, Subject
from aics_app.chat import queries
from aics_app.chat.actions import Said
from aics_app.chat.models import Citation, Conversation, Feedback, Message, Sender, Speaker


@dataclass(frozen=True)
class Author:
    """A person of the staff who wrote a message, as customers see him."""

    name: str
    avatar: str = ""


@dataclass(frozen=True)
class Shown:
    """A message with what belongs to it."""

    message: Message
    citations: Sequence[Citation] = ()
    feedback: Feedback | None = None
    author: Author | None = None
    files: Sequence[Attachment] = ()


@dataclass(frozen=True)
class Excerpt:
    """Some messages of a conversation, and whether earlier ones exist."""

    conversation: Conversation
    shown: list[Shown] = field(default_factory=list)
    has_earlier: bool = False

    @property
    def last_at(self) -> datetime:
        """When something was last said."""
        return self.conversation.last_message_at


@dataclass(frozen=True)
class News:
    """Words of people that a reader of a conversation did not know, and its version with them."""

    shown: list[Shown]
    version: int

    def after(self, last_id: int) -> list[Shown]:
        """Those after a message."""
        return [one for one in self.shown if (one.message.id or 0) > last_id]


@dataclass(frozen=True)
class Standing:
    """How a conversation stands: who of the staff has the word, how far the other side has read."""

    agent: Author | None = None
    delivered_id: int = 0
    read_id: int = 0


async def standing(session: AsyncSession, conversation: Conversation, viewer: Actor) -> Standing | None:
    """As this viewer is shown it; None, and nothing read, while the AI has the word."""
    if conversation.speaker == Speaker.AI:
        return None
    has_word = await queries.people(session, [conversation.speaker_id] if conversation.speaker_id else [])
    agent = next((_author(user) for user in has_word.values()), None)
    delivered_id, read_id = await queries.read_by_others(session, conversation, viewer)
    return Standing(agent, delivered_id, read_id)


async def excerpt(
    session: AsyncSession,
    conversation: Conversation,
    *,
    viewer: Actor | None = None,
    before: int | None = None,
    limit: int = 30,
) -> Excerpt:
    """The last `limit` messages before an id (or of all), with sources and feedback.

    Without `viewer` as the customer reads it.
    """
    rows = await queries.messages(session, conversation, viewer=viewer, before=before, limit=limit + 1)
    messages = [message for message, _ in rows[-limit:]]
    judged = {own.message_id: own for _, own in rows if own}
    return Excerpt(conversation, await _with_sources(session, messages, judged), len(rows) > limit)


async def news(
    session: AsyncSession,
    conversation: Conversation,
    *,
    viewer: Actor | None = None,
    after: int,
    limit: int,
) -> News | None:
    """What was said after an id, as `excerpt` has it; None when it is more than `limit`, or was not read."""
    rows = await queries.messages_after(session, conversation.id, after=after, limit=limit + 1, viewer=viewer)
    if not after or len(rows) > limit:
        return None
    return News(await shown(session, rows), conversation.version)


async def shown(session: AsyncSession, rows: Sequence[Message]) -> list[Shown]:
    """Each message with what belongs to it, in a few further queries however many there are."""
    return await _with_sources(session, rows, await queries.feedback(session, _answers(rows)))


def told(said: Sequence[Said]) -> News | None:
    """What was just said here, as `news` reads it later; None without any."""
    new = [shown for one in said if (shown := of_said(one))]
    return News(new, said[-1].version) if new else None


def of_said(said: Said) -> Shown | None:
    """The same of one message; None where only the database knows."""
    if said.message is None or said.author is None:
        return None
    author, is_staff = said.author, said.message.sender == Sender.AGENT
    return Shown(said.message, author=Author(author.nickname, author.avatar) if is_staff else None)


async def _with_sources(
    session: AsyncSession, rows: Sequence[Message], judged: Mapping[int, Feedback]
) -> list[Shown]:
    sources = await queries.citations(session, _answers(rows))
    wrote = await _authors(session, rows)
    files = await attachments.of_subjects(session, Subject.MESSAGE, _by_people(rows))
    return [
        Shown(
            row,
            sources.get(row.id or 0, ()),
            judged.get(row.id or 0),
            wrote.get(row.id or 0),
            files.get(row.id or 0, ()),
        )
        for row in rows
    ]


async def _authors(session: AsyncSession, rows: Sequence[Message]) -> dict[int, Author]:
    """Who of the staff wrote which message."""
    by_staff = {row.id: row.sender_id for row in rows if row.id is not None and row.sender == Sender.AGENT}
    found = await queries.people(session, sorted(set(by_staff.values())))
    known = {user_id: _author(user) for user_id, user in found.items()}
    return {row_id: known[user_id] for row_id, user_id in by_staff.items() if user_id in known}


def _author(user: User) -> Author:
    return Author(user.nickname or user.username, user.avatar or "")


def _answers(rows: Sequence[Message]) -> list[int]:
    return [row.id for row in rows if row.id is not None and row.source is not None]


def _by_people(rows: Sequence[Message]) -> list[int]:
    return [row.id for row in rows if row.id is not None and row.sender in (Sender.CUSTOMER, Sender.AGENT)]
