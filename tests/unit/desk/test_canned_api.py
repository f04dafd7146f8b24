"""`/api/canned-replies*` as other programs use it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from tests.app import Shop, people

HELLO = {"shortcut": "hello", "title": "Greeting", "text": "Hello {{customer}}.", "language": "en"}
ALL = "/api/canned-replies"


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """Its people; nobody needs the model."""
    async with people(tmp_path) as made:
        yield made


async def _made(client: AsyncClient, **more: object) -> dict[str, Any]:
    answer = await client.post(ALL, json={**HELLO, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_one_is_kept_read_changed_used_and_deleted(shop: Shop) -> None:
    anna = await shop.agent("anna")
    made = await _made(anna)
    assert made.items() >= {**HELLO, "shared": False, "use_count": 0, "version": 1}.items()
    one = f"{ALL}/{made['id']}"
    changed = (await anna.patch(one, json={"text": "Hi.", "version": 1})).json()
    assert changed.items() >= {**HELLO, "text": "Hi.", "version": 2}.items()
    assert (await anna.post(f"{one}/used")).status_code == 204
    assert (await anna.get(one)).json()["use_count"] == 1
    listed = (await anna.get(ALL, params={"q": "hello", "shared": False})).json()
    assert [item["id"] for item in listed["items"]] == [made["id"]]
    assert (await anna.delete(one, params={"version": 2})).status_code == 204
    gone = await anna.get(one)
    assert (gone.status_code, gone.json()["code"]) == (404, "canned_reply_not_found")


async def test_refusals_say_why(shop: Shop) -> None:
    anna, ben, vera = await shop.agent("anna"), await shop.agent("ben"), await shop.admin("vera")
    own, shared = await _made(anna), await _made(vera, shared=True)
    answers = {
        "taken": await anna.post(ALL, json=HELLO),
        "stale": await anna.patch(f"{ALL}/{own['id']}", json={"text": "x", "version": 7}),
        "stranger": await ben.get(f"{ALL}/{own['id']}"),
        "not hers": await anna.patch(f"{ALL}/{shared['id']}", json={"text": "x"}),
        "may not share": await anna.post(ALL, json={**HELLO, "shortcut": "b", "shared": True}),
        "nonsense": await anna.post(ALL, json={"shortcut": "a b", "text": ""}),
    }
    assert {what: (answer.status_code, answer.json()["code"]) for what, answer in answers.items()} == {
        "taken": (409, "shortcut_taken"),
        "stale": (409, "canned_reply_changed_meanwhile"),
        "stranger": (404, "canned_reply_not_found"),
        "not hers": (403, "forbidden"),
        "may not share": (403, "forbidden"),
        "nonsense": (422, "invalid"),
    }
    faults = {fault["field"]: fault["code"] for fault in answers["nonsense"].json()["errors"]}
    assert faults == {"shortcut": "shortcut_form", "text": "required"}


async def test_pages_of_a_list_hold_each_one_once(shop: Shop) -> None:
    anna = await shop.agent("anna")
    made = [(await _made(anna, shortcut=f"s{number}"))["id"] for number in range(3)]
    first = (await anna.get(ALL, params={"limit": 2})).json()
    rest = (await anna.get(ALL, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == made
    assert rest["next_cursor"] is None


async def test_on_a_ticket_the_variables_are_its_own(shop: Shop) -> None:
    lena, anna = await shop.customer("lena"), await shop.agent("anna")
    filed = {"title": "The lamp is dark", "content": "It came broken."}
    number = (await lena.post("/api/work-orders", json=filed)).json()["order_no"]
    known = (await anna.get(f"{ALL}/variables", params={"order_no": number})).json()
    assert (known["customer"], known["agent"], known["order_no"]) == ("Lena", "Anna", number)
    own = (await anna.post("/api/work-orders", json=filed)).json()["order_no"]
    wrong: list[tuple[dict[str, str], int]] = [
        ({"order_no": "WO0"}, 404),
        ({"order_no": own}, 403),
        ({}, 422),
        ({"order_no": number, "session_id": "a"}, 422),
    ]
    for params, status in wrong:
        assert (await anna.get(f"{ALL}/variables", params=params)).status_code == status
