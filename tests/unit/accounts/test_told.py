"""What the record, and who has the pages open, are told of people and roles."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlmodel import col

from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.events import Activity
from tests.app import PASSWORD, Shop, people


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path) as running:
        yield running


@pytest.fixture
async def vera(shop: Shop) -> AsyncClient:
    return await shop.admin("vera")


async def told_of(user_id: int) -> list[tuple[str, int | None]]:
    """Every fact about this person, and whose doing it was."""
    about = select(Activity).where(
        col(Activity.subject_type) == "user", col(Activity.subject_id) == str(user_id)
    )
    async with use(Database).reading() as session:
        rows = (await session.execute(about.order_by(col(Activity.id)))).scalars()
        return [(row.event, row.actor_id) for row in rows]


async def test_an_account_that_vera_makes_is_her_doing_alone(shop: Shop, vera: AsyncClient) -> None:
    veras = int((await vera.get("/api/auth/me")).json()["id"])
    made = await vera.post("/api/users", json={"username": "nora", "role": "USER"})
    assert await told_of(made.json()["user"]["id"]) == [("UserCreated", veras)]
    invited = await vera.post("/api/users", json={"username": "olga", "role": "USER", "invite": True})
    assert {who for _, who in await told_of(invited.json()["user"]["id"])} == {veras}
    registered = await (await shop.client()).post(
        "/api/auth/register", json={"username": "lena", "password": PASSWORD}
    )
    lenas = registered.json()["user"]["id"]
    assert await told_of(lenas) == [("UserRegistered", lenas), ("SignedIn", lenas)]
