"""What the page shows is what the workbook holds."""

from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage

A_WORKBOOK_MS = 60_000
"""On a slow machine, with the demo company's weeks in it."""


def _shown(page: Page, figure: str) -> str:
    value = page.get_by_test_id(figure).locator(".stats-value")
    expect(value).to_be_visible()
    return value.inner_text().replace(",", "")


def _summary(path: Path, sheet: str) -> dict[str, Any]:
    rows = load_workbook(path, read_only=True)[sheet].iter_rows(values_only=True)
    return {str(row[0]): row[1] for row in rows if row and row[0]}


def test_vera_exports_what_she_sees(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/admin", who="admin", language="en")
    questions = _shown(page, "stats-questions")
    page.get_by_test_id("stats-export").click()
    expect(page.get_by_test_id("exports-first")).not_to_have_value("")
    first, last = (page.get_by_test_id(f"exports-{end}").input_value() for end in ("first", "last"))
    page.get_by_test_id("exports-start").click()
    done = page.locator("[data-testid=exports-row][data-status=done]")
    expect(done).to_have_count(1, timeout=A_WORKBOOK_MS)
    with page.expect_download() as fetched:
        done.get_by_test_id("exports-download").click()
    path = tmp_path / fetched.value.suggested_filename
    fetched.value.save_as(path)
    assert path.name == f"aics-{first}-{last}.xlsx"
    summary = _summary(path, "Summary")
    assert f"{summary['Questions']:.0f}" == questions
    assert summary["Range"] == f"{first} – {last}"
