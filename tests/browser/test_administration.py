"""An administrator changes a setting, another sees it, takes it back, and the audit knows of both."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import LOOKS, Look, expect_sound, opened
from tests.servers import RunningApp

TURNS = "AI_MAX_TURNS"


@pytest.fixture(autouse=True)
def _as_before(open_page: OpenPage, app: RunningApp) -> Iterator[None]:
    """Other tests go by the defaults."""
    asks = open_page("/login", who="admin").context.request
    yield
    seen = asks.get(f"/api/config/{TURNS}").json()["seen"]
    gone = asks.delete(f"/api/config/{TURNS}?before={seen}", headers={"Origin": app.url})
    assert gone.ok, gone.text()


def _setting(page: Page) -> Locator:
    return page.locator(f'[data-testid="setting"][data-key="{TURNS}"]')


def _settings(open_page: OpenPage) -> Page:
    page = open_page("/admin/settings", who="admin")
    expect(_setting(page)).to_have_attribute("data-value", "3")
    return page


def test_a_setting_is_refused_changed_seen_taken_back_and_audited(open_page: OpenPage) -> None:
    page, other = _settings(open_page), _settings(open_page)
    typed = page.get_by_test_id(f"set-{TURNS}")
    typed.fill("99")
    page.get_by_test_id(f"set-{TURNS}-save").click()
    expect(_setting(page).get_by_test_id("setting-fault")).to_be_visible()
    expect(typed).to_have_value("99")
    typed.fill("7")
    page.get_by_test_id(f"set-{TURNS}-save").click()
    expect(_setting(other)).to_have_attribute("data-value", "7")
    _setting(other).get_by_test_id("setting-history").click()
    other.get_by_test_id("setting-undo").first.click()
    expect(_setting(page)).to_have_attribute("data-value", "3")
    page.goto(f"/admin/audit?subject=setting&id={TURNS}")
    rows = page.get_by_test_id("audit-row")
    expect(rows).to_have_count(2)
    expect(rows.first).to_have_attribute("data-event", "SettingChanged")


@pytest.mark.parametrize("look", LOOKS)
def test_administration_is_sound(open_page: OpenPage, look: Look) -> None:
    page = opened(open_page, "/admin/settings", look, who="admin")
    expect(page.get_by_test_id("setting").first).to_be_visible()
    expect_sound(page, "settings")
    page.goto("/admin/audit")
    expect(page.get_by_test_id("audit-row").first).to_be_visible()
    expect_sound(page, "audit")
    page.goto("/admin/system")
    expect(page.get_by_test_id("system-part")).to_have_count(7)
    page.get_by_test_id("trial-storage").click()
    expect(page.get_by_test_id("trial-storage-result")).to_have_attribute("data-state", "up")
    expect_sound(page, "system")
