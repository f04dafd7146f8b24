"""`/api/ai/*` and `/api/conversations*` as other programs use them."""

import asyncio
import json
from typing import Any

import pytest
from httpx import AsyncClient, Response

from aics_app.chat.replies import follow
from aics_app.core import metrics
from aics_app.core.db import Database
from aics_app.core.errors import DatabaseUnavailable
from aics_app.llm import ModelFailed, ModelTimeout, ModelUnavailable
from aics_app.llm.double import ScriptedModel
from tests.doubles.understanding import ScriptedUnderstanding, answers
from tests.unit.chat.conftest import Desk, MakeDesk

REFUND = "怎么申请退款?"
STEPS = "打开订单，点**申请售后**。"


def events_of(response: Response) -> list[tuple[str, dict[str, Any]]]:
    """The server-sent events of a whole answer."""
    found = []
    for block in response.text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


async def _ask(client: AsyncClient, question: str, **more: str) -> dict[str, Any]:
    response = await client.post("/api/ai/answer", json={"question": question, **more})
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


async def test_an_answer_says_where_it_comes_from(make_desk: MakeDesk) -> None:
    async with make_desk(understanding=ScriptedUnderstanding(meanings=answers(REFUND, STEPS))) as desk:
        told = await _ask(await desk.shop.customer("lena"), REFUND)
    assert (told["answer"], told["source"], told["intent"], told["need_transfer"]) == (
        STEPS,
        "faq",
        "refund",
        False,
    )
    assert told["citations"] == [
        {"position": 1, "kind": "faq", "id": 1, "title": REFUND, "passage": STEPS, "score": 0.95}
    ]
    assert isinstance(told["message_id"], int)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_stream_is_meta_deltas_and_one_end(make_desk: MakeDesk, method: str) -> None:
    async with make_desk(ScriptedModel("Two [END] to five days.")) as desk:
        lena = await desk.shop.customer("lena")
        sent = {"question": "How long does it take?"}
        response = await lena.request(
            method, "/api/ai/answer/stream", **({"params": sent} if method == "GET" else {"json": sent})
        )
    assert response.headers["content-type"].startswith("text/event-stream")
    told = events_of(response)
    kinds = [kind for kind, _ in told]
    assert kinds[0] == "meta"
    assert kinds[-1] == "done"
    assert set(kinds[1:-1]) == {"delta"}
    assert "".join(data["text"] for kind, data in told if kind == "delta") == "Two [END] to five days."
    assert told[-1][1]["answer"] == "Two [END] to five days."
    assert told[0][1]["message_id"] == told[-1][1]["message_id"]
    assert told[0][1]["source"] == told[-1][1]["source"] == "llm"


async def test_a_faq_answer_streams_too(make_desk: MakeDesk) -> None:
    async with make_desk(understanding=ScriptedUnderstanding(meanings=answers(REFUND, STEPS))) as desk:
        lena = await desk.shop.customer("lena")
        told = events_of(await lena.post("/api/ai/answer/stream", json={"question": REFUND}))
    assert [kind for kind, _ in told] == ["meta", "delta", "done"]
    assert told[0][1]["source"] == "faq"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ModelFailed("garbage"), 502, "model_failed"),
        (ModelFailed("server_error"), 502, "model_failed"),
        (ModelTimeout("stall"), 504, "model_timeout"),
    ],
)
async def test_a_failing_model_is_a_typed_error(
    make_desk: MakeDesk, error: ModelFailed, status: int, code: str
) -> None:
    async with make_desk(ScriptedModel("half an answer", error=error, error_after=1)) as desk:
        lena = await desk.shop.customer("lena")
        response = await lena.post("/api/ai/answer", json={"question": "What is in the box?"})
        told = events_of(await lena.post("/api/ai/answer/stream", json={"question": "What is in the box?"}))
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert [kind for kind, _ in told] == ["meta", "delta", "error"]
    assert told[-1][1]["code"] == code
    assert told[-1][1]["status"] == status


