"""`/api/handoffs*` as other programs use it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from aics_app.chat.replies import topic_of
from aics_app.core.container import use
from aics_app.core.live import Live
from aics_app.llm.double import ScriptedModel
from tests.app import Shop, running
from tests.doubles.understanding import ScriptedUnderstanding


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """The product at work."""
    model, understanding = ScriptedModel("Two to five days."), ScriptedUnderstanding()
    async with running(tmp_path, model=model, understanding=understanding) as made:
        yield made


async def _conversation(customer: AsyncClient) -> str:
    made = await customer.post("/api/conversations", json={"title": "My parcel"})
    assert made.status_code == 201, made.text
    return str(made.json()["session_id"])


async def _asked(customer: AsyncClient, conversation_id: str = "") -> dict[str, Any]:
    own = conversation_id or await _conversation(customer)
    answer = await customer.post(f"/api/conversations/{own}/handoff")
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def _post(client: AsyncClient, handoff: dict[str, Any], what: str, **body: object) -> tuple[int, Any]:
    answer = await client.post(f"/api/handoffs/{handoff['id']}/{what}", json=body or None)
    return answer.status_code, answer.json()


async def test_a_hand_off_from_its_beginning_to_its_rating(shop: Shop) -> None:
    lena, anna = await shop.customer("lena"), await shop.agent("anna")
    asked = await _asked(lena)
    assert (asked["status"], asked["reason"], asked["position"]) == ("queued", "customer_request", 1)
    listed = (await anna.get("/api/handoffs", params={"status": "queued"})).json()
    assert [item["id"] for item in listed["items"]] == [asked["id"]]
    assert listed["items"][0]["customer"]["nickname"] == "Lena"
    status, taken = await _post(anna, asked, "take")
    assert (status, taken["status"], taken["agent"]["nickname"]) == (200, "active", "Anna")
    assert taken["taken_at"] is not None
    seen = (await lena.get(f"/api/handoffs/{asked['id']}")).json()
    assert (seen["status"], seen["agent"]["nickname"], seen["position"]) == ("active", "Anna", None)
    status, closed = await _post(anna, asked, "close", disposition="solved", note="Easy.")
    assert (status, closed["status"], closed["disposition"], closed["note"]) == (
        200,
        "closed",
        "solved",
        "Easy.",
    )
    status, rated = await _post(lena, asked, "rating", score=5, comment="Thank you")
    assert (status, rated["score"], rated["note"]) == (200, 5, None)
    assert (await _post(lena, asked, "rating", score=1))[1]["code"] == "handoff_rated_before"


async def test_the_slower_agent_is_told_who_was_faster(shop: Shop) -> None:
    lena, anna, ben = await shop.customer("lena"), await shop.agent("anna"), await shop.agent("ben")
    asked = await _asked(lena)
    assert (await _post(anna, asked, "take"))[0] == 200
    status, problem = await _post(ben, asked, "take")
    assert (status, problem["code"]) == (409, "already_taken")
    assert "Anna" in problem["detail"]
    assert (await _post(anna, asked, "take"))[0] == 200


async def test_two_agents_at_once(shop: Shop) -> None:
    lena, anna, ben = await shop.customer("lena"), await shop.agent("anna"), await shop.agent("ben")
    asked = await _asked(lena)
    tried = await asyncio.gather(_post(anna, asked, "take"), _post(ben, asked, "take"))
    assert sorted(status for status, _ in tried) == [200, 409]


async def test_asked_twice_it_is_the_same_wait(shop: Shop) -> None:
    lena = await shop.customer("lena")
    first = await _asked(lena)
    assert (await _asked(lena, first["session_id"]))["id"] == first["id"]


async def test_strangers_find_nothing_and_customers_take_nothing(shop: Shop) -> None:
    lena, tom = await shop.customer("lena"), await shop.customer("tom")
    asked = await _asked(lena)
    assert (await tom.get(f"/api/handoffs/{asked['id']}")).status_code == 404
    assert (await tom.get("/api/handoffs")).json()["items"] == []
    assert (await tom.post(f"/api/conversations/{asked['session_id']}/handoff")).status_code == 404
    for what, body in (
        ("take", {}),
        ("give-back", {}),
        ("close", {"disposition": "solved"}),
        ("transfer", {"to_team": "returns"}),
    ):
        assert (await _post(tom, asked, what, **body))[0] == 404, what
        assert (await _post(lena, asked, what, **body))[0] == 403, what
    for what, body in (("cancel", {}), ("rating", {"score": 5})):
        assert (await _post(tom, asked, what, **body))[0] == 404, what
    assert (await lena.get(f"/api/handoffs/{asked['id']}")).json()["status"] == "queued"


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("close", {"disposition": "vanished"}),
        ("close", {}),
        ("close", {"disposition": "solved", "note": "x" * 501}),
        ("rating", {"score": 6}),
        ("rating", {"score": "many"}),
        ("transfer", {"to_agent": "anna"}),
        ("transfer", {"note": "to nobody"}),
    ],
)
async def test_nonsense_is_refused(shop: Shop, what: str, body: dict[str, Any]) -> None:
    lena, anna = await shop.customer("lena"), await shop.agent("anna")
    asked = await _asked(lena)
    await _post(anna, asked, "take")
    answer = await anna.post(f"/api/handoffs/{asked['id']}/{what}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_a_reason_is_one_of_those_that_are_known(shop: Shop) -> None:
    lena = await shop.customer("lena")
    path = f"/api/conversations/{await _conversation(lena)}/handoff"
    assert (await lena.post(path, json={"reason": "boredom"})).status_code == 422
    told = (await lena.post(path, json={"reason": "missing_knowledge"})).json()
    assert told["reason"] == "missing_knowledge"


async def test_lists_go_page_by_page(shop: Shop) -> None:
    lena, anna = await shop.customer("lena"), await shop.agent("anna")
    asked = [(await _asked(lena))["id"] for _ in range(5)]
    found: list[int] = []
    cursor = ""
    while True:
        page = (await anna.get("/api/handoffs", params={"limit": 2, "cursor": cursor})).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == asked[::-1]
    assert (await anna.get("/api/handoffs", params={"status": "lost"})).status_code == 422
    assert (await anna.get("/api/handoffs", params={"cursor": "?"})).status_code == 422


async def test_waiting_no_longer(shop: Shop) -> None:
    lena = await shop.customer("lena")
    asked = await _asked(lena)
    status, cancelled = await _post(lena, asked, "cancel")
    assert (status, cancelled["status"], cancelled["position"]) == (200, "cancelled", None)
    status, problem = await _post(lena, asked, "cancel")
    assert (status, problem["code"]) == (409, "handoff_over")


async def test_every_change_is_told_to_the_queue_and_to_the_conversation(shop: Shop) -> None:
    lena, anna = await shop.customer("lena"), await shop.agent("anna")
    own = await _conversation(lena)
    heard: list[str] = []
    for topic in ("handoffs", topic_of(own)):
        use(Live).subscribe(topic, lambda topic, message: heard.append(f"{topic} {message['type']}"))
    asked = await _asked(lena, own)
    for act in (
        _post(anna, asked, "take"),
        _post(anna, asked, "give-back"),
        _post(lena, asked, "rating", score=4),
    ):
        heard.clear()
        assert (await act)[0] == 200
        assert {"handoffs changed", f"{topic_of(own)} changed"} <= set(heard)


async def test_what_is_said_is_noted_on_the_hand_off(shop: Shop) -> None:
    """`first_reply_at` and `silent_since` follow the messages."""
    lena, anna = await shop.customer("lena"), await shop.agent("anna")
    asked = await _asked(lena)
    _, taken = await _post(anna, asked, "take")
    assert taken["silent_since"] == taken["taken_at"]
    path = f"/api/conversations/{asked['session_id']}/messages"
    assert (await anna.post(path, json={"content": "Hello Lena"})).status_code == 201
    answered = (await anna.get(f"/api/handoffs/{asked['id']}")).json()
    assert answered["silent_since"] is None
    assert answered["first_reply_at"] is not None
    assert (await lena.post(path, json={"content": "Hello"})).status_code == 201
    assert (await anna.get(f"/api/handoffs/{asked['id']}")).json()["silent_since"] is not None


async def test_an_administrator_takes_a_chat_from_its_agent(shop: Shop) -> None:
    lena, anna, ben = await shop.customer("lena"), await shop.agent("anna"), await shop.agent("ben")
    vera, asked = await shop.admin("vera"), await _asked(lena)
    assert (await _post(anna, asked, "take"))[0] == 200
    assert (await _post(vera, asked, "take"))[0] == 409
    assert (await _post(ben, asked, "take", seize=True))[0] == 403
    assert (await _post(lena, asked, "take", seize=True))[0] == 403
    assert (await _post(vera, asked, "take", seize="perhaps"))[0] == 422
    status, seized = await _post(vera, asked, "take", seize=True)
    assert (status, seized["status"], seized["agent"]["nickname"]) == (200, "active", "Vera")
    assert (await _post(anna, asked, "close", disposition="solved"))[0] == 409
    said = (await lena.get(f"/api/conversations/{asked['session_id']}/messages")).json()["items"]
    assert "handoff_seized" in str(said[-1])


async def test_a_note_is_left_found_and_taken_care_of(shop: Shop) -> None:
    lena, anna, ben = await shop.customer("lena"), await shop.agent("anna"), await shop.agent("ben")
    asked = await _asked(lena)
    status, left = await _post(lena, asked, "note", text="Call me, please.")
    assert (status, left["status"], left["left_note"]["text"]) == (200, "cancelled", "Call me, please.")
    assert left["left_note"]["done_by"] is None
    found = (await anna.get("/api/handoffs", params={"note": "open"})).json()["items"]
    assert [item["id"] for item in found] == [asked["id"]]
    status, done = await _post(anna, asked, "note/done")
    assert (status, done["left_note"]["done_by"]["nickname"]) == (200, "Anna")
    status, problem = await _post(ben, asked, "note/done")
    assert (status, problem["code"]) == (409, "note_done_before")
    assert (await anna.get("/api/handoffs", params={"note": "open"})).json()["items"] == []
    seen = (await lena.get(f"/api/handoffs/{asked['id']}")).json()["left_note"]
    assert (seen["done_by"], seen["done_at"] is not None) == (None, True)
    assert (await _post(lena, asked, "note/done"))[0] == 403
    assert (await _post(lena, asked, "note", text=""))[0] == 422


async def _found(client: AsyncClient, **wanted: str) -> list[int]:
    answer = await client.get("/api/handoffs", params=wanted)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_the_records_are_searched_by_what_they_say(shop: Shop) -> None:
    lena, tom, anna = await shop.customer("lena"), await shop.customer("tom"), await shop.agent("anna")
    hers, his = await _asked(lena), await _asked(tom)
    await _post(anna, hers, "take")
    await _post(anna, hers, "close", disposition="solved", note="")
    await _post(lena, hers, "rating", score=4)

    assert await _found(anna, disposition="solved") == [hers["id"]]
    assert await _found(anna, score="4") == [hers["id"]]
    assert await _found(anna, score="5") == []
    assert await _found(anna, source="button") == [his["id"], hers["id"]]
    assert await _found(anna, source="rule") == []
    assert await _found(anna, reason="customer_request", status="queued") == [his["id"]]
    assert await _found(anna, q="ton") == []
    assert await _found(anna, q="Tom") == [his["id"]]
    assert await _found(anna, q="parcel") == [his["id"], hers["id"]]
    assert await _found(anna, q="%") == []
    assert await _found(anna, **{"from": hers["created_at"], "to": his["created_at"]}) == [hers["id"]]
    assert await _found(tom, q="Lena") == []
    for client, wanted, refused in (
        (lena, {"disposition": "solved"}, 403),
        (anna, {"score": "6"}, 422),
        (anna, {"from": "yesterday"}, 422),
        (anna, {"from": "2026-01-01T00:00:00"}, 422),
        (anna, {"note": "lost"}, 422),
    ):
        assert (await client.get("/api/handoffs", params=wanted)).status_code == refused


async def test_who_signs_out_for_good_is_gone_at_once_and_his_chats_go_on(shop: Shop) -> None:
    lena, anna = await shop.customer("lena"), await shop.agent("anna")
    elsewhere = await shop.client(authorization=f"Bearer {await shop.token('anna')}")
    await anna.put("/api/agents/me/presence", json={"status": "busy"})
    asked = await _asked(lena)
    await _post(anna, asked, "take")
    await elsewhere.post("/api/auth/logout")
    ben = await shop.agent("ben")

    async def status_of_anna() -> str:
        agents = (await ben.get("/api/agents")).json()["items"]
        return next(str(one["status"]) for one in agents if one["nickname"] == "Anna")

    assert await status_of_anna() == "busy"  # she is signed in elsewhere
    await anna.post("/api/auth/logout")
    assert await status_of_anna() == "offline"
    async with asyncio.timeout(10):
        while (await ben.get(f"/api/handoffs/{asked['id']}")).json()["status"] != "queued":  # noqa: ASYNC110 - the dispatcher rings no bell
            await asyncio.sleep(0.05)


async def test_the_first_word_of_an_agent_is_told_once(shop: Shop) -> None:
    """The page says that he has arrived, until then."""
    lena, anna = await shop.customer("lena"), await shop.agent("anna")
    asked = await _asked(lena)
    await _post(anna, asked, "take")
    heard: list[dict[str, Any]] = []
    use(Live).subscribe(topic_of(asked["session_id"]), lambda _, message: heard.append(message))
    for words in ("Hello.", "How can I help?"):
        heard.clear()
        told = await anna.post(f"/api/conversations/{asked['session_id']}/messages", json={"content": words})
        assert told.status_code == 201
        changes = [message for message in heard if message["type"] == "changed" and "message" not in message]
        assert len(changes) == (1 if words == "Hello." else 0)
