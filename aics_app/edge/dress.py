"""What every answer carries: security headers, how long it may be kept, redirects that stay on this site."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NOTHING_ELSE = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; "
)
API_POLICY = f"{_NOTHING_ELSE}style-src 'self'; script-src 'self'"
# Reflex starts a page from an inline script and runs `rx.call_script` through eval; its styles are inline.
PAGE_POLICY = (
    f"{_NOTHING_ELSE}style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline' 'unsafe-eval'"
)

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_A_YEAR_S = 31_536_000
IMMUTABLE = f"public, max-age={_A_YEAR_S}, immutable"


class Dress:
    """Adds headers to every answer; one that a route has set itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _dress(scope, message["status"], MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, dressed)


def is_api(path: str) -> bool:
    """Whether the HTTP API answers here, rather than a page."""
    return path in ("/api", "/metrics") or path.startswith("/api/")


def _dress(scope: Scope, status: int, headers: MutableHeaders) -> None:
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", API_POLICY if is_api(scope["path"]) else PAGE_POLICY)
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
