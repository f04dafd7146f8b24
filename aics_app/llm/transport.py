"""A lean way to the model server: HTTP/1.1 without TLS, one connection a request, for Ollama's own client.

A token is one small chunk, and two thirds of what it costs (60 µs of 95 µs) is spent in httpx's own
transport: layers of generators, cancel scopes and a parser for all of HTTP. Here a chunk costs a find and a
slice. A connection is made anew for each answer: 0.3 ms against its seconds, and none can be stale.

Nor is each token read as it comes: nobody is told more often than every `gather_s`, so a stream rests that
long after each piece, and what came meanwhile is read in one go.
"""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, Protocol

import httpx

_READ_BYTES = 65536
_LONGEST_HEAD = 65536
_LONGEST_CHUNK = 16 * 1024 * 1024
_SWITCHING, _OK = 101, 200


class Reader(Protocol):
    """The reading half of a connection, as `asyncio.StreamReader` has it."""

    async def read(self, n: int, /) -> bytes:
        """Something that has come, `n` bytes at most; empty at the end."""

    async def readuntil(self, separator: bytes, /) -> bytes:
        """Everything up to and with `separator`."""


class LeanTransport(httpx.AsyncBaseTransport):
    """Keeps nothing open. Time-outs but that of connecting are the caller's."""

    def __init__(self, gather_s: float = 0.0) -> None:
        """`gather_s`: how long a chunked body rests after each piece; 0 reads whenever something comes."""
        self._gather_s = gather_s

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send, and read up to the body. Raises httpx's errors, as its own transports do."""
        body = await request.aread()
        wire = await _connected(request)
        is_open = False
        try:
            with _as_httpx_errors():
                await wire.send(_head_of(request) + body)
                status, headers = await _read_head(wire)
            is_open = True
        finally:
            if not is_open:
                wire.close()
        stream = _Body(wire, wire.close, httpx.Headers(headers), self._gather_s)
        return httpx.Response(status, headers=headers, stream=stream)


class _Wire:
    """A connected socket, looked at only when something is asked of it.

    A stream of asyncio looks whenever something comes: four calls of the kernel a token, where here one finds
    all that has come.
    """

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._loop = asyncio.get_running_loop()
        self._held = b""

    async def send(self, data: bytes) -> None:
        await self._loop.sock_sendall(self._socket, data)

    async def read(self, n: int, /) -> bytes:
        if self._held:
            held, self._held = self._held[:n], self._held[n:]
            return held
        return await self._loop.sock_recv(self._socket, n)

    async def readuntil(self, separator: bytes, /) -> bytes:
        """Raises `ValueError` when it does not come soon enough, `EOFError` at the end."""
        while (at := self._held.find(separator)) < 0:
            if len(self._held) > _LONGEST_HEAD:
                raise ValueError(len(self._held))
            more = await self._loop.sock_recv(self._socket, _READ_BYTES)
            if not more:
                raise EOFError
            self._held += more
        end = at + len(separator)
        found, self._held = self._held[:end], self._held[end:]
        return found

    def close(self) -> None:
        self._socket.close()


class _Body(httpx.AsyncByteStream):
    def __init__(
        self, reader: Reader, close: Callable[[], None], headers: httpx.Headers, gather_s: float = 0.0
    ) -> None:
        self._reader, self._close, self._headers = reader, close, headers
        self._gather_s = gather_s

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx_errors():
            async for data in self._pieces():
                yield data

    async def aclose(self) -> None:
        self._close()

    def _pieces(self) -> AsyncGenerator[bytes, None]:
        if "chunked" in self._headers.get("transfer-encoding", "").lower():
            return _chunked(self._reader, self._gather_s)
        length = self._headers.get("content-length")
        return _sized(self._reader, int(length)) if length else _to_the_end(self._reader)


async def _connected(request: httpx.Request) -> _Wire:
    url, limits = request.url, request.extensions.get("timeout", {})
    try:
        async with asyncio.timeout(limits.get("connect")):
            return _Wire(await _first_that_answers(url.host, url.port or 80))
    except TimeoutError as error:
        raise httpx.ConnectTimeout(str(error)) from error
    except OSError as error:
        raise httpx.ConnectError(str(error)) from error


async def _first_that_answers(host: str, port: int) -> socket.socket:
    """Connected to one of the host's addresses. Raises `OSError` when none answers."""
    loop = asyncio.get_running_loop()
    fault = OSError(f"{host} has no address")
    for family, kind, protocol, _, address in await _addresses(host, port):
        with ExitStack() as unless_connected:
            connecting = socket.socket(family, kind, protocol)
            unless_connected.callback(connecting.close)
            connecting.setblocking(False)
            try:
                await loop.sock_connect(connecting, address)
            except OSError as error:
                fault = error
            else:
                connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                unless_connected.pop_all()
                return connecting
    raise fault


async def _addresses(host: str, port: int) -> list[tuple[Any, Any, int, str, Any]]:
    """As `getaddrinfo`; a host that is a number needs no thread to be looked up in."""
    with suppress(socket.gaierror):
        numeric = socket.AI_NUMERICHOST
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=numeric)
    return await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)


def _head_of(request: httpx.Request) -> bytes:
    lines = [b"%b %b HTTP/1.1" % (request.method.encode(), request.url.raw_path)]
    lines += [
        b"%b: %b" % (name, value) for name, value in request.headers.raw if name.lower() != b"connection"
    ]
    return b"\r\n".join([*lines, b"Connection: close", b"", b""])


async def _read_head(reader: Reader) -> tuple[int, list[tuple[bytes, bytes]]]:
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


async def _chunked(reader: Reader, gather_s: float) -> AsyncGenerator[bytes, None]:
    """The content of the chunks, as many at a time as have arrived; then a rest of `gather_s`."""
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
            if gather_s and not is_over:
                await asyncio.sleep(gather_s)


async def _sized(reader: Reader, length: int) -> AsyncGenerator[bytes, None]:
    while length > 0:
        data = await reader.read(min(length, _READ_BYTES))
        if not data:
            raise asyncio.IncompleteReadError(b"", length)
        length -= len(data)
        yield data


async def _to_the_end(reader: Reader) -> AsyncGenerator[bytes, None]:
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
