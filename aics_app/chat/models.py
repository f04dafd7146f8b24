"""Conversations and their messages. The reference's table `conversation` holds one row a message."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, Literal, NamedTuple

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from aics_app.core.columns import BigId, Instant, WholeSecond

MAX_QUESTION_CHARS = 2000
MAX_STAFF_CHARS = 10_000
MAX_TITLE_CHARS = 60


class Sender(StrEnum):
    """Who wrote a message, as the reference stores it."""

    CUSTOMER = "USER"
    AI = "AI"
    AGENT = "CUSTOMER_SERVICE"
    SYSTEM = "SYSTEM"


class MessageType(StrEnum):
    """What kind of message it is, as the reference stores it. Notes are for the staff alone."""

    TEXT = "TEXT"
    NOTE = "NOTE"
    SYSTEM = "SYSTEM"


class State(StrEnum):
    """How far a message is. `replaced` ones gave way to a second try and are shown to nobody."""

    STREAMING = "streaming"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    REPLACED = "replaced"


class Source(StrEnum):
    """Where an answer comes from."""

    CACHE = "cache"
    FAQ = "faq"
    KNOWLEDGE = "knowledge"
    DATA = "data"
    LLM = "llm"
    NONE = "none"


class TransferReason(StrEnum):
    """Why a person should take over."""

    CUSTOMER_REQUEST = "customer_request"
    MISSING_KNOWLEDGE = "missing_knowledge"
    UNSUPPORTED_REQUEST = "unsupported_request"
    POLICY_RESTRICTION = "policy_restriction"
    TOOL_FAILURE = "tool_failure"
    PENDING_CLARIFICATION = "pending_clarification"
    USAGE_LIMIT = "usage_limit"


What = Literal[
    "handoff_queued",
    "handoff_called",
    "handoff_taken",
    "handoff_transferred",
    "handoff_seized",
    "handoff_to_team",
    "handoff_given_back",
    "handoff_closed",
    "handoff_cancelled",
    "handoff_expired",
    "handoff_left",
    "handoff_returned",
    "handoff_note_left",
    "ticket_filed",
]
"""What a line of the system says; pages say each to customers (`line.`) and to the staff (`desk.line_`)."""


class AskedBy(StrEnum):
    """What brought a wish for a person about."""

    BUTTON = "button"
    WORDS = "words"
    RULE = "rule"


class Priority(IntEnum):
    """Who is served by a person first, whoever waited longer."""

    NORMAL = 0
    HIGH = 1
    URGENT = 2


class Speaker(StrEnum):
    """Who may answer the customer now: exactly one. `AGENT` without an id: a person had it, and is gone."""

    AI = "AI"
    AGENT = "CUSTOMER_SERVICE"


class Conversation(SQLModel, table=True):
    """One matter of one customer. `reply_id` is the answer being written, so there is never a second one.

    `preview` is what was said last; with `preview_kind` (picture, file) the name of what was sent wordlessly.
    """

    __tablename__ = "chat_session"
    __table_args__ = (
        Index("ix_chat_session_user_recent", "user_id", "last_message_at"),
        Index("ix_chat_session_recent", "last_message_at", "id"),
        Index("ix_chat_session_created_at", "created_at", "id"),
        CheckConstraint("speaker IN ('AI', 'CUSTOMER_SERVICE')", name="speaker"),
    )

    id: str = Field(primary_key=True, max_length=32)
    user_id: int = Field(foreign_key="sys_user.id", sa_type=BigInteger)
    title: str = Field(max_length=MAX_TITLE_CHARS)
    language: str = Field(max_length=8)
    speaker: str = Field(default=Speaker.AI, max_length=20)
    speaker_id: int | None = Field(default=None, sa_type=BigInteger)
    version: int = Field(default=0)
    reply_id: int | None = Field(default=None, sa_type=BigInteger)
    preview: str = Field(default="", max_length=120)
    preview_kind: str | None = Field(default=None, max_length=8)
    solved: bool | None = Field(default=None)
    wants_person_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    last_message_at: datetime = Field(sa_type=Instant)


class Talk(NamedTuple):
    """What saying something asks of a conversation, by the names of its columns."""

    id: str
    user_id: int
    speaker: str
    speaker_id: int | None
    version: int


class Message(SQLModel, table=True):
    """One message; columns of the reference first, ours after `create_time`."""

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("session_id", "client_id"),
        Index("ix_conversation_session_id", "session_id", "id"),
        Index("ix_conversation_user_id", "user_id", "create_time"),
        Index("ix_conversation_state_beat", "state", "beat_at"),
        Index("ix_conversation_create_time", "create_time"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    user_id: int = Field(sa_type=BigInteger)
    session_id: str = Field(max_length=64)
    content: str = Field(sa_type=Text)
    sender: str = Field(max_length=20)
    sender_id: int = Field(default=0, sa_type=BigInteger)
    message_type: str = Field(default=MessageType.TEXT, max_length=20)
    create_time: datetime = Field(sa_type=WholeSecond)
    state: str = Field(default=State.DONE, max_length=12, sa_column_kwargs={"server_default": "done"})
    client_id: str | None = Field(default=None, max_length=64)
    reply_to: int | None = Field(default=None, sa_type=BigInteger)
    source: str | None = Field(default=None, max_length=12)
    confidence: float | None = None
    intent: str | None = Field(default=None, max_length=40)
    transfer_reason: str | None = Field(default=None, max_length=40)
    error_code: str | None = Field(default=None, max_length=40)
    extra: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    beat_at: datetime | None = Field(default=None, sa_type=Instant)


class Reader(SQLModel, table=True):
    """How far somebody has received and read a conversation: the ids of the last messages."""

    __tablename__ = "conversation_reader"

    session_id: str = Field(
        foreign_key="chat_session.id", primary_key=True, max_length=32, ondelete="CASCADE"
    )
    user_id: int = Field(foreign_key="sys_user.id", sa_type=BigInteger, primary_key=True, ondelete="CASCADE")
    delivered_id: int = Field(default=0, sa_type=BigInteger)
    read_id: int = Field(default=0, sa_type=BigInteger)
    updated_at: datetime = Field(sa_type=Instant)


class Citation(SQLModel, table=True):
    """A passage that an answer stands on, as it read at that time."""

    __tablename__ = "message_citation"

    message_id: int = Field(
        foreign_key="conversation.id", sa_type=BigInteger, primary_key=True, ondelete="CASCADE"
    )
    position: int = Field(primary_key=True)
    kind: str = Field(default="faq", max_length=16)
    item_id: int = Field(sa_type=BigInteger, index=True)
    title: str = Field(max_length=500)
    passage: str = Field(sa_type=Text)
    score: float


class Feedback(SQLModel, table=True):
    """What the customer thinks of one answer; said again, it replaces."""

    __tablename__ = "message_feedback"

    message_id: int = Field(
        foreign_key="conversation.id", sa_type=BigInteger, primary_key=True, ondelete="CASCADE"
    )
    user_id: int = Field(sa_type=BigInteger)
    helpful: bool
    reason: str = Field(default="", max_length=500)
    created_at: datetime = Field(sa_type=Instant)
