"""Outermost: gives every request its id, its true address and scheme, its line in the log and its figures."""

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aics_app.core import metrics, web
from aics_app.core.events import address
from aics_app.core.log import ACCESS, request_id
from aics_app.edge.dress import is_api
from aics_app.settings import AppSection

logger = logging.getLogger(ACCESS)

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
QUIET = ("/api/health", "/metrics")
"""Asked every few seconds by machines: counted, not logged."""


def new_id() -> str:
    """A fresh request id."""
    return uuid4().hex


class Arrival:
    """See the module."""

    def __init__(self, app: ASGIApp, settings: AppSection, make_id: Callable[[], str] = new_id) -> None:
        self._app = app
        self._settings = settings
        self._make_id = make_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        own_id = self._id_of(headers)
        token = request_id.set(own_id)
        try:
            arrived = self._arrived(scope, headers)
            address.set(arrived["client"][0])
            arrived["state"] = {**scope.get("state", {}), "request_id": own_id}
            if scope["type"] == "websocket":
                await self._app(arrived, receive, send)
            else:
                await self._answer(arrived, receive, send, own_id)
        finally:
            request_id.reset(token)

    def _id_of(self, headers: Headers) -> str:
        given = headers.get("x-request-id", "")
        return given if _SANE_ID.fullmatch(given) else self._make_id()

    def _arrived(self, scope: Scope, headers: Headers) -> Scope:
        """The scope with the client's own address and scheme, whatever proxies stand before us."""
        peer = scope["client"][0] if scope.get("client") else ""
        forwarded = ", ".join(headers.getlist("x-forwarded-for"))  # a proxy may add a line of its own
        address = web.client_address(peer, forwarded, self._settings.trusted_proxy_hops)
        safe = web.is_https(scope["scheme"], headers, self._settings.public_url)
        plain, secure = ("http", "https") if scope["type"] == "http" else ("ws", "wss")
        port = scope["client"][1] if scope.get("client") and address == peer else 0
        return {**scope, "client": (address, port), "scheme": secure if safe else plain}

    async def _answer(self, scope: Scope, receive: Receive, send: Send, own_id: str) -> None:
        started, status = time.perf_counter(), 0

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = own_id
                _count(scope, status, time.perf_counter() - started)
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            if not scope["path"].startswith(QUIET):
                took_ms = (time.perf_counter() - started) * 1000
                # Without the query: it may hold a customer's question.
                logger.info("%s %s %d %.0f ms", scope["method"], scope["path"][:200], status, took_ms)


def _count(scope: Scope, status: int, seconds: float) -> None:
    """By the route as it is declared: a path holds ids, and strangers' inventions."""
    declared = getattr(scope.get("route"), "path", None)
    route = declared or ("unknown" if is_api(scope["path"]) else "pages")
    method = scope["method"] if scope["method"] in _METHODS else "other"
    metrics.requests.labels(method, route, str(status)).inc()
    metrics.request_seconds.labels(method, route).observe(seconds)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
