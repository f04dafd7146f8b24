"""The reference's table of run-time settings, and the keys that are read today."""

from enum import StrEnum

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from aics_app.core.columns import BigId


class Key(StrEnum):
    """Keys in `sys_config`, the reference's by its names; those of the environment by its variables'."""

    AUTO_TRANSFER_THRESHOLD = "AI_AUTO_TRANSFER_THRESHOLD"
    MODEL_NAME = "AI_OLLAMA_MODEL_NAME"
    MODEL_TEMPERATURE = "AI_OLLAMA_TEMPERATURE"
    MODEL_MAX_TOKENS = "AI_OLLAMA_MAX_TOKENS"
    MODEL_TIMEOUT = "AI_OLLAMA_TIMEOUT"
    MODEL_CONCURRENCY = "AI_OLLAMA_MAX_CONCURRENCY"
    CACHE_ENABLED = "AI_CACHE_ENABLED"
    CACHE_EXPIRE_SECONDS = "AI_CACHE_EXPIRE_SECONDS"
    CACHE_THRESHOLD = "AI_CACHE_THRESHOLD"
    MAX_TURNS = "AI_MAX_TURNS"
    HANDOFF_POLICY = "HANDOFF_POLICY"
    HANDOFF_SILENT_SECONDS = "HANDOFF_SILENT_SECONDS"
    HANDOFF_PARTICULAR_SECONDS = "HANDOFF_PARTICULAR_SECONDS"
    HANDOFF_ABSENT_SECONDS = "HANDOFF_ABSENT_SECONDS"
    HANDOFF_LONGEST_SECONDS = "HANDOFF_LONGEST_SECONDS"
    TIMELY_REPLY_MINUTES = "TIMELY_REPLY_MINUTES"
    TICKETS_ASSIGN_AUTO = "WORK_ORDER_ASSIGN_AUTO"
    TICKETS_REMIND_TIME = "WORK_ORDER_REMIND_TIME"
    MAX_FILE_SIZE = "FILE_MAX_FILE_SIZE"
    MAX_REQUEST_SIZE = "FILE_MAX_REQUEST_SIZE"
    APP_NAME = "APP_NAME"
    APP_ACCENT = "APP_ACCENT"
    MAIL_ENABLED = "MAIL_ENABLED"


DEMO_MARK = "DEMO_COMPANY"
"""The key whose value numbers the demo accounts, so that production knows them again."""
MARKS = (DEMO_MARK,)
"""Rows that are ours and no settings."""

DEFAULTS: dict[Key, str] = {
    Key.AUTO_TRANSFER_THRESHOLD: "0.3",
    Key.HANDOFF_POLICY: "least_loaded",
    Key.HANDOFF_SILENT_SECONDS: "300",
    Key.HANDOFF_PARTICULAR_SECONDS: "120",
    Key.HANDOFF_ABSENT_SECONDS: "1800",
    Key.HANDOFF_LONGEST_SECONDS: "86400",
    Key.TIMELY_REPLY_MINUTES: "3",
}
"""Of settings that the environment knows nothing of; all others have theirs from there."""

ALWAYS_THERE = frozenset({Key.AUTO_TRANSFER_THRESHOLD})
"""The reference's own: whoever reads the table finds a row, also while it says what nobody has changed."""


class SysConfig(SQLModel, table=True):
    """One run-time setting."""

    __tablename__ = "sys_config"

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    config_key: str = Field(max_length=100, unique=True)
    config_value: str | None = Field(default=None, sa_type=Text)
    description: str | None = Field(default=None, max_length=255)
