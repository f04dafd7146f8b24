"""Who reads over the API what is not his to answer is in the audit, once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.events import Activity
from tests.app import Shop, people


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path) as running:
        yield running


async def looked() -> list[str]:
    """What was looked at."""
    chosen = select(col(Activity.subject_id)).where(col(Activity.event) == "ConversationLookedAt")
    async with use(Database).reading() as session:
        return list((await session.execute(chosen)).scalars())


async def test_the_staff_leaves_a_trace_and_the_customer_none(shop: Shop) -> None:
    lena, tom, anna = await shop.customer("lena"), await shop.customer("tom"), await shop.agent("anna")
    begun = (await lena.post("/api/conversations", json={"title": "Lamp"})).json()["session_id"]
    path = f"/api/conversations/{begun}/messages"
    assert (await lena.get(path)).status_code == 200
    assert (await tom.get(path)).status_code == 404
    assert await looked() == []
    for _ in range(2):
        assert (await anna.get(path)).status_code == 200
    assert await looked() == [begun]
