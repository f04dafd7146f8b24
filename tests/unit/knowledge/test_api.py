"""`/api/knowledge/*` as other programs use it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response

from aics_app.knowledge.rules import Decision
from tests.app import Shop, running
from tests.doubles.understanding import Meaning, ScriptedUnderstanding, entry

FAQS = "/api/knowledge/faqs"
REFUND = {
    "question": "怎么申请退款?",
    "answer": "打开订单，点**申请售后**。",
    "category": "refund",
    "language": "zh",
    "similar": ["想退钱", "退款入口在哪"],
}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    found = (
        entry("怎么申请退款?", "点**申请售后**。", score=0.91),
        entry("退款多久到账?", "三天。", score=0.2),
    )
    meanings = {"怎么退钱": Meaning(Decision.ANSWER, found, "refund")}
    async with running(tmp_path, understanding=ScriptedUnderstanding(meanings=meanings)) as made:
        yield made


@pytest.fixture
async def vera(shop: Shop) -> AsyncClient:
    return await shop.admin("vera")


async def _made(client: AsyncClient, **change: Any) -> dict[str, Any]:
    response = await client.post(FAQS, json={**REFUND, **change})
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def _problem(response: Response, status: int, code: str) -> dict[str, Any]:
    problem: dict[str, Any] = response.json()
    assert (response.status_code, problem["code"]) == (status, code)
    assert response.headers["content-type"] == "application/problem+json"
    return problem


async def test_an_entry_is_written_read_changed_and_deleted(vera: AsyncClient) -> None:
    made = await _made(vera)
    assert made.items() >= {**REFUND, "status": "enabled", "hit_count": 0, "version": 1}.items()
    one = f"{FAQS}/{made['id']}"
    assert (await vera.get(one)).json() == made
    changed = (await vera.patch(one, json={"answer": "三天到账。", "version": 1})).json()
    assert changed.items() >= {**REFUND, "answer": "三天到账。", "version": 2}.items()
    replaced = (
        await vera.put(one, json={**REFUND, "similar": [], "status": "disabled", "version": 2})
    ).json()
    assert (replaced["similar"], replaced["status"], replaced["version"]) == ([], "disabled", 4)
    assert (await vera.delete(one, params={"version": 4})).status_code == 204
    _problem(await vera.get(one), 404, "faq_not_found")


async def test_a_stale_version_is_told_the_present_one(vera: AsyncClient) -> None:
    made = await _made(vera)
    one = f"{FAQS}/{made['id']}"
    await vera.patch(one, json={"answer": "anders", "version": 1})
    for response in (
        await vera.patch(one, json={"answer": "mine", "version": 1}),
        await vera.put(one, json={**REFUND, "version": 1}),
        await vera.delete(one, params={"version": 1}),
    ):
        assert "2" in _problem(response, 409, "faq_changed_meanwhile")["detail"]
    assert (await vera.get(one)).json()["answer"] == "anders"


async def test_without_a_version_the_last_one_stands(vera: AsyncClient) -> None:
    made = await _made(vera)
    one = f"{FAQS}/{made['id']}"
    for answer in ("eins", "zwei"):
        assert (await vera.patch(one, json={"answer": answer})).json()["answer"] == answer
    assert (await vera.patch(one, json={"status": 0})).json()["status"] == "disabled"
    assert (await vera.delete(one)).status_code == 204


async def test_the_same_question_twice_is_a_conflict_that_names_the_other(vera: AsyncClient) -> None:
    made = await _made(vera)
    problem = _problem(
        await vera.post(FAQS, json={**REFUND, "question": "想退钱？"}), 409, "faq_question_taken"
    )
    assert str(made["id"]) in problem["detail"]
    assert (await vera.post(FAQS, json={**REFUND, "language": "en"})).status_code == 201


async def test_faults_stand_beside_their_fields(vera: AsyncClient) -> None:
    bad = {"question": "", "answer": "x" * 10_001, "language": "fr", "similar": ["y" * 501]}
    problem = _problem(await vera.post(FAQS, json=bad), 422, "invalid")
    assert {fault["field"]: fault["code"] for fault in problem["errors"]} == {
        "question": "required",
        "answer": "too_long",
        "language": "choice",
        "similar": "too_long",
    }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"question": 1, "answer": []}',
        b'{"question": "a", "answer": "b", "similar": "c"}',
        b'{"question": "a", "answer": "b", "status": "maybe"}',
        b'{"question": "a", "answer": "' + b"x" * 20_001 + b'"}',
    ],
)
async def test_nonsense_is_refused_and_changes_nothing(vera: AsyncClient, body: bytes) -> None:
    response = await vera.post(FAQS, content=body, headers={"content-type": "application/json"})
    _problem(response, 422, "invalid")
    assert (await vera.get(FAQS)).json()["items"] == []


async def test_the_list_is_filtered_and_paged(vera: AsyncClient) -> None:
    for number in range(5):
        await _made(vera, question=f"退款问题{number}", similar=[])
    other = {"question": "How much is delivery?", "similar": [], "language": "en", "category": "delivery"}
    await _made(vera, **other, status="disabled")
    first = (await vera.get(FAQS, params={"limit": 4})).json()
    second = (await vera.get(FAQS, params={"limit": 4, "cursor": first["next_cursor"]})).json()
    assert len({one["id"] for one in first["items"] + second["items"]}) == 6
    assert second["next_cursor"] is None
    for query, count in (
        ({"q": "退款问题"}, 5),
        ({"category": "delivery"}, 1),
        ({"language": "en"}, 1),
        ({"status": "enabled"}, 5),
        ({"status": "0"}, 1),
    ):
        assert len((await vera.get(FAQS, params=query)).json()["items"]) == count, query


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": 201}, {"limit": "all"}, {"cursor": "x"}, {"status": "x"}, {"q": "x" * 201}],
)
async def test_a_listing_that_makes_no_sense_is_refused(vera: AsyncClient, query: dict[str, Any]) -> None:
    _problem(await vera.get(FAQS, params=query), 422, "invalid")


async def test_searching_tells_what_would_answer(vera: AsyncClient) -> None:
    told = (await vera.get("/api/knowledge/search", params={"q": "怎么退钱"})).json()
    assert (told["decision"], told["intent"]) == ("answer", "refund")
    assert (
        told["items"][0].items()
        >= {
            "kind": "faq",
            "title": "怎么申请退款?",
            "passage": "点**申请售后**。",
            "score": 0.91,
        }.items()
    )
    limited = (await vera.get("/api/knowledge/search", params={"q": "怎么退钱", "limit": 1})).json()
    assert len(limited["items"]) == 1


@pytest.mark.parametrize("question", ["", "？！", "\u0000", "x" * 2001])
async def test_searching_for_nothing_is_refused(vera: AsyncClient, question: str) -> None:
    _problem(await vera.get("/api/knowledge/search", params={"q": question}), 422, "invalid")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", FAQS),
        ("POST", FAQS),
        ("GET", f"{FAQS}/1"),
        ("PUT", f"{FAQS}/1"),
        ("PATCH", f"{FAQS}/1"),
        ("DELETE", f"{FAQS}/1"),
        ("GET", "/api/knowledge/search?q=x"),
    ],
)
async def test_knowledge_is_not_public(shop: Shop, vera: AsyncClient, method: str, path: str) -> None:
    made = await _made(vera)
    path = path.replace("/1", f"/{made['id']}")
    body = {"json": REFUND} if method in {"POST", "PUT", "PATCH"} else {}
    _problem(await (await shop.client()).request(method, path, **body), 401, "not_signed_in")
    _problem(await (await shop.customer("lena")).request(method, path, **body), 403, "forbidden")
    _problem(await (await shop.agent("anna")).request(method, path, **body), 403, "forbidden")
    assert (await vera.get(f"{FAQS}/{made['id']}")).json() == made


async def test_an_understanding_that_is_away_is_told(shop: Shop, vera: AsyncClient) -> None:
    from aics_app.core.container import use  # noqa: PLC0415 - the running shop's own
    from aics_app.knowledge.understanding import Understanding  # noqa: PLC0415 - as above

    own = use(Understanding)
    assert isinstance(own, ScriptedUnderstanding)
    own.is_away = True
    response = await vera.get("/api/knowledge/search", params={"q": "怎么退钱"})
    _problem(response, 503, "faq_understanding_unavailable")
    assert "retry-after" in response.headers
