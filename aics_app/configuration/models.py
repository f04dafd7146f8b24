"""The reference's table of run-time settings, and the keys that are read today."""

from enum import StrEnum

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from aics_app.core.columns import BigId


class Key(StrEnum):
    """Keys in `sys_config`, the reference's by its names."""

    AUTO_TRANSFER_THRESHOLD = "AI_AUTO_TRANSFER_THRESHOLD"
    HANDOFF_POLICY = "HANDOFF_POLICY"
    HANDOFF_SILENT_SECONDS = "HANDOFF_SILENT_SECONDS"
    HANDOFF_PARTICULAR_SECONDS = "HANDOFF_PARTICULAR_SECONDS"
    HANDOFF_ABSENT_SECONDS = "HANDOFF_ABSENT_SECONDS"
    HANDOFF_LONGEST_SECONDS = "HANDOFF_LONGEST_SECONDS"


DEFAULTS: dict[Key, str] = {
    Key.AUTO_TRANSFER_THRESHOLD: "0.3",
    Key.HANDOFF_POLICY: "least_loaded",
    Key.HANDOFF_SILENT_SECONDS: "300",
    Key.HANDOFF_PARTICULAR_SECONDS: "120",
    Key.HANDOFF_ABSENT_SECONDS: "1800",
    Key.HANDOFF_LONGEST_SECONDS: "86400",
}


class SysConfig(SQLModel, table=True):
    """One run-time setting."""

    __tablename__ = "sys_config"

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    config_key: str = Field(max_length=100, unique=True)
    config_value: str | None = Field(default=None, sa_type=Text)
    description: str | None = Field(default=None, max_length=255)
