"""Tables of tickets. The reference's `work_order` keeps its columns; ours stand behind or beside it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    sql,
)
from sqlalchemy.dialects import mysql
from sqlmodel import Field, SQLModel

from aics_app.core.columns import BigId, Instant
from aics_app.workforce.models import MAX_TEAM_CHARS

MAX_TITLE_CHARS = 200
MAX_CONTENT_CHARS = 10_000
"""However wide they are: a TEXT column of the reference holds 65,535 bytes."""
MAX_COMMENT_CHARS = 500
MAX_TAG_CHARS = 30
MAX_ADDRESS_CHARS = 1000
"""Of a saved view; a Chinese character takes nine there."""
MAX_TAGS = 20
MAX_INDEXED_CHARS = 40
"""Of a word by which texts are found."""
MAX_WORD_CHARS = 20
"""Of a status, a priority or a category, as the workflow and the row keep it."""


ByteWord = String(MAX_INDEXED_CHARS).with_variant(
    mysql.VARCHAR(MAX_INDEXED_CHARS, charset="utf8mb4", collation="utf8mb4_bin"), "mysql"
)


class Category(StrEnum):
    """What a status means to clocks and counts, whatever the administrator calls it."""

    OPEN = "open"
    PAUSED = "paused"
    RESOLVED = "resolved"


class Kind(StrEnum):
    """Who may read a line of the thread: notes are for the staff alone."""

    PUBLIC = "public"
    NOTE = "note"


class Clock(StrEnum):
    """What is promised: a first public word of a person, and a solution."""

    REPLY = "reply"
    RESOLVE = "resolve"


class LinkKind(StrEnum):
    """How two tickets belong together. `merged`: the first one's thread goes on in the second."""

    RELATED = "related"
    MERGED = "merged"


