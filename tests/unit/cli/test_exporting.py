"""The workbook from the command line."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from aics_app.cli.__main__ import main
from aics_app.settings import variables

DAYS = ["--from", "2026-03-02", "--to", "2026-03-08"]


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
    assert f"{path.name}: 2026-03-02 to 2026-03-08, 0 rows" in capsys.readouterr().out
    assert "Conversations" in load_workbook(path).sheetnames
    assert main(["export", *DAYS]) == 1
    assert "is there already" in capsys.readouterr().err
    assert main(["export", *DAYS, "--force", "--figures-only", "--locale", "en"]) == 0
    assert "Conversations" not in load_workbook(path).sheetnames


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
