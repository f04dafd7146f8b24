"""The shell around an app that only tells what reached it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from httpx import ASGITransport, AsyncClient
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aics_app import edge, settings


@dataclass
class Clock:
    """Seconds that pass when a test says so."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Told:
    """An app that answers with what it was asked, or as `answers` says; and accepts sockets."""

    answers: dict[str, Response] = field(default_factory=dict)
    sockets: list[list[Message]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._talk(receive, send)
            return
        request = Request(scope, receive)
        body = await request.body()
        heard = {
            "method": request.method,
            "path": request.url.path,
            "address": scope["client"][0],
            "scheme": scope["scheme"],
            "request_id": request.state.request_id,
            "bytes": len(body),
        }
        await self.answers.get(request.url.path, JSONResponse(heard))(scope, receive, send)

    async def _talk(self, receive: Receive, send: Send) -> None:
        heard: list[Message] = []
        self.sockets.append(heard)
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] != "websocket.disconnect":
            heard.append(message)


def shell(
    told: ASGIApp, clock: Clock | None = None, *, pages: Path = Path("nowhere"), **environ: str
) -> ASGIApp:
    """The shell as the server has it; secrets are given so that no file is made."""
    own = settings.load({"APP_SECRET": "a" * 40, "JWT_SECRET": "b" * 40, "APP_LOCALE": "en", **environ})
    return edge.around(own, pages=pages, monotonic=clock or Clock(), make_id=lambda: "made-here")(told)


def client(app: ASGIApp, *, address: str = "198.51.100.7", **headers: str) -> AsyncClient:
    """A browser or a program; `x_forwarded_for="…"` gives a header `x-forwarded-for`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    transport = ASGITransport(app, client=(address, 40_000))
    return AsyncClient(transport=transport, base_url="http://shop.test", headers=named)


async def handshake(
    app: ASGIApp,
    *,
    query: str = "EIO=4&transport=websocket&token=01234567-89ab-cdef-0123-456789abcdef",
    path: str = "/_event/",
    address: str = "198.51.100.7",
    said: tuple[str, ...] = (),
    denial: bool = True,
    **headers: str,
) -> list[dict[str, Any]]:
    """Open a socket, say something, leave. Returns what the server sent."""
    sent: list[dict[str, Any]] = []
    coming: list[Message] = [{"type": "websocket.connect"}]
    coming += [{"type": "websocket.receive", "text": text} for text in said]
    coming.append({"type": "websocket.disconnect", "code": 1000})
    named = {"host": "shop.test", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope: Scope = {
        "type": "websocket",
        "path": path,
        "query_string": query.encode(),
        "scheme": "ws",
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        "client": (address, 40_000),
        "extensions": {"websocket.http.response": {}} if denial else {},
    }

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        sent.append(dict(message))

    await app(scope, receive, send)
    return sent


def problem_of(sent: list[dict[str, Any]]) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Status, problem and headers of a refused handshake."""
    start = next(message for message in sent if message["type"] == "websocket.http.response.start")
    body = b"".join(message.get("body", b"") for message in sent if message["type"].endswith("response.body"))
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], json.loads(body), headers
