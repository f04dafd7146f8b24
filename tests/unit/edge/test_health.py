"""Alive, ready, and how it is doing."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aics_app.core.container import provide
from aics_app.core.db import Database
from aics_app.core.errors import DatabaseUnavailable
from aics_app.edge import health
from aics_app.edge.health import KEPT_S, Doctor, State
from aics_app.llm import Model, ModelUnavailable
from aics_app.llm.double import ScriptedModel
from aics_app.settings import Settings
from tests.app import Shop, people
from tests.unit.edge.shell import Clock

ALL = ("database", "cache", "model", "storage")


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    health._doctor.cache_clear()
    async with people(tmp_path) as running:
        yield running
    health._doctor.cache_clear()


async def ready(shop: Shop) -> tuple[int, str, dict[str, str]]:
    answer = await (await shop.client()).get("/api/health/ready")
    return answer.status_code, answer.json()["status"], answer.json()["components"]


async def test_alive_looks_at_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(self: Database) -> None:
        raise DatabaseUnavailable

    monkeypatch.setattr(Database, "ping", gone)
    answer = await (await shop.client()).get("/api/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "UP"})


async def test_ready_when_all_are_there(shop: Shop) -> None:
    assert await ready(shop) == (200, "UP", dict.fromkeys(ALL, "UP"))


async def test_without_the_model_it_serves_on(shop: Shop) -> None:
    provide(Model, ScriptedModel("", error=ModelUnavailable("refused")))
    status, whole, parts = await ready(shop)
    assert (status, whole) == (200, "degraded")
    assert parts == dict.fromkeys(ALL, "UP") | {"model": "degraded"}


async def test_without_the_database_it_is_not_ready(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(self: Database) -> None:
        raise DatabaseUnavailable

    monkeypatch.setattr(Database, "ping", gone)
    status, whole, parts = await ready(shop)
    assert (status, whole, parts["database"], parts["cache"]) == (503, "DOWN", "DOWN", "UP")


async def test_without_a_place_for_files_it_is_not_ready(shop: Shop, tmp_path: Path) -> None:
    app = shop.settings.app.model_copy(update={"data_dir": tmp_path / "gone"})
    provide(Settings, shop.settings.model_copy(update={"app": app}))
    status, _, parts = await ready(shop)
    assert (status, parts["storage"], parts["database"]) == (503, "DOWN", "UP")


async def test_a_component_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs() -> State:
        await asyncio.Event().wait()
        raise AssertionError

    async def stands() -> State:
        return "UP"

    monkeypatch.setattr(health, "PATIENCE_S", 0.02)
    found = await Doctor({"database": hangs, "cache": stands}).look()
    assert found.components == {"database": "DOWN", "cache": "UP"}


async def test_a_hundred_probes_are_one_look() -> None:
    looks, clock = 0, Clock()

    async def counted() -> State:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0)
        return "UP"

    doctor = Doctor({"database": counted}, clock)
    await asyncio.gather(*(doctor.look() for _ in range(100)))
    assert looks == 1
    clock.at += KEPT_S
    await doctor.look()
    assert looks == 2


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("198.51.100.7", {}, 401),
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("127.0.0.1", {"x_forwarded_for": "198.51.100.7"}, 401),  # a proxy on this machine
        ("127.0.0.1", {"forwarded": "for=198.51.100.7"}, 401),
        ("198.51.100.7", {"x_forwarded_for": "127.0.0.1"}, 401),
        ("198.51.100.7", {"authorization": "Bearer a-token-for-the-scraper"}, 200),
        ("198.51.100.7", {"authorization": "Bearer another"}, 401),
        ("198.51.100.7", {"authorization": "Bearer "}, 401),
    ],
)
async def test_figures_are_for_the_operator(
    tmp_path: Path, address: str, headers: dict[str, str], status: int
) -> None:
    async with people(tmp_path, APP_METRICS_TOKEN="a-token-for-the-scraper") as shop:
        answer = await (await shop.client(address=address, **headers)).get("/metrics")
    assert answer.status_code == status
    assert ("aics_http_requests_total" in answer.text) is (status == 200)


async def test_without_a_token_set_an_empty_one_opens_nothing(shop: Shop) -> None:
    assert (await (await shop.client(authorization="Bearer ")).get("/metrics")).status_code == 401
    assert (await (await shop.client()).get("/metrics")).status_code == 401


async def test_an_administrator_reads_them(shop: Shop) -> None:
    answer = await (await shop.admin()).get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'route="/api/auth/login"' in answer.text


async def test_a_folder_for_files_of_its_own_is_looked_at_too(tmp_path: Path) -> None:
    stands_in_the_way = tmp_path / "mounted"
    stands_in_the_way.write_text("no folder")
    health._doctor.cache_clear()
    async with people(tmp_path / "data", FILE_UPLOAD_PATH=str(stands_in_the_way / "files")) as shop:
        status, _, parts = await ready(shop)
    health._doctor.cache_clear()
    assert (status, parts["storage"]) == (503, "DOWN")
