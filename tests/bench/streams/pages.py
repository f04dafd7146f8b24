"""A customer in a browser, as the server sees one: the socket, and what `assets/live.js` makes of it."""

import json
import time
from typing import Any
from uuid import uuid4

from tests.bench.streams.answers import Seen
from tests.socket_client import BOOT, CHAT, EVENT, ON_LOAD, VAR, connected, event_of


class PageCustomer:
    """Sits on `/chat`, asks, and reads what the page would show."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._cookie = url, f"aics_session={token}"
        self._path = "/chat"
        self._chat: dict[str, Any] = {}
        self._texts: dict[int, Seen] = {}
        self._received = 0

    async def open(self) -> None:
        """Connect and load the page, as a reload does."""
        headers = {"Cookie": self._cookie, "Origin": self._url}
        self._socket = await connected(self._url, str(uuid4()), headers)
        boot = self._event(BOOT, {})
        await self._socket.send("40/_event," + json.dumps({"event": boot}))
        while not self._chat.get("loaded"):
            await self._hear()

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()

    async def ask(self, question: str) -> Seen:
        """Send a question; follow its answer until the page shows its end."""
        seen, client_id = Seen(question, time.time_ns()), uuid4().hex
        self._received = 0
        self._texts.clear()
        await self._send(self._event(f"{CHAT}.ask", {"text": question, "client_id": client_id}))
        while self._chat.get("accepted") != client_id or self._chat.get("answering"):
            await self._hear()
            if self._chat.get("refused") == client_id:
                seen.fault = "refused"
                break
        seen.ended_ns, seen.received_bytes = time.time_ns(), self._received
        return seen if seen.fault else self._shown(seen)

    def _shown(self, seen: Seen) -> Seen:
        last = self._chat["messages"][-1]
        live = self._texts.get(last["id"])
        seen.source, seen.saved = last["source"], last["text"]
        if live:
            seen.text, seen.marks = live.text, live.marks
        return seen

    async def _hear(self) -> None:
        frame = str(await self._socket.recv())
        now, size = time.time_ns(), len(frame.encode())
        self._received += size + (2 if size < 126 else 4 if size < 65536 else 10)
        if frame == "2":
            await self._socket.send("3")
        elif frame.startswith(EVENT):
            name, told = json.loads(frame[len(EVENT) :])
            if name == "event":
                await self._apply(told, now)

    async def _apply(self, told: dict[str, Any], now: int) -> None:
        for name, value in (told.get("delta") or {}).get(CHAT, {}).items():
            self._chat[name.removesuffix(VAR)] = value
        for message in self._chat.get("messages", ()) if told.get("delta") else ():
            if message["sender"] == "ai":
                self._live(message["id"]).note(now, message["text"])
        for event in told.get("events") or ():
            if event["name"] == "_set_value":
                message_id, at, piece = event["payload"]["value"]
                live = self._live(message_id)
                if at <= len(live.text):
                    live.note(now, live.text[:at] + piece)
            elif event["name"] == "_redirect":
                self._path = event["payload"]["path"]
                await self._send(self._event(ON_LOAD, {}))

    def _live(self, message_id: int) -> Seen:
        return self._texts.setdefault(message_id, Seen("", 0))

    async def _send(self, event: dict[str, Any]) -> None:
        await self._socket.send(EVENT + json.dumps(["event", event], ensure_ascii=False))

    def _event(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        return event_of(name, payload, self._path)
