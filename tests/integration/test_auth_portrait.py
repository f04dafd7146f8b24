"""One's portrait, on SQLite and on MariaDB with Redis."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select

from aics_app.accounts.models import Avatar
from aics_app.core.container import use
from aics_app.core.db import Database
from tests.app import Shop, people
from tests.conftest import Stores


@pytest.fixture
async def shop(stores: Stores, tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path, **stores.environ) as running:
        yield running


def portrait() -> bytes:
    out = BytesIO()
    Image.new("RGB", (400, 300), "green").save(out, "PNG")
    return out.getvalue()


async def test_a_portrait_is_kept_small_shown_to_the_signed_in_and_replaced(shop: Shop) -> None:
    lena, otto = await shop.customer("lena"), await shop.customer("otto")
    first = (
        await lena.post("/api/auth/avatar", files={"file": ("../../me.svg", portrait(), "image/svg+xml")})
    ).json()
    assert (await lena.get("/api/auth/me")).json()["avatar"] == first["avatar"]
    shown = await otto.get(first["avatar"])
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "private" in shown.headers["cache-control"]
    assert (await (await shop.client()).get(first["avatar"])).status_code == 401
    second = (await lena.post("/api/auth/avatar", files={"file": ("me.png", portrait())})).json()
    assert (await otto.get(first["avatar"])).status_code == 404
    assert (await otto.get(second["avatar"])).status_code == 200
    async with use(Database).reading() as session:
        assert (await session.execute(select(func.count()).select_from(Avatar))).scalar_one() == 1


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"<svg onload='alert(1)'/>", 422, "not_a_picture"),
        (b"", 422, "not_a_picture"),
        (b"x" * (5 * 1024 * 1024 + 1), 413, "too_large"),
        (b"x" * (7 * 1024 * 1024), 413, "too_large"),
    ],
)
async def test_what_is_no_portrait_changes_nothing(
    shop: Shop, content: bytes, status: int, code: str
) -> None:
    lena = await shop.customer("lena")
    answer = await lena.post("/api/auth/avatar", files={"file": ("me.png", content)})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await lena.get("/api/auth/me")).json()["avatar"] == ""


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "application/json", "text/plain"]
)
async def test_a_broken_form_is_refused_by_name(shop: Shop, kind: str) -> None:
    lena = await shop.customer("lena")
    answer = await lena.post("/api/auth/avatar", content=b"--x\r\n\r\n", headers={"Content-Type": kind})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
