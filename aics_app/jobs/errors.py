"""What is refused about jobs, and why."""

from http import HTTPStatus

from aics_app.core.errors import AppError, Conflict, TooManyRequests


class TooManyJobs(TooManyRequests):
    """So many of one's own wait or are at work already. Params: `limit`."""

    code = "too_many_jobs"


class JobOver(Conflict):
    """It has ended: there is nothing to cancel."""

    code = "job_over"


class JobNotDone(Conflict):
    """It has no file yet, or never will."""

    code = "job_not_done"


class JobExpired(AppError):
    """Its file was kept for a while, and is gone."""

    status, code = HTTPStatus.GONE, "job_expired"


class WorkerLost(AppError):
    """Whoever ran it was lost, several times over."""

    status, code = HTTPStatus.INTERNAL_SERVER_ERROR, "worker_lost"
