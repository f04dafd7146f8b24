"""Tables of what the staff keeps about customers, beside the account."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from aics_app.core.columns import Instant

MAX_REMARK_CHARS = 1000
MAX_TAG_CHARS = 30
MAX_TAGS = 20


class Level(StrEnum):
    """How much the company owes a customer's loyalty, the least first."""

    NORMAL = "normal"
    SILVER = "silver"
    GOLD = "gold"
    VIP = "vip"


class CustomerProfile(SQLModel, table=True):
    """What the staff wrote about a customer; who has no row is `normal`, and nothing was remarked."""

    __tablename__ = "customer_profile"
    __table_args__ = (CheckConstraint("level IN ('normal', 'silver', 'gold', 'vip')", name="level"),)

    user_id: int = Field(foreign_key="sys_user.id", sa_type=BigInteger, primary_key=True, ondelete="CASCADE")
    level: str = Field(default=Level.NORMAL, max_length=10)
    remark: str = Field(default="", max_length=MAX_REMARK_CHARS)
    version: int = Field(default=1)
    updated_by: int | None = Field(
        default=None, foreign_key="sys_user.id", sa_type=BigInteger, ondelete="SET NULL"
    )
    updated_at: datetime = Field(sa_type=Instant)


class CustomerTag(SQLModel, table=True):
    """A word by which customers of a kind are found again."""

    __tablename__ = "customer_tag"
    __table_args__ = (Index("ix_customer_tag_tag", "tag"),)

    user_id: int = Field(foreign_key="sys_user.id", sa_type=BigInteger, primary_key=True, ondelete="CASCADE")
    tag: str = Field(primary_key=True, max_length=MAX_TAG_CHARS)
    added_by: int | None = Field(
        default=None, foreign_key="sys_user.id", sa_type=BigInteger, ondelete="SET NULL"
    )
    added_at: datetime = Field(sa_type=Instant)
