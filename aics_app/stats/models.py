"""What is measured, and in what; and the tables in which days and months are kept, computed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, LargeBinary, String
from sqlalchemy.dialects import mysql
from sqlmodel import Field, SQLModel

from aics_app.core.columns import Instant


class Metric(StrEnum):
    """A figure as people read it; what it means stands in the catalogues under `about`."""

    QUESTIONS = "questions"
    AI_HANDLED = "ai_handled"
    AI_RESOLUTION_RATE = "ai_resolution_rate"
    HANDOFF_RATE = "handoff_rate"
    CACHE_HIT_RATE = "cache_hit_rate"
    FALSE_HIT_RATE = "false_hit_rate"
    QUEUE_WAIT = "queue_wait"
    ABANDON_RATE = "abandon_rate"
    FIRST_RESPONSE_CHAT = "first_response_chat"
    FIRST_RESPONSE_TICKET = "first_response_ticket"
    CUSTOMER_WAIT = "customer_wait"
    TIMELY_REPLY_RATE = "timely_reply_rate"
    HANDLING_TIME = "handling_time"
    HANDLING_TIME_LAST = "handling_time_last"
    HANDLING_TIME_ACTIVE = "handling_time_active"
    BACKLOG = "backlog"
    SLA_REPLY = "sla_reply"
    SLA_RESOLVE = "sla_resolve"
    CSAT = "csat"
    CSAT_AI = "csat_ai"
    CSAT_MIXED = "csat_mixed"
    CSAT_PERSON = "csat_person"
    REOPEN_RATE = "reopen_rate"

    @property
    def name_key(self) -> str:
        """The catalogues' key of what it is called."""
        return f"stats.metric.{self}"

    @property
    def about_key(self) -> str:
        """The catalogues' key of its definition."""
        return f"stats.about.{self}"


class Unit(StrEnum):
    """What a figure's value is: a number of things, a share of 1, seconds, or 0 to 100."""

    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"
    SCORE = "score"


class Granularity(StrEnum):
    """How a range is cut; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Share(StrEnum):
    """What a whole is divided by."""

    SOURCES = "sources"
    INTENTS = "intents"
    REASONS = "reasons"
    CATEGORIES = "categories"


class RowKind(StrEnum):
    """What a row of a figure leads to."""

    CONVERSATION = "conversation"
    HANDOFF = "handoff"
    TICKET = "ticket"


class Measure(StrEnum):
    """What figures are made of: each fact is one of these, and counts for one day."""

    QUESTION = "question"
    INTENT = "intent"
    ANSWER = "answer"
    FALSE_HIT = "false_hit"
    ARRIVAL = "arrival"
    AI_HANDLED = "ai_handled"
    AI_CONFIRMED = "ai_confirmed"
    AI_ASSUMED = "ai_assumed"
    AI_OPEN = "ai_open"
    HANDED_OFF = "handed_off"
    QUEUED = "queued"
    REASON = "reason"
    ABANDONED = "abandoned"
    QUEUE_WAIT = "queue_wait"
    TAKEN = "taken"
    FIRST_RESPONSE_CHAT = "first_reply_chat"
    CUSTOMER_WAIT = "customer_wait"
    CHAT_JUDGED = "chat_judged"
    TIMELY = "timely"
    FILED = "filed"
    CATEGORY = "category"
    FIRST_RESPONSE_TICKET = "first_reply_ticket"
    SLA_REPLY = "sla_reply"
    SLA_RESOLVE = "sla_resolve"
    HANDLING = "handling"
    HANDLING_LAST = "handling_last"
    HANDLING_ACTIVE = "handling_active"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    BACKLOG = "backlog"
    ASKED = "asked"
    RATED = "rated"


MAX_PERIOD_CHARS = 10
SECONDS = LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql", "mariadb")
WORD = String(40).with_variant(mysql.VARCHAR(40, collation="utf8mb4_bin"), "mysql", "mariadb")
"""Words that differ only in their case are two."""
ANYBODY = 0
"""In place of a person: everybody's facts, and those that are nobody's."""


class Period(SQLModel, table=True):
    """A local day (`2026-03-02`) or month (`2026-03`) whose tallies are there.

    `is_dirty`: something has happened since that bears on it. `settles_at`: time alone changes it then.
    `computed_at` is for whoever asks of the database how old a figure is; nothing depends on it.
    """

    __tablename__ = "stats_period"
    __table_args__ = (Index("ix_stats_period_settles_at", "settles_at"),)

    period: str = Field(primary_key=True, max_length=MAX_PERIOD_CHARS)
    is_dirty: bool = Field(default=False)
    settles_at: datetime | None = Field(default=None, sa_type=Instant)
    computed_at: datetime = Field(sa_type=Instant)


class StoredTally(SQLModel, table=True):
    """Facts of a period: of one measure and part, of everybody (`ANYBODY`) or of one person.

    `clock_s` and `business_s` are the seconds of each as 32-bit integers of little end, in no order.
    """

    __tablename__ = "stats_tally"
    __table_args__ = (
        Index("ix_stats_tally_period", "period"),
        CheckConstraint("n >= 0", name="n"),
        CheckConstraint("(clock_s IS NULL) = (business_s IS NULL)", name="seconds"),
    )

    measure: str = Field(primary_key=True, max_length=20)
    period: str = Field(primary_key=True, max_length=MAX_PERIOD_CHARS)
    person_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    part: str = Field(sa_column=Column(WORD, primary_key=True))
    n: int
    total: int = Field(sa_type=BigInteger)
    clock_s: bytes | None = Field(default=None, sa_column=Column("clock_s", SECONDS))
    business_s: bytes | None = Field(default=None, sa_column=Column("business_s", SECONDS))


class Progress(SQLModel, table=True):
    """The one row of how far `activity` has been followed, and by what the days were cut and counted.

    Where zone, opening hours, what is timely, or definitions are others, everything is computed anew.
    `revision` counts up whenever days are marked: who has read before that writes nothing.
    """

    __tablename__ = "stats_progress"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: int = Field(default=1, sa_column=Column(Integer, primary_key=True, autoincrement=False))
    activity_id: int = Field(default=0, sa_type=BigInteger)
    timezone: str = Field(max_length=64)
    plan_version: int = Field(default=0)
    timely_s: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    definitions: int = Field(default=0)
    revision: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
