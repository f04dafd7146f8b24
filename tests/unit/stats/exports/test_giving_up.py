"""An export that is given up in the middle of a portion leaves nothing, and is not said to have failed."""

import asyncio
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet._writer import WorksheetWriter

from aics_app.accounts.models import Actor
from aics_app.stats.export.making import Exporter
from aics_app.stats.models import Granularity
from aics_app.stats.rules.exporting import Wanted
from tests.unit.stats.exports.conftest import NOW, WEEK, ZONE, Company


@dataclass
class Slow:
    """A disk that takes its time for the rows of one sheet."""

    begun: threading.Event = field(default_factory=threading.Event)
    goes_on: threading.Event = field(default_factory=threading.Event)

    def wait(self, title: str) -> None:
        if title == "Conversations":
            self.begun.set()
            self.goes_on.wait(10)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    disk, write = Slow(), WorksheetWriter.write_row

    def write_row(writer: Any, *row: Any) -> None:
        disk.wait(writer.ws.title)
        write(writer, *row)

    monkeypatch.setattr(WorksheetWriter, "write_row", write_row)
    return disk


async def test_cancelled_in_the_middle_of_a_row_it_leaves_nothing(
    company: Company, vera: Actor, lena: Actor, slow: Slow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await company.talk(lena, 1)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    exporter = Exporter(company.db, ZONE, lambda: NOW)
    wanted = Wanted(WEEK, Granularity.DAY, "en")
    writing = asyncio.create_task(exporter.write(vera, wanted, scratch / "own.xlsx", company.progress))
    assert await asyncio.to_thread(slow.begun.wait, 10), "no sheet was begun"
    writing.cancel()
    await asyncio.sleep(0.05)
    is_done = writing.done()
    slow.goes_on.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert not is_done, "its thread was not left behind"
    assert list(scratch.iterdir()) == []
