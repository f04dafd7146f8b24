"""A lean way to the model server: HTTP/1.1 without TLS, one connection a request, for Ollama's own client.

A token is one small chunk, and two thirds of what it costs (60 µs of 95 µs) is spent in httpx's own
transport: layers of generators, cancel scopes and a parser for all of HTTP. Here a chunk costs a find and a
slice. A connection is made anew for each answer: 0.3 ms against its seconds, and none can be stale.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import contextmanager

import httpx

_READ_BYTES = 65536
_LONGEST_CHUNK = 16 * 1024 * 1024
_SWITCHING, _OK = 101, 200


class LeanTransport(httpx.AsyncBaseTransport):
    """Keeps nothing open. Time-outs but that of connecting are the caller's."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send, and read up to the body. Raises httpx's errors, as its own transports do."""
        body = await request.aread()
        reader, writer = await _connect(request)
        is_open = False
        try:
            with _as_httpx_errors():
                writer.write(_head_of(request) + body)
                await writer.drain()
                status, headers = await _read_head(reader)
            is_open = True
        finally:
            if not is_open:
                writer.close()
        return httpx.Response(status, headers=headers, stream=_Body(reader, writer, httpx.Headers(headers)))


class _Body(httpx.AsyncByteStream):
    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, headers: httpx.Headers
    ) -> None:
        self._reader, self._writer, self._headers = reader, writer, headers

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx_errors():
            async for data in self._pieces():
                yield data

    async def aclose(self) -> None:
        self._writer.close()

    def _pieces(self) -> AsyncGenerator[bytes, None]:
        if "chunked" in self._headers.get("transfer-encoding", "").lower():
            return _chunked(self._reader)
        length = self._headers.get("content-length")
        return _sized(self._reader, int(length)) if length else _to_the_end(self._reader)


async def _connect(request: httpx.Request) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    url, limits = request.url, request.extensions.get("timeout", {})
    try:
        async with asyncio.timeout(limits.get("connect")):
            return await asyncio.open_connection(url.host, url.port or 80)
    except TimeoutError as error:
        raise httpx.ConnectTimeout(str(error)) from error
    except OSError as error:
        raise httpx.ConnectError(str(error)) from error


def _head_of(request: httpx.Request) -> bytes:
    lines = [b"%b %b HTTP/1.1" % (request.method.encode(), request.url.raw_path)]
    lines += [
        b"%b: %b" % (name, value) for name, value in request.headers.raw if name.lower() != b"connection"
    ]
    return b"\r\n".join([*lines, b"Connection: close", b"", b""])


async def _read_head(reader: asyncio.StreamReader) -> tuple[int, list[tuple[bytes, bytes]]]:
    """Status and headers; interim answers (1xx) are passed over."""
    status = 0
    while status < _OK:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head[:-4].split(b"\r\n")
        version, status_text = first.split(b" ", 2)[:2]
        status = int(status_text)
        if not version.startswith(b"HTTP/1.") or status == _SWITCHING:
            raise ValueError(first)
    pairs = (line.partition(b":") for line in lines)
    return status, [(name.strip(), value.strip()) for name, _, value in pairs]


async def _chunked(reader: asyncio.StreamReader) -> AsyncGenerator[bytes, None]:
    """The content of the chunks, as many at a time as have arrived."""
    buffer, is_over = b"", False
    while not is_over:
        data = await reader.read(_READ_BYTES)
        if not data:
            raise asyncio.IncompleteReadError(buffer, None)
        buffer += data
        contents: list[bytes] = []
        at = 0
        while (line_end := buffer.find(b"\r\n", at)) >= 0:
            size = int(buffer[at:line_end].split(b";")[0], 16)
            if not 0 <= size <= _LONGEST_CHUNK:
                raise ValueError(size)
            is_over = size == 0
            start, end = line_end + 2, line_end + 2 + size
            if is_over or len(buffer) < end + 2:
                break
            contents.append(buffer[start:end])
            at = end + 2
        buffer = buffer[at:]
        if contents:
            yield b"".join(contents)


async def _sized(reader: asyncio.StreamReader, length: int) -> AsyncGenerator[bytes, None]:
    while length > 0:
        data = await reader.read(min(length, _READ_BYTES))
        if not data:
            raise asyncio.IncompleteReadError(b"", length)
        length -= len(data)
        yield data


async def _to_the_end(reader: asyncio.StreamReader) -> AsyncGenerator[bytes, None]:
    while data := await reader.read(_READ_BYTES):
        yield data


@contextmanager
def _as_httpx_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise httpx.ReadError(str(error)) from error
    except (EOFError, ValueError, asyncio.LimitOverrunError) as error:
        raise httpx.RemoteProtocolError(str(error)) from error
