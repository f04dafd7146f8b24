"""A model server of our own that speaks Ollama's protocol, keeps time, and fails on request.

    python -m tests.doubles.ollama_server --port 0 --rate 50 --tokens 200      prints its address
    async with OllamaDouble(rate=0) as server: ... server.url ...

A chat that holds the words `aside` is none of the next chats: the product asks it when it likes.

What it does is a `Behaviour`: given to the constructor, to `become`, to `then` (for the next chats only),
to `POST /_control` as JSON, or by a mark in the question itself, as in `[[stall:5]]`. `GET /_requests` tells
what it saw. It stamps each token in `created_at`, in nanoseconds.
"""

import argparse
import asyncio
import dataclasses
import json
import re
import sys
import time
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from tests.doubles import ollama_wire as wire
from tests.doubles.ollama_answers import AnswerOf, sensible_answer, vector_of
from tests.doubles.ollama_behaviour import REFUSALS, Behaviour, Seen, script_of
from tests.doubles.ollama_streams import Stream, Ticker

MODEL = "llama3:8b-instruct"
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class OllamaDouble:
    """The server. `requests` holds what it saw on `/api/chat`, `/api/generate` and `/api/embed`."""

    def __init__(
        self,
        *,
        models: tuple[str, ...] = (MODEL,),
        answer: AnswerOf = sensible_answer,
        aside: str = "",
        host: str = "127.0.0.1",
        port: int = 0,
        **behaviour: Any,
    ) -> None:
        self.models, self.answer, self.aside = models, answer, aside
        self.behaviour = self._first = Behaviour(**behaviour)
        self.next: deque[Behaviour] = deque()
        self.requests: list[Seen] = []
        self.open_streams = self.peak_streams = self.connections_made = 0
        self.connections: set[Connection] = set()
        self.host, self.port = host, port
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """The address, known once it runs."""
        return f"http://{self.host}:{self.port}"

    async def start(self) -> None:
        """Listen; the port stays the same over stops and starts."""
        loop = asyncio.get_running_loop()
        self.ticker = Ticker(loop)
        self._server = await loop.create_server(lambda: Connection(self), self.host, self.port, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]

    async def refuse(self) -> None:
        """Listen no longer and drop every connection, as a crashed server does."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in tuple(self.connections):
            connection.transport.abort()
        await asyncio.sleep(0)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.refuse()

    def become(self, **changes: Any) -> None:
        """Answer like this from now on."""
        self.behaviour = dataclasses.replace(self.behaviour, **changes)

    def then(self, *, times: int = 1, **changes: Any) -> None:
        """Answer like this for the next `times` chats."""
        self.next.extend([dataclasses.replace(self.behaviour, **changes)] * times)

    def behaviour_for(self, question: str) -> Behaviour:
        """What a chat gets now: the next in line, else the usual; a mark in the question wins over both."""
        is_aside = bool(self.aside) and self.aside in question
        chosen = self.next.popleft() if self.next and not is_aside else self.behaviour
        return chosen.marked(question)

    def control(self, order: dict[str, Any]) -> None:
        """`/_control`: behaviour keys, with `times` for the next chats only; `refuse_s`; `reset`."""
        changes = dict(order)
        if changes.pop("reset", False):
            self.requests.clear()
            self.next.clear()
            self.behaviour = self._first
        seconds, times = changes.pop("refuse_s", None), changes.pop("times", None)
        if times is not None:
            self.then(times=times, **changes)
        elif changes:
            self.become(**changes)
        if seconds is not None:
            self._away = asyncio.ensure_future(self._refuse_for(seconds))

    async def _refuse_for(self, seconds: float) -> None:
        await self.refuse()
        await asyncio.sleep(seconds)
        await self.start()


class Connection(asyncio.Protocol):
    """One keep-alive HTTP/1.1 connection, one request at a time."""

    transport: asyncio.Transport

    def __init__(self, server: OllamaDouble) -> None:
        self._server = server
        self._buffer = b""
        self._stream: Stream | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._server.connections.add(self)
        self._server.connections_made += 1

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.connections.discard(self)
        if self._stream is not None:
            self._stream.end("aborted")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, gap, rest = self._buffer.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        if not gap or len(rest) < size or self._stream is not None:
            return
        self._buffer = rest[size:]
        method, path, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        try:
            body = json.loads(rest[:size]) if size else {}
        except ValueError:
            self.transport.write(wire.error_of(HTTPStatus.BAD_REQUEST, "invalid JSON"))
            return
        self._answer(f"{method} {path}", body)

    def _answer(self, request: str, body: dict[str, Any]) -> None:
        handlers: dict[str, Callable[[dict[str, Any]], bytes]] = {
            "GET /api/version": lambda _: wire.reply({"version": "0.12.0"}),
            "GET /api/tags": lambda _: wire.names_of(self._server.models),
            "POST /api/show": self._show,
            "POST /api/embed": self._embed,
            "POST /_control": self._control,
            "GET /_requests": lambda _: wire.reply(
                [dataclasses.asdict(seen) for seen in self._server.requests]
            ),
        }
        if request in {"POST /api/chat", "POST /api/generate"}:
            self._chat(request.removeprefix("POST "), body)
        elif request in handlers:
            self.transport.write(handlers[request](body))
        else:
            self.transport.write(wire.error_of(HTTPStatus.NOT_FOUND, "404 page not found"))

    def _seen(self, path: str, body: dict[str, Any]) -> Seen:
        seen = Seen(path, body, time.time_ns())
        self._server.requests.append(seen)
        return seen

    def _show(self, body: dict[str, Any]) -> bytes:
        if body.get("model") not in self._server.models:
            return wire.error_of(HTTPStatus.NOT_FOUND, f"model '{body.get('model')}' not found")
        return wire.reply({"details": {"family": "double"}, "model_info": {}, "capabilities": ["completion"]})

    def _embed(self, body: dict[str, Any]) -> bytes:
        self._seen("/api/embed", body).state = "done"
        texts = body.get("input", [])
        texts = [texts] if isinstance(texts, str) else texts
        return wire.reply({"model": body.get("model"), "embeddings": [vector_of(text) for text in texts]})

    def _control(self, body: dict[str, Any]) -> bytes:
        try:
            self._server.control(body)
        except (TypeError, ValueError) as fault:
            return wire.error_of(HTTPStatus.BAD_REQUEST, str(fault))
        return wire.reply({"behaviour": dataclasses.asdict(self._server.behaviour)})

    def _chat(self, path: str, body: dict[str, Any]) -> None:
        server, seen = self._server, self._seen(path, body)
        behaviour = server.behaviour_for(seen.question)
        model = body.get("model")
        refusal = REFUSALS.get(behaviour.mode if model in server.models else "model_missing")
        if refusal:
            seen.state = "faulted"
            self.transport.write(wire.error_of(refusal[0], refusal[1].format(model=model)))
            return
        script = script_of(seen, behaviour, server.answer)
        self._stream = Stream(self.transport, script, seen, behaviour.rate, self._over)
        server.open_streams += 1
        server.peak_streams = max(server.peak_streams, server.open_streams)
        server.ticker.add(self._stream, asyncio.get_running_loop().time() + script.wait_s)

    def _over(self) -> None:
        self._stream = None
        self._server.open_streams -= 1


async def serve(arguments: argparse.Namespace) -> None:
    """Run until killed; the address is the first line of output."""
    server = OllamaDouble(
        models=tuple(arguments.model or [MODEL]),
        aside=arguments.aside,
        host=arguments.host,
        port=arguments.port,
        rate=arguments.rate,
        tokens=arguments.tokens,
        first_token_s=arguments.first_token,
    )
    async with server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.doubles.ollama_server")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--rate", type=float, default=50.0, help="tokens a second; 0 = all at once")
    parser.add_argument("--tokens", type=int, help="exactly so many; default: as long as the answer is")
    parser.add_argument("--first-token", type=float, default=0.0, help="seconds before the first token")
    parser.add_argument(
        "--aside", default="", help="words of chats that use up nothing set for the next ones"
    )
    parser.add_argument("--model", action="append", help="a model it has; may be repeated")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
