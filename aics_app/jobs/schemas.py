"""What the API tells of jobs."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from aics_app.jobs.models import Job, Status


class ProgressOut(BaseModel):
    """How many steps are done; `total` is null while it is not known."""

    done: int
    total: int | None


class FileOut(BaseModel):
    """What came of it, to be fetched at `/api/jobs/{id}/file`."""

    name: str
    size: int
    content_type: str


class JobOut(BaseModel):
    """One job. `error` is the stable code of why it failed."""

    id: int
    kind: str
    status: Status
    progress: ProgressOut
    params: dict[str, Any]
    error: str | None
    file: FileOut | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def of(cls, job: Job) -> "JobOut":
        """From its row."""
        file = FileOut(name=job.file_name, size=job.file_size, content_type=job.file_type)
        return cls(
            id=job.id or 0,
            kind=job.kind,
            status=Status(job.status),
            progress=ProgressOut(done=job.done, total=job.total),
            params=job.params,
            error=job.error_code,
            file=file if job.status == Status.DONE else None,
            created_at=job.created_at,
            started_at=job.started_at,
            ended_at=job.ended_at,
            expires_at=job.expires_at,
        )
