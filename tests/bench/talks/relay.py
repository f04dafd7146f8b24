"""The baseline: FastAPI and a bare websocket that stores each message and pushes it to its room, no more.

The same server, the same database and the same Redis as the product; `GRANIAN` calls `app()`.
"""

import asyncio
import json
import os
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, WebSocket
from redis.asyncio import Redis
from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, String, Table, Text, insert
from starlette.websockets import WebSocketDisconnect

from aics_app.core import clock
from aics_app.core.db import Database

URL, REDIS_URL = "RELAY_DATABASE_URL", "RELAY_REDIS_URL"
BIG_ID = BigInteger().with_variant(Integer, "sqlite")
metadata = MetaData()
messages = Table(
    "relayed",
    metadata,
    Column("id", BIG_ID, primary_key=True, autoincrement=True),
    Column("room", String(32), index=True, nullable=False),
    Column("content", Text, nullable=False),
    Column("create_time", DateTime, nullable=False),
)


class Relay:
    """Rooms and who is in them, in this process; the others are told by Redis."""

    def __init__(self, db: Database, redis: Redis | None) -> None:
        self._db, self._redis = db, redis
        self._rooms: dict[str, set[WebSocket]] = defaultdict(set)

    async def talk(self, socket: WebSocket) -> None:
        """Everything that one of them says, until he leaves."""
        await socket.accept()
        rooms = socket.query_params["rooms"].split(",")
        for room in rooms:
            self._rooms[room].add(socket)
        try:
            while True:
                room, text = json.loads(await socket.receive_text())
                await self._say(room, text)
        except WebSocketDisconnect:
            for room in rooms:
                self._rooms[room].discard(socket)

    async def _say(self, room: str, text: str) -> None:
        row = {"room": room, "content": text, "create_time": clock.now().replace(tzinfo=None)}
        async with self._db.transaction() as session:
            added = await session.execute(insert(messages).values(row))
        frame = json.dumps([room, added.inserted_primary_key[0], text])
        if self._redis:
            await self._redis.publish("relay", frame)
        else:
            await self._push(frame)

    async def _push(self, frame: str) -> None:
        for socket in tuple(self._rooms[json.loads(frame)[0]]):
            await socket.send_text(frame)

    async def listen(self) -> None:
        """What all processes are told."""
        assert self._redis
        async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe("relay")
            async for told in channel.listen():
                await self._push(told["data"])


def app() -> FastAPI:
    """Made by granian, with two addresses from the environment."""
    db = Database(os.environ[URL])
    redis = Redis.from_url(os.environ[REDIS_URL], decode_responses=True) if REDIS_URL in os.environ else None
    relay = Relay(db, redis)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        listening = asyncio.create_task(relay.listen()) if redis else None
        yield
        if listening:
            listening.cancel()
        await db.close()

    made = FastAPI(lifespan=lifespan)
    made.websocket("/talk")(relay.talk)
    return made
