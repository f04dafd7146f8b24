"""What happens to jobs."""

from dataclasses import dataclass
from typing import Any, ClassVar

from aics_app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class JobEvent(Event):
    """About one job; `subject_id` is its id. `owner_id` asked for it."""

    subject_type: ClassVar[str] = "job"
    owner_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class JobAsked(JobEvent):
    """Somebody wants it done. `params` say what."""

    is_audited: ClassVar[bool] = True

    params: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class JobCancelled(JobEvent):
    """Nobody wants it any more."""

    is_audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class JobDone(JobEvent):
    """Its file is there."""

    file_name: str
    file_size: int


@dataclass(frozen=True, kw_only=True)
class JobFetched(JobEvent):
    """Somebody took its file away."""

    is_audited: ClassVar[bool] = True

    file_name: str
    file_size: int


@dataclass(frozen=True, kw_only=True)
class JobFailed(JobEvent):
    """It came to nothing; `error_code` says why."""

    error_code: str
