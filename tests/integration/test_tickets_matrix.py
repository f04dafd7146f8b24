"""One ticket and everybody who may come to it: its customer, another, an agent, and one whose own it is."""

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from tests.app import Shop, people

ROLES = ("anonymous", "tom", "lena", "anna", "ben, whose own it is", "vera")
STAFF_ONLY = (401, 404, 403, 200, 403, 200)
READ = (401, 404, 200, 200, 200, 200)

# What is done with it, with what, and what each is told, in the order of ROLES; `…` stands for another
# ticket of its customer's. Whoever may not see it is told that it is not there, whatever he may do elsewhere.
EXPECTED: dict[str, tuple[dict[str, Any] | None, tuple[int, ...]]] = {
    "GET ": (None, READ),
    "GET /history": (None, READ),
    "PATCH ": ({"title": "The lamp is dark again", "version": 0}, STAFF_ONLY),
    "POST /assign": ({"handler_id": None}, STAFF_ONLY),
    "POST /transition": ({"status": "REJECTED", "content": "It was none of ours."}, STAFF_ONLY),
    "POST /replies": ({"content": "Which lamp?"}, (401, 404, 201, 201, 201, 201)),
    "POST /replies?": ({"content": "He is cross.", "internal": True}, (401, 404, 403, 201, 403, 201)),
    "POST /rating": ({"score": 5}, (401, 404, 409, 404, 409, 404)),
    "POST /links": ({"order_no": "…"}, STAFF_ONLY),
    "DELETE /links/…": (None, (401, 404, 403, 204, 403, 204)),
    "POST /merge": ({"into": "…"}, STAFF_ONLY),
    "POST /macro": ({"macro_id": 1}, (401, 403, 403, 200, 403, 200)),
}
LONG = "灯" * 120_001
HOSTILE: dict[str, list[dict[str, Any]]] = {
    "PATCH ": [
        {"title": LONG}, {"title": "\u0000"}, {"title": 5}, {"priority": "NO_SUCH"}, {"category": "no_such"},
        {"team": "t" * 500}, {"tags": ["t"] * 5000}, {"tags": ["t" * 500]}, {"title": "a", "version": -1},
    ],
    "POST /assign": [{"handler_id": one} for one in (0, -1, 2**63, 2**70, "me", [1], 987654321)] + [{}],
    "POST /transition": [
        {"status": "x" * 999}, {"status": "'; --"}, {"status": None}, {"status": "CLOSED"},
        {"status": "CLOSED", "content": LONG}, {"status": "CLOSED", "content": " ", "attachments": [1] * 99},
        {"status": "CLOSED", "content": "Done", "attachments": [2**63 - 1]},
    ],
    "POST /replies": [
        {"content": LONG}, {"content": " \u200b"}, {"content": {"a": 1}},
        {"content": "a", "internal": "perhaps"},
        {"content": "a", "attachments": [0]}, {"content": "a", "client_id": "c" * 65}, {},
    ],
    "POST /links": [{"order_no": one} for one in ("", "../..", "x" * 33, 5, "WO0")],
    "POST /merge": [{"into": one} for one in ("", "../..", "x" * 33, 5, "WO0")],
    "POST /macro": [{"macro_id": one} for one in (0, 2**63, "one", 987654321)],
}  # fmt: skip # a table

NO_NUMBERS = ("..%2f..%2fusers", "%00", "x" * 5000, "%F0%9F%98%80", "'%20OR%201=1")
NO_QUERIES = ("limit=0", f"limit={10**9}", "cursor=%00", f"q={'x' * 5000}", "status=%00", "handler=x")


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path) as running:
        yield running


@pytest.fixture
async def everybody(shop: Shop) -> dict[str, AsyncClient]:
    makers = (shop.client(), shop.customer("tom"), shop.customer("lena"), shop.agent("anna"))
    clients = [await one for one in (*makers, shop.agent("ben"), shop.admin("vera"))]
    return dict(zip(ROLES, clients, strict=True))


async def _filed(client: AsyncClient, numbers: Any = count(1)) -> str:  # noqa: B008 - one count for all
    made = await client.post("/api/work-orders", json={"title": f"Lamp {next(numbers)}", "content": "Dark."})
    assert made.status_code == 201, made.text
    return str(made.json()["order_no"])


async def _asked(client: AsyncClient, line: str, own: str, other: str, body: dict[str, Any] | None) -> int:
    method, path = line.split(" ", 1)
    address = f"/api/work-orders/{own}{path.rstrip('?').replace('…', other)}"
    filled = {key: other if value == "…" else value for key, value in body.items()} if body else None
    answer = await client.request(method, address, json=filled)
    return answer.status_code


async def test_who_may_do_what_with_a_ticket(everybody: dict[str, AsyncClient]) -> None:
    acts = {"name": "Quick", "shared": True, "acts": {"priority": "HIGH"}}
    assert (await everybody["vera"].post("/api/work-order-macros", json=acts)).json()["id"] == 1
    wrong = []
    for line, (body, statuses) in EXPECTED.items():
        for role, status in zip(ROLES, statuses, strict=True):
            owner = everybody[role if role.startswith("ben") else "lena"]
            own, other = await _filed(owner), await _filed(owner)
            answer = await _asked(everybody[role], line, own, other, body)
            if answer != status:
                wrong.append(f"{line} as {role}: {answer}, not {status}")
    assert wrong == []


async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    everybody: dict[str, AsyncClient],
) -> None:
    anna, own = everybody["anna"], await _filed(everybody["lena"])
    before = await _read(anna, own)
    asked = [(line, own, body) for line, bodies in HOSTILE.items() for body in bodies]
    asked += [(line, number, {}) for line in ("GET ", "GET /history") for number in NO_NUMBERS]
    answers = [
        (line, str(body)[:60], await _asked(anna, line, number, "WO0", body)) for line, number, body in asked
    ]
    assert [one for one in answers if one[2] not in (404, 409, 422)] == []
    for query in NO_QUERIES:
        assert (await anna.get(f"/api/work-orders?{query}")).status_code in (200, 422), query
    assert await _read(anna, own) == before


async def _read(client: AsyncClient, number: str) -> dict[str, Any]:
    """All of it but its clocks, which run."""
    seen: dict[str, Any] = (await client.get(f"/api/work-orders/{number}")).json()
    del seen["clocks"]
    return seen


async def test_of_many_only_those_are_changed_that_one_works_on(everybody: dict[str, AsyncClient]) -> None:
    ben = everybody["ben, whose own it is"]
    numbers = [await _filed(everybody["lena"]), await _filed(ben), "WO0"]
    body = {"order_nos": numbers, "change": {"priority": "HIGH"}}
    outcomes = (await ben.post("/api/work-orders/bulk", json=body)).json()["items"]
    assert [(one["done"], one["code"]) for one in outcomes] == [
        (True, None),
        (False, "forbidden"),
        (False, "not_found"),
    ]