async def test_with_no_model_there_the_answer_is_honest_and_offers_a_person(make_desk: MakeDesk) -> None:
    async with make_desk(ScriptedModel("", error=ModelUnavailable("refused"))) as desk:
        told = await _ask(await desk.shop.customer("lena"), "What is in the box?")
        lena = await desk.shop.customer("tom")
        streamed = events_of(await lena.post("/api/ai/answer/stream", json={"question": "And the bag?"}))
    assert (told["source"], told["need_transfer"], told["model_down"]) == ("none", True, True)
    assert [kind for kind, _ in streamed] == ["meta", "delta", "done"]
    assert {streamed[0][1]["source"], streamed[-1][1]["source"]} == {"none"}


async def test_asking_twice_with_one_client_id_is_one_question(desk: Desk) -> None:
    lena = await desk.shop.customer("lena")
    first, second = await asyncio.gather(*(_ask(lena, "多久发货", client_id="click-0001") for _ in range(2)))
    assert first["message_id"] == second["message_id"]
    listed = (await lena.get("/api/conversations")).json()
    assert len(listed["items"]) == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"question": ""}, 422, "question_empty"),
        ({"question": "字" * 2001}, 422, "question_too_long"),
        ({"question": 7}, 422, "invalid"),
        ({}, 422, "invalid"),
        ({"question": "hello there", "session_id": "f" * 32}, 404, "not_found"),
        ({"question": "hello there", "session_id": "../../etc"}, 404, "not_found"),
        ({"question": ["a"]}, 422, "invalid"),
    ],
)
async def test_bad_input_is_refused_and_nothing_is_saved(
    desk: Desk, body: dict[str, Any], status: int, code: str
) -> None:
    lena = await desk.shop.customer("lena")
    for path in ("/api/ai/answer", "/api/ai/answer/stream"):
        response = await lena.post(path, json=body)
        assert (response.status_code, response.json()["code"]) == (status, code)
        assert response.headers["content-type"] == "application/problem+json"
    assert (await lena.get("/api/conversations")).json()["items"] == []


async def test_a_strangers_things_are_not_found(desk: Desk) -> None:
    lena, mallory = await desk.shop.customer("lena"), await desk.shop.customer("mallory")
    told = await _ask(lena, "多久发货")
    session, message = told["session_id"], told["message_id"]
    attempts = [
        await mallory.get(f"/api/conversations/{session}"),
        await mallory.get(f"/api/conversations/{session}/messages"),
        await mallory.get(f"/api/conversations/{session}/events"),
        await mallory.post(f"/api/conversations/{session}/messages", json={"content": "hello"}),
        await mallory.post("/api/ai/answer", json={"question": "hello there", "session_id": session}),
        await mallory.post(f"/api/ai/messages/{message}/feedback", json={"helpful": False}),
        await mallory.post(f"/api/ai/messages/{message}/stop"),
    ]
    assert [response.status_code for response in attempts] == [404] * len(attempts)
    assert (await mallory.get("/api/conversations")).json()["items"] == []
    assert len((await lena.get(f"/api/conversations/{session}/messages")).json()["items"]) == 2


async def test_feedback_is_for_ones_own_finished_answers_and_said_again_it_replaces(desk: Desk) -> None:
    lena = await desk.shop.customer("lena")
    told = await _ask(lena, "多久发货")
    path = f"/api/ai/messages/{told['message_id']}/feedback"
    assert (await lena.post(path, json={"helpful": True})).status_code == 204
    assert (await lena.post(path, json={"helpful": False, "reason": "wrong"})).status_code == 204
    messages = (await lena.get(f"/api/conversations/{told['session_id']}/messages")).json()["items"]
    assert [message["helpful"] for message in messages] == [None, False]
    question = messages[0]["id"]
    assert (
        await lena.post(f"/api/ai/messages/{question}/feedback", json={"helpful": True})
    ).status_code == 404
    assert (await lena.post(path, json={"helpful": "perhaps"})).status_code == 422
    assert (await lena.post(path, json={"helpful": True, "reason": "x" * 501})).status_code == 422


