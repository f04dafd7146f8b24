"""Attachments: pending at first, then bound to what they were sent with."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from aics_app.core.columns import BigId, Instant

MAX_NAME_CHARS = 120
MAX_ORIGIN_CHARS = 512


class State(StrEnum):
    """Whether it belongs to something yet."""

    PENDING = "pending"
    BOUND = "bound"


class Kind(StrEnum):
    """How it is shown."""

    PICTURE = "picture"
    FILE = "file"


class Subject(StrEnum):
    """What an attachment can belong to."""

    MESSAGE = "message"
    TICKET = "ticket"
    TICKET_POST = "ticket_post"


class Attachment(SQLModel, table=True):
    """One file. `name` is for people to read and nothing else; `content_type` comes from the content.

    `origin`: where a reference's database said that it lies; without bytes it was not there to be taken over.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_subject", "subject_type", "subject_id"),
        Index("ix_attachment_state_created", "state", "created_at"),
        Index("ix_attachment_user_id", "user_id", "id"),
        CheckConstraint("size > 0 OR (size = 0 AND origin IS NOT NULL)", name="size"),
        CheckConstraint("state IN ('pending', 'bound')", name="state"),
        CheckConstraint("(state = 'bound') = (subject_id IS NOT NULL)", name="bound_to"),
        CheckConstraint("(subject_type IS NULL) = (subject_id IS NULL)", name="subject"),
        CheckConstraint("(width IS NULL) = (height IS NULL)", name="measures"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    user_id: int = Field(foreign_key="sys_user.id", sa_type=BigInteger)
    name: str = Field(max_length=MAX_NAME_CHARS)
    size: int = Field(sa_type=BigInteger)
    content_type: str = Field(max_length=100)
    sha256: str = Field(max_length=64)
    width: int | None = None
    height: int | None = None
    storage_key: str = Field(max_length=32, unique=True)
    thumb_key: str | None = Field(default=None, max_length=32, unique=True)
    state: str = Field(default=State.PENDING, max_length=8)
    subject_type: str | None = Field(default=None, max_length=16)
    subject_id: int | None = Field(default=None, sa_type=BigInteger)
    created_at: datetime = Field(sa_type=Instant)
    origin: str | None = Field(default=None, max_length=MAX_ORIGIN_CHARS)

    @property
    def is_missing(self) -> bool:
        """Whether its content never came here."""
        return self.size == 0

    @property
    def kind(self) -> Kind:
        """Only what was measured is shown as a picture."""
        return Kind.PICTURE if self.width is not None else Kind.FILE

    @property
    def keys(self) -> list[str]:
        """Where its content lies in the storage."""
        return [key for key in (self.storage_key, self.thumb_key) if key]
