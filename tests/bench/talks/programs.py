"""Customers and agents that are programs: they post over the API, and hear by events that a server sends."""

import asyncio
import json
import time
from contextlib import suppress
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from tests.bench.talks.ledger import Ledger
from tests.bench.talks.pace import beats, settled

PATIENCE_S = 60.0


class Connection:
    """HTTP by hand, one connection, one request after another."""

    def __init__(self, url: str, token: str) -> None:
        self._host, self._port = urlsplit(url).hostname or "", urlsplit(url).port or 80
        self._token = token
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)

    def close(self) -> None:
        """Hang up."""
        self._writer.close()

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        """Status and JSON of a whole answer."""
        async with self._turn:
            await self.send(method, path, body)
            status, length = await self.head()
            content = await self._reader.readexactly(length)
        return status, json.loads(content) if content else None

    async def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> None:
        """A request."""
        content = b"" if body is None else json.dumps(body).encode()
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self._host}:{self._port}",
            f"Authorization: Bearer {self._token}",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}\r\n\r\n",
        ]
        self._writer.write("\r\n".join(lines).encode() + content)
        await self._writer.drain()

    async def head(self) -> tuple[int, int]:
        """Status and length of an answer; the length is 0 for a stream."""
        first, *lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        length = next((line.split(":")[1] for line in lines if line.lower().startswith("content-length")), 0)
        return int(first.split(" ")[1]), int(length)

    async def line(self) -> str:
        """The next line of a stream."""
        return (await self._reader.readline()).decode().strip()


class Program:
    """One person's program in one conversation: a connection that hears; whoever posts may share another."""

    def __init__(
        self, url: str, token: str, conversation: str, posts: Connection, others: str, ledger: Ledger
    ) -> None:
        self._hears, self._posts = Connection(url, token), posts
        self.conversation, self._others, self._ledger = conversation, others, ledger

    async def open(self) -> None:
        """Begin to hear."""
        await self._hears.open()
        await self._hears.send("GET", f"/api/conversations/{self.conversation}/events")
        await self._hears.head()
        self._reader = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Hang up."""
        self._hears.close()
        self._reader.cancel()
        await asyncio.wait([self._reader])

    async def say(self) -> None:
        """Post a message."""
        _, text = self._ledger.next_text(is_awaited=True)
        body = {"content": text, "client_id": uuid4().hex}
        status, _ = await self._posts.ask("POST", f"/api/conversations/{self.conversation}/messages", body)
        self._ledger.refused += status != 201

    async def _listen(self) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                line = await self._hears.line()
                if line.startswith("data: ") and '"content"' in line:
                    told = json.loads(line.removeprefix("data: "))
                    if told["sender"] == self._others:
                        self._ledger.show(self, told["id"], told["content"], time.time_ns())


class ProgramTalk:
    """See `load.Talk`."""

    def __init__(self, order: dict[str, Any], ledger: Ledger) -> None:
        self._rate, self._seconds, self._ledger = order["rate"], order["seconds"], ledger
        self._here, self._there = cycle(order["urls"]), cycle(reversed(order["urls"]))
        self._workers = [
            (url, token, Connection(url, token))
            for token, url in zip(order["agents"], self._here, strict=False)
        ]
        self._order = order
        self._at_desk: list[Program] = []
        self._customers: list[Program] = []

    async def agents(self) -> None:
        """They are there, and take by hand."""
        for _, _, posts in self._workers:
            await posts.open()
            await posts.ask("PUT", "/api/agents/me/presence", {"status": "busy"})

    async def customers(self) -> None:
        """They listen to their conversations."""
        for token, own in self._order["customers"]:
            url = next(self._there)
            posts = Connection(url, token)
            await posts.open()
            self._customers.append(Program(url, token, own, posts, "CUSTOMER_SERVICE", self._ledger))
            await self._customers[-1].open()

    async def claim(self) -> list[float]:
        """One after the other, each at once taken by the next agent, who then listens as well."""
        for customer, (url, token, posts) in zip(self._customers, cycle(self._workers)):
            own = customer.conversation
            _, asked = await customer._posts.ask("POST", f"/api/conversations/{own}/handoff", {})
            await posts.ask("POST", f"/api/handoffs/{asked['id']}/take")
            self._at_desk.append(Program(url, token, own, posts, "USER", self._ledger))
            await self._at_desk[-1].open()
        return []

    async def talk(self) -> None:
        """In every conversation in turn, from both sides."""
        posting = set()
        async for number in beats(self._rate, self._seconds):
            side = self._customers if number % 2 else self._at_desk
            task = asyncio.create_task(side[(number // 2) % len(side)].say())
            posting.add(task)
            task.add_done_callback(posting.discard)
        await asyncio.gather(*posting)  # the last is not begun yet, and nobody misses it before
        await settled(self._ledger)

    async def close(self) -> None:
        """Everybody leaves."""
        for program in (*self._at_desk, *self._customers):
            await program.close()
