"""The workbook from the command line."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from errno import ENOSPC
from pathlib import Path

import pytest
from openpyxl import load_workbook

from aics_app.cli import exporting
from aics_app.cli.__main__ import main
from aics_app.core import clock
from aics_app.core.db import Database
from aics_app.settings import load, variables
from aics_app.stats import jobs
from aics_app.stats.export.book import Book
from aics_app.stats.queries import looking
from tests.unit.stats.conftest import History, at

DAYS = ["--from", "2026-03-02", "--to", "2026-03-08"]
NOW = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place of an empty database, and where the command is given."""
    for variable in [*variables(), "AICS_CONFIG"]:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("APP_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert main(["migrate"]) == 0
    return tmp_path


def test_the_workbook_is_written_where_it_was_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", *DAYS, "--locale", "en"]) == 0
    path = folder / "aics-2026-03-02-2026-03-08.xlsx"
    assert f"{path}: 2026-03-02 to 2026-03-08, 0 rows" in capsys.readouterr().out
    assert "Conversations" in load_workbook(path).sheetnames
    assert main(["export", *DAYS]) == 1
    assert "is there already" in capsys.readouterr().err
    assert main(["export", *DAYS, "--force", "--figures-only", "--locale", "en"]) == 0
    assert "Conversations" not in load_workbook(path).sheetnames


def test_files_are_named_from_where_the_command_was_called(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The launcher has gone to the project's folder by then."""
    desk = folder / "desk"
    desk.mkdir()
    called = ["--called-from", str(desk), "export", *DAYS, "--figures-only"]
    assert main([*called, "--output", "march.xlsx"]) == 0
    assert f"{desk / 'march.xlsx'}: " in capsys.readouterr().out
    assert main([*called, "--output", str(folder / "march.xlsx")]) == 0
    assert main(called) == 0
    assert sorted(path.name for path in desk.iterdir()) == ["aics-2026-03-02-2026-03-08.xlsx", "march.xlsx"]
    assert (folder / "march.xlsx").exists()


def test_what_else_is_in_the_folder_is_left_alone(folder: Path) -> None:
    own = folder / "sheet-1.xml"
    own.write_text("of somebody else")
    before = set(folder.iterdir())
    assert main(["export", *DAYS, "--figures-only", "--output", "march.xlsx"]) == 0
    assert own.read_text() == "of somebody else"
    assert set(folder.iterdir()) - before == {folder / "march.xlsx"}


def test_the_old_workbook_outlives_a_disk_that_is_full(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "march.xlsx"
    path.write_text("the good old one")
    before = set(folder.iterdir())

    def save(_book: Book, path: Path) -> None:
        path.write_text("half of")
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(Book, "save", save)
    assert main(["export", *DAYS, "--figures-only", "--output", "march.xlsx", "--force"]) == 1
    assert f"{path} could not be written: No space left" in capsys.readouterr().err
    assert (path.read_text(), set(folder.iterdir())) == ("the good old one", before)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "2026-03-02", "--to", "2026-03-01"], "--from is after --to"),
        ([*DAYS, "--output", "nowhere/at/all.xlsx"], "could not be written"),
    ],
)
def test_what_can_not_be_is_refused_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["export", *words]) == 1
    assert said in capsys.readouterr().err
    assert list(folder.glob("*.xlsx")) == []


def test_a_day_that_is_none_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", "--from", "yesterday"])
    assert ended.value.code == 1
    assert "--from" in capsys.readouterr().err


async def a_week_of_questions() -> None:
    """One a day, in a database that no server has seen."""
    db = Database(load().database_url)
    history = History(db)
    lena = await history.talk("lena", at("03-02 09:00"))
    for day in range(2, 9):
        await history.asked(lena, at(f"03-0{day} 09:00"))
    await db.close()


@pytest.fixture
def large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A history that is too much to be counted while somebody waits, of which nothing is computed."""
    monkeypatch.setattr(clock.AGREED, "own", lambda: NOW)
    monkeypatch.setattr(looking, "PLAIN_MESSAGES", 5)
    monkeypatch.setattr(jobs, "PORTION_DAYS", 3)
    asyncio.run(a_week_of_questions())
    return folder


def test_without_a_server_the_command_computes_what_its_figures_need(
    large: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", *DAYS, "--locale", "en", "--figures-only"]) == 0
    assert "computing figures, " in capsys.readouterr().out
    book = load_workbook(large / "aics-2026-03-02-2026-03-08.xlsx")
    rows = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}
    assert rows["Questions"] == 7


def test_figures_that_do_not_get_done_are_no_workbook(
    large: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "PATIENCE", timedelta())
    assert main(["export", *DAYS]) == 1
    said = capsys.readouterr().err
    assert re.fullmatch(r"aics: The figures are still being computed; .*\n", said)
    assert list(large.glob("*.xlsx")) == []
