"""The model double's bytes: Ollama's answers as chunked NDJSON, made once and stamped when they are sent."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Literal

Ending = Literal["done", "stall", "garbage", "error_line", "cut", "unfinished"]

STAMP = "0000-00-00T00:00:00.000000000Z"
LAST_CHUNK = b"0\r\n\r\n"
STREAM_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: `kind` is `chat` or `generate`; `reason` is Ollama's `done_reason`."""

    kind: str
    model: str
    pieces: tuple[str, ...]
    reason: str = "stop"


@dataclass(frozen=True, slots=True)
class Script:
    """After `wait_s`, lines to send one by one, in two halves with the stamp between; then the ending."""

    wait_s: float
    head: bytes
    lines: tuple[tuple[bytes, bytes], ...]
    ending: Ending
    last: bytes


class Stamps:
    """`created_at` as Ollama writes it: nanoseconds, UTC. The second's text is kept while it lasts."""

    def __init__(self) -> None:
        self._second = -1
        self._text = b""

    def at(self, nanoseconds: int) -> bytes:
        """The 30 bytes for this instant, counted from the epoch."""
        second, rest = divmod(nanoseconds, 1_000_000_000)
        if second != self._second:
            self._second = second
            self._text = time.strftime("%Y-%m-%dT%H:%M:%S.", time.gmtime(second)).encode()
        return self._text + b"%09dZ" % rest


def chunk(payload: bytes) -> bytes:
    """One chunk of a chunked body."""
    return b"%x\r\n%b\r\n" % (len(payload), payload)


def stream_script(said: Said, ending: Ending, wait_s: float) -> Script:
    """A streamed answer: its pieces, then the ending."""
    return Script(
        wait_s, STREAM_HEAD, _lines_of(said.kind, said.model, said.pieces), ending, _last_of(said, ending)
    )


def whole_script(said: Said, ending: Ending, wait_s: float) -> Script:
    """The same answer for `stream: false`: nothing for a while, then all of it."""
    if ending == "error_line":
        return Script(
            wait_s, b"", (), ending, error_of(HTTPStatus.INTERNAL_SERVER_ERROR, "the model stopped")
        )
    if ending == "garbage":
        return Script(wait_s, b"", (), ending, reply_bytes(b'{"model": nonsense'))
    if ending in {"stall", "cut"}:
        return Script(wait_s, b"", (), ending, b"")
    return Script(wait_s, b"", (), ending, reply(_final(said, "".join(said.pieces), done=ending == "done")))


def reply(body: Any, status: HTTPStatus = HTTPStatus.OK) -> bytes:
    """A whole HTTP answer in JSON."""
    return reply_bytes(json.dumps(body, ensure_ascii=False).encode(), status)


def reply_bytes(body: bytes, status: HTTPStatus = HTTPStatus.OK) -> bytes:
    """A whole HTTP answer."""
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        f"Content-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def error_of(status: HTTPStatus, text: str) -> bytes:
    """An HTTP answer with Ollama's `error`."""
    return reply({"error": text}, status)


def names_of(models: Sequence[str]) -> bytes:
    """The answer of `/api/tags`."""
    listed = [
        {"name": name, "model": name, "modified_at": "2025-01-01T00:00:00Z", "size": 1, "digest": "0" * 64}
        for name in models
    ]
    return reply({"models": listed})


@lru_cache(maxsize=256)
def _lines_of(kind: str, model: str, pieces: tuple[str, ...]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple(_halves(_line(kind, model, piece)) for piece in pieces)


def _last_of(said: Said, ending: Ending) -> bytes:
    if ending == "done":
        return chunk(_ndjson(_final(said, "", done=True))) + LAST_CHUNK
    if ending == "garbage":
        return chunk(b'{"model": nonsense\n') + LAST_CHUNK
    if ending == "error_line":
        return chunk(_ndjson({"error": "the model stopped"})) + LAST_CHUNK
    return LAST_CHUNK if ending == "unfinished" else b""


def _line(kind: str, model: str, piece: str) -> dict[str, Any]:
    return {"model": model, "created_at": STAMP, **_content(kind, piece), "done": False}


def _final(said: Said, text: str, *, done: bool) -> dict[str, Any]:
    body = {"model": said.model, "created_at": STAMP, **_content(said.kind, text), "done": done}
    counts = {"total_duration": 1, "load_duration": 1, "prompt_eval_count": 1, "prompt_eval_duration": 1}
    return {**body, "done_reason": said.reason, **counts, "eval_count": len(said.pieces), "eval_duration": 1}


def _content(kind: str, text: str) -> dict[str, Any]:
    return {"message": {"role": "assistant", "content": text}} if kind == "chat" else {"response": text}


def _ndjson(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _halves(body: dict[str, Any]) -> tuple[bytes, bytes]:
    before, _, after = chunk(_ndjson(body)).partition(STAMP.encode())
    return before, after
