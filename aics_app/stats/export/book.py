"""A workbook that is written row by row: what is written is on the disk, and memory stays as it was."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart._chart import ChartBase
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter

from aics_app.stats.export.cells import is_harmless, readable

MAX_ROWS = 1_048_576
TITLE = Font(bold=True, size=14)
HEAD = Font(bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top")
PERCENT = "0.0%"
SECONDS = "#,##0.0"
DAY = "yyyy-mm-dd"

Value = str | int | float | bool | datetime | date | None


@dataclass(frozen=True)
class Styled:
    """A value that looks like something. `format` is Excel's own."""

    value: Value
    font: Font | None = None
    format: str = ""
    wraps: bool = False


class Sheet:
    """One table with its head; what is too long for a sheet goes on in another one."""

    def __init__(self, book: "Book", title: str, widths: Sequence[int], head: Sequence[str] = ()) -> None:
        self._book, self.title, self._widths, self._head = book, title, widths, head
        self._part = 1
        self._begin(title)

    def _begin(self, title: str) -> None:
        self.sheet = self._book.begin(title)
        self.rows = 0
        for place, width in enumerate(self._widths, 1):
            self.sheet.column_dimensions[get_column_letter(place)].width = width
        if self._head:
            self.sheet.freeze_panes = "A2"
            self.write([Styled(word, HEAD) for word in self._head])

    def write(self, values: Iterable[Value | Styled]) -> None:
        """One more row."""
        if self.rows == MAX_ROWS:
            self._part += 1
            self._begin(f"{self.title} {self._part}")
        self.sheet.append([self._cell(value) for value in values])
        self.rows += 1

    def write_all(self, rows: Iterable[Iterable[Value | Styled]]) -> None:
        """Many more; blocks as long as that takes."""
        for row in rows:
            self.write(row)

    def _cell(self, value: Value | Styled) -> Any:
        if isinstance(value, Styled):
            return self._styled(value)
        if isinstance(value, str) and not is_harmless(value):
            return self._text(value)
        return value

    def _text(self, value: str) -> Any:
        """A cell that stays text: not a formula, not an error, and marked so for whoever edits it."""
        cell: Any = WriteOnlyCell(self.sheet, value=None)
        cell.value = text = readable(value)
        cell.data_type = "s"
        if not is_harmless(text[:1]):
            cell.quotePrefix = True
        return cell

    def _styled(self, value: Styled) -> Any:
        plain: Any = value.value
        own = isinstance(plain, str) and not is_harmless(plain)
        cell: Any = self._text(plain) if own else WriteOnlyCell(self.sheet, value=plain)
        if value.font:
            cell.font = value.font
        if value.format:
            cell.number_format = value.format
        if value.wraps:
            cell.alignment = WRAPPED
        return cell

    def draw(self, chart: ChartBase, place: str) -> None:
        """A chart of Excel's own, which it draws itself."""
        self.sheet.add_chart(chart, place)


class Book:
    """The sheets, in the order in which they are begun. `folder`: where they grow, until it is taken away."""

    def __init__(self, folder: Path) -> None:
        self.workbook, self._folder = Workbook(write_only=True), folder

    def sheet(self, title: str, widths: Sequence[int], head: Sequence[str] = ()) -> Sheet:
        """One more sheet."""
        return Sheet(self, title, widths, head)

    def begin(self, title: str) -> Any:
        """The sheet of openpyxl, which writes into this book's folder instead of everybody's."""
        sheet: Any = self.workbook.create_sheet(title)
        path = self._folder / f"sheet-{len(self.workbook.worksheets)}.xml"
        sheet._get_writer = partial(_have_writer, sheet, path)  # noqa: SLF001 - nothing else says where to
        return sheet

    def save(self, path: Path) -> None:
        """Put the sheets together; blocks. Raises OSError when there is no room."""
        self.workbook.save(path)

    def discard(self) -> None:
        """Take away what it left on the disk, whether or not it was saved; twice is once."""
        with ExitStack() as stack:  # whatever goes wrong with one of them, the others are taken away too
            for sheet in self._begun():
                stack.callback(sheet._writer.cleanup)  # noqa: SLF001 - as above
                if not sheet.closed:
                    stack.callback(_close, sheet)

    def _begun(self) -> list[Any]:
        sheets: list[Any] = list(self.workbook.worksheets)
        return [sheet for sheet in sheets if sheet._writer]  # noqa: SLF001 - as above


class _Writer(WorksheetWriter):
    """Writes a sheet into a file that nobody else keeps a list of."""

    def cleanup(self) -> None:
        """The file is in the book, or not wanted."""
        Path(str(self.out)).unlink(missing_ok=True)


def _have_writer(sheet: Any, path: Path) -> None:
    if sheet._writer is None:  # noqa: SLF001 - as above
        sheet._writer = _Writer(sheet, str(path))  # noqa: SLF001 - as above
        sheet._writer.write_top()  # noqa: SLF001 - as above


def _close(sheet: Any) -> None:
    with suppress(OSError):  # the disk may be full; the file goes all the same
        sheet.close()
