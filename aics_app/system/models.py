"""Who serves."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from aics_app.core.columns import Instant


class Replica(SQLModel, table=True):
    """One serving process; it says again and again that it is there."""

    __tablename__ = "replica"

    id: str = Field(primary_key=True, max_length=32)
    host: str = Field(max_length=100)
    process: int
    version: str = Field(max_length=40)
    started_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
