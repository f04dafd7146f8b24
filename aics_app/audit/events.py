"""What happens to the audit itself."""

from dataclasses import dataclass
from typing import ClassVar

from aics_app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AuditExported(Event):
    """Somebody took away what these filters let through."""

    subject_type: ClassVar[str] = "audit"
    is_audited: ClassVar[bool] = True

    filters: dict[str, str]
