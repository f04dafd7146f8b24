"""Who may not come in: too many at once, other sites' pages with our cookie, and what is never served."""

import math
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from aics_app.accounts.identity import COOKIE
from aics_app.core import metrics, web
from aics_app.core.errors import AppError, NotFound, TooManyRequests
from aics_app.edge.answers import refusal
from aics_app.edge.dress import is_api
from aics_app.edge.errors import BadRequest, CrossOrigin, MethodNotAllowed
from aics_app.edge.rates import Buckets
from aics_app.settings import AppSection

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ACTING_GETS = frozenset({"/api/ai/answer/stream"})
"""GET, because browsers' EventSource knows nothing else; asks a question all the same."""

UNCOUNTED = ("/assets/", "/api/health")
NOT_SERVED = ("/_upload", "/_event", "/_all_routes", "/auth-codespace")
"""Reflex's uploads, which ask for no sign-in; its socket, asked without one; its tools for developers."""


class Gate:
    """Refuses with a problem, or lets the request through."""

    def __init__(self, app: ASGIApp, settings: AppSection, monotonic: Callable[[], float]) -> None:
        self._app = app
        self._locale = settings.locale
        self._origins = web.own_origins(settings.public_url, settings.allowed_origins)
        self._rate = Buckets(settings.rate_limit, monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        error = self._fault(scope, headers)
        if error is None:
            await self._app(scope, receive, send)
            return
        metrics.refusals.labels(error.code).inc()
        await refusal(error, headers, self._locale)(scope, receive, send)

    def _fault(self, scope: Scope, headers: Headers) -> AppError | None:
        path, method = scope["path"], scope["method"]
        if not path.startswith(UNCOUNTED) and (wait_s := self._rate.take(web.network_of(scope["client"][0]))):
            return TooManyRequests(retry_after_s=math.ceil(wait_s))
        if not web.is_host(headers.get("host", "-")):
            return BadRequest("host")
        if path.startswith(NOT_SERVED):
            return NotFound(path)
        if not is_api(path) and method not in SAFE:
            return MethodNotAllowed()
        if (method not in SAFE or path in ACTING_GETS) and is_foreign(headers, self._origins):
            return CrossOrigin()
        return None


def is_foreign(headers: Headers, origins: frozenset[str]) -> bool:
    """Whether another site's page may be behind this request, which acts.

    With our cookie the browser must say that a page of ours sent it. Without one it must not say the
    contrary: nobody is to be signed in to a stranger's account. A `Bearer` is never sent by a browser alone.
    """
    if web.bearer_of(headers) is not None:
        return False
    site = web.site_of(headers, origins)
    if web.cookie_of(headers, COOKIE):
        return site is not web.Site.OURS
    return site is web.Site.FOREIGN
