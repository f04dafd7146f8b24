"""A customer of the API: one connection, questions one after another, answers as events or whole."""

import asyncio
import json
import time
from typing import Any
from urllib.parse import urlsplit

from tests.bench.streams.answers import Seen

READ_LIMIT = 1 << 20


class ApiCustomer:
    """`ask` streams, `ask_whole` waits for the JSON. With `anew` each question begins a conversation."""

    def __init__(self, url: str, token: str, *, anew: bool = False) -> None:
        self._host, self._port = urlsplit(url).hostname or "", urlsplit(url).port or 80
        self._token, self._anew = token, anew
        self._conversation = ""
        self._received = 0

    async def open(self) -> None:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port, limit=READ_LIMIT)

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()

    async def ask(self, question: str) -> Seen:
        """The answer of `POST /api/ai/answer/stream`, event by event."""
        seen = Seen(question, time.time_ns())
        self._received = 0
        await self._send("/api/ai/answer/stream", question)
        status, headers = await self._head()
        if status != 200 or "chunked" not in headers.get("transfer-encoding", ""):
            seen.fault = f"{status} {await self._body(headers)!r}"
            return seen
        pending = b""
        while chunk := await self._chunk():
            now = time.time_ns()
            *events, pending = (pending + chunk).split(b"\n\n")
            for event in events:
                self._take(seen, event, now)
        seen.ended_ns, seen.received_bytes = time.time_ns(), self._received
        return seen

    async def ask_whole(self, question: str) -> Seen:
        """The answer of `POST /api/ai/answer`."""
        seen = Seen(question, time.time_ns())
        await self._send("/api/ai/answer", question)
        status, headers = await self._head()
        body = await self._body(headers)
        seen.ended_ns = time.time_ns()
        if status != 200:
            seen.fault = f"{status} {body!r}"
            return seen
        told = json.loads(body)
        seen.source, seen.saved = told["source"], told["answer"]
        self._conversation = told["session_id"]
        return seen

    def _take(self, seen: Seen, event: bytes, now: int) -> None:
        name, _, data = event.decode().partition("\n")
        if name.startswith(":"):
            return
        told: dict[str, Any] = json.loads(data.removeprefix("data: "))
        match name.removeprefix("event: "):
            case "meta":
                self._conversation = told["session_id"]
            case "delta":
                seen.note(now, seen.text + told["text"])
            case "done":
                seen.source, seen.saved = told["source"], told["answer"]
            case "error":
                seen.fault = str(told)

    async def _send(self, path: str, question: str) -> None:
        conversation = "" if self._anew else self._conversation
        body = json.dumps({"question": question, "session_id": conversation}, ensure_ascii=False).encode()
        head = "\r\n".join(
            [
                f"POST {path} HTTP/1.1",
                f"Host: {self._host}:{self._port}",
                f"Authorization: Bearer {self._token}",
                "Content-Type: application/json",
                f"Content-Length: {len(body)}\r\n\r\n",
            ]
        )
        self._writer.write(head.encode() + body)
        await self._writer.drain()

    async def _head(self) -> tuple[int, dict[str, str]]:
        head = await self._reader.readuntil(b"\r\n\r\n")
        self._received += len(head)
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        return int(first.split(" ")[1]), headers

    async def _chunk(self) -> bytes:
        """The next chunk of a chunked body; empty at its end."""
        line = await self._reader.readline()
        size = int(line, 16)
        content = await self._reader.readexactly(size + 2)
        self._received += len(line) + len(content)
        return content[:-2]

    async def _body(self, headers: dict[str, str]) -> bytes:
        if "chunked" not in headers.get("transfer-encoding", ""):
            return await self._reader.readexactly(int(headers["content-length"]))
        chunks = []
        while chunk := await self._chunk():
            chunks.append(chunk)
        return b"".join(chunks)
