"""What is refused before any feature sees it."""

from http import HTTPStatus

from aics_app.core.errors import AppError, Forbidden


class CrossOrigin(Forbidden):
    """Another site's page made the browser send this with our cookie."""

    code = "cross_origin"


class MethodNotAllowed(AppError):
    """The path is there, but not for this method."""

    status, code = HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed"


class BadRequest(AppError):
    """Not what an HTTP client of ours would send."""

    status, code = HTTPStatus.BAD_REQUEST, "bad_request"


class Internal(AppError):
    """A fault of ours; the log has its story under the request's id."""

    status, code = HTTPStatus.INTERNAL_SERVER_ERROR, "internal"
