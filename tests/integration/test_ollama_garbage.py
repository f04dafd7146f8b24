"""The real client against servers that are no Ollama: raw bytes, proxies, silence."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from aics_app.llm import ChatTurn, ModelError
from aics_app.llm.ollama import OllamaModel
from aics_app.llm.patience import Deadlines
from aics_app.llm.transport import LeanTransport
from tests.doubles.ollama_server import MODEL

QUICK = Deadlines(connect_s=0.5, first_token_s=0.25, stall_s=0.15, total_s=1.0, probe_s=0.25)
"""For servers that say nothing."""
PATIENT = Deadlines(connect_s=10, first_token_s=10, stall_s=10, total_s=20, probe_s=10)
"""For those that answer: a busy machine must not pass for silence."""


@pytest.fixture(params=[None, LeanTransport], ids=["httpx's transport", "lean transport"])
def transport(request: pytest.FixtureRequest) -> httpx.AsyncBaseTransport | None:
    return request.param and request.param()


async def failure_of(model: OllamaModel) -> str:
    """Why the model could not answer."""
    with pytest.raises(ModelError) as failed:
        await model.complete([ChatTurn("user", "退款几天到账？")], max_tokens=50, temperature=0)
    return failed.value.reason


@asynccontextmanager
async def model_of_a_server_that_says(
    answer: bytes | None, transport: httpx.AsyncBaseTransport | None
) -> AsyncIterator[OllamaModel]:
    """These bytes to every request, or nothing at all."""
    visits: list[asyncio.Task[None]] = []

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with aclosing_writer(writer):
            await reader.readuntil(b"\r\n\r\n")
            if answer is None:
                await reader.read()
            else:
                writer.write(answer)

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(asyncio.ensure_future(visit(reader, writer)))

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        url, deadlines = f"http://127.0.0.1:{port}", QUICK if answer is None else PATIENT
        model = OllamaModel(url, MODEL, concurrency=1, deadlines=deadlines, transport=transport)
        yield model
        await model.aclose()
        await asyncio.gather(*visits, return_exceptions=True)


@asynccontextmanager
async def aclosing_writer(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    try:
        yield
    finally:
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize(
    "line", [b"[]", b"42", b"null", b'"text"', b'{"message": 7}', b"\xff\xfe", b"{", b""]
)
async def test_lines_that_are_no_answer(line: bytes, transport: httpx.AsyncBaseTransport | None) -> None:
    body = line + b"\n"
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    async with model_of_a_server_that_says(answer, transport) as model:
        assert await failure_of(model) == "garbage"


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (b"503 Service Unavailable", b"<html>no upstream</html>", "server_error"),
        (b"429 Too Many Requests", b"{}", "server_busy"),
        (b"400 Bad Request", b'{"error": "invalid options"}', "rejected"),
        (b"302 Found\r\nLocation: http://127.0.0.1:1/", b"", "server_error"),
        (b"500 Internal Server Error", b"[]", "garbage"),
    ],
    ids=["a proxy without a server", "too many", "a refusal", "a redirect, not followed", "a list as error"],
)
async def test_what_stands_before_the_server_may_answer_too(
    status: bytes, body: bytes, reason: str, transport: httpx.AsyncBaseTransport | None
) -> None:
    answer = b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)
    async with model_of_a_server_that_says(answer, transport) as model:
        assert await failure_of(model) == reason


async def test_a_probe_does_not_wait_for_a_server_that_says_nothing(
    transport: httpx.AsyncBaseTransport | None,
) -> None:
    async with model_of_a_server_that_says(None, transport) as model:
        assert (await model.probe()).reason == "first_token"


NO_HTTP = {
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "no status": b"HTTP/1.1 abc\r\n\r\n",
    "no size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "a negative size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n{}\r\n",
    "a huge size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffff\r\n{}\r\n",
    "cut in a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
    "cut in a body": b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{}",
    "an endless header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,
    "a closed door": b"",
}


@pytest.mark.parametrize("answer", NO_HTTP.values(), ids=NO_HTTP)
async def test_what_is_no_http_or_half_of_it(
    answer: bytes, transport: httpx.AsyncBaseTransport | None
) -> None:
    async with model_of_a_server_that_says(answer, transport) as model:
        assert await failure_of(model) in {"truncated", "garbage"}
