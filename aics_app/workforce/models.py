"""Tables of those who work: what they can, whether they are there, and when the company is open."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from aics_app.core.columns import BigId, Instant

DEFAULT_CAPACITY = 4
MAX_TEAM_CHARS = 40
MAX_HOLIDAY_CHARS = 100
DAY_MINUTES = 1440


class Status(StrEnum):
    """How an agent is there. Only who is `online` is given work; `busy` and `away` may take some by hand."""

    ONLINE = "online"
    BUSY = "busy"
    AWAY = "away"
    OFFLINE = "offline"


class AgentProfile(SQLModel, table=True):
    """What an agent can do. Who has no row can do as much as anybody, and nothing special."""

    __tablename__ = "agent_profile"
    __table_args__ = (CheckConstraint("capacity >= 0", name="capacity"),)

    user_id: int = Field(foreign_key="sys_user.id", sa_type=BigInteger, primary_key=True, ondelete="CASCADE")
    capacity: int = Field(default=DEFAULT_CAPACITY)
    team: str | None = Field(default=None, max_length=MAX_TEAM_CHARS)
    skills: list[str] = Field(default_factory=list, sa_type=JSON)
    updated_at: datetime = Field(sa_type=Instant)
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    updated_by: int | None = Field(default=None, sa_type=BigInteger)


class AgentPresence(SQLModel, table=True):
    """Whether an agent is there.

    `chosen` is his word; `status` is what was last told to others, and differs only while he is silent.
    `since` belongs to `status`; `waiting_since` is null unless work may be given to him.
    """

    __tablename__ = "agent_presence"
    __table_args__ = (
        CheckConstraint("chosen IN ('online', 'busy', 'away', 'offline')", name="chosen"),
        CheckConstraint("status = chosen OR status = 'offline'", name="status"),
        CheckConstraint("(waiting_since IS NOT NULL) = (status = 'online')", name="waiting"),
    )

    user_id: int = Field(foreign_key="sys_user.id", sa_type=BigInteger, primary_key=True, ondelete="CASCADE")
    chosen: str = Field(max_length=8)
    status: str = Field(max_length=8)
    seen_at: datetime = Field(sa_type=Instant)
    since: datetime = Field(sa_type=Instant)
    waiting_since: datetime | None = Field(default=None, sa_type=Instant)
    version: int = Field(default=0)


class BusinessSlot(SQLModel, table=True):
    """One stretch of a weekday (0 is Monday) in minutes of its local day; past 1440 is the day after."""

    __tablename__ = "business_slot"
    __table_args__ = (
        UniqueConstraint("weekday", "opens_minute"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens_minute BETWEEN 0 AND 1439", name="opens"),
        CheckConstraint(
            "closes_minute > opens_minute AND closes_minute <= opens_minute + 1440", name="closes"
        ),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    weekday: int
    opens_minute: int
    closes_minute: int


class Holiday(SQLModel, table=True):
    """A day whose slots (`[opens, closes]`, as of a weekday) stand in for its weekday's; none is closed."""

    __tablename__ = "holiday"

    day: date = Field(primary_key=True)
    name: str = Field(max_length=MAX_HOLIDAY_CHARS)
    slots: list[list[int]] = Field(default_factory=list, sa_type=JSON)


class Plan(SQLModel, table=True):
    """The one row that counts changes of hours and holidays: nobody overwrites what he has not seen."""

    __tablename__ = "workforce_plan"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: int = Field(default=1, sa_column=Column(Integer, primary_key=True, autoincrement=False))
    version: int = Field(default=0)
    updated_by: int | None = Field(
        default=None, foreign_key="sys_user.id", sa_type=BigInteger, ondelete="SET NULL"
    )
    updated_at: datetime = Field(sa_type=Instant)
