"""Open pages as a browser keeps them: a customer's chat and an agent's desk."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

from websockets.exceptions import ConnectionClosed

from tests.bench.talks.ledger import Ledger
from tests.socket_client import BOOT, CHAT, EVENT, ON_LOAD, ROOT, VAR, connected, event_of

APP = f"{ROOT}.aics_app___"
PERSON = f"{APP}chat___ui___people____person_state"
HANDOFF = f"{APP}handoff___ui___states____handoff_state"
DESK = f"{APP}desk___ui___lists____desk_state"
TALK = f"{APP}desk___ui___talking____talk_state"
WRITING = f"{APP}desk___ui___writing____writing_state"
PATIENCE_S = 60.0
SAW_AFTER_S = 1.0
THERE = ("arrived", "active")
BEAT_S = 20.0


class Tab:
    """A page and its socket; `states` is what it shows."""

    def __init__(self, url: str, token: str, path: str, ledger: Ledger) -> None:
        self._url, self._cookie, self._path = url, f"aics_session={token}", path
        self._ledger = ledger
        self._waiting: list[tuple[Callable[[], object], asyncio.Future[None]]] = []
        self.states: dict[str, dict[str, Any]] = {}

    async def open(self) -> None:
        """Connect and load the page, as a reload does."""
        headers = {"Cookie": self._cookie, "Origin": self._url}
        self._socket = await connected(self._url, str(uuid4()), headers)
        await self._socket.send("40/_event," + json.dumps({"event": event_of(BOOT, {}, self._path)}))
        self._reader = asyncio.create_task(self._read())

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()
        await self._reader

    async def call(self, name: str, **payload: Any) -> None:
        """Call a handler."""
        event = event_of(name, payload, self._path)
        await self._socket.send(EVENT + json.dumps(["event", event], ensure_ascii=False))

    async def go(self, path: str) -> None:
        """Follow a link."""
        self._path = path
        await self.call(ON_LOAD)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait for something that the page is going to show. Raises `TimeoutError`."""
        if holds():
            return
        shown = asyncio.get_running_loop().create_future()
        self._waiting.append((holds, shown))
        async with asyncio.timeout(PATIENCE_S):
            await shown

    def of(self, state: str) -> dict[str, Any]:
        """What the page knows of one state."""
        return self.states.get(state, {})

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            while True:
                frame = str(await self._socket.recv())
                if frame == "2":
                    await self._socket.send("3")
                elif frame.startswith(EVENT):
                    name, told = json.loads(frame[len(EVENT) :])
                    if name == "event":
                        await self._apply(told, time.time_ns())

    async def _apply(self, told: dict[str, Any], now_ns: int) -> None:
        for state, changes in (told.get("delta") or {}).items():
            news = {name.removesuffix(VAR): value for name, value in changes.items()}
            self.states.setdefault(state, {}).update(news)
            self._show(state, news, now_ns)
        for event in told.get("events") or ():
            if event["name"] == "_redirect":
                await self.go(event["payload"]["path"])
        still = []
        for holds, shown in self._waiting:
            if not holds():
                still.append((holds, shown))
            elif not shown.done():
                shown.set_result(None)
        self._waiting = still

    def _show(self, state: str, news: dict[str, Any], now_ns: int) -> None:
        """Note what its reader has been waiting for."""


class CustomerTab(Tab):
    """A customer in his conversation."""

    def __init__(self, url: str, token: str, conversation: str, ledger: Ledger) -> None:
        super().__init__(url, token, f"/chat/{conversation}", ledger)
        self.conversation = conversation
        self._saws: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """As a tab, up to the conversation's being there."""
        await super().open()
        await self.until(lambda: self.of(CHAT).get("loaded"))

    async def ask_for_person(self) -> float:
        """Seconds from the wish until the page says that somebody is there."""
        began = time.monotonic()
        await self.call(f"{HANDOFF}.ask")
        await self.until(lambda: self.of(HANDOFF).get("status") in THERE)
        return time.monotonic() - began

    async def say(self, *, is_awaited: bool) -> int:
        """Write to the agent; the message's number."""
        number, text = self._ledger.next_text(is_awaited=is_awaited)
        await self.call(f"{CHAT}.ask", text=text, client_id=uuid4().hex)
        return number

    def _show(self, state: str, news: dict[str, Any], now_ns: int) -> None:
        if state == CHAT:
            for one in news.get("messages", ()):
                if one["sender"] == "agent":
                    self._ledger.show(self, one["id"], one["text"], now_ns)
            self._ledger.refused += bool(news.get("refused"))
        elif state == PERSON and news.get("unread"):
            task = asyncio.create_task(self._saw())
            self._saws.add(task)
            task.add_done_callback(self._saws.discard)

    async def _saw(self) -> None:
        """The page is in front of its reader."""
        await asyncio.sleep(SAW_AFTER_S)
        with suppress(ConnectionClosed):
            await self.call(f"{PERSON}.saw")


class DeskTab(Tab):
    """An agent at his desk, who has one conversation open at a time."""

    def __init__(self, url: str, token: str, ledger: Ledger) -> None:
        super().__init__(url, token, "/desk", ledger)

    async def begin_work(self) -> None:
        """Be online, and stay it."""
        await self.until(lambda: self.of(DESK).get("loaded"))
        await self.call(f"{DESK}.choose", status="online")
        await self.until(lambda: self.of(DESK).get("presence") == "online")
        self._beats = asyncio.create_task(self._beat())

    async def close(self) -> None:
        """Go home."""
        self._beats.cancel()
        await super().close()

    @property
    def mine(self) -> list[str]:
        """The conversations in the list of one's own."""
        return [case["conversation_id"] for case in self.of(DESK).get("mine", ())]

    async def show(self, conversation: str) -> None:
        """Open one of them."""
        await self.go(f"/desk/{conversation}")
        await self.until(
            lambda: (
                self.of(TALK).get("conversation_id") == conversation
                and self.of(TALK).get("about", {}).get("standing") == "mine"
            )
        )

    async def say(self) -> int:
        """Write to the customer; the message's number."""
        number, text = self._ledger.next_text(is_awaited=True)
        await self.call(f"{WRITING}.say", text=text, client_id=uuid4().hex)
        return number

    def _show(self, state: str, news: dict[str, Any], now_ns: int) -> None:
        if state == TALK:
            for one in news.get("lines", ()):
                if one["sender"] == "user":
                    self._ledger.show(self, one["id"], one["text"], now_ns)
        elif state == WRITING:
            self._ledger.refused += bool(news.get("refused"))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            await self.call(f"{DESK}.beat")
