"""What the page shows is what the workbook holds; what was said is found by whoever answers for it."""

import re
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import expect_sound

A_WORKBOOK_MS = 60_000
"""On a slow machine, with the demo company's weeks in it."""


def _shown(page: Page, figure: str) -> int:
    value = page.get_by_test_id(figure).locator(".stats-value")
    expect(value).to_have_text(re.compile(r"^[\d,]+$"))
    return int(value.inner_text().replace(",", ""))


def _summary(path: Path, sheet: str) -> dict[str, Any]:
    rows = load_workbook(path, read_only=True)[sheet].iter_rows(values_only=True)
    return {str(row[0]): row[1] for row in rows if len(row) > 1 and row[0]}


def test_vera_exports_what_she_sees(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/admin", who="admin", language="en")
    questions_before = _shown(page, "stats-questions")
    page.get_by_test_id("stats-export").click()
    expect(page.get_by_test_id("exports-first")).not_to_have_value("")
    first, last = (page.get_by_test_id(f"exports-{end}").input_value() for end in ("first", "last"))
    rows = page.get_by_test_id("exports-row")  # they came with the days
    before = rows.count()
    page.get_by_test_id("exports-start").click()
    expect(rows).to_have_count(before + 1)
    expect(rows.first).to_have_attribute("data-status", "done", timeout=A_WORKBOOK_MS)
    with page.expect_download() as fetched:
        rows.first.get_by_test_id("exports-download").click()
    path = tmp_path / fetched.value.suggested_filename
    fetched.value.save_as(path)
    assert path.name == f"aics-{first}-{last}.xlsx"
    summary = _summary(path, "Summary")
    assert summary["Range"] == f"{first} – {last}"
    page.reload()  # what was asked in other tests may be counted while the workbook is made
    assert questions_before <= summary["Questions"] <= _shown(page, "stats-questions")


def test_vera_finds_a_conversation_and_reads_it(open_page: OpenPage) -> None:
    page = open_page("/admin/conversations", who="admin")
    rows = page.get_by_test_id("finding-row")
    expect(rows.first).to_be_visible()
    page.get_by_test_id("finding-search").fill("没有人说过这样的话")
    expect(rows).to_have_count(0)
    page.get_by_test_id("finding-search").fill("退款")
    expect(rows.first).to_be_visible()
    expect(page).to_have_url(re.compile("q="))
    rows.first.get_by_test_id("finding-open").click()
    log = page.get_by_test_id("finding-log")
    expect(log.locator("[data-testid=chat-message][data-sender=user]").first).to_be_visible()
    expect(log).to_contain_text("退款")
    page.emulate_media(reduced_motion="reduce")
    expect_sound(page, "one conversation")
    page.go_back()
    expect(page.get_by_test_id("finding-search")).to_have_value("退款")
    expect(rows.first).to_be_visible()
    expect_sound(page, "conversations")
    page.get_by_test_id("nav-dashboard").click()
    page.get_by_test_id("stats-export").click()
    expect(page.get_by_test_id("exports-first")).not_to_have_value("")
    page.go_back()  # with the window open
    expect(rows.first).to_be_visible()
    page.go_forward()
    expect(page.get_by_test_id("stats-questions")).to_be_visible()
    expect(page.get_by_test_id("exports-first")).to_have_count(0)
