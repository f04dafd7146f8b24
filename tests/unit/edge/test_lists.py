"""Every list is told in one way: items, and where the next ones begin."""

from typing import Any

from httpx import AsyncClient

from tests.app import Shop
from tests.unit.edge.described import operations, schema_of


def answers(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """What it may be, whole."""
    if "anyOf" in schema:
        return [whole for one in schema["anyOf"] for whole in answers(one)]
    return [schema_of(schema["$ref"]) if "$ref" in schema else schema]


def test_a_list_has_items_and_a_cursor() -> None:
    told = [
        (path, answer)
        for method, path, operation in operations()
        if method == "get"
        for content in operation["responses"].get("200", {}).get("content", {}).values()
        for answer in answers(content.get("schema", {}))
    ]
    lists = [(path, answer) for path, answer in told if "items" in answer.get("properties", {})]
    assert len(lists) > 20
    assert [path for path, answer in lists if "next_cursor" not in answer["properties"]] == []
    assert [path for path, answer in told if answer.get("type") == "array"] == []


async def paged(person: AsyncClient, path: str, name: str) -> list[Any]:
    """One by one, to the end."""
    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await person.get(path, params={"limit": 1, "cursor": cursor})).json()
        found += [one[name] for one in page["items"]]
        cursor = page["next_cursor"]
    return found


async def test_sign_ins_are_turned_over_page_by_page(shop: Shop) -> None:
    lena = await shop.customer("lena")
    for _ in range(2):
        await shop.token("lena")
    whole = (await lena.get("/api/auth/sessions")).json()
    assert (len(whole["items"]), whole["next_cursor"]) == (3, None)
    assert await paged(lena, "/api/auth/sessions", "id") == [one["id"] for one in whole["items"]]


async def test_the_changes_of_a_setting_are_turned_over_page_by_page(shop: Shop) -> None:
    vera, setting = await shop.admin(), "/api/config/HANDOFF_SILENT_SECONDS"
    seen = "300"
    for value in ("60", "90", "120"):
        assert (await vera.put(setting, json={"value": value, "before": seen})).status_code == 200
        seen = value
    assert await paged(vera, f"{setting}/history", "after") == ["120", "90", "60"]


async def test_versions_of_the_workflow_are_turned_over_page_by_page(shop: Shop) -> None:
    vera = await shop.admin()
    for name in ("New", "Newer", "Newest"):
        whole = (await vera.get("/api/workflow")).json()
        whole["statuses"][0]["names"]["en"] = name
        assert (await vera.put("/api/workflow", json=whole)).status_code == 200
    assert await paged(vera, "/api/workflow/versions", "version") == [3, 2, 1]
