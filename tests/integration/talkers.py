"""People who go on talking whatever happens to the server they are at, as browsers and programs do.

Whoever loses his server comes back at one that lives, and says again, under the same id, what was not taken.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import httpx
from websockets.exceptions import InvalidHandshake, WebSocketException

from tests.served import Server, server_sent
from tests.socket_client import CHAT, PageSocket

AGAIN_S = 0.2
PATIENCE_S = 5.0
GONE = (httpx.TransportError, OSError, TimeoutError, WebSocketException, InvalidHandshake)


class Replicas:
    """An address behind which some servers are, each as long as it lives."""

    def __init__(self, servers: Sequence[Server]) -> None:
        self.servers = list(servers)

    def of(self, number: int) -> Server:
        """As a load balancer deals them out."""
        return self.servers[number % len(self.servers)]

    def kill(self, server: Server) -> None:
        """Without a word to anybody; the load balancer finds out."""
        server.kill()
        self.servers.remove(server)


class PageTalker:
    """A customer's page; `accepted` are the ids under which his messages were taken."""

    def __init__(self, replicas: Replicas, number: int, token: str, conversation: str) -> None:
        self._replicas, self._number, self._token = replicas, number, token
        self._path = f"/chat/{conversation}"
        self.page = self._anew()
        self.accepted: list[str] = []

    def _anew(self) -> PageSocket:
        return PageSocket(self._replicas.of(self._number).url, cookie=self._token, path=self._path)

    async def open(self) -> None:
        """Load the page."""
        page = self._anew()
        await page.open()
        await page.until(lambda: page.chat.get("loaded"), 4 * PATIENCE_S)
        self.page = page

    async def say(self, text: str, client_id: str) -> None:
        """Until the page says that it was taken."""
        while client_id not in self.accepted:
            with suppress(*GONE):
                await self._come_back()
                await self.page.call(f"{CHAT}.ask", text=text, client_id=client_id)
                await self.page.until(lambda: self._is_told(client_id), PATIENCE_S)
                if self.page.chat.get("accepted") == client_id:
                    self.accepted.append(client_id)

    def _is_told(self, client_id: str) -> bool:
        told = self.page.chat.get("accepted"), self.page.chat.get("refused")
        return self.page.is_closed or client_id in told

    async def sees(self, texts: set[str]) -> None:
        """Until the page shows all of these."""
        while not texts <= set(self.shown):
            with suppress(*GONE):
                await self._come_back()
                await self.page.until(lambda: self.page.is_closed or texts <= set(self.shown), PATIENCE_S)

    @property
    def shown(self) -> list[str]:
        """What the page shows, in order."""
        return [message["text"] for message in self.page.chat.get("messages", ())]

    async def _come_back(self) -> None:
        if self.page.is_closed:
            await self.open()

    async def close(self) -> None:
        """Leave."""
        with suppress(*GONE):
            await self.page.close()


class Listener:
    """A program that hears a conversation by events, and comes back with the last id it heard."""

    def __init__(self, replicas: Replicas, number: int, token: str, conversation: str) -> None:
        self._replicas, self._number, self._token = replicas, number, token
        self._path = f"/api/conversations/{conversation}/events"
        self.heard: list[dict[str, Any]] = []
        self._news = asyncio.Condition()

    async def listen(self) -> None:
        """For ever."""
        while True:
            with suppress(*GONE):
                await self._listen()
            await asyncio.sleep(AGAIN_S)

    async def _listen(self) -> None:
        server = self._replicas.of(self._number)
        last = {"Last-Event-ID": str(self.heard[-1]["id"] if self.heard else 0)}
        headers = {"Authorization": f"Bearer {self._token}", **last}
        async with (
            httpx.AsyncClient(base_url=server.url, headers=headers, timeout=40) as client,
            client.stream("GET", self._path) as response,
        ):
            async for kind, data in server_sent(response):
                if kind == "message":
                    await self._take(data)

    async def _take(self, data: dict[str, Any]) -> None:
        async with self._news:
            self.heard.append(data)
            self._news.notify_all()

    async def hears(self, texts: set[str]) -> None:
        """Until all of these have come."""
        async with self._news:
            await self._news.wait_for(lambda: texts <= {one["content"] for one in self.heard})


async def insist(ask: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """Ask until somebody answers."""
    while True:
        with suppress(*GONE):
            answer = await ask()
            if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                return answer
        await asyncio.sleep(AGAIN_S)
