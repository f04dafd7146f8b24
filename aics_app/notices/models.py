"""Tables of notices, of the mails that go with them, and of who wants none."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from aics_app.core.columns import BigId, Instant

MAX_KIND_CHARS = 40
MAX_KEY_CHARS = 120
MAX_LINK_CHARS = 200
MAX_ERROR_CHARS = 300


class Post(StrEnum):
    """How a mail stands. `unsure`: it was handed over, and nobody said that it was taken."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    UNSURE = "unsure"


STUCK = (Post.DEAD, Post.UNSURE)
"""Somebody has to decide about these."""


class Notice(SQLModel, table=True):
    """One thing that one person is told. `key` names what happened, so that nobody is told twice.

    `params` fill the text `notice.<kind>`; what differs by language is there in each.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_notice_user_id", "user_id", "id"),
        Index("ix_notice_unread", "user_id", "read_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    user_id: int = Field(foreign_key="sys_user.id", sa_type=BigInteger, ondelete="CASCADE")
    kind: str = Field(max_length=MAX_KIND_CHARS)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    link: str = Field(max_length=MAX_LINK_CHARS)
    key: str = Field(max_length=MAX_KEY_CHARS)
    created_at: datetime = Field(sa_type=Instant)
    read_at: datetime | None = Field(default=None, sa_type=Instant)


class Outgoing(SQLModel, table=True):
    """One mail, written together with its notice and sent later."""

    __tablename__ = "mail_outbox"
    __table_args__ = (
        Index("ix_mail_outbox_due", "state", "next_at"),
        CheckConstraint("state IN ('waiting', 'sending', 'sent', 'dead', 'unsure')", name="state"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        CheckConstraint("attempts >= 0", name="attempts"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    key: str = Field(max_length=MAX_KEY_CHARS, unique=True)
    user_id: int = Field(foreign_key="sys_user.id", sa_type=BigInteger, ondelete="CASCADE")
    address: str = Field(max_length=100)
    locale: str = Field(max_length=8)
    kind: str = Field(max_length=MAX_KIND_CHARS)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    link: str = Field(max_length=MAX_LINK_CHARS)
    state: str = Field(default=Post.WAITING, max_length=8)
    attempts: int = Field(default=0)
    created_at: datetime = Field(sa_type=Instant)
    next_at: datetime = Field(sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    error: str | None = Field(default=None, max_length=MAX_ERROR_CHARS)


class Choice(SQLModel, table=True):
    """What a person wants; without a row, mails."""

    __tablename__ = "notice_choice"

    user_id: int = Field(
        foreign_key="sys_user.id",
        sa_type=BigInteger,
        primary_key=True,
        ondelete="CASCADE",
        sa_column_kwargs={"autoincrement": False},
    )
    mails: bool = Field(default=True)
    updated_at: datetime = Field(sa_type=Instant)


class Reading(SQLModel, table=True):
    """The one row that who tells holds: up to when everything that happened was told."""

    __tablename__ = "notice_reading"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: int = Field(default=1, sa_column=Column(Integer, primary_key=True, autoincrement=False))
    until: datetime | None = Field(default=None, sa_type=Instant)
