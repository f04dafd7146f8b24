"""The FAQ: the reference's table, ours at the end, and the similar questions of each entry."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, Index, SmallInteger, Text
from sqlmodel import Field, SQLModel

from aics_app.core.columns import BigId


class Language(StrEnum):
    """What customers are answered in."""

    ZH = "zh"
    EN = "en"


class Faq(SQLModel, table=True):
    """One curated question with its answer in Markdown."""

    __tablename__ = "faq"
    __table_args__ = (Index("ix_faq_status_category", "status", "category"),)

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    question: str = Field(max_length=500)
    answer: str = Field(sa_type=Text)
    category: str | None = Field(default=None, max_length=50)
    hit_count: int = Field(default=0)
    status: int = Field(default=1, sa_type=SmallInteger)
    create_time: datetime
    update_time: datetime
    language: str = Field(default=Language.ZH, max_length=8, sa_column_kwargs={"server_default": "zh"})
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})

    @property
    def is_enabled(self) -> bool:
        """Whether customers are answered from it."""
        return self.status == 1


class FaqQuestion(SQLModel, table=True):
    """Another way to ask an entry's question."""

    __tablename__ = "faq_question"

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    faq_id: int = Field(foreign_key="faq.id", sa_type=BigInteger, index=True, ondelete="CASCADE")
    text: str = Field(max_length=500)
