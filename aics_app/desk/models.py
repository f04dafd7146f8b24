"""What agents keep for the next time, and what they may ask of the model."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from aics_app.core.columns import BigId, Instant

EVERYBODY = 0
"""The `owner_key` of what is shared."""

MAX_SHORTCUT_CHARS = 32
MAX_TITLE_CHARS = 80
MAX_TEXT_CHARS = 4000


class Language(StrEnum):
    """Whom a canned reply is for."""

    ZH = "zh"
    EN = "en"
    ANY = "any"


class CannedReply(SQLModel, table=True):
    """A text that is written again and again, by its owner or, without one, by everybody.

    `owner_key` is the owner or `EVERYBODY`: a unique constraint would let any number of nulls pass.
    """

    __tablename__ = "canned_reply"
    __table_args__ = (
        UniqueConstraint("owner_key", "shortcut"),
        Index("ix_canned_reply_owner_use", "owner_key", "use_count"),
        CheckConstraint("owner_key = COALESCE(owner_id, 0)", name="owner_key"),
        CheckConstraint("language IN ('zh', 'en', 'any')", name="language"),
        CheckConstraint("use_count >= 0", name="use_count"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    owner_id: int | None = Field(default=None, foreign_key="sys_user.id", sa_type=BigInteger)
    owner_key: int = Field(default=EVERYBODY, sa_type=BigInteger)
    shortcut: str = Field(max_length=MAX_SHORTCUT_CHARS)
    title: str = Field(max_length=MAX_TITLE_CHARS)
    text: str = Field(sa_type=Text)
    language: str = Field(default=Language.ANY, max_length=8)
    use_count: int = Field(default=0)
    version: int = Field(default=1)
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)

    @property
    def is_shared(self) -> bool:
        """Whether everybody may use it."""
        return self.owner_id is None
