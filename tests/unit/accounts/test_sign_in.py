"""Signing in: what it leaves in the database."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from aics_app.accounts import actions
from aics_app.accounts.actions import ENDED_KEPT, Origin
from aics_app.accounts.models import LoginSession, User
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from tests.app import Shop, people

A_DAY = timedelta(days=1)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path) as running:
        yield running


async def sign_in(user: User, at: datetime) -> str:
    async with use(Database).transaction() as session:
        return (await actions.sign_in(session, user, Origin("198.51.100.7", "Firefox"), at, A_DAY)).session_id


async def test_sign_ins_that_ended_long_ago_are_swept_away_and_no_others(shop: Shop) -> None:
    lena, otto, now = await shop.account("lena"), await shop.account("otto"), clock.now()
    await sign_in(lena, now - ENDED_KEPT - 2 * A_DAY)
    recent = await sign_in(lena, now - ENDED_KEPT)
    ottos = await sign_in(otto, now - ENDED_KEPT - 2 * A_DAY)
    latest = await sign_in(lena, now)
    async with use(Database).reading() as session:
        kept = (await session.execute(select(col(LoginSession.id)))).scalars().all()
    assert set(kept) == {recent, ottos, latest}
