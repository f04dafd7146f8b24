"""The lean transport on real sockets."""

import asyncio
import socket

import httpx
import pytest

from aics_app.llm import transport as lean
from aics_app.llm.transport import LeanTransport


async def test_a_name_with_a_dead_address_first_is_still_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    stream = (socket.AF_INET, socket.SOCK_STREAM, 0, "")

    async def found(*_: object) -> list[tuple[object, ...]]:
        return [(*stream, ("127.0.0.1", 1)), (*stream, ("127.0.0.1", port))]

    monkeypatch.setattr(lean, "_addresses", found)
    async with server, httpx.AsyncClient(transport=LeanTransport()) as client:
        assert (await client.get("http://model/")).text == "hello"
