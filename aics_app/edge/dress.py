"""What every answer carries: security headers, how long it may be kept, redirects that stay on this site."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aics_app.edge.policy import API_POLICY

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "AICS",  # the server would name itself instead
}
_A_YEAR_S = 31_536_000
IMMUTABLE = f"public, max-age={_A_YEAR_S}, immutable"


class Dress:
    """Adds headers to every answer; one that a route has set itself stays."""

    def __init__(self, app: ASGIApp, page_policy: str) -> None:
        self._app = app
        self._page_policy = page_policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                policy = API_POLICY if is_api(scope["path"]) else self._page_policy
                _dress(scope, message["status"], policy, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, dressed)


def is_api(path: str) -> bool:
    """Whether the HTTP API answers here, rather than a page."""
    return path in ("/api", "/metrics") or path.startswith("/api/")


def _dress(scope: Scope, status: int, policy: str, headers: MutableHeaders) -> None:
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", policy)
    if scope["scheme"] == "https":
        headers.setdefault("Strict-Transport-Security", f"max-age={_A_YEAR_S}")
    headers.setdefault("Cache-Control", _kept(scope["path"], status))
    if "location" in headers:
        headers["Location"] = _on_this_site(headers["location"], Headers(scope=scope).get("host", ""))


def _kept(path: str, status: int) -> str:
    """What is below /assets/ has a hash in its name, pages are asked for each time, answers stay nowhere."""
    if is_api(path):
        return "no-store"
    return IMMUTABLE if path.startswith("/assets/") and status in (200, 206, 304) else "no-cache"


def _on_this_site(location: str, host: str) -> str:
    """A redirect to ourselves without scheme and host: behind a proxy we know neither for sure."""
    scheme, _, rest = location.partition("://")
    if host and scheme in ("http", "https") and (rest == host or rest.startswith(f"{host}/")):
        return "/" + rest[len(host) :].lstrip("/")
    return location
