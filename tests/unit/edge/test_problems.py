"""Every error is a problem in the reader's language, tells what helps, and nothing else."""

import logging
from collections.abc import AsyncIterator

import pytest
from fastapi import APIRouter, FastAPI
from httpx import ASGITransport, AsyncClient
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from aics_app import api
from aics_app.core.errors import Conflict, DatabaseUnavailable, Invalid, NotFound, TooManyRequests
from tests.app import Shop

PROBLEM = "application/problem+json"


class Order(BaseModel):
    """Something with fields."""

    article: str = Field(min_length=2, max_length=5)
    pieces: int = Field(ge=1)
    gift: bool = False


failing = APIRouter()
"""Routes that fail in every way."""


@failing.get("/api/conflict")
async def conflict() -> None:
    raise Conflict("row 7 has version 3")


@failing.get("/api/slow")
async def slow() -> None:
    raise TooManyRequests(retry_after_s=42)


@failing.get("/api/database")
async def database() -> None:
    raise DatabaseUnavailable("mysql+aiomysql://aics:needles@db refused")


@failing.get("/api/invalid")
async def invalid() -> None:
    raise Invalid(fields={"phone": "phone_form"})


@failing.get("/api/bug")
async def bug() -> None:
    raise RuntimeError("needles in /srv/secret")


@failing.get("/api/half")
async def half() -> StreamingResponse:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"half"
        raise RuntimeError("needles")

    return StreamingResponse(pieces())


@failing.post("/api/orders")
async def order(body: Order) -> Order:
    return body


@failing.get("/api/orders/{number}")
async def one(number: int, limit: int = 5) -> dict[str, int]:
    raise NotFound


@pytest.fixture
def app(shop: Shop) -> FastAPI:
    built = api.build()
    built.include_router(failing)
    return built


@pytest.fixture
async def broken(app: FastAPI) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


async def test_a_problem_has_all_that_the_contract_names(broken: AsyncClient) -> None:
    answer = await broken.get("/api/conflict")
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json() == {
        "type": "urn:aics:error:conflict",
        "title": "Conflict",
        "status": 409,
        "detail": "It has changed meanwhile; please look again.",
        "code": "conflict",
        "request_id": "",
    }


