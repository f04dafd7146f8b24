"""Programs write null for what they leave out: wherever something may be left out, null is taken so."""

from collections.abc import Iterator
from typing import Any

from tests.app import Shop
from tests.unit.edge.described import operations, schema_of


def bodies() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What is sent as JSON, and where."""
    for method, path, operation in operations():
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content:
            yield method, path, meant(content["schema"])


def meant(schema: dict[str, Any]) -> dict[str, Any]:
    """The object itself, where there may also be none."""
    while "$ref" in schema or "anyOf" in schema:
        schema = schema["anyOf"][0] if "anyOf" in schema else schema
        schema = schema_of(schema["$ref"])
    return schema


def nothing(schema: dict[str, Any]) -> dict[str, None]:
    """Null for all that may be left out."""
    return {name: None for name in schema["properties"] if name not in schema.get("required", [])}


async def test_null_is_taken_wherever_something_may_be_left_out(shop: Shop) -> None:
    everybody = [await shop.customer(), await shop.agent(), await shop.admin()]
    tried, refused = 0, dict[str, set[str]]()
    for method, path, schema in bodies():
        said = nothing(schema)
        address = path.replace("{", "").replace("}", "")
        for name in (one for one in address.split("/") if one.endswith("_id")):
            address = address.replace(name, "1")
        answers = [await one.request(method, address, json=said) for one in everybody]
        tried += any(one.status_code not in (401, 403) for one in answers) and bool(said)
        for answer in answers:
            faults = (
                {fault["field"] for fault in answer.json().get("errors", [])} if answer.content else set()
            )
            if faults & set(said):
                refused[f"{method} {path}"] = faults & set(said)
    assert refused == {}
    assert tried > 25


async def test_null_deeper_within_is_taken_as_well(shop: Shop) -> None:
    anna = await shop.agent()
    body = {"name": "Close", "shared": None, "acts": {"status": "CLOSED", "tags": None, "reply": None}}
    made = await anna.post("/api/work-order-macros", json=body)
    assert made.status_code == 201
    assert made.json()["acts"] == {"status": "CLOSED"}


async def test_a_conversation_begins_without_a_word(shop: Shop) -> None:
    lena = await shop.customer()
    for sent in ({}, {"json": None}, {"json": {}}, {"json": {"title": None}}):
        begun = await lena.post("/api/conversations", **sent)
        assert (begun.status_code, begun.json()["title"]) == (201, "")
