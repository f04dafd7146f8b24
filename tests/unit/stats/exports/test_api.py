"""A workbook over the API: asked for, waited for, fetched, and none of a stranger's business."""

from collections.abc import AsyncIterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from aics_app import wiring
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.live import Live
from aics_app.jobs.models import Job
from aics_app.jobs.running import Worker
from aics_app.storage import Storage
from tests.app import Shop, people

ASKED = {"from": "2026-03-02", "to": "2026-03-08", "locale": "en", "rows": False}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path) as running:
        yield running


async def carry_out(shop: Shop) -> None:
    works = wiring._works(shop.settings)
    rooms = shop.settings.app.data_dir / "jobs"
    await Worker(use(Database), use(Live), use(Storage), works, rooms=rooms, beat_s=0.01).turn()


async def test_asked_for_made_and_fetched_by_its_owner_alone(shop: Shop) -> None:
    vera, walter = await shop.admin("vera"), await shop.admin("walter")
    asked = await vera.post("/api/stats/export", json=ASKED)
    assert asked.status_code == 202
    assert (asked.json()["status"], asked.json()["file"]) == ("queued", None)
    place = f"/api/jobs/{asked.json()['id']}"
    assert (await vera.get(f"{place}/file")).json()["code"] == "job_not_done"
    await carry_out(shop)
    done = (await vera.get(place)).json()
    assert (done["status"], done["error"]) == ("done", None)
    file = await vera.get(f"{place}/file")
    assert file.headers["content-disposition"].startswith(
        'attachment; filename="aics-2026-03-02-2026-03-08.xlsx"'
    )
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["cache-control"] == "private, no-store"
    assert len(file.content) == done["file"]["size"]
    assert load_workbook(BytesIO(file.content)).sheetnames[0] == "Summary"
    for stranger in (walter, await shop.customer("lena")):
        for answer in (
            await stranger.get(place),
            await stranger.get(f"{place}/file"),
            await stranger.delete(place),
        ):
            assert answer.status_code == 404
    assert [one["id"] for one in (await vera.get("/api/jobs?kind=export")).json()["items"]] == [done["id"]]
    assert (await walter.get("/api/jobs")).json()["items"] == []


async def test_cancelled_it_is_never_made(shop: Shop) -> None:
    vera = await shop.admin()
    job = (await vera.post("/api/stats/export", json=ASKED)).json()
    assert (await vera.post(f"/api/jobs/{job['id']}/cancel")).json()["status"] == "cancelled"
    assert (await vera.delete(f"/api/jobs/{job['id']}")).status_code == 204
    await carry_out(shop)
    assert (await vera.get(f"/api/jobs/{job['id']}")).json()["status"] == "cancelled"


async def test_asked_for_without_a_word_it_is_thirty_days_in_the_readers_language(shop: Shop) -> None:
    vera = await shop.admin()
    for sent, spoken in (({}, "zh"), ({"json": {}}, "zh"), ({"json": {"locale": "en"}}, "en")):
        asked = await vera.post("/api/stats/export", headers={"accept-language": "zh-CN"}, **sent)
        assert asked.status_code == 202
        async with use(Database).reading() as session:
            params = (await session.get_one(Job, asked.json()["id"])).params
        first, last = (date.fromisoformat(params[name]) for name in ("from", "to"))
        assert ((last - first).days, params["locale"]) == (29, spoken)


@pytest.mark.parametrize(
    "other",
    [
        {"to": "2026-03-01"},
        {"from": "1990-01-01"},
        {"from": "yesterday"},
        {"granularity": "hour"},
        {"from": "9999-12-31", "to": "9999-12-31"},
    ],
)
async def test_days_that_are_none_are_refused(shop: Shop, other: dict[str, str]) -> None:
    vera = await shop.admin()
    assert (await vera.post("/api/stats/export", json=ASKED | other)).status_code == 422


async def test_agents_do_not_export_and_nobody_has_four_at_once(shop: Shop) -> None:
    anna, vera = await shop.agent(), await shop.admin()
    assert (await anna.post("/api/stats/export", json=ASKED)).status_code == 403
    answers = [await vera.post("/api/stats/export", json=ASKED) for _ in range(4)]
    assert [one.status_code for one in answers] == [202, 202, 202, 429]
    assert answers[3].json()["code"] == "too_many_jobs"


@pytest.mark.parametrize(
    "when",
    [
        "from=0001-01-01T00:00:00%2B14:00",
        "to=9999-12-31T23:59:59-14:00",
        "from=1899-12-31T00:00:00Z",
        "to=2201-01-01T00:00:00Z",
        "from=2026-03-02T00:00:00",
    ],
)
async def test_instants_that_no_conversation_can_have_are_refused(shop: Shop, when: str) -> None:
    vera = await shop.admin()
    refused = await vera.get(f"/api/conversations?all=true&{when}")
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert [one["field"] for one in refused.json()["errors"]] == [when.partition("=")[0]]
