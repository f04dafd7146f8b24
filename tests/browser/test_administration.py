"""Two administrators change one setting, the audit knows of both; parts are tried out; all of it is sound."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import Look, expect_sound, opened
from tests.servers import ModelServer, RunningApp

TURNS = "AI_MAX_TURNS"
FIRST = "3"


def _by_default(page: Page, app: RunningApp) -> None:
    """As other tests expect it, and this one when it begins."""
    asks, path = page.context.request, f"/api/config/{TURNS}"
    seen = asks.get(path).json()["seen"]
    gone = asks.delete(f"{path}?before={seen}", headers={"Origin": app.url})
    assert gone.json()["value"] == FIRST, gone.text()


def _setting(page: Page) -> Locator:
    return page.locator(f'[data-testid="setting"][data-key="{TURNS}"]')


def _is(page: Page, value: str) -> None:
    expect(_setting(page)).to_have_attribute("data-value", value)


def _type(page: Page, value: str) -> None:
    page.get_by_test_id(f"set-{TURNS}").fill(value)
    expect(_setting(page)).to_have_attribute("data-touched", "true")


def _save(page: Page) -> None:
    page.get_by_test_id(f"set-{TURNS}-save").click()


def test_two_administrators_change_one_setting_and_nobody_loses_what_he_typed(
    open_page: OpenPage, app: RunningApp
) -> None:
    here = open_page("/admin/settings", who="admin")
    _by_default(here, app)
    there = open_page("/admin/settings", who="admin", width=360, language="en")
    _is(here, FIRST)
    _is(there, FIRST)
    _type(here, "99")
    _save(here)
    expect(_setting(here).get_by_test_id("setting-fault")).to_be_visible()
    expect(here.get_by_test_id(f"set-{TURNS}")).to_have_value("99")
    _type(there, "9")
    _type(here, "7")
    _save(here)
    _is(here, "7")
    rival = _setting(there).get_by_test_id("setting-rival")
    expect(rival).to_contain_text("7")
    expect(there.get_by_test_id(f"set-{TURNS}")).to_have_value("9")
    _save(there)  # knowing of it
    _is(here, "9")
    _setting(here).get_by_test_id("setting-history").click()
    here.get_by_test_id("setting-undo").click()
    _is(there, "7")
    here.goto(f"/admin/audit?id={TURNS}")
    undone = here.get_by_test_id("audit-row").first
    expect(undone).to_have_attribute("data-event", "SettingChanged")
    expect(undone.get_by_test_id("audit-change")).to_have_text("97")  # an arrow stands between
    expect(undone).to_contain_text("127.0.0.1")
    _by_default(here, app)


def test_parts_are_tried_out_and_the_pages_are_sound(open_page: OpenPage, model: ModelServer) -> None:
    model.control(rate=0, text="您好！")
    page = opened(open_page, "/admin/system", Look(360, dark=True), who="admin")
    expect(page.get_by_test_id("system-part")).to_have_count(7)
    for name in ("storage", "model"):
        page.get_by_test_id(f"trial-{name}").click()
        expect(page.get_by_test_id(f"trial-{name}-result")).to_have_attribute("data-state", "up")
    expect(page.get_by_test_id("trial-model-result")).to_contain_text("您好！")
    expect_sound(page, "system")
    page.goto("/admin/settings")
    expect(page.get_by_test_id("setting").first).to_be_visible()
    expect_sound(page, "settings")
    page.goto("/admin/audit")
    expect(page.get_by_test_id("audit-row").first).to_be_visible()
    expect_sound(page, "audit")
