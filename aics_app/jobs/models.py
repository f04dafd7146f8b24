"""Jobs: what somebody asked for that takes longer than an answer may."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from aics_app.core.columns import BigId, Instant

MAX_NAME_CHARS = 200
MAX_CODE_CHARS = 40


class Status(StrEnum):
    """How far a job is. The first two are open."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (Status.QUEUED, Status.RUNNING)


class Job(SQLModel, table=True):
    """One piece of work of one person, and the file that came of it.

    `needs` is the right that its owner must have when he asks, when it runs, and when he fetches the file;
    `scope` is how far he saw when it ran, `sights` the rights that said what: whoever sees less by now does
    not get the file.
    `worker` names who runs it, and is another one after each taking up; `beat_at` is when that one was last
    alive. `done` of `total` steps; a total of None is not known yet.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_owner_id", "owner_id", "id"),
        Index("ix_job_status_beat", "status", "beat_at"),
        Index("ix_job_expires_at", "expires_at"),
        Index("ix_job_storage_key", "storage_key"),
        CheckConstraint("status IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="status"),
        CheckConstraint("done >= 0", name="progress"),
        CheckConstraint("status <> 'running' OR (worker IS NOT NULL AND beat_at IS NOT NULL)", name="runs"),
        CheckConstraint("status <> 'failed' OR error_code IS NOT NULL", name="failed_why"),
        CheckConstraint("(status IN ('queued', 'running')) = (ended_at IS NULL)", name="ended"),
        CheckConstraint("(status = 'done') = (storage_key IS NOT NULL)", name="done_has_file"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    kind: str = Field(max_length=20)
    needs: str = Field(max_length=40)
    owner_id: int = Field(foreign_key="sys_user.id", sa_type=BigInteger, ondelete="CASCADE")
    scope: str = Field(default="own", max_length=8)
    sights: list[str] | None = Field(default=None, sa_type=JSON)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    status: str = Field(default=Status.QUEUED, max_length=12)
    done: int = Field(default=0)
    total: int | None = None
    attempts: int = Field(default=0)
    worker: str | None = Field(default=None, max_length=32)
    error_code: str | None = Field(default=None, max_length=MAX_CODE_CHARS)
    storage_key: str | None = Field(default=None, max_length=32)
    file_name: str = Field(default="", max_length=MAX_NAME_CHARS)
    file_type: str = Field(default="", max_length=100)
    file_size: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = Field(sa_type=Instant)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    beat_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    expires_at: datetime | None = Field(default=None, sa_type=Instant)

    @property
    def is_open(self) -> bool:
        """Whether it waits or is at work."""
        return self.status in OPEN