class Ticket(SQLModel, table=True):
    """One matter; columns of the reference first, ours after `update_time`.

    `status`, `priority` and `category` are words of the workflow, `status_category` is what the status means.
    What the reference left in `user_feedback` may be anything, so no constraint speaks of it.
    `reply` keeps the last public answer, as programs of the reference read it, and `handle_time` when it
    was given; `reopened_at` is compared with that, and so is as coarse. `client_id` is the page's own id of
    the filing, so that it can be sent again. `words_kept` says that its texts are found by their words.
    """

    __tablename__ = "work_order"
    __table_args__ = (
        UniqueConstraint("user_id", "client_id"),
        Index("ix_work_order_user_id", "user_id", "id"),
        Index("ix_work_order_status", "status", "update_time"),
        Index("ix_work_order_handler_id", "handler_id", "status"),
        Index("ix_work_order_category_update", "status_category", "update_time"),
        Index("ix_work_order_session_id", "session_id"),
        Index("ix_work_order_update_time", "update_time"),
        Index("ix_work_order_priority", "priority", "update_time"),
        Index("ix_work_order_merged_into_id", "merged_into_id"),
        Index("ix_work_order_words_kept", "words_kept"),
        CheckConstraint("status_category IN ('open', 'paused', 'resolved')", name="status_category"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    order_no: str = Field(max_length=32, unique=True)
    user_id: int = Field(sa_type=BigInteger)
    title: str = Field(max_length=MAX_TITLE_CHARS)
    content: str = Field(sa_type=Text)
    status: str = Field(default="PENDING", max_length=MAX_WORD_CHARS)
    handler_id: int | None = Field(default=None, sa_type=BigInteger)
    priority: str = Field(default="NORMAL", max_length=10, sa_column_kwargs={"server_default": "NORMAL"})
    reply: str | None = Field(default=None, sa_type=Text)
    attachment_urls: str | None = Field(default=None, max_length=512)
    user_feedback: int | None = None
    user_feedback_content: str | None = Field(default=None, sa_type=Text)
    create_time: datetime
    assign_time: datetime | None = None
    handle_time: datetime | None = None
    close_time: datetime | None = None
    update_time: datetime
    status_category: str = Field(
        default=Category.OPEN, max_length=8, sa_column_kwargs={"server_default": "open"}
    )
    category: str | None = Field(default=None, max_length=40)
    team: str | None = Field(default=None, max_length=MAX_TEAM_CHARS)
    session_id: str | None = Field(default=None, max_length=32)
    language: str | None = Field(default=None, max_length=8)
    client_id: str | None = Field(default=None, max_length=64)
    merged_into_id: int | None = Field(default=None, sa_type=BigInteger)
    first_reply_at: datetime | None = Field(default=None, sa_type=Instant)
    first_resolved_at: datetime | None = Field(default=None, sa_type=Instant)
    resolved_at: datetime | None = Field(default=None, sa_type=Instant)
    rated_at: datetime | None = Field(default=None, sa_type=Instant)
    reopened_at: datetime | None = None
    reminded_at: datetime | None = Field(default=None, sa_type=Instant)
    escalated_at: datetime | None = Field(default=None, sa_type=Instant)
    reopened: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    words_kept: bool = Field(default=False, sa_column_kwargs={"server_default": sql.false()})

    @property
    def is_resolved(self) -> bool:
        """Whether nothing more is promised."""
        return self.status_category == Category.RESOLVED

    @property
    def waits_since(self) -> datetime:
        """Since when it is there for whoever has it."""
        given_at = self.assign_time or self.create_time
        return max(given_at, self.reopened_at or given_at)


class Post(SQLModel, table=True):
    """One line of a ticket's thread. Without `author_id` it was taken over from the reference."""

    __tablename__ = "ticket_post"
    __table_args__ = (
        UniqueConstraint("ticket_id", "author_id", "client_id"),
        Index("ix_ticket_post_ticket_id", "ticket_id", "id"),
        CheckConstraint("kind IN ('public', 'note')", name="kind"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    ticket_id: int = Field(foreign_key="work_order.id", sa_type=BigInteger, ondelete="CASCADE")
    author_id: int | None = Field(default=None, sa_type=BigInteger)
    is_staff: bool = Field(default=False)
    kind: str = Field(default=Kind.PUBLIC, max_length=8)
    content: str = Field(sa_type=Text)
    client_id: str | None = Field(default=None, max_length=64)
    created_at: datetime = Field(sa_type=Instant)


class TicketClock(SQLModel, table=True):
    """One promise to the customer, in business time.

    It runs while `due_at` is set; paused, `left_s` says how many business seconds are left. `met_at` ends it.
    """

    __tablename__ = "ticket_clock"
    __table_args__ = (
        Index("ix_ticket_clock_due_at", "met_at", "due_at"),
        Index("ix_ticket_clock_warn_at", "met_at", "warn_at"),
        CheckConstraint("kind IN ('reply', 'resolve')", name="kind"),
        CheckConstraint("target_s > 0", name="target"),
        CheckConstraint("left_s >= 0", name="left"),
        CheckConstraint("met_at IS NOT NULL OR (due_at IS NULL) <> (left_s IS NULL)", name="runs_or_stands"),
    )

    ticket_id: int = Field(
        foreign_key="work_order.id", sa_type=BigInteger, primary_key=True, ondelete="CASCADE"
    )
    kind: str = Field(primary_key=True, max_length=8)
    target_s: int
    started_at: datetime = Field(sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    warn_at: datetime | None = Field(default=None, sa_type=Instant)
    left_s: int | None = None
    warned_at: datetime | None = Field(default=None, sa_type=Instant)
    breached_at: datetime | None = Field(default=None, sa_type=Instant)
    met_at: datetime | None = Field(default=None, sa_type=Instant)


class Tag(SQLModel, table=True):
    """A word of the staff's on a ticket."""

    __tablename__ = "ticket_tag"
    __table_args__ = (Index("ix_ticket_tag_tag", "tag", "ticket_id"),)

    ticket_id: int = Field(
        foreign_key="work_order.id", sa_type=BigInteger, primary_key=True, ondelete="CASCADE"
    )
    tag: str = Field(primary_key=True, max_length=MAX_TAG_CHARS)


class Word(SQLModel, table=True):
    """A word that stands in some ticket, as `rules.words` folds it: compared by its bytes."""

    __tablename__ = "ticket_word"
    __table_args__ = (UniqueConstraint("word"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    word: str = Field(sa_column=Column(ByteWord, nullable=False))


class Mention(SQLModel, table=True):
    """That a word stands in a text of a ticket, or did.

    Nothing refers to the ticket: that would cost a second index as large as the table. Tickets aren't
    deleted, and of one that were nothing would be found.
    """

    __tablename__ = "ticket_mention"

    word_id: int = Field(foreign_key="ticket_word.id", sa_type=BigInteger, primary_key=True)
    ticket_id: int = Field(sa_type=BigInteger, primary_key=True)


class Link(SQLModel, table=True):
    """Two tickets that belong together; kept once, the lower id first when they are `related`."""

    __tablename__ = "ticket_link"
    __table_args__ = (
        Index("ix_ticket_link_to_id", "to_id"),
        CheckConstraint("kind IN ('related', 'merged')", name="kind"),
        CheckConstraint("from_id <> to_id", name="two"),
    )

    from_id: int = Field(
        foreign_key="work_order.id", sa_type=BigInteger, primary_key=True, ondelete="CASCADE"
    )
    to_id: int = Field(foreign_key="work_order.id", sa_type=BigInteger, primary_key=True, ondelete="CASCADE")
    kind: str = Field(default=LinkKind.RELATED, max_length=8)
    created_by: int = Field(sa_type=BigInteger)
    created_at: datetime = Field(sa_type=Instant)


class Macro(SQLModel, table=True):
    """Several acts under one name: `acts` as `rules.macros` reads them. Without `owner_id` everybody's."""

    __tablename__ = "ticket_macro"
    __table_args__ = (Index("ix_ticket_macro_owner_id", "owner_id"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    owner_id: int | None = Field(
        default=None, foreign_key="sys_user.id", sa_type=BigInteger, ondelete="CASCADE"
    )
    name: str = Field(max_length=60)
    acts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    version: int = Field(default=0)
    updated_at: datetime = Field(sa_type=Instant)


class SavedView(SQLModel, table=True):
    """A person's own filters of the board, as the address has them."""

    __tablename__ = "ticket_view"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    user_id: int = Field(foreign_key="sys_user.id", sa_type=BigInteger, ondelete="CASCADE")
    name: str = Field(max_length=60)
    address: str = Field(max_length=MAX_ADDRESS_CHARS)
    created_at: datetime = Field(sa_type=Instant)


class WorkflowVersion(SQLModel, table=True):
    """The workflow as it was from `created_at` on; the one with the highest number holds."""

    __tablename__ = "ticket_workflow"

    version: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    definition: dict[str, Any] = Field(sa_type=JSON)
    created_by: int | None = Field(
        default=None, foreign_key="sys_user.id", sa_type=BigInteger, ondelete="SET NULL"
    )
    created_at: datetime = Field(sa_type=Instant)


class WorkflowNow(SQLModel, table=True):
    """The one row whose version holds: locked by who changes the workflow, shared by who writes a ticket."""

    __tablename__ = "ticket_workflow_now"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: int = Field(default=1, sa_column=Column(Integer, primary_key=True, autoincrement=False))
    version: int = Field(default=0)
