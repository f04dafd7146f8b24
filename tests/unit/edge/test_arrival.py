"""Every request has an id, its true address, and a line in the log that tells nothing private."""

import logging

import pytest
from starlette.types import Receive, Scope, Send

from aics_app.core import metrics
from aics_app.core.log import request_id
from tests.unit.edge.shell import Told, client, shell


async def test_a_sane_request_id_is_kept_and_answered() -> None:
    async with client(shell(Told())) as browser:
        answer = await browser.get("/", headers={"X-Request-ID": "abcdef-123456"})
    assert answer.headers["x-request-id"] == answer.json()["request_id"] == "abcdef-123456"


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "a b c d e f g", "abcdefgh\x1b[31m", "{jndi:ldap}", "编号编号编号编号"]
)
async def test_any_other_is_replaced(given: str) -> None:
    async with client(shell(Told())) as browser:
        answer = await browser.get("/", headers={"X-Request-ID": given.encode()})
    assert answer.headers["x-request-id"] == "made-here"


async def test_the_id_is_known_wherever_the_request_goes_and_forgotten_after() -> None:
    seen = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(request_id.get())
        await Told()(scope, receive, send)

    async with client(shell(inner)) as browser:
        await browser.get("/")
    assert seen == ["made-here"]
    assert request_id.get() == ""


async def test_a_stranger_cannot_borrow_an_address() -> None:
    async with client(shell(Told()), x_forwarded_for="1.2.3.4") as browser:
        assert (await browser.get("/")).json()["address"] == "198.51.100.7"


async def test_behind_a_trusted_proxy_the_client_counts() -> None:
    app = shell(Told(), APP_TRUSTED_PROXY_HOPS="1")
    async with client(app, address="10.0.0.1", x_forwarded_for="1.2.3.4, 203.0.113.9") as browser:
        assert (await browser.get("/")).json()["address"] == "203.0.113.9"


async def test_a_proxy_that_adds_a_line_of_its_own_is_believed_before_the_clients_line() -> None:
    lines = [("x-forwarded-for", "1.2.3.4"), ("x-forwarded-for", "203.0.113.9")]
    async with client(shell(Told(), APP_TRUSTED_PROXY_HOPS="1"), address="10.0.0.1") as browser:
        assert (await browser.get("/", headers=lines)).json()["address"] == "203.0.113.9"


async def test_the_scheme_is_the_browsers() -> None:
    async with client(shell(Told()), x_forwarded_proto="https") as browser:
        assert (await browser.get("/")).json()["scheme"] == "https"


async def test_the_log_has_the_path_but_not_the_question(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "aics_app.access"):
        async with client(shell(Told())) as browser:
            await browser.get("/api/ai/check-transfer?question=my+secret+illness")
            await browser.get("/api/health")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "aics_app.access"]
    assert line.startswith("GET /api/ai/check-transfer 200 ")
    assert "illness" not in line


async def test_figures_count_by_declared_routes_not_by_what_strangers_invent() -> None:
    def counted(route: str) -> float:
        return (
            metrics.REGISTRY.get_sample_value(
                "aics_http_requests_total", {"method": "GET", "route": route, "status": "200"}
            )
            or 0.0
        )

    before = counted("unknown"), counted("pages")
    async with client(shell(Told())) as browser:
        await browser.get("/api/invented/4711")
        await browser.get("/invented/4711")
        await browser.request("BREW", "/coffee")
    assert (counted("unknown"), counted("pages")) == (before[0] + 1, before[1] + 1)
    assert b"invented" not in metrics.exposition()
    assert b"BREW" not in metrics.exposition()
