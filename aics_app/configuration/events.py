"""What happens to run-time settings."""

from dataclasses import dataclass
from typing import ClassVar

from aics_app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SettingChanged(Event):
    """A run-time setting is another one than before."""

    subject_type: ClassVar[str] = "setting"

    before: str
    after: str
