"""Numbers and instants that no database can hold are refused on every route, instead of breaking a driver."""

from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from httpx import AsyncClient

from aics_app.chat.routes import talking
from aics_app.core import paging
from tests.app import Shop
from tests.unit.edge.described import operations, schema_of

BEYOND = str(10**20)
BOUNDS = {"maximum", "exclusiveMaximum", "enum", "const"}
EDGES = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01", "9999-12-31")


def whole_numbers(
    schema: dict[str, Any], where: str, known: tuple[str, ...] = ()
) -> Iterator[tuple[str, bool]]:
    """Every one in it, and whether it is bounded."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name not in known:
            yield from whole_numbers(schema_of(name), where, (*known, name))
        return
    if schema.get("type") == "integer":
        yield where, bool(BOUNDS & set(schema))
    parts = [*schema.get("anyOf", []), *schema.get("allOf", []), *schema.get("oneOf", [])]
    for part in [*parts, *([schema["items"]] if "items" in schema else [])]:
        yield from whole_numbers(part, where, known)
    for name, part in schema.get("properties", {}).items():
        yield from whole_numbers(part, f"{where}.{name}", known)


def test_no_request_takes_a_number_without_an_end() -> None:
    found: list[tuple[str, bool]] = []
    for method, path, operation in operations():
        for one in operation.get("parameters", []):
            found += whole_numbers(one["schema"], f"{method} {path} {one['name']}")
        for content in operation.get("requestBody", {}).get("content", {}).values():
            found += whole_numbers(content["schema"], f"{method} {path} body")
    assert len(found) > 90
    assert [where for where, is_bounded in found if not is_bounded] == []


async def test_an_id_beyond_all_rows_is_refused_by_every_route_that_takes_one(shop: Shop) -> None:
    staff = [await shop.admin(), await shop.customer()]
    tried = 0
    for method, path, operation in operations():
        numbers = [
            one["name"]
            for one in operation.get("parameters", [])
            if one["in"] == "path" and one["schema"].get("type") == "integer"
        ]
        if not numbers:
            continue
        tried += 1
        address = path
        for name in numbers:
            address = address.replace(f"{{{name}}}", BEYOND)
        told = [await one.request(method, address, json={}) for one in staff]
        faults = [fault["field"] for one in told for fault in one.json().get("errors", [])]
        assert {one.status_code for one in told} <= {403, 404, 422}, f"{method} {path}"
        assert set(numbers) <= set(faults), f"{method} {path}"
    assert tried > 30


@pytest.mark.parametrize("edge", EDGES)
async def test_no_instant_or_day_breaks_a_list(shop: Shop, edge: str) -> None:
    vera, tried = await shop.admin(), 0
    for path, name in queried({"from", "to", "since", "until"}):
        answer = await vera.get(f"{path}?{name}={quote(edge)}&all=true&metric=csat")
        assert answer.status_code == 422, f"{path} {name}"
        tried += 1
    assert tried > 10


async def test_no_cursor_of_a_strangers_making_breaks_a_list(shop: Shop) -> None:
    vera = await shop.admin()
    parts = [made for length in (1, 2, 3) for made in product(("1", BEYOND, EDGES[0]), repeat=length)]
    parts.append(("updated", "0", EDGES[0], "1"))
    broken = [
        f"{path} {made}"
        for (path, _), made in product(queried({"cursor"}), parts)
        if await asked(vera, path, paging.encode(*made)) >= 500
    ]
    assert broken == []


def queried(names: set[str]) -> list[tuple[str, str]]:
    """Lists that can be asked without an id, and what of these they are asked by."""
    return [
        (path, one["name"])
        for method, path, operation in operations()
        for one in operation.get("parameters", [])
        if method == "get" and "{" not in path and one["in"] == "query" and one["name"] in names
    ]


async def asked(person: AsyncClient, path: str, cursor: str) -> int:
    return (await person.get(path, params={"cursor": cursor, "all": "true", "metric": "csat"})).status_code


@pytest.mark.parametrize("sent", ["", "x", "-1", "1" * 20, "9" * 19])
def test_a_last_event_that_is_none_of_ours_is_as_none_at_all(sent: str) -> None:
    assert talking._id_of(sent) is None
    assert talking._id_of("17") == 17
