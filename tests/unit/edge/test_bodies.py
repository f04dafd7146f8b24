"""Nobody fills the memory with a body, whatever its headers say."""

from collections.abc import AsyncIterator

import pytest

from aics_app.edge.bodies import LIMIT, UPLOADS
from tests.unit.edge.shell import Told, client, shell

AVATAR = "/api/auth/avatar"


async def pieces(total: int, size: int = 65_536) -> AsyncIterator[bytes]:
    for start in range(0, total, size):
        yield b"x" * min(size, total - start)


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(("path", "limit"), [("/api/ai/answer", LIMIT), (AVATAR, UPLOADS[AVATAR])])
async def test_a_body_up_to_the_limit_arrives_and_one_byte_more_does_not(
    path: str, limit: int, streamed: bool
) -> None:
    async with client(shell(Told())) as browser:
        fits = await browser.post(path, content=pieces(limit) if streamed else b"x" * limit)
        refused = await browser.post(path, content=pieces(limit + 1) if streamed else b"x" * (limit + 1))
    assert fits.json()["bytes"] == limit
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")


async def test_a_refusal_names_the_limit() -> None:
    async with client(shell(Told())) as browser:
        answer = await browser.post("/api/ai/answer", content=b"x" * (LIMIT + 1))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "too_large"
    assert "1 MB" in answer.json()["detail"]


@pytest.mark.parametrize("length", ["-1", "1e3", "abc", "１", "+5", "0x10"])
async def test_a_length_that_is_none_is_refused(length: str) -> None:
    async with client(shell(Told())) as browser:
        answer = await browser.post(
            "/api/ai/answer", headers={"Content-Length": length.encode()}, content=b"hello"
        )
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


async def test_an_absurd_length_is_refused_before_it_is_read() -> None:
    async with client(shell(Told())) as browser:
        answer = await browser.post(
            "/api/ai/answer", headers={"Content-Length": "9" * 5000}, content=b"hello"
        )
    assert answer.status_code == 413
