"""The watch looks by itself, again and again, whatever the database does."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.core.db import Database
from aics_app.core.errors import DatabaseUnavailable
from aics_app.workforce.jobs import Watch
from aics_app.workforce.models import Status
from tests.unit.workforce.conftest import Office, after


class Shaky(Database):
    """A database that is away at times, and counts who asked it then."""

    is_away = False
    refused = 0

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """As ever, when it is there."""
        if self.is_away:
            self.refused += 1
            raise DatabaseUnavailable("it is away")
        async with super().reading() as session:
            yield session


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110 - what is waited for sets no event
            await asyncio.sleep(0.01)


async def test_whoever_fell_silent_is_found_without_being_asked_for(office: Office) -> None:
    anna = await office.person("anna")
    await office.beats(anna)
    office.heard.clear()
    watch = Watch(office.db, now=lambda: after(60), every_s=0.01)
    watch.rounds.open()
    await _until(lambda: office.heard == [{"type": "changed", "user_id": anna.user_id}])
    await watch.rounds.close()
    assert await office.status(anna) is Status.OFFLINE


async def test_the_watch_goes_on_when_the_database_is_back(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    anna = await office.person("anna")
    await office.beats(anna)
    office.heard.clear()
    shaky = Shaky(office.shop.settings.database_url)
    shaky.deliver = office.db.deliver
    shaky.is_away = True
    watch = Watch(shaky, now=lambda: after(60), every_s=0.01)
    with caplog.at_level(logging.WARNING):
        watch.rounds.open()
        await _until(lambda: shaky.refused >= 2)
    assert "workforce: database_unavailable" in caplog.text
    shaky.is_away = False
    await _until(lambda: len(office.heard) == 1)
    await watch.rounds.close()
    await shaky.close()


async def test_after_its_end_the_watch_is_quiet(office: Office) -> None:
    anna = await office.person("anna")
    await office.beats(anna)
    watch = Watch(office.db, now=lambda: after(60), every_s=0.01)
    watch.rounds.open()
    await watch.rounds.close()
    await asyncio.sleep(0.05)
    assert len(await office.facts()) == 1
    await Watch(office.db).rounds.close()  # one that never began


async def test_the_watch_outlives_a_fault_that_nobody_foresaw(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks = []

    async def breaks(_own: Watch) -> list[int]:
        looks.append(1)
        raise RuntimeError("a packet out of order")

    monkeypatch.setattr(Watch, "look", breaks)
    watch = Watch(office.db, now=lambda: after(60), every_s=0.01)
    watch.rounds.open()
    await _until(lambda: len(looks) >= 3)
    await watch.rounds.close()
    assert "workforce: a round broke" in caplog.text
