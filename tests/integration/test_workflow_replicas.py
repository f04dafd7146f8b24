"""A workflow set on one replica counts on the other at once, also for tickets that were filed before."""

from typing import Any

from aics_app.accounts.models import Role
from tests.integration.conftest import Branches
from tests.served import Person, Server

WORKFLOW, TICKETS = "/api/workflow", "/api/work-orders"


async def _put(server: Server, person: Person, document: dict[str, Any], to: str) -> dict[str, Any]:
    async with server.client(person) as client:
        version = (await client.get(WORKFLOW)).json()["version"]
        before = "PENDING" if to == "NEW" else "NEW"
        moves = {"statuses": {before: to}}
        put = await client.put(WORKFLOW, json={**document, "version": version, "moves": moves})
        assert put.status_code == 200, put.text
        answer: dict[str, Any] = put.json()
        return answer


async def _filed(server: Server, person: Person) -> dict[str, Any]:
    async with server.client(person) as client:
        filed = await client.post(TICKETS, json={"title": "The lamp is dark", "content": "It came broken."})
        assert filed.status_code == 201, filed.text
        answer: dict[str, Any] = filed.json()
        return answer


async def test_what_is_set_here_counts_there(branches: Branches) -> None:
    lena, vera = await branches.site.person("lena"), await branches.site.person("vera", Role.ADMIN)
    ticket = await _filed(branches.there, lena)
    assert ticket["status"] == "PENDING"
    async with branches.here.client(vera) as client:
        whole = (await client.get(WORKFLOW)).json()
    other = {**whole, "statuses": [dict(one) for one in whole["statuses"]]}
    other["statuses"][0]["word"] = "NEW"
    ends = ("source", "target")
    other["transitions"] = [
        way | {end: "NEW" for end in ends if way[end] == "PENDING"} for way in whole["transitions"]
    ]
    await _put(branches.here, vera, other, "NEW")
    try:
        async with branches.there.client(lena) as client:
            moved = (await client.get(f"{TICKETS}/{ticket['order_no']}")).json()
        assert moved["status"] == "NEW"
        assert (await _filed(branches.there, lena))["status"] == "NEW"
    finally:
        await _put(branches.there, vera, whole, "PENDING")
