"""What happens to attachments."""

from dataclasses import dataclass
from typing import ClassVar

from aics_app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FilesSent(Event):
    """Files were sent with something, `subject_kind` and `to_id`; without their names."""

    subject_type: ClassVar[str] = "attachment"

    subject_kind: str
    to_id: int
    count: int
    bytes: int
