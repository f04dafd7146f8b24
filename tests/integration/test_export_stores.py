"""Jobs, exports and the search of conversations where MariaDB keeps them; a process killed in mid-export."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.core import clock
from aics_app.core.live import LocalLive
from aics_app.jobs import actions, queries
from aics_app.jobs.models import Job, Status
from aics_app.jobs.running import Worker
from aics_app.settings import load
from aics_app.stats.export.making import Exporter
from aics_app.stats.rules.exporting import KIND, NEEDS
from aics_app.storage import LocalStorage
from tests.servers import MySqlDatabase
from tests.unit.jobs.conftest import Bakery, bakery_on
from tests.unit.jobs.test_asking import (
    test_who_asks_many_times_at_once_has_three,  # noqa: F401 - once more, here
)
from tests.unit.jobs.test_running import (
    test_after_a_week_file_and_row_are_gone,  # noqa: F401 - once more, here
    test_cancelled_in_the_middle_nothing_is_left,  # noqa: F401 - as above
    test_two_workers_do_it_once,  # noqa: F401 - as above
    test_what_a_lost_worker_left_is_taken_up_by_another,  # noqa: F401 - as above
)
from tests.unit.stats.exports.conftest import ZONE, Company, company_on
from tests.unit.stats.exports.conftest import lena as lena  # noqa: PLC0414 - a fixture
from tests.unit.stats.exports.test_conversations import (
    talks as talks,  # noqa: PLC0414 - a fixture
)
from tests.unit.stats.exports.test_conversations import (
    test_nobody_finds_more_than_he_may_see,  # noqa: F401 - once more, here
    test_page_by_page_each_comes_once,  # noqa: F401 - as above
    titles,
)
from tests.unit.stats.exports.test_workbook import (
    test_every_row_is_there_in_portions_of_any_size,  # noqa: F401 - as above
    test_rows_tell_who_when_and_what_and_run_nothing,  # noqa: F401 - as above
    wanted,
)

HANGING = """
import asyncio, sys
from pathlib import Path
from aics_app.core.db import Database
from aics_app.core.live import LocalLive
from aics_app.jobs.running import Worker
from aics_app.storage import LocalStorage

async def hang(owner, job, folder, progress):
    print("begun", flush=True)
    await asyncio.Event().wait()

url, files, rooms = sys.argv[1:]
worker = Worker(
    Database(url), LocalLive(), LocalStorage(Path(files)), {"export": hang}, rooms=Path(rooms)
)
asyncio.run(worker.turn())
"""
A_START_S = 30


@pytest.fixture
def url(tmp_path: Path, mysql_database: MySqlDatabase) -> str:
    return load({"APP_DATA_DIR": str(tmp_path), **mysql_database.environ}).database_url


@pytest.fixture
async def company(tmp_path: Path, url: str) -> AsyncIterator[Company]:
    async with company_on(url, tmp_path) as made:
        yield made


@pytest.fixture
async def bakery(url: str) -> AsyncIterator[Bakery]:
    async with bakery_on(url) as made:
        yield made


@pytest.fixture
async def vera(request: pytest.FixtureRequest) -> Actor:
    """The administrator of the one place or the other."""
    if "bakery" in request.fixturenames:
        place: Bakery = request.getfixturevalue("bakery")
        return await place.person("vera")
    firm: Company = request.getfixturevalue("company")
    return await firm.person("vera", Role.ADMIN)


@pytest.mark.usefixtures("talks")
async def test_signs_of_a_pattern_mean_themselves(company: Company, vera: Actor) -> None:
    assert await titles(company, vera, text="0%") == ["100% parcel"]
    assert await titles(company, vera, text="_kind_") == ["A refund"]
    assert await titles(company, vera, person="anna", score=5, helpful=True) == ["A refund"]


async def test_what_a_killed_process_left_is_exported_by_another(
    company: Company, vera: Actor, url: str, tmp_path: Path
) -> None:
    params = wanted(rows=False).params()
    async with company.db.transaction() as session:
        job = await actions.ask(session, vera, KIND, needs=NEEDS, params=params, at=clock.now())
    files, rooms = tmp_path / "files", tmp_path / "jobs"
    doomed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HANGING, url, str(files), str(rooms), stdout=asyncio.subprocess.PIPE
    )
    assert doomed.stdout is not None
    async with asyncio.timeout(A_START_S):
        assert await doomed.stdout.readline() == b"begun\n"
    doomed.kill()
    await doomed.wait()
    assert (await _row(company, vera, job)).status == Status.RUNNING
    storage = LocalStorage(files)
    works = {KIND: Exporter(company.db, ZONE)}
    heir = Worker(
        company.db,
        LocalLive(),
        storage,
        works,
        now=lambda: clock.now() + queries.STALE + timedelta(seconds=5),
        rooms=rooms,
    )
    assert await heir.turn() == 1
    done = await _row(company, vera, job)
    assert (done.status, done.attempts) == (Status.DONE, 2)
    content = b"".join([piece async for piece in await storage.read(done.storage_key or "")])
    assert len(content) == done.file_size


async def _row(company: Company, vera: Actor, job: Job) -> Job:
    async with company.db.reading() as session:
        return await queries.get(session, vera, job.id or 0)
