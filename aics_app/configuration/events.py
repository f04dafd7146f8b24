"""What happens to run-time settings."""

from dataclasses import dataclass
from typing import ClassVar

from aics_app.core.events import Event

TOPIC = "settings"
"""Where every replica hears that one is another than before."""


@dataclass(frozen=True, kw_only=True)
class SettingChanged(Event):
    """A run-time setting is another one than before. `was_default`, `is_default`: nobody said otherwise."""

    subject_type: ClassVar[str] = "setting"
    is_audited: ClassVar[bool] = True

    before: str
    after: str
    was_default: bool = False
    is_default: bool = False
