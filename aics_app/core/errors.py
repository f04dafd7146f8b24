"""The one error that people may see: a status, a stable code, and what helps."""

from http import HTTPStatus
from typing import Any


class AppError(Exception):
    """Something is refused or impossible, and the reader can be told why.

    Subclasses are statements (`TicketClosed`). `code` is stable and names the text `error.<code>` in
    `locales/`; `params` fill that text; `detail` is for the log and never shown.
    """

    status: int = HTTPStatus.BAD_REQUEST
    code: str = "bad_request"

    def __init__(self, detail: str = "", *, retry_after_s: int | None = None, **params: Any) -> None:
        super().__init__(detail or self.code)
        self.detail = detail
        self.retry_after_s = retry_after_s
        self.params = params


class NotSignedIn(AppError):
    """Nobody is known to be asking."""

    status, code = HTTPStatus.UNAUTHORIZED, "not_signed_in"


class Forbidden(AppError):
    """The actor is known, the thing may be seen, the act is not allowed."""

    status, code = HTTPStatus.FORBIDDEN, "forbidden"


class NotFound(AppError):
    """It is not there, or not this actor's to see: both look the same."""

    status, code = HTTPStatus.NOT_FOUND, "not_found"


class Conflict(AppError):
    """The state of the thing has moved on."""

    status, code = HTTPStatus.CONFLICT, "conflict"


class TooLarge(AppError):
    """More bytes than are taken. Params: `limit`."""

    status, code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"


class Invalid(AppError):
    """Input that breaks a rule. `fields` maps a field's name to the code of its fault."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "invalid"

    def __init__(self, detail: str = "", *, fields: dict[str, str] | None = None, **params: Any) -> None:
        super().__init__(detail, **params)
        self.fields = fields or {}


class TooManyRequests(AppError):
    """Slow down. Carries `retry_after_s`."""

    status, code = HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests"


class Unavailable(AppError):
    """Something this needs is away for the moment; trying again later helps."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "unavailable"


class DatabaseUnavailable(Unavailable):
    """The database is gone, locked or refuses."""

    code = "database_unavailable"
