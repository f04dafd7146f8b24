"""Hand-offs to a person: who waits, who has whom, how it ended. A row stays for good: it is the record."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from aics_app.chat.models import AskedBy, Priority
from aics_app.core.columns import BigId, Instant
from aics_app.workforce.models import MAX_TEAM_CHARS

__all__ = [
    "MAX_COMMENT_CHARS",
    "MAX_LEFT_CHARS",
    "MAX_NOTE_CHARS",
    "OPEN",
    "AskedBy",
    "Disposition",
    "EndReason",
    "Handoff",
    "LeftNote",
    "Priority",
    "Status",
]

MAX_NOTE_CHARS = 500
MAX_COMMENT_CHARS = 500
MAX_SUMMARY_CHARS = 2000
MAX_LEFT_CHARS = 1000


class Status(StrEnum):
    """Where a hand-off stands. The first two are open."""

    QUEUED = "queued"
    ACTIVE = "active"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OPEN = (Status.QUEUED, Status.ACTIVE)


class Disposition(StrEnum):
    """What became of the matter, as its agent says at the end."""

    SOLVED = "solved"
    UNSOLVED = "unsolved"
    NO_ANSWER = "no_answer"
    SPAM = "spam"
    OTHER = "other"


class EndReason(StrEnum):
    """Why it is over."""

    CLOSED = "closed"
    GIVEN_BACK = "given_back"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Handoff(SQLModel, table=True):
    """One wait for a person, and what came of it.

    `open_key` is the conversation while it is open, so that there is never a second one. `created_at` begins
    the wait, `taken_at` is when somebody first took it. `queued_at` is its place among those of its priority:
    who comes back is put before all others. `given_at` is when its present agent got it, `left_by` who let it
    go last and is not given it again by itself, `silent_since` when the customer began to wait for a word.
    `waiting_since` begins each wait anew (None: as `created_at`), `customer_seen_at` is when she last
    looked, `language` and `intent` say what it is about, `summary` what was said before it.
    """

    __tablename__ = "handoff"
    __table_args__ = (
        Index("ix_handoff_queue", "status", "priority", "queued_at", "id"),
        Index("ix_handoff_agent_status", "agent_id", "status"),
        Index("ix_handoff_user_id", "user_id", "id"),
        Index("ix_handoff_taken_at", "taken_at"),
        Index("ix_handoff_created_at", "created_at"),
        CheckConstraint("status IN ('queued', 'active', 'closed', 'cancelled', 'expired')", name="status"),
        CheckConstraint("source IN ('button', 'words', 'rule')", name="source"),
        CheckConstraint("priority BETWEEN 0 AND 2", name="priority"),
        CheckConstraint("end_reason IN ('closed', 'given_back', 'cancelled', 'expired')", name="end_reason"),
        CheckConstraint(
            "disposition IN ('solved', 'unsolved', 'no_answer', 'spam', 'other')", name="disposition"
        ),
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        CheckConstraint("status <> 'active' OR agent_id IS NOT NULL", name="active_has_agent"),
        CheckConstraint(
            "(status IN ('queued', 'active')) = (open_key IS NOT NULL)", name="open_key_while_open"
        ),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    session_id: str = Field(foreign_key="chat_session.id", max_length=32, index=True)
    user_id: int = Field(foreign_key="sys_user.id", sa_type=BigInteger)
    status: str = Field(default=Status.QUEUED, max_length=12)
    reason: str = Field(max_length=40)
    source: str = Field(max_length=12)
    priority: int = Field(default=Priority.NORMAL)
    agent_id: int | None = Field(default=None, foreign_key="sys_user.id", sa_type=BigInteger)
    team: str | None = Field(default=None, max_length=MAX_TEAM_CHARS)
    queued_at: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    taken_at: datetime | None = Field(default=None, sa_type=Instant)
    given_at: datetime | None = Field(default=None, sa_type=Instant)
    left_by: int | None = Field(default=None, sa_type=BigInteger)
    first_reply_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    end_reason: str | None = Field(default=None, max_length=20)
    disposition: str | None = Field(default=None, max_length=20)
    note: str | None = Field(default=None, max_length=MAX_NOTE_CHARS)
    score: int | None = None
    comment: str | None = Field(default=None, max_length=MAX_COMMENT_CHARS)
    rated_at: datetime | None = Field(default=None, sa_type=Instant)
    silent_since: datetime | None = Field(default=None, sa_type=Instant)
    attempts: int = Field(default=0)
    language: str | None = Field(default=None, max_length=8)
    intent: str | None = Field(default=None, max_length=40)
    waiting_since: datetime | None = Field(default=None, sa_type=Instant)
    customer_seen_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = Field(default=0)
    open_key: str | None = Field(default=None, max_length=32, unique=True)
    summary: str | None = Field(default=None, sa_type=Text)

    @property
    def is_open(self) -> bool:
        """Whether it waits or somebody has it."""
        return self.status in OPEN


class LeftNote(SQLModel, table=True):
    """What a customer left for the staff instead of waiting on, and who of them took care of it."""

    __tablename__ = "handoff_note"
    __table_args__ = (
        Index("ix_handoff_note_done_at", "done_at", "handoff_id"),
        CheckConstraint("(done_by IS NULL) = (done_at IS NULL)", name="done"),
    )

    handoff_id: int = Field(
        foreign_key="handoff.id", sa_type=BigInteger, primary_key=True, ondelete="CASCADE"
    )
    text: str = Field(max_length=MAX_LEFT_CHARS)
    left_at: datetime = Field(sa_type=Instant)
    done_by: int | None = Field(default=None, foreign_key="sys_user.id", sa_type=BigInteger)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
