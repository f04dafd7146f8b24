"""No body larger than its route can use, whatever its Content-Length says."""

import re
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aics_app.core import metrics
from aics_app.core.errors import TooLarge
from aics_app.edge.answers import refusal
from aics_app.edge.errors import BadRequest

MB = 1024 * 1024
LIMIT = 1 * MB
ATTACHMENTS = "/api/attachments"
UPLOADS = {"/api/auth/avatar": 6 * MB, ATTACHMENTS: 51 * MB}
"""Routes that take files, with room for the form around them. The route itself knows the file's own limit."""
AT_TICKETS = re.compile(r"/api/work-orders/[^/]+/attachments")


class BodyTooLarge(HTTPException):
    """Raised where the body is read; FastAPI lets it through to the handler of errors."""

    def __init__(self, limit: int) -> None:
        super().__init__(413)
        self.limit = limit


class Bodies:
    """Refuses by Content-Length at once, and without one as soon as too much has come."""

    def __init__(self, app: ASGIApp, default_locale: str, attachments_mb: Callable[[], int]) -> None:
        self._app = app
        self._default_locale = default_locale
        self._attachments_mb = attachments_mb

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = self._limit_of(scope["path"])
        said = headers.get("content-length", "0")
        if not said.isascii() or not said.isdecimal():
            await refusal(BadRequest(), headers, self._default_locale)(scope, receive, send)
        elif len(said) > 12 or int(said) > limit:  # noqa: PLR2004 - a terabyte
            metrics.refusals.labels("too_large").inc()
            await refusal(too_large(limit), headers, self._default_locale)(scope, receive, send)
        else:
            await self._within(limit, scope, receive, send)

    def _limit_of(self, path: str) -> int:
        if path == ATTACHMENTS or AT_TICKETS.fullmatch(path):
            return (self._attachments_mb() + 1) * MB
        return UPLOADS.get(path, LIMIT)

    async def _within(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def seen(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, _counted(receive, limit), seen)
        except BodyTooLarge:
            if started:
                raise
            error = too_large(limit)
            await refusal(error, Headers(scope=scope), self._default_locale)(scope, receive, send)


def too_large(limit: int) -> TooLarge:
    """The error that names the limit."""
    return TooLarge(limit=f"{limit // MB} MB")


def _counted(receive: Receive, limit: int) -> Receive:
    total = 0

    async def counting() -> Message:
        nonlocal total
        message = await receive()
        if message["type"] == "http.request":
            total += len(message.get("body", b""))
            if total > limit:
                metrics.refusals.labels("too_large").inc()
                raise BodyTooLarge(limit)
        return message

    return counting
