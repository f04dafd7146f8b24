"""What can go wrong with the model, said so that breaker, page and log each know what to do."""

from http import HTTPStatus
from typing import Any, Literal

from aics_app.core.errors import AppError

Reason = Literal[
    "refused",  # nobody listens there
    "breaker_open",  # it failed a moment ago and is left alone
    "connect",  # no connection in time
    "first_token",  # connected, then silence
    "stall",  # silence in mid-answer
    "total",  # the answer grew too long for its time
    "line_full",  # too many wait already
    "waited_too_long",  # the turn did not come
    "server_busy",  # the server says that its own line is full
    "server_error",  # it says that it failed
    "garbage",  # it says what nobody understands
    "truncated",  # it hung up before the end
    "model_missing",  # it has no such model
    "rejected",  # it refuses this request
    "empty",  # it ends without a word
]

# A slow long answer, a refused prompt or an empty reply can be brought about by what one customer asks,
# and a full line by many: none of them may shut the model off for everybody.
_NOT_THE_SERVER = frozenset(
    {"breaker_open", "total", "line_full", "waited_too_long", "server_busy", "rejected", "empty"}
)


class ModelError(AppError):
    """The model gave no answer. `reason` says why; it is also in `params`."""

    status, code = HTTPStatus.BAD_GATEWAY, "model_failed"

    def __init__(
        self, reason: Reason, detail: str = "", *, retry_after_s: int | None = None, **params: Any
    ) -> None:
        super().__init__(detail or reason, retry_after_s=retry_after_s, reason=reason, **params)
        self.reason: Reason = reason

    @property
    def is_servers_fault(self) -> bool:
        """Whether the breaker counts it."""
        return self.reason not in _NOT_THE_SERVER


class ModelUnavailable(ModelError):
    """Nobody listens (`refused`), or the breaker keeps callers away (`breaker_open`)."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "model_unavailable"


class ModelTimeout(ModelError):
    """Too slow: `connect`, `first_token`, `stall` or `total`."""

    status, code = HTTPStatus.GATEWAY_TIMEOUT, "model_timeout"


class ModelBusy(ModelError):
    """Too many at once: `line_full`, `waited_too_long` or `server_busy`."""

    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "model_busy"


class ModelFailed(ModelError):
    """It answered wrongly: `server_error`, `garbage`, `truncated`, `model_missing`, `rejected`, `empty`."""

    status, code = HTTPStatus.BAD_GATEWAY, "model_failed"
