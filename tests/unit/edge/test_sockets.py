"""The pages' socket lets in our own pages only, and none that talks too much."""

import asyncio

import pytest
from starlette.types import Receive, Scope, Send

from aics_app.core import metrics
from tests.unit.edge.shell import Clock, Told, handshake, problem_of, shell

UUID = "01234567-89ab-cdef-0123-456789abcdef"


async def test_a_page_of_ours_is_let_in_and_heard() -> None:
    told = Told()
    sent = await handshake(shell(told), origin="http://shop.test", said=("40/_event,", "42"))
    assert sent == [{"type": "websocket.accept"}]
    assert [message["text"] for message in told.sockets[0]] == ["40/_event,", "42"]


async def test_a_program_without_an_origin_is_let_in() -> None:
    assert (await handshake(shell(Told())))[0]["type"] == "websocket.accept"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a/b",
        "../../etc",
        UUID.upper(),
        UUID + "0",
        UUID[:-1],
        "shared-room",
        "a" * 5000,
        f"{UUID}&token={UUID}",
    ],
)
async def test_a_token_that_is_no_uuid_is_refused(token: str) -> None:
    told = Told()
    sent = await handshake(shell(told), query=f"EIO=4&transport=websocket&token={token}")
    status, problem, _ = problem_of(sent)
    assert (status, problem["code"]) == (400, "bad_request")
    assert told.sockets == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://shop.test.evil.example"])
async def test_another_sites_page_is_refused(origin: str) -> None:
    told = Told()
    status, problem, _ = problem_of(await handshake(shell(told), origin=origin))
    assert (status, problem["code"]) == (403, "cross_origin")
    assert told.sockets == []


async def test_an_allowed_origin_is_let_in() -> None:
    app = shell(Told(), APP_ALLOWED_ORIGINS="https://help.example")
    assert (await handshake(app, origin="https://help.example"))[0]["type"] == "websocket.accept"


async def test_there_is_no_other_socket() -> None:
    assert problem_of(await handshake(shell(Told()), path="/api/ws"))[0] == 404


async def test_a_server_that_cannot_answer_a_handshake_refuses_it_bare() -> None:
    sent = await handshake(shell(Told()), origin="https://evil.example", denial=False)
    assert sent == [{"type": "websocket.close", "code": 1008}]


async def test_sockets_in_quick_succession_are_refused_until_later() -> None:
    clock = Clock()
    app = shell(Told(), clock, APP_RATE_LIMIT="12")  # two new sockets a minute
    assert (await handshake(app))[0]["type"] == "websocket.accept"
    assert (await handshake(app))[0]["type"] == "websocket.accept"
    status, problem, headers = problem_of(await handshake(app))
    assert (status, problem["code"], headers["retry-after"]) == (429, "too_many_requests", "30")
    assert (await handshake(app, address="203.0.113.1"))[0]["type"] == "websocket.accept"
    clock.at += 30
    assert (await handshake(app))[0]["type"] == "websocket.accept"


async def test_an_address_has_so_many_sockets_open_and_a_closed_one_makes_room() -> None:
    leave, clock = asyncio.Event(), Clock()

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        await leave.wait()

    app = shell(inner, clock, APP_RATE_LIMIT="6")  # one new socket a minute, three open at once
    opened = []
    for _ in range(3):
        opened.append(asyncio.create_task(handshake(app)))
        await asyncio.sleep(0)
        clock.at += 60
    assert metrics.REGISTRY.get_sample_value("aics_sockets_open") == 3
    assert problem_of(await handshake(app))[0] == 429
    leave.set()
    await asyncio.gather(*opened)
    clock.at += 60
    assert metrics.REGISTRY.get_sample_value("aics_sockets_open") == 0
    assert (await handshake(app))[0]["type"] == "websocket.accept"


async def test_one_that_talks_too_much_is_slowed_down_not_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, waits = Clock(), []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        clock.at += seconds

    monkeypatch.setattr("aics_app.edge.sockets.asyncio.sleep", sleep)
    told = Told()
    await handshake(shell(told, clock, APP_RATE_LIMIT="60"), said=("2",) * 100)
    assert len(told.sockets[0]) == 100
    assert sum(waits) == pytest.approx(42, abs=1)  # 60 at once, then one a second
