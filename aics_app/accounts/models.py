"""Tables of people and their sign-ins, and the actor that every action is done by."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, Index, LargeBinary, SmallInteger
from sqlmodel import Field, SQLModel

from aics_app.core.columns import BigId, Instant


class Role(StrEnum):
    """As the reference stores them."""

    CUSTOMER = "USER"
    AGENT = "CUSTOMER_SERVICE"
    ADMIN = "ADMIN"


class Right(StrEnum):
    """What a person may do. The table of who may what is `rules.RIGHTS`."""

    CHAT_ASK = "chat.ask"
    CONVERSATIONS_SEE_ALL = "conversations.see_all"
    KNOWLEDGE_MANAGE = "knowledge.manage"
    METRICS_READ = "metrics.read"
    DESK_WORK = "desk.work"
    HANDOFFS_SEE_ALL = "handoffs.see_all"
    HANDOFFS_SUPERVISE = "handoffs.supervise"
    WORKFORCE_MANAGE = "workforce.manage"
    REPLIES_SHARE = "replies.share"
    TICKETS_FILE = "tickets.file"
    TICKETS_SEE_ALL = "tickets.see_all"
    TICKETS_WORK = "tickets.work"
    WORKFLOW_MANAGE = "workflow.manage"
    SYSTEM_SEE = "system.see"


@dataclass(frozen=True)
class Actor:
    """Who is asking: built at the edge from a verified sign-in, never from an argument."""

    user_id: int
    username: str
    nickname: str
    role: Role
    rights: frozenset[Right]
    session_id: str = ""
    avatar: str = ""

    def may(self, right: Right) -> bool:
        """Whether the actor's role has this right."""
        return right in self.rights


class User(SQLModel, table=True):
    """A person with an account; table and columns of the reference, ours at the end."""

    __tablename__ = "sys_user"
    __table_args__ = (Index("ix_sys_user_role", "role"), Index("ix_sys_user_status", "status"))

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    username: str = Field(max_length=50, unique=True)
    password: str = Field(max_length=100)
    role: str = Field(max_length=20)
    nickname: str | None = Field(default=None, max_length=50)
    phone: str | None = Field(default=None, max_length=20)
    email: str | None = Field(default=None, max_length=100)
    avatar: str | None = Field(default=None, max_length=255)
    status: int = Field(default=1, sa_type=SmallInteger)
    online_status: int = Field(default=0, sa_type=SmallInteger)
    last_login_time: datetime | None = None
    create_time: datetime
    update_time: datetime
    locale: str | None = Field(default=None, max_length=8)

    @property
    def is_enabled(self) -> bool:
        """Whether this person may sign in."""
        return self.status == 1


class LoginSession(SQLModel, table=True):
    """One sign-in: the token's `jti`, so that it can be ended before it expires."""

    __tablename__ = "login_session"

    id: str = Field(primary_key=True, max_length=32)
    user_id: int = Field(foreign_key="sys_user.id", sa_type=BigInteger, index=True, ondelete="CASCADE")
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant, index=True)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    address: str = Field(default="", max_length=45)
    agent: str = Field(default="", max_length=200)


class Avatar(SQLModel, table=True):
    """A person's picture, small and re-encoded by us; in the database, so that every replica has it."""

    __tablename__ = "user_avatar"

    id: str = Field(primary_key=True, max_length=32)
    user_id: int = Field(foreign_key="sys_user.id", sa_type=BigInteger, unique=True, ondelete="CASCADE")
    picture: bytes = Field(sa_type=LargeBinary(length=65_535))
