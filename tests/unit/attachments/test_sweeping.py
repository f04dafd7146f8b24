"""What is never sent goes after a day, and so do files that no row speaks of."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aics_app.attachments import actions
from aics_app.attachments.jobs import Broom
from aics_app.attachments.keeping import Attachments
from aics_app.attachments.models import Subject
from aics_app.core.cache import Cache
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.storage import LocalStorage, new_key
from tests.unit.attachments import samples
from tests.unit.attachments.conftest import Talk, kept, uploaded


def in_days(days: float, folder: Path) -> Attachments:
    """As if it were so much later: the clock of the sweep goes ahead, the files' does not."""
    now = datetime.now(UTC) + timedelta(days=days)
    return Attachments(use(Database), use(Cache), LocalStorage(folder), {}, now=lambda: now)


async def test_only_what_was_never_sent_goes_after_a_day(talk: Talk, folder: Path) -> None:
    pending = await uploaded(talk.lena, ("a.png", samples.picture()))
    sent = await uploaded(talk.lena, ("b.png", samples.picture()))
    await talk.says(talk.lena, sent)
    assert await in_days(0.9, folder).sweep() == 0
    assert await in_days(1.1, folder).sweep() == 1
    assert (await talk.lena.get(f"/api/attachments/{pending}")).status_code == 404
    assert (await talk.anna.get(f"/api/attachments/{sent}")).status_code == 200
    assert len(kept(folder)) == 2
    assert await in_days(1.1, folder).sweep() == 0


async def test_files_without_rows_go_and_those_of_today_stay(talk: Talk, folder: Path) -> None:
    sent = await uploaded(talk.lena)
    await talk.says(talk.lena, sent)
    lost, fresh = new_key(), new_key()
    for key, age in ((lost, 2), (fresh, 0)):
        path = folder / key[:2] / key
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"its row was never written")
        then = (datetime.now(UTC) - timedelta(days=age)).timestamp()
        os.utime(path, (then, then))
    assert await in_days(0, folder).sweep() == 1
    assert lost not in {path.name for path in kept(folder)}
    assert fresh in {path.name for path in kept(folder)}
    assert (await talk.anna.get(f"/api/attachments/{sent}")).status_code == 200


async def test_what_belongs_to_something_goes_with_it(talk: Talk, folder: Path) -> None:
    file_id = await uploaded(talk.lena)
    message_id = (await talk.says(talk.lena, file_id)).json()["id"]
    async with use(Database).transaction() as session:
        assert await actions.forget(session, Subject.MESSAGE, [message_id]) == 1
    assert (await talk.lena.get(f"/api/attachments/{file_id}")).status_code == 404
    assert await in_days(1.1, folder).sweep() == 2
    assert kept(folder) == []


async def test_of_each_hour_one_replica_sweeps(talk: Talk, folder: Path) -> None:
    await uploaded(talk.lena, ("a.txt", b"words"))
    here, there = (Broom(in_days(1.1, folder), use(Cache)) for _ in range(2))
    assert (await here.turn(), await there.turn()) == (1, None)