async def test_title_and_detail_are_in_the_readers_language(broken: AsyncClient) -> None:
    answer = await broken.get("/api/conflict", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"})
    assert answer.json()["title"] == "状态冲突"
    assert answer.json()["code"] == "conflict"


@pytest.mark.parametrize("language", ["", "de", "*", "zh;q=x", ";;,,", "x" * 9000, "en;q=999999999999"])
async def test_an_odd_wish_gets_the_default(broken: AsyncClient, language: str) -> None:
    answer = await broken.get("/api/conflict", headers={"Accept-Language": language})
    assert answer.json()["title"] == "Conflict"


async def test_who_has_to_wait_is_told_how_long(broken: AsyncClient) -> None:
    assert (await broken.get("/api/slow")).headers["retry-after"] == "42"
    assert int((await broken.get("/api/database")).headers["retry-after"]) > 0


async def test_who_is_not_signed_in_is_told_how_to(shop: Shop) -> None:
    answer = await (await shop.client()).get("/api/auth/me")
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_what_is_wrong_inside_stays_inside(
    broken: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    for path, status in (("/api/database", 503), ("/api/bug", 500)):
        answer = await broken.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
        assert "needles" not in answer.text
        assert "Traceback" not in answer.text
    assert [record.levelno for record in caplog.records] == [logging.WARNING, logging.ERROR]
    assert caplog.records[1].exc_info


async def test_a_fault_is_found_again_by_its_request(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def bug(*words: object) -> None:
        raise RuntimeError("needles")

    monkeypatch.setattr("aics_app.accounts.queries.find_user", bug)
    client = await shop.client(x_request_id="abcdef-123456")
    answer = await client.post("/api/auth/login", json={"username": "lena", "password": "x"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.json()["request_id"] == answer.headers["x-request-id"] == "abcdef-123456"


async def test_half_an_answer_does_not_end_as_if_it_were_whole(app: FastAPI) -> None:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://shop.test") as client:
        with pytest.raises(RuntimeError):
            await client.get("/api/half")


async def test_faults_stand_beside_their_fields(broken: AsyncClient) -> None:
    answer = await broken.post("/api/orders", json={"article": "x", "pieces": "many", "gift": [1]})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    faults = {fault["field"]: (fault["code"], bool(fault["message"])) for fault in answer.json()["errors"]}
    assert faults == {
        "article": ("too_short", True),
        "pieces": ("wrong_type", True),
        "gift": ("wrong_type", True),
    }


@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        (b"{", "body", "json"),
        (b"\xff\xfe", None, None),
        (b"", "body", "required"),
        (b"[]", "body", "wrong_type"),
        (b'"text"', "body", "wrong_type"),
        (b'{"article": "abc"}', "pieces", "required"),
        (b'{"article": "abcdef", "pieces": 1}', "article", "too_long"),
        (b'{"article": "abc", "pieces": 0}', "pieces", "range"),
        (b'{"article": "a\\ud800b", "pieces": 1}', "article", "wrong_type"),
        (b"[" * 100_000, None, None),
        (b'{"article": "abc", "pieces": ' + b"9" * 5000 + b"}", None, None),
    ],
)
async def test_hostile_bodies_are_refused_by_name(
    broken: AsyncClient, content: bytes, field: str | None, code: str | None
) -> None:
    answer = await broken.post("/api/orders", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == PROBLEM
    if field:
        assert {"field": field, "code": code} in [
            {"field": fault["field"], "code": fault["code"]} for fault in answer.json()["errors"]
        ]


async def test_a_form_is_not_taken_for_json(broken: AsyncClient) -> None:
    body = b'{"article": "abc", "pieces": 1}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        assert (
            await broken.post("/api/orders", content=body, headers={"Content-Type": kind})
        ).status_code == 422


async def test_odd_paths_and_queries_are_refused_by_name(broken: AsyncClient) -> None:
    answer = await broken.get("/api/orders/seven?limit=many")
    assert {fault["field"] for fault in answer.json()["errors"]} == {"number", "limit"}
    assert (await broken.get("/api/invalid")).json()["errors"][0]["field"] == "phone"


async def test_a_hundred_faults_are_not_all_listed(broken: AsyncClient) -> None:
    answer = await broken.post(
        "/api/orders", json={"article": "abc", "pieces": {str(n): n for n in range(1000)}}
    )
    assert len(answer.json()["errors"]) <= api.MAX_FAULTS


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/unknown", "/api/auth", "/api/auth/me/x", "/metrics/x/../y"]
)
async def test_an_unknown_path_of_the_api_is_a_problem_not_a_page(shop: Shop, path: str) -> None:
    answer = await (await shop.client()).get(path)
    if path.startswith("/api"):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert answer.headers["content-type"] == PROBLEM
    else:
        assert "<title>page</title>" in answer.text


async def test_a_wrong_method_is_told_the_right_ones(shop: Shop) -> None:
    answer = await (await shop.client(authorization="Bearer x")).delete("/api/auth/login")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


async def test_pages_stay_pages(shop: Shop) -> None:
    client = await shop.client()
    for path in ("/", "/chat/abc", "/apiary", "/login"):
        assert "<title>page</title>" in (await client.get(path)).text


async def test_a_page_that_breaks_is_a_problem_too(shop: Shop) -> None:
    async def broken(scope: object, receive: object, send: object) -> None:
        raise RuntimeError("needles")

    app = api.Shell(api.InFrontOf(broken))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://shop.test") as client:
        answer = await client.get("/chat")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["x-content-type-options"] == "nosniff"
