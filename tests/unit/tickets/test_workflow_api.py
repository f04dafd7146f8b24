"""`/api/workflow`, as other programs use it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.app import Shop, people

WORKFLOW = "/api/workflow"


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """On SQLite."""
    async with people(tmp_path) as running:
        yield running


async def test_everybody_reads_the_names_and_vera_all_of_it(shop: Shop) -> None:
    lena, vera = await shop.customer("lena"), await shop.admin("vera")
    names = (await lena.get(WORKFLOW)).json()
    assert [one["word"] for one in names["statuses"]][:2] == ["PENDING", "PROCESSING"]
    assert names["priorities"][0] == {"word": "LOW", "names": {"zh": "低", "en": "Low"}}
    assert (names["transitions"], names["escalation"], names["teams"]) == (None, None, None)
    whole = (await vera.get(WORKFLOW)).json()
    assert whole["priorities"][0]["resolve_minutes"] == 4320
    assert len(whole["transitions"]) == 11


async def test_vera_sets_another_which_counts_at_once(shop: Shop) -> None:
    lena, vera = await shop.customer("lena"), await shop.admin("vera")
    whole = (await vera.get(WORKFLOW)).json()
    whole["statuses"][0]["names"]["en"] = "New"
    put = await vera.put(WORKFLOW, json=whole)
    assert (put.status_code, put.json()["version"]) == (200, 1)
    assert (await lena.get(WORKFLOW)).json()["statuses"][0]["names"]["en"] == "New"
    late = await vera.put(WORKFLOW, json=whole | {"escalation": {"priority": "HIGH"}})
    assert (late.status_code, late.json()["code"]) == (409, "workflow_changed")
    (version,) = (await vera.get(f"{WORKFLOW}/versions")).json()["items"]
    assert (version["version"], version["created_by"]) == (1, "Vera")
    first = (await vera.get(f"{WORKFLOW}/versions/0")).json()
    assert first["statuses"][0]["names"]["en"] == "Pending"


async def test_a_fault_is_named_at_its_place_and_a_check_changes_nothing(shop: Shop) -> None:
    vera = await shop.admin("vera")
    whole = (await vera.get(WORKFLOW)).json()
    whole["statuses"][0]["names"]["en"] = ""
    refused = await vera.put(WORKFLOW, json=whole)
    assert refused.status_code == 422
    assert [(one["field"], one["code"]) for one in refused.json()["errors"]] == [
        ("statuses.0.names.en", "required")
    ]
    checked = (await vera.post(f"{WORKFLOW}/check", json=whole)).json()
    assert checked["faults"] == [{"field": "statuses.0.names.en", "code": "required"}]
    whole["statuses"][0]["names"]["en"] = "New"
    whole["transitions"] = [way for way in whole["transitions"] if way["target"] != "REJECTED"]
    checked = (await vera.post(f"{WORKFLOW}/check", json=whole)).json()
    assert checked == {
        "faults": [],
        "unreachable": ["REJECTED"],
        "endless": [],
        "unwoken": [],
        "stranded": [],
    }
    assert (await vera.get(WORKFLOW)).json()["version"] == 0
