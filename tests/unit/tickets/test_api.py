"""`/api/work-orders*` as other programs use it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from aics_app.core import db
from aics_app.llm.double import ScriptedModel
from tests.app import Shop, running
from tests.doubles.understanding import ScriptedUnderstanding

LAMP = {"title": "The lamp is dark", "content": "It came broken.", "category": "delivery"}
TEXT = ("proof.txt", b"The lamp, seen from below.", "text/plain")


@pytest.fixture
async def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    """The product at work; nobody is assigned by itself, and a busy machine's disk is waited for."""
    monkeypatch.setattr(db, "TURN_PATIENCE_S", 30.0)
    model, understanding = ScriptedModel("Two to five days."), ScriptedUnderstanding()
    environ = {"WORK_ORDER_ASSIGN_AUTO": "false"}
    async with running(tmp_path, model=model, understanding=understanding, **environ) as made:
        yield made


async def filed(customer: AsyncClient, **more: object) -> dict[str, Any]:
    answer = await customer.post("/api/work-orders", json={**LAMP, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def act(client: AsyncClient, ticket: dict[str, Any], what: str, **body: object) -> tuple[int, Any]:
    answer = await client.post(f"/api/work-orders/{ticket['order_no']}/{what}", json=body)
    return answer.status_code, answer.json()


async def whole(client: AsyncClient, ticket: dict[str, Any]) -> dict[str, Any]:
    answer = await client.get(f"/api/work-orders/{ticket['order_no']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def my_id(client: AsyncClient) -> int:
    return int((await client.get("/api/auth/me")).json()["id"])


async def test_a_ticket_from_filing_to_its_rating(shop: Shop) -> None:
    lena, anna = await shop.customer("lena"), await shop.agent("anna")
    ticket = await filed(lena)
    assert (ticket["status"], ticket["handler_id"], ticket["version"]) == ("PENDING", None, 0)
    status, given = await act(anna, ticket, "assign", handler_id=await my_id(anna))
    assert (status, given["handler"]["nickname"]) == (200, "Anna")
    assert (await act(anna, ticket, "transition", status="PROCESSING"))[0] == 200
    status, problem = await act(anna, ticket, "transition", status="PROCESSING")
    assert (status, problem["code"]) == (409, "no_such_way")
    status, said = await act(anna, ticket, "replies", content="Which lamp?", client_id="a")
    assert (status, said["author"]["nickname"], said["internal"]) == (201, "Anna", False)
    assert (await act(anna, ticket, "replies", content="Which lamp?", client_id="a"))[1]["id"] == said["id"]
    status, problem = await act(anna, ticket, "transition", status="CLOSED")
    assert (status, problem["code"]) == (409, "way_needs")
    status, done = await act(anna, ticket, "transition", status="CLOSED", content="A new one comes.")
    assert (status, done["status_category"]) == (200, "resolved")
    assert (await act(lena, ticket, "rating", score=5, comment="Quick"))[1]["score"] == 5
    status, problem = await act(lena, ticket, "rating", score=1)
    assert (status, problem["code"]) == (409, "ticket_rated_before")
    status, back = await act(lena, ticket, "transition", status="PROCESSING", content="Dark again.")
    assert (status, back["status"], back["score"]) == (200, "PROCESSING", None)
    found = await whole(lena, ticket)
    assert [reply["content"] for reply in found["replies"]] == [
        "Which lamp?",
        "A new one comes.",
        "Dark again.",
    ]
    assert (found["reopened"], found["next"]["step"], found["transitions"]) == (1, "solution", [])


async def test_a_note_reaches_no_customer_on_any_way(shop: Shop) -> None:
    lena, anna = await shop.customer("lena"), await shop.agent("anna")
    ticket = await filed(lena)
    sent = await anna.post("/api/attachments", files=[("file", TEXT)])
    file_id = sent.json()["items"][0]["id"]
    status, note = await act(
        anna, ticket, "replies", content="A fraud?", internal=True, attachments=[file_id]
    )
    assert (status, note["internal"], note["attachments"][0]["name"]) == (201, True, "proof.txt")
    number = ticket["order_no"]
    for path in (number, f"{number}/history", "", "?q=fraud"):
        answer = await lena.get(
            f"/api/work-orders/{path}" if path[:1] not in ("", "?") else f"/api/work-orders{path}"
        )
        assert answer.status_code == 200
        assert "fraud" not in answer.text
        assert "Noted" not in answer.text
    assert (await lena.get(f"/api/attachments/{file_id}")).status_code == 404
    assert (await anna.get(f"/api/attachments/{file_id}")).content == TEXT[1]
    assert "TicketNoted" in (await anna.get(f"/api/work-orders/{number}/history")).text


async def test_files_go_with_the_filing_or_are_added(shop: Shop) -> None:
    lena, tom, anna = await shop.customer("lena"), await shop.customer("tom"), await shop.agent("anna")
    file_id = (await lena.post("/api/attachments", files=[("file", TEXT)])).json()["items"][0]["id"]
    ticket = await filed(lena, attachments=[file_id])
    added = await lena.post(
        f"/api/work-orders/{ticket['order_no']}/attachments", files=[("file", TEXT), ("file", TEXT)]
    )
    assert added.status_code == 201
    assert [item["content_type"] for item in added.json()["items"]] == ["text/plain", "text/plain"]
    found = await whole(anna, ticket)
    assert [file["id"] for file in found["attachments"]] == [file_id]
    assert len(found["replies"][0]["attachments"]) == 2
    for wanted in (file_id, added.json()["items"][0]["id"]):
        statuses = [(await who.get(f"/api/attachments/{wanted}")).status_code for who in (lena, anna, tom)]
        assert statuses == [200, 200, 404]
    strange = await tom.post(f"/api/work-orders/{ticket['order_no']}/attachments", files=[("file", TEXT)])
    assert strange.status_code == 404
    assert (await act(anna, ticket, "transition", status="CLOSED", content="Done."))[0] == 200
    late = await lena.post(f"/api/work-orders/{ticket['order_no']}/attachments", files=[("file", TEXT)])
    assert (late.status_code, late.json()["code"]) == (409, "ticket_resolved")


async def test_fields_are_changed_by_who_looked_at_them(shop: Shop) -> None:
    lena, anna, ben = await shop.customer("lena"), await shop.agent("anna"), await shop.agent("ben")
    ticket = await filed(lena)
    path = f"/api/work-orders/{ticket['order_no']}"
    seen = (await anna.get(path)).headers["etag"]
    body = {"priority": "HIGH", "category": "refund", "tags": ["Lamp", "lamp"]}
    changed = await anna.patch(path, json=body, headers={"If-Match": seen})
    assert changed.status_code == 200, changed.text
    assert [changed.json()[name] for name in ("priority", "category", "tags")] == ["HIGH", "refund", ["lamp"]]
    late = await ben.patch(path, json={"priority": "LOW"}, headers={"If-Match": seen})
    assert (late.status_code, late.json()["code"]) == (409, "ticket_changed")
    assert "Anna" in late.json()["detail"]
    for body, field in (
        ({"priority": "GONE"}, "priority"),
        ({"title": " "}, "title"),
        ({"version": -1}, "version"),
    ):
        refused = await anna.patch(path, json=body)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    assert (await anna.patch(path, json={}, headers={"If-Match": "new"})).status_code == 422
    steps = (await anna.get(f"{path}/history")).json()["items"]
    edits = [step["data"]["changes"] for step in steps if step["event"] == "TicketEdited"]
    assert edits == [
        {"priority": ["NORMAL", "HIGH"], "category": ["delivery", "refund"]},
        {"tags": [None, "lamp"]},
    ]


async def test_lists_are_filtered_and_paged(shop: Shop) -> None:
    lena, tom, anna = await shop.customer("lena"), await shop.customer("tom"), await shop.agent("anna")
    numbers = [(await filed(lena, title=f"Lamp {number}"))["order_no"] for number in range(3)]
    other = await filed(tom, title="Vase", priority="HIGH")

    async def listed(client: AsyncClient, **query: str) -> tuple[list[str], str | None]:
        answer = await client.get("/api/work-orders", params=query)
        assert answer.status_code == 200, answer.text
        return [item["order_no"] for item in answer.json()["items"]], answer.json()["next_cursor"]

    assert (await listed(lena, sort="-created"))[0] == numbers
    assert (await listed(anna, priority="HIGH"))[0] == [other["order_no"]]
    assert (await listed(anna, q="lamp", sort="-created"))[0] == numbers
    first, cursor = await listed(anna, sort="priority", limit="2")
    rest, end = await listed(anna, sort="priority", limit="2", cursor=cursor or "")
    assert (first[0], len({*first, *rest}), end) == (other["order_no"], 4, None)
    for wrong in ({"sort": "title"}, {"handler": "x"}, {"sla": "x"}, {"limit": "0"}, {"cursor": "x"}):
        assert (await anna.get("/api/work-orders", params=wrong)).status_code == 422, wrong
    assert (await lena.get("/api/work-orders", params={"tag": "x"})).status_code == 403


async def test_strangers_find_nothing(shop: Shop) -> None:
    lena, tom, anna = await shop.customer("lena"), await shop.customer("tom"), await shop.agent("anna")
    ticket, other = await filed(lena), await filed(tom)
    path = f"/api/work-orders/{ticket['order_no']}"
    for method, end, body in (
        ("GET", "", None),
        ("GET", "/history", None),
        ("PATCH", "", {"title": "Mine"}),
        ("POST", "/assign", {"handler_id": await my_id(tom)}),
        ("POST", "/transition", {"status": "CLOSED"}),
        ("POST", "/replies", {"content": "Mine"}),
        ("POST", "/replies", {"content": "Mine", "internal": True}),
        ("POST", "/rating", {"score": 1}),
        ("POST", "/links", {"order_no": other["order_no"]}),
        ("DELETE", f"/links/{other['order_no']}", None),
        ("POST", "/merge", {"into": other["order_no"]}),
    ):
        answer = await tom.request(method, path + end, json=body)
        assert answer.status_code == 404, (method, end)
        nowhere = await anna.request(method, path[:-1] + "_" + end, json=body)
        assert nowhere.status_code == 404, (method, end)
    assert (await whole(lena, ticket))["version"] == 0


async def test_its_customer_sees_it_and_does_no_staff_work(shop: Shop) -> None:
    lena = await shop.customer("lena")
    ticket, other = await filed(lena), await filed(lena)
    path = f"/api/work-orders/{ticket['order_no']}"
    for method, end, body in (
        ("PATCH", "", {"title": "Mine"}),
        ("PATCH", "", {"tags": ["mine"]}),
        ("POST", "/assign", {"handler_id": await my_id(lena)}),
        ("POST", "/replies", {"content": "Mine", "internal": True}),
        ("POST", "/links", {"order_no": other["order_no"]}),
        ("DELETE", f"/links/{other['order_no']}", None),
        ("POST", "/merge", {"into": other["order_no"]}),
        ("POST", "/macro", {"macro_id": 1}),
    ):
        answer = await lena.request(method, path + end, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), (method, end)
    assert (await whole(lena, ticket))["version"] == 0


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
async def test_a_number_that_no_row_can_have_is_refused(shop: Shop, number: int) -> None:
    anna, ticket = await shop.agent("anna"), await filed(await shop.customer("lena"))
    for end, body in (
        ("assign", {"handler_id": number}),
        ("macro", {"macro_id": number}),
        ("replies", {"content": "Hello.", "attachments": [number]}),
        ("transition", {"status": "CLOSED", "content": "Done.", "attachments": [number]}),
    ):
        assert (await act(anna, ticket, end, **body))[0] == 422, end


async def test_links_merging_and_the_number_that_leads_on(shop: Shop) -> None:
    lena, tom, anna = await shop.customer("lena"), await shop.customer("tom"), await shop.agent("anna")
    old, new, other = await filed(lena), await filed(lena, title="Still dark"), await filed(tom)
    assert (await act(anna, old, "links", order_no=other["order_no"]))[0] == 200
    assert [link["order_no"] for link in (await whole(anna, other))["links"]] == [old["order_no"]]
    gone = await anna.delete(f"/api/work-orders/{other['order_no']}/links/{old['order_no']}")
    assert gone.status_code == 204
    status, problem = await act(anna, old, "merge", into=other["order_no"])
    assert (status, problem["code"]) == (409, "customers_differ")
    status, into = await act(anna, old, "merge", into=new["order_no"])
    assert (status, into["order_no"]) == (200, new["order_no"])
    assert (await whole(lena, old))["merged_into"] == new["order_no"]
    status, problem = await act(lena, old, "replies", content="Hello?")
    assert (status, problem["code"]) == (409, "ticket_merged")
    assert new["order_no"] in problem["detail"]


async def test_macros_views_and_many_at_once(shop: Shop) -> None:
    lena, anna, ben = await shop.customer("lena"), await shop.agent("anna"), await shop.agent("ben")
    one, two = await filed(lena), await filed(lena)
    body = {"name": "Solved", "acts": {"status": "CLOSED", "reply": "{{customer}}, done.", "tags": ["ok"]}}
    macro = (await anna.post("/api/work-order-macros", json=body)).json()
    status, done = await act(anna, one, "macro", macro_id=macro["id"])
    assert (status, done["status"], done["tags"]) == (200, "CLOSED", ["ok"])
    assert (await whole(lena, one))["replies"][0]["content"] == "Lena, done."
    assert (await act(ben, two, "macro", macro_id=macro["id"]))[0] == 404
    renamed = await anna.put(
        f"/api/work-order-macros/{macro['id']}", json={**body, "name": "OK", "version": 0}
    )
    assert renamed.json()["version"] == 1
    assert (await anna.delete(f"/api/work-order-macros/{macro['id']}?version=0")).status_code == 409
    assert (await anna.delete(f"/api/work-order-macros/{macro['id']}?version=1")).status_code == 204
    view = {"name": "Mine", "filters": {"handler": "me", "evil": "1"}, "sort": "due"}
    saved = (await anna.post("/api/work-order-views", json=view)).json()
    assert (saved["filters"], saved["sort"]) == ({"handler": "me"}, "due")
    assert (await anna.delete(f"/api/work-order-views/{saved['id']}")).status_code == 204
    change = {"order_nos": [one["order_no"], two["order_no"]], "assign": {"handler_id": await my_id(anna)}}
    outcomes = (await anna.post("/api/work-orders/bulk", json=change)).json()["items"]
    assert [(item["done"], item["code"]) for item in outcomes] == [(False, "ticket_resolved"), (True, None)]
    assert (await lena.post("/api/work-orders/bulk", json=change)).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "😀" * 201}, "title"),
        ({"content": "x" * 100_000}, "content"),
        ({"content": "?!"}, "content"),
        ({"category": "gone"}, "category"),
        ({"priority": "GONE"}, "priority"),
        ({"attachments": "x"}, "attachments"),
    ],
)
async def test_what_is_filed_must_make_sense(shop: Shop, wrong: dict[str, object], field: str) -> None:
    lena = await shop.customer("lena")
    answer = await lena.post("/api/work-orders", json={**LAMP, **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    long = await lena.post("/api/work-orders", json={**LAMP, "title": "😀" * 200})
    assert long.json()["title"] == "😀" * 200
