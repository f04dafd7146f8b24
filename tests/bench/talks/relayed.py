"""Customers and agents of the baseline: a socket each, an agent's hears all his conversations."""

import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.bench.talks.ledger import Ledger
from tests.bench.talks.pace import beats, settled


class _Side:
    """One who talks in some rooms."""

    def __init__(self, url: str, rooms: Sequence[str], ledger: Ledger) -> None:
        self._url = f"{url.replace('http', 'ws', 1)}/talk?rooms={','.join(rooms)}"
        self._ledger = ledger
        self._own: set[int] = set()

    async def open(self) -> None:
        """Connect."""
        self._socket: ClientConnection = await connect(self._url, compression=None, ping_interval=None)
        self._reader = asyncio.create_task(self._read())

    async def say(self, room: str) -> None:
        """Write into a room."""
        number, text = self._ledger.next_text(is_awaited=True)
        self._own.add(number)
        await self._socket.send(json.dumps([room, text]))

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()
        await self._reader

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            while True:
                _, own_id, text = json.loads(await self._socket.recv())
                if int(text[1 : text.index(" ")]) not in self._own:
                    self._ledger.show(self, own_id, text, time.time_ns())


class RelayTalk:
    """See `load.Talk`; nobody waits in a queue here."""

    def __init__(self, order: dict[str, Any], ledger: Ledger) -> None:
        self._rate, self._seconds, self._ledger = order["rate"], order["seconds"], ledger
        here, there = cycle(order["urls"]), cycle(reversed(order["urls"]))
        self._rooms = [own for _, own in order["customers"]]
        count = len(order["agents"])
        self._agents = [_Side(next(here), self._rooms[n::count], ledger) for n in range(count)]
        self._customers = [_Side(next(there), [room], ledger) for room in self._rooms]

    async def agents(self) -> None:
        """They connect."""
        for agent in self._agents:
            await agent.open()

    async def customers(self) -> None:
        """They connect."""
        for customer in self._customers:
            await customer.open()

    async def claim(self) -> list[float]:
        """There is no queue."""
        return []

    async def talk(self) -> None:
        """In every room in turn, from both sides."""
        async for number in beats(self._rate, self._seconds):
            place = (number // 2) % len(self._rooms)
            side = self._customers[place] if number % 2 else self._agents[place % len(self._agents)]
            await side.say(self._rooms[place])
        await settled(self._ledger)

    async def close(self) -> None:
        """Everybody leaves."""
        for side in (*self._agents, *self._customers):
            await side.close()
