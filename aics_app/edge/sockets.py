"""The pages' socket: for our own pages, with tokens that nobody can mistake, and not too much of it."""

import asyncio
import hashlib
import math
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from aics_app.accounts.identity import COOKIE
from aics_app.core import metrics, web
from aics_app.core.errors import AppError, NotFound, TooManyRequests
from aics_app.edge.answers import refusal
from aics_app.edge.errors import BadRequest, CrossOrigin
from aics_app.edge.rates import Buckets, Places
from aics_app.settings import AppSection

PATH = "/_event"
# As the browser makes it: a UUID's shape, though not its variant bits. No other name of a state fits.
_TOKEN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_POLICY_VIOLATION = 1008


class Sockets:
    """Refuses the handshake, or lets the socket through and slows down one that talks too much.

    Of `rate_limit` a minute for one address: a sixth may be new sockets, half may be open at once, and as
    many messages may come over one of them.
    """

    def __init__(self, app: ASGIApp, settings: AppSection, monotonic: Callable[[], float]) -> None:
        self._app = app
        self._locale = settings.locale
        self._origins = web.own_origins(settings.public_url, settings.allowed_origins)
        self._rate = settings.rate_limit
        self._monotonic = monotonic
        self._handshakes = Buckets(math.ceil(settings.rate_limit / 6), monotonic)
        self._open = Places(math.ceil(settings.rate_limit / 2))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        asker = web.network_of(scope["client"][0])
        error = self._fault(scope, asker)
        if error is not None:
            metrics.refusals.labels(f"socket_{error.code}").inc()
            await _refuse(scope, receive, send, refusal(error, Headers(scope=scope), self._locale))
            return
        metrics.sockets_open.inc()
        try:
            await self._app(_bound(scope), self._unhurried(receive), send)
        finally:
            metrics.sockets_open.dec()
            self._open.leave(asker)

    def _fault(self, scope: Scope, asker: str) -> AppError | None:
        if wait_s := self._handshakes.take(asker):
            return TooManyRequests(retry_after_s=math.ceil(wait_s))
        if scope["path"].rstrip("/") != PATH:
            return NotFound(scope["path"])
        if web.site_of(Headers(scope=scope), self._origins) is web.Site.FOREIGN:
            return CrossOrigin()
        tokens = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        if len(tokens) != 1 or not _TOKEN.fullmatch(tokens[0]):
            return BadRequest("token")
        if not self._open.enter(asker):
            return TooManyRequests(retry_after_s=30)
        return None

    def _unhurried(self, receive: Receive) -> Receive:
        messages = Buckets(self._rate, self._monotonic)

        async def slowed() -> Message:
            message = await receive()
            if wait_s := messages.take(""):
                await asyncio.sleep(wait_s)  # what comes meanwhile waits in the sender's own buffers
                messages.take("")
            return message

        return slowed


def _bound(scope: Scope) -> Scope:
    """The scope with a token that is the browser's and its sign-in's at once.

    The token names the state of a page and is all that Reflex asks for. The same one with another cookie must
    not lead to the same state: neither who learnt it may see what its owner saw, nor who signs in there next.
    """
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    own = f"{asked['token'][0]} {web.cookie_of(Headers(scope=scope), COOKIE)}"
    asked["token"] = [str(UUID(bytes=hashlib.sha256(own.encode()).digest()[:16]))]
    return {**scope, "query_string": urlencode(asked, doseq=True).encode("latin-1")}


async def _refuse(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    """Answer the handshake with a problem where the server can, else with its bare refusal."""
    if "websocket.http.response" in scope.get("extensions", {}):
        await WebSocket(scope, receive, send).send_denial_response(response)
    else:
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
