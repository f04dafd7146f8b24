"""Whatever people write stays text in a cell, and no cell grows beyond what a spreadsheet opens."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from aics_app.stats.export import book as books
from aics_app.stats.export.book import Book
from aics_app.stats.export.cells import MAX_UNITS, on_wall, readable

HOSTILE = [
    '=HYPERLINK("http://evil.example","click")',
    "=1",
    "=",
    "+49 30 123",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\x00=1+1",
    "#N/A",
    "#REF!",
    "zero\x00byte and \x0bvertical \x1f",
    "half \ud83d a pair",
    "\uffff\ufffe",
    "line\r\nbreak\rand\nmore",
    "<script>&amp;]]>",
    "退款 👩‍👩‍👧 é",
]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.xlsx"


def test_hostile_text_is_read_back_as_text(path: Path) -> None:
    book = Book(path.parent)
    sheet = book.sheet("Matters", [20], ["title"])
    sheet.write_all([text] for text in HOSTILE)
    book.save(path)
    cells = [row[0] for row in load_workbook(path)["Matters"].iter_rows(min_row=2)]
    shown = [cell.value or "" for cell in cells]
    assert shown == [readable(text) for text in HOSTILE]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    quoted = [cell.value for cell in cells if cell.quotePrefix]
    assert quoted == [text for text in shown if text[:1] in ("=", "+", "-", "@", "\t", "#") and text]


@pytest.mark.parametrize("one", ["x", "退", "👩"])
def test_long_text_is_cut_as_excel_counts(path: Path, one: str) -> None:
    book = Book(path.parent)
    book.sheet("Matters", [20]).write([one * 40_000])
    book.save(path)
    cell = load_workbook(path)["Matters"]["A1"]
    assert isinstance(cell.value, str)
    assert units(cell.value) <= MAX_UNITS
    assert cell.value.endswith("…")
    assert cell.value.startswith(one * 100)


def test_text_that_just_fits_is_whole() -> None:
    assert readable("👩" * 16_383) == "👩" * 16_383
    assert readable("x" * MAX_UNITS) == "x" * MAX_UNITS


def test_times_are_told_on_the_viewers_wall() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    wall = datetime(2026, 3, 3, 4, 30, 5)  # noqa: DTZ001 - a wall shows no zone
    assert on_wall(datetime(2026, 3, 2, 20, 30, 5, 999, tzinfo=UTC), shanghai) == wall
    assert on_wall(None, shanghai) is None


def test_a_table_longer_than_a_sheet_goes_on_in_another(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "MAX_ROWS", 3)
    book = Book(path.parent)
    book.sheet("Matters", [20], ["title"]).write_all([f"row {number}"] for number in range(5))
    book.save(path)
    read = load_workbook(path)
    assert read.sheetnames == ["Matters", "Matters 2", "Matters 3"]
    assert [[row[0].value for row in read[name].iter_rows()] for name in read.sheetnames] == [
        ["title", "row 0", "row 1"],
        ["title", "row 2", "row 3"],
        ["title", "row 4"],
    ]
    assert read["Matters 2"].freeze_panes == "A2"


def test_a_book_that_is_given_up_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = tmp_path / "others"
    others.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(others))
    book = Book(tmp_path)
    book.sheet("Matters", [20], ["title"]).write(["one"])
    book.sheet("Nothing yet", [20])
    assert [path.suffix for path in tmp_path.iterdir()] == ["", ".xml"]
    book.discard()
    book.discard()
    assert (list(tmp_path.iterdir()), list(others.iterdir())) == ([others], [])
