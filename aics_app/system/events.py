"""What happens to the parts."""

from dataclasses import dataclass
from typing import ClassVar

from aics_app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PartTried(Event):
    """Somebody lets a part do a real thing; `subject_id` is its name."""

    subject_type: ClassVar[str] = "part"
    is_audited: ClassVar[bool] = True
