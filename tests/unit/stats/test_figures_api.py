"""Figures over HTTP: whose they are, and what is refused."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import AsyncClient

from aics_app.stats.queries import Metric
from tests.app import Shop, people

DAY = "from=2026-03-02&to=2026-03-02"


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path, APP_TIMEZONE="Asia/Shanghai") as running:
        yield running


async def filed(shop: Shop) -> AsyncClient:
    """Lena has filed a ticket; Vera looks."""
    lena, vera = await shop.customer("lena"), await shop.admin("vera")
    body = {"title": "The lamp is dark", "content": "It came broken.", "category": "delivery"}
    answer = await lena.post("/api/work-orders", json=body)
    assert answer.status_code == 201
    return vera


async def test_every_figure_is_there_with_its_n(shop: Shop) -> None:
    vera = await filed(shop)
    found = (await vera.get("/api/stats/summary")).json()
    assert set(found) == {*Metric, "first_response"}
    assert (found["backlog"]["value"], found["backlog"]["n"]) == (1, 1)
    assert found["csat"] == {
        "value": None,
        "n": 0,
        "unit": "score",
        "median": None,
        "previous": None,
        "parts": {"response_rate": None, "asked": 0},
        "pending_days": 0,
    }


async def test_what_a_figure_counts_leads_to_the_ticket(shop: Shop) -> None:
    vera = await filed(shop)
    assert (await vera.get("/api/stats/shares?kind=categories")).json() == {
        "items": [{"key": "delivery", "n": 1}],
        "pending_days": 0,
        "next_cursor": None,
    }
    page = (await vera.get("/api/stats/rows?kind=categories&key=delivery")).json()
    assert [(row["kind"], row["title"], row["key"]) for row in page["items"]] == [
        ("ticket", "The lamp is dark", "delivery")
    ]
    assert page["items"][0]["id"] == 1
    assert page["next_cursor"] is None
    heat = (await vera.get("/api/stats/heatmap")).json()["rows"]
    assert (len(heat), {len(day) for day in heat}, sum(map(sum, heat))) == (7, {24}, 1)


async def test_a_series_has_a_point_for_each_bucket(shop: Shop) -> None:
    vera = await shop.admin("vera")
    path = "/api/stats/series?metric=questions&granularity=week&from=2026-03-01&to=2026-03-09"
    items = (await vera.get(path)).json()["items"]
    assert [item["start"] for item in items] == ["2026-02-23", "2026-03-02", "2026-03-09"]


async def test_a_figure_is_asked_for_by_every_name_that_the_summary_gives_it(shop: Shop) -> None:
    vera = await shop.admin("vera")
    for name in (await vera.get(f"/api/stats/summary?{DAY}")).json():
        told = await vera.get(f"/api/stats/series?metric={name}&{DAY}")
        assert (told.status_code, told.json()["metric"]) == (200, name)
        assert (await vera.get(f"/api/stats/rows?metric={name}&{DAY}")).status_code == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("summary?from=2026-03-02&to=2026-03-01", "to"),
        ("summary?from=2010-01-01&to=2026-03-01", "to"),
        ("summary?to=0001-01-01", "to"),
        ("summary?from=0001-01-01&to=0001-01-02", "from"),
        ("ranking?from=9999-12-31&to=9999-12-31", "from"),
        ("series?metric=luck", "metric"),
        (f"series?metric=csat&granularity=hour&{DAY}", "granularity"),
        ("rows?metric=", "metric"),
        ("shares?kind=colours", "kind"),
        ("rows", "metric"),
        ("rows?metric=csat&kind=sources", "metric"),
        ("rows?metric=csat&cursor=nonsense", "cursor"),
        ("rows?metric=csat&person=1", "metric"),
        ("rows?metric=csat&part=met", "part"),
        ("rows?kind=sources&part=good", "part"),
        ("rows?person=1&part=good", "part"),
        ("rows?person=0", "person"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_its_field(shop: Shop, query: str, field: str) -> None:
    vera = await shop.admin("vera")
    answer = await vera.get(f"/api/stats/{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]


async def test_an_agent_sees_none_of_what_is_nobodys_or_somebody_elses(shop: Shop) -> None:
    await filed(shop)
    anna = await shop.agent("anna")
    found = (await anna.get("/api/stats/summary")).json()
    assert {figure["n"] for figure in found.values()} == {0}
    assert (await anna.get("/api/stats/ranking")).json() == {
        "items": [],
        "pending_days": 0,
        "next_cursor": None,
    }
    assert (await anna.get("/api/stats/rows?kind=categories&key=delivery")).json()["items"] == []
    ben = (await (await shop.agent("ben")).get("/api/auth/me")).json()["id"]
    assert (await anna.get(f"/api/stats/rows?person={ben}")).status_code == 404


async def test_a_customer_sees_no_figures(shop: Shop) -> None:
    lena = await shop.customer("lena")
    assert (await lena.get("/api/stats/summary")).status_code == 403
