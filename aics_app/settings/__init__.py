"""Every setting, read once at start: the only reader of the environment.

Variables are `SECTION_KEY`; the file named by `AICS_CONFIG` may hold the same as YAML, with the reference's
names (`-` counts as `_`). The environment wins over the file, the file over the defaults.
"""

from aics_app.settings.loading import SettingsError, load, misspelt
from aics_app.settings.sections import (
    AiSection,
    AppSection,
    DemoSection,
    FileSection,
    JwtSection,
    MailSection,
    MysqlSection,
    RedisSection,
    Section,
    Settings,
    SpeechSection,
    WorkOrderSection,
    variables,
)

__all__ = [
    "AiSection",
    "AppSection",
    "DemoSection",
    "FileSection",
    "JwtSection",
    "MailSection",
    "MysqlSection",
    "RedisSection",
    "Section",
    "Settings",
    "SettingsError",
    "SpeechSection",
    "WorkOrderSection",
    "load",
    "misspelt",
    "variables",
]
