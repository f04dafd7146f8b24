"""The dashboard in a browser: a question about the service is answered down to one conversation."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import expect_sound
from tests.servers import RunningApp

ZH = CATALOGUES["zh"]
DRAWN_MS = 30_000
"""Plotly is a megabyte, and every chart is read for itself."""


def _drawn(page: Page) -> Page:
    """All charts are there, the last one included."""
    expect(page.get_by_test_id("stats-questions")).to_be_visible(timeout=DRAWN_MS)
    for name in ("trend", "sources", "categories"):
        plotted = page.get_by_test_id(f"stats-plot-{name}").locator(".main-svg").first
        expect(plotted).to_be_visible(timeout=DRAWN_MS)
    return page


@pytest.mark.parametrize(
    ("width", "language", "dark"), [(360, "zh", True), (1440, "en", False)], ids=["phone", "screen"]
)
def test_from_the_figures_to_one_conversation(
    open_page: OpenPage, width: int, language: str, dark: bool
) -> None:
    page = open_page("/", who="admin", width=width, language=language, dark=dark)
    expect(page).to_have_url(re.compile("/admin/?$"))
    page.emulate_media(reduced_motion="reduce")
    _drawn(page)
    expect(page.get_by_test_id("stats-pulse")).to_be_visible()
    expect_sound(page, "dashboard")
    _goes_to_a_quarter_and_back(page)
    page.go_forward()
    expect(page.get_by_test_id("stats-range")).to_have_value("90d", timeout=DRAWN_MS)
    _drawn(page)
    about = page.get_by_test_id("stats-ai-rate").get_by_test_id("stats-about")
    about.press("Enter")
    definition = CATALOGUES[language]["stats.about.ai_resolution_rate"]
    expect(page.get_by_test_id("stats-definition")).to_contain_text(definition[:40])
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stats-definition")).to_have_count(0)
    _down_to_a_conversation_and_back(page, language)


def _down_to_a_conversation_and_back(page: Page, language: str) -> None:
    """It is read without coming to work; what is of another year says so; the way back asks for the same."""
    table = page.get_by_test_id("stats-table-satisfaction")
    table.locator("summary").press("Enter")
    table.get_by_test_id("stats-row-link").first.press("Enter")
    expect(page).to_have_url(re.compile(r"/admin/rows/?\?of=csat_ai&part=good"))
    expect(page.get_by_test_id("stats-row").first).to_be_visible(timeout=DRAWN_MS)
    good = CATALOGUES[language]["stats.side.good"]
    expect(page.get_by_test_id("stats-row-side").first).to_have_text(good)
    expect_sound(page, "rows")
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=800))
    page.get_by_test_id("stats-row-open").first.click()
    expect(page).to_have_url(re.compile(r"/admin/conversations/[0-9a-f]{32}"))
    expect(page.locator("main time").first).to_have_text(re.compile(r"20\d\d"), timeout=DRAWN_MS)
    page.go_back()
    expect(page.get_by_test_id("stats-row").first).to_be_visible(timeout=DRAWN_MS)
    page.get_by_role("link", name=CATALOGUES[language]["stats.back"]).click()
    expect(page).to_have_url(re.compile(r"/admin/?\?period=90d$"))
    expect(page.get_by_test_id("stats-range")).to_have_value("90d", timeout=DRAWN_MS)


def _goes_to_a_quarter_and_back(page: Page) -> None:
    """The days that are told change with the choice, whatever day it is; "back" takes the choice back."""
    chosen, days = page.get_by_test_id("stats-range"), page.get_by_test_id("stats-days")
    month = days.inner_text()
    chosen.select_option("90d")
    expect(page).to_have_url(re.compile(r"period=90d"), timeout=DRAWN_MS)
    expect(days).not_to_have_text(month, timeout=DRAWN_MS)
    quarter = days.inner_text()
    page.go_back()
    expect(chosen).to_have_value("30d", timeout=DRAWN_MS)
    expect(days).not_to_have_text(quarter, timeout=DRAWN_MS)


def test_an_agent_sees_his_own_figures_and_no_wall(open_page: OpenPage) -> None:
    page = open_page("/desk", who="agent1")
    page.get_by_test_id("nav-dashboard").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ZH["stats.own_title"])
    expect(page.get_by_test_id("stats-csat")).to_be_visible(timeout=DRAWN_MS)
    expect(page.get_by_test_id("stats-questions")).to_have_count(0)
    expect(page.get_by_test_id("stats-chart-categories")).to_be_visible()
    expect(page.get_by_test_id("stats-chart-ranking")).to_have_count(0)
    expect(page.get_by_test_id("stats-wall")).to_have_count(0)
    expect(page.get_by_test_id("stats-pulse")).to_have_count(0)
    expect_sound(page, "own figures")
    _chooses_days(page)
    page.goto("/admin/wall")
    expect(page).to_have_url(re.compile("/forbidden"))


def _chooses_days(page: Page) -> None:
    """What can't be is told in words, and stays in its fields; days that can be are shown."""
    page.get_by_test_id("stats-range").select_option("custom")
    since, until = page.get_by_test_id("stats-since"), page.get_by_test_id("stats-until")
    expect(until).not_to_have_value("", timeout=DRAWN_MS)
    for first, last, fault in (("2026-03-02", "2026-03-01", "order"), ("2010-01-01", "2026-03-01", "long")):
        since.fill(first)
        until.fill(last)
        page.get_by_test_id("stats-apply").click()
        expect(page.get_by_test_id("stats-fault")).to_contain_text(ZH[f"stats.fault.{fault}"])
        expect(since).to_have_value(first)
        expect(until).to_have_value(last)
    since.fill("2026-02-01")
    page.get_by_test_id("stats-apply").click()
    expect(page.get_by_test_id("stats-fault")).to_have_count(0)
    shown = ZH["stats.days"].format(first="2026-02-01", last="2026-03-01")
    expect(page.get_by_test_id("stats-days")).to_contain_text(shown, timeout=DRAWN_MS)
    expect(page.get_by_test_id("stats-csat")).to_be_visible(timeout=DRAWN_MS)


def test_the_wall_hears_of_a_new_ticket(open_page: OpenPage, app: RunningApp) -> None:
    wall = open_page("/admin/wall", who="admin", width=1920, height=1080, dark=True)
    number = wall.get_by_test_id("wall-tickets-open")
    expect(number).to_have_text(re.compile(r"^\d+$"), timeout=DRAWN_MS)
    expect(wall.get_by_test_id("wall-figure")).to_have_count(6)
    expect(wall.get_by_test_id("wall-figure").nth(1)).to_contain_text("n=")
    expect(wall.get_by_test_id("stats-about")).to_have_count(6)
    assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight"), "the wall scrolls"
    expect_sound(wall, "wall")
    before = int(number.inner_text())
    customer = open_page("/login", who="customer1").context.request
    filed = {"title": "Lamp", "content": "It is dark", "category": "product"}
    answer = customer.post("/api/work-orders", data=filed, headers={"Origin": app.url})
    assert answer.status == 201, answer.text()
    expect(number).to_have_text(str(before + 1))
