"""The lean transport on real sockets."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from aics_app.llm import transport as lean
from aics_app.llm.transport import LeanTransport


@asynccontextmanager
async def saying(body: bytes) -> AsyncIterator[int]:
    """The port of a server that says it holds five bytes, and sends these."""

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + body)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def test_a_name_with_a_dead_address_first_is_still_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = (socket.AF_INET, socket.SOCK_STREAM, 0, "")
    async with saying(b"hello") as port, httpx.AsyncClient(transport=LeanTransport()) as client:

        async def found(*_: object) -> list[tuple[object, ...]]:
            return [(*stream, ("127.0.0.1", 1)), (*stream, ("127.0.0.1", port))]

        monkeypatch.setattr(lean, "_addresses", found)
        assert (await client.get("http://model/")).text == "hello"


async def test_what_comes_after_a_body_of_known_length_is_not_part_of_it() -> None:
    async with saying(b"hello, and more") as port, httpx.AsyncClient(transport=LeanTransport()) as client:
        assert (await client.get(f"http://127.0.0.1:{port}/")).text == "hello"