async def test_pages_of_conversations_and_messages_follow_their_cursor(desk: Desk) -> None:
    lena = await desk.shop.customer("lena")
    told = [await _ask(lena, f"How long does parcel {number} take?") for number in range(5)]
    await _ask(lena, "And express?", session_id=told[0]["session_id"])
    seen, cursor = [], ""
    while True:
        page = (await lena.get("/api/conversations", params={"limit": 2, "cursor": cursor})).json()
        seen += [item["session_id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 5
    assert seen[0] == told[0]["session_id"]
    path = f"/api/conversations/{told[0]['session_id']}/messages"
    first = (await lena.get(path, params={"limit": 3})).json()
    rest = (await lena.get(path, params={"limit": 3, "cursor": first["next_cursor"]})).json()
    senders = [item["sender"] for item in first["items"] + rest["items"]]
    assert senders == ["USER", "AI", "USER", "AI"]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("cursor", ["nonsense", "%00", "MTIz", "e30="])
async def test_a_cursor_of_somebody_elses_making_is_refused(desk: Desk, cursor: str) -> None:
    lena = await desk.shop.customer("lena")
    response = await lena.get("/api/conversations", params={"cursor": cursor})
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "cursor")


async def test_conversations_are_searched_by_what_was_said(desk: Desk) -> None:
    lena = await desk.shop.customer("lena")
    for question in ("Do you sell cast-iron pans?", "100% cotton sheets?", "100 cotton sheets?"):
        await _ask(lena, question)
    found = (await lena.get("/api/conversations", params={"q": "100%"})).json()["items"]
    assert [item["title"] for item in found] == ["100% cotton sheets?"]
    by_answer = (await lena.get("/api/conversations", params={"q": "five days"})).json()["items"]
    assert len(by_answer) == 3


async def test_a_posted_message_is_answered_by_itself(desk: Desk) -> None:
    lena = await desk.shop.customer("lena")
    begun = (await lena.post("/api/conversations", json={"title": "Pans"})).json()
    path = f"/api/conversations/{begun['session_id']}/messages"
    posted = await lena.post(path, json={"content": "Do you sell pans?"})
    assert (posted.status_code, posted.json()["sender"]) == (201, "USER")
    async for _ in follow(desk.replies, begun["session_id"], posted.json()["id"] + 1):
        pass
    assert [item["state"] for item in (await lena.get(path)).json()["items"]] == ["done", "done"]


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        ("转人工", "", "customer_request"),
        ("不用转人工", "", "missing_knowledge"),
        (REFUND, STEPS, None),
        (REFUND, "", "missing_knowledge"),
    ],
)
async def test_check_transfer_says_whether_and_why(
    make_desk: MakeDesk, question: str, answer: str, reason: str | None
) -> None:
    async with make_desk(understanding=ScriptedUnderstanding(meanings=answers(REFUND, STEPS))) as desk:
        lena = await desk.shop.customer("lena")
        asked = {"question": question, "answer": answer}
        told = (await lena.get("/api/ai/check-transfer", params=asked)).json()
    assert told == {"need_transfer": reason is not None, "reason": reason}


async def test_a_database_that_is_gone_is_a_typed_error_with_nothing_saved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lena = await desk.shop.customer("lena")
    await _ask(lena, "多久发货")

    def gone(_db: Database) -> None:
        raise DatabaseUnavailable("gone")

    with monkeypatch.context() as patched:
        patched.setattr(Database, "transaction", gone)
        response = await lena.post("/api/ai/answer", json={"question": "And now?"})
    assert (response.status_code, response.json()["code"]) == (503, "database_unavailable")
    assert len((await lena.get("/api/conversations")).json()["items"]) == 1
    assert (await _ask(lena, "And now?"))["answer"] == "Two to five days."


async def test_an_operator_sees_answers_in_figures(make_desk: MakeDesk) -> None:
    def figure(name: str, **labels: str) -> float:
        return metrics.REGISTRY.get_sample_value(name, labels) or 0.0

    before = figure("aics_answers_total", source="faq", state="done")
    seconds = figure("aics_answer_seconds_count", source="faq")
    misses = figure("aics_answer_cache_total", outcome="miss")
    async with make_desk(understanding=ScriptedUnderstanding(meanings=answers(REFUND, STEPS))) as desk:
        await _ask(await desk.shop.customer("lena"), REFUND)
        assert figure("aics_streams_open") == 0
    assert figure("aics_answers_total", source="faq", state="done") == before + 1
    assert figure("aics_answer_seconds_count", source="faq") == seconds + 1
    assert figure("aics_answer_cache_total", outcome="miss") == misses + 1
