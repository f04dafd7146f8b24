"""What figures can't be told, and why."""

from http import HTTPStatus

from aics_app.core.errors import AppError


class FiguresIncomplete(AppError):
    """Days are still being computed, and it was waited long enough. Params: `days`."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "figures_incomplete"
