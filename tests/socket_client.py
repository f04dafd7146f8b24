"""A page without a browser: Reflex's socket spoken by hand, so that a test may also say what no page would.

    async with PageSocket(server.url, cookie=lena) as page:
        await page.call("chat.ask", text="…", client_id="…")
        await page.until(lambda: page.chat["answering"] == 0)

`pieces` and `begun` hold what came of an unfinished answer: piece by piece, and as the page was shown it.
`frames` keeps every frame that came, as it came: whoever asks what leaked looks there.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

ROOT = "reflex___state____state"
BOOT = f"{ROOT}.hydrate_and_load"
ON_LOAD = f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal"
CHAT = f"{ROOT}.aics_app___chat___ui___states____chat_state"
VAR = "_rx_state_"
EVENT = "42/_event,"
PATIENCE_S = 10.0


async def connected(url: str, token: str, headers: dict[str, str]) -> ClientConnection:
    """A new connection, up to the point where it may say what it wants."""
    socket = await connect(
        f"{url.replace('http', 'ws', 1)}/_event/?EIO=4&transport=websocket&token={token}",
        additional_headers=headers,
        compression=None,
        ping_interval=None,
        max_size=None,
    )
    await socket.recv()
    return socket


def event_of(name: str, payload: object, path: str, **router_data: Any) -> dict[str, Any]:
    """An event as pages send them."""
    where = {"pathname": path, "asPath": path, "query": {}, **router_data}
    return {"name": name, "payload": payload, "router_data": where}


class PageSocket:
    """One tab. `cookie` is a session's token, `path` the page; unless it `boots` it says nothing at first."""

    def __init__(
        self,
        url: str,
        *,
        cookie: str = "",
        token: str = "",
        path: str = "/chat",
        boots: bool = True,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.url, self.token, self.path, self.boots = url, token or str(uuid4()), path, boots
        self.headers = {"Cookie": f"aics_session={cookie}"} if cookie else {}
        self.headers |= headers or {}
        self.frames: list[str] = []
        self.states: dict[str, dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        self.pieces: dict[int, list[tuple[int, str]]] = {}
        self.begun: dict[int, str] = {}
        self.is_closed = False
        self._news = asyncio.Condition()
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self) -> None:
        """Connect and, unless told otherwise, load the page as a browser does."""
        self._socket = await connected(self.url, self.token, self.headers)
        first = {"event": self.event(BOOT, {})} if self.boots else {}
        await self._socket.send(f"40/_event,{json.dumps(first)}")
        self._reader = asyncio.create_task(self._read())
        if self.boots:
            await self.until(lambda: ROOT in self.states)

    async def close(self) -> None:
        """Leave, as a closed tab does."""
        await self._socket.close()
        if self._reader:
            await self._reader

    async def cut(self) -> None:
        """Leave as a lost network does: without a word."""
        self._socket.transport.abort()
        if self._reader:
            await self._reader

    @property
    def chat(self) -> dict[str, Any]:
        """What the chat page shows."""
        return self.states.get(CHAT, {})

    @property
    def heard(self) -> str:
        """Everything that came, as one text, escapes undone."""
        return "\n".join(self.frames).encode("ascii", "backslashreplace").decode("unicode_escape")

    def live_text(self, message_id: int, begun: str) -> str:
        """What a page shows of an answer, as `assets/live.js` makes it: what was there first, and pieces."""
        text = begun
        for at, piece in self.pieces.get(message_id, []):
            if at <= len(text):
                text += piece[len(text) - at :]
        return text

    def event(self, name: str, payload: object, **router_data: Any) -> dict[str, Any]:
        """An event of this page, with more about where it comes from."""
        return event_of(name, payload, self.path, **router_data)

    async def call(self, name: str, /, **payload: Any) -> None:
        """Call a handler by its full name."""
        await self.send_event(self.event(name, payload))

    async def ask(self, question: str, client_id: str = "", patience_s: float = PATIENCE_S) -> int:
        """Ask as the chat page does; the id of the answer once it has a place there, 0 when refused."""
        await self.until(lambda: self.chat.get("loaded"))
        client_id = client_id or uuid4().hex
        await self.call(f"{CHAT}.ask", text=question, client_id=client_id)
        await self.until(
            lambda: client_id in (self.chat.get("accepted"), self.chat.get("refused")), patience_s
        )
        return int(self.chat["messages"][-1]["id"]) if self.chat["accepted"] == client_id else 0

    async def end_of(self, message_id: int, patience_s: float = PATIENCE_S) -> dict[str, Any]:
        """An answer as the page shows it once it has ended."""
        await self.until(lambda: self.shown(message_id).get("state", "streaming") != "streaming", patience_s)
        return self.shown(message_id)

    def shown(self, message_id: int) -> dict[str, Any]:
        """A message as the page shows it; empty when it doesn't."""
        shown: list[dict[str, Any]] = self.chat.get("messages", [])
        return next((message for message in shown if message["id"] == message_id), {})

    @property
    def toasts(self) -> str:
        """The scripts that the page was told to run, toasts among them."""
        return "\n".join(json.dumps(event["payload"], ensure_ascii=False) for event in self.events)

    async def send_event(self, event: object) -> None:
        """Send anything as an event."""
        await self.send_frame(EVENT + json.dumps(["event", event]))

    async def send_frame(self, frame: str | bytes) -> None:
        """Send anything at all; a socket that was closed takes nothing."""
        with suppress(ConnectionClosed):
            await self._socket.send(frame)

    async def go(self, path: str) -> None:
        """Change to another page without a new connection."""
        self.path = path
        await self.send_event(self.event(ON_LOAD, {}))

    async def until(self, holds: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
        """Wait until something holds that frames bring about. Raises `TimeoutError`."""
        async with asyncio.timeout(patience_s), self._news:
            await self._news.wait_for(holds)

    async def settle(self, quiet_s: float = 0.3) -> None:
        """Wait until nothing has come for a while."""
        seen = -1
        while seen != len(self.frames):
            seen = len(self.frames)
            await asyncio.sleep(quiet_s)

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            while True:
                await self._hear(str(await self._socket.recv()))
        self.is_closed = True
        async with self._news:
            self._news.notify_all()

    async def _hear(self, frame: str) -> None:
        if frame == "2":
            await self._socket.send("3")
            return
        async with self._news:
            self.frames.append(frame)
            if frame.startswith(EVENT):
                name, told = json.loads(frame[len(EVENT) :])
                if name == "new_token":
                    self.token = told
                elif name == "event":
                    self._apply(told)
            self._news.notify_all()

    def _apply(self, told: dict[str, Any]) -> None:
        for state, changes in (told.get("delta") or {}).items():
            own = self.states.setdefault(state, {})
            own.update({name.removesuffix(VAR): value for name, value in changes.items()})
        for message in self.chat.get("messages", ()):
            if message["state"] == "streaming" and len(message["text"]) >= len(
                self.begun.get(message["id"], "")
            ):
                self.begun[message["id"]] = message["text"]
        for event in told.get("events") or ():
            self.events.append(event)
            if event["name"] == "_set_value" and event["payload"].get("ref") == "ref_live":
                message_id, at, text = event["payload"]["value"]
                self.pieces.setdefault(message_id, []).append((at, text))
