"""The administrator plans hours, holidays, people and rules; what is saved counts for everybody at once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import LOOKS, Look, expect_sound, opened
from tests.servers import RunningApp

MONDAY, SUNDAY = 0, 6


@pytest.fixture(autouse=True)
def _as_before(open_page: OpenPage, app: RunningApp) -> Iterator[None]:
    """Other tests go by the hours and people of the demo company."""
    asks = open_page("/login", who="admin").context.request
    week = asks.get("/api/workforce/hours").json()["week"]
    days = asks.get("/api/workforce/holidays").json()["items"]
    yield
    for path, body in (("hours", {"week": week}), ("holidays", {"items": days})):
        version = asks.get(f"/api/workforce/{path}").json()["version"]
        put = asks.put(
            f"/api/workforce/{path}", data={**body, "version": version}, headers={"Origin": app.url}
        )
        assert put.ok, put.text()


def _page(open_page: OpenPage) -> Page:
    page = open_page("/admin/workforce", who="admin")
    expect(page.get_by_test_id("plan-now")).to_be_visible()
    expect(page.get_by_test_id("plan-opens").first).to_be_visible()  # the demo company's week is drawn
    return page


def _clear_week(page: Page) -> None:
    while slots := page.get_by_test_id("plan-slot-remove").count():
        page.get_by_test_id("plan-slot-remove").first.click()
        expect(page.get_by_test_id("plan-slot-remove")).to_have_count(slots - 1)


def test_a_week_is_planned_refused_saved_seen_by_others_and_undone(open_page: OpenPage) -> None:
    page, other = _page(open_page), _page(open_page)
    before = other.get_by_test_id("plan-opens").count()
    _clear_week(page)
    sunday = page.get_by_test_id("plan-day").nth(SUNDAY)
    for count in (1, 2):
        sunday.get_by_test_id("plan-slot-add").click()
        expect(sunday.get_by_test_id("plan-opens")).to_have_count(count)
    page.get_by_test_id("plan-save").click()
    expect(sunday.locator(".plan-fault")).to_be_visible()
    sunday.get_by_test_id("plan-opens").nth(1).fill("20:00")
    sunday.get_by_test_id("plan-closes").nth(1).fill("02:00")
    expect(sunday.locator(".plan-slot").nth(1).locator(".plan-fine")).to_be_visible()
    page.get_by_test_id("plan-save").click()
    expect(other.get_by_test_id("plan-opens")).to_have_count(2)
    page.get_by_test_id("plan-undo").click()
    expect(other.get_by_test_id("plan-opens")).to_have_count(before)


def test_who_saves_second_is_told_and_may_replace(open_page: OpenPage) -> None:
    page, other = _page(open_page), _page(open_page)
    for one in (page, other):
        _clear_week(one)
    page.get_by_test_id("plan-day").nth(MONDAY).get_by_test_id("plan-slot-add").click()
    expect(page.get_by_test_id("plan-opens")).to_have_count(1)
    page.get_by_test_id("plan-save").click()
    expect(page.get_by_test_id("plan-undo")).to_be_visible()
    other.get_by_test_id("plan-save").click()
    expect(other.locator(".rt-CalloutRoot")).to_be_visible()
    other.get_by_test_id("plan-save").click()
    expect(page.get_by_test_id("plan-opens")).to_have_count(0)


def test_a_holiday_closes_the_day_and_can_be_put_back(open_page: OpenPage) -> None:
    page = _page(open_page)
    rows = page.get_by_test_id("plan-holiday").filter(has_text="盘点")
    page.get_by_test_id("plan-holiday-add").click()
    expect(page.locator("#plan-holiday-day-note")).to_be_visible()
    page.get_by_test_id("plan-holiday-day").fill("2031-05-06")
    page.get_by_test_id("plan-holiday-name").fill("盘点")
    page.get_by_test_id("plan-holiday-add").click()
    expect(rows).to_have_count(1)
    rows.get_by_test_id("plan-holiday-remove").click()
    expect(rows).to_have_count(0)
    page.get_by_test_id("plan-holiday-back").click()
    expect(rows).to_have_count(1)


def test_what_an_agent_can_do_and_who_is_there(open_page: OpenPage) -> None:
    desk, page = open_page("/desk", who="agent2"), _page(open_page)
    expect(desk.get_by_test_id("desk-presence")).to_be_visible()
    page.get_by_test_id("plan-tab-team").click()
    row = page.get_by_test_id("agent-row").filter(has_text="阿柏")
    for status in ("busy", "away"):
        desk.get_by_test_id("desk-presence").click()
        desk.get_by_test_id(f"desk-presence-{status}").click()
        expect(row).to_have_attribute("data-status", status)
        expect(desk.get_by_test_id("desk-presence")).to_have_attribute("data-status", status)
        expect(desk.get_by_role("menu")).to_have_count(0)  # the next click opens it again
    row.get_by_test_id("agent-edit").click()
    capacity = page.get_by_test_id("agent-capacity")
    expect(capacity).not_to_have_value("")
    before = capacity.input_value()
    capacity.fill("60")
    page.get_by_test_id("agent-save").click()
    expect(page.locator("#agent-capacity-note.rt-Text")).to_be_visible()
    capacity.fill("5")
    page.get_by_test_id("agent-skill-input").fill("orchids")
    page.get_by_test_id("agent-skill-input").press("Enter")
    page.get_by_test_id("agent-save").click()
    expect(row).to_contain_text("orchids")
    expect(row).to_contain_text("/ 5")
    row.get_by_test_id("agent-edit").click()
    page.get_by_test_id("agent-skill").filter(has_text="orchids").get_by_role("button").click()
    capacity.fill(before)
    page.get_by_test_id("agent-save").click()
    expect(row).not_to_contain_text("orchids")
    expect(row).to_contain_text(f"/ {before}")


def test_how_chats_are_given_out(open_page: OpenPage) -> None:
    page, other = _page(open_page), _page(open_page)
    for one in (page, other):
        one.get_by_test_id("plan-tab-rules").click()
    for word in ("round_robin", "least_loaded"):
        page.get_by_test_id(f"rule-HANDOFF_POLICY-{word}").click()
        expect(other.get_by_test_id(f"rule-HANDOFF_POLICY-{word}")).to_have_attribute("aria-checked", "true")
    seconds = page.get_by_test_id("rule-HANDOFF_SILENT_SECONDS")
    seconds.fill("1")
    page.get_by_test_id("rule-HANDOFF_SILENT_SECONDS-save").click()
    expect(page.locator(".plan-fault").first).to_be_visible()


def test_agents_do_not_plan(open_page: OpenPage) -> None:
    page = open_page("/admin/workforce", who="agent1")
    page.wait_for_url("**/forbidden")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious(open_page: OpenPage, look: Look) -> None:
    page = opened(open_page, "/admin/workforce", look, who="admin")
    expect(page.get_by_test_id("plan-now")).to_be_visible()
    page.get_by_test_id("plan-slot-add").first.click()
    expect_sound(page, "hours")
    page.get_by_test_id("plan-tab-team").click()
    expect(page.get_by_test_id("agent-row").first).to_be_visible()
    expect_sound(page, "people")
    page.get_by_test_id("agent-edit").first.click()
    expect(page.get_by_test_id("agent-capacity")).to_be_visible()
    expect_sound(page, "one of them")
    page.keyboard.press("Escape")
    page.get_by_test_id("plan-tab-rules").click()
    expect(page.get_by_test_id("rule-HANDOFF_POLICY-skill")).to_be_visible()
    expect_sound(page, "rules")
