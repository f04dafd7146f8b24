"""The administrator changes the ways of tickets: it counts at once for everybody, and none is lost by it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import LOOKS, Look, expect_sound, opened
from tests.servers import RunningApp

WORKFLOW = "/api/workflow"
AT_ONCE_MS = 2_000


@pytest.fixture(autouse=True)
def _as_before(open_page: OpenPage, app: RunningApp) -> Iterator[None]:
    """Other tests go by the workflow as it is delivered."""
    yield
    asks = open_page("/login", who="admin").context.request
    version = asks.get(WORKFLOW).json()["version"]
    first = asks.get(f"{WORKFLOW}/versions/0").json()
    again = first | {"version": version, "moves": {"statuses": {"NEW": "PENDING"}}}
    put = asks.put(WORKFLOW, data=again, headers={"Origin": app.url})
    assert put.ok, put.text()


def _shown(page: Page) -> Page:
    expect(page.get_by_test_id("workflow-picture")).to_be_visible()
    return page


def _status(page: Page, word: str) -> Locator:
    return page.locator(f"[data-testid=workflow-status][data-word={word}]")


def _write(page: Page, word: str, field: str, text: str) -> None:
    """Typing counts when the field is left."""
    control = _status(page, word).get_by_test_id(f"workflow-statuses-{field}")
    control.fill(text)
    control.blur()
    expect(page.get_by_test_id("workflow-save")).to_be_enabled()


def _file(page: Page, title: str) -> None:
    page.get_by_test_id("ticket-title").fill(title)
    page.get_by_test_id("ticket-content").fill("灯不亮，订单 20260301")
    page.get_by_test_id("ticket-submit").click()
    expect(page).not_to_have_url("**/tickets/new")


def test_a_status_changes_on_every_board_at_once_and_its_tickets_are_asked_about(
    open_page: OpenPage,
) -> None:
    _file(open_page("/tickets/new", who="customer1"), "台灯不亮")
    board = open_page("/board", who="agent1")
    column = board.locator("[data-testid=board-column][data-status=PENDING]")
    expect(column.get_by_test_id("board-card").first).to_be_visible()
    page = _shown(opened(open_page, "/admin/workflow", Look(360, dark=False), who="admin"))
    _write(page, "PENDING", "names.zh", "新到的")
    page.get_by_test_id("workflow-save").click()
    expect(column).to_contain_text("新到的", timeout=AT_ONCE_MS)
    _write(page, "PENDING", "word", "NEW")
    page.get_by_test_id("workflow-save").click()
    asked = page.locator("[data-testid=workflow-stranded][data-word=PENDING]")
    expect(asked).to_be_visible()
    expect_sound(page, "where do they go?")
    asked.get_by_test_id("workflow-stranded-to").select_option("NEW")
    page.get_by_test_id("workflow-move-save").click()
    moved = board.locator("[data-testid=board-column][data-status=NEW]")
    expect(moved.get_by_test_id("board-card").first).to_be_visible()
    page.get_by_test_id("workflow-tab-versions").click()
    expect(page.get_by_test_id("workflow-version-row").first).to_contain_text("NEW")


def test_what_is_drawn_outlives_a_reload_and_the_second_to_save_is_told(open_page: OpenPage) -> None:
    page, other = (_shown(open_page("/admin/workflow", who="admin")) for _ in range(2))
    _write(other, "WAITING", "names.zh", "等回音")
    other.reload()
    _shown(other)
    expect(_status(other, "WAITING").get_by_test_id("workflow-statuses-names.zh")).to_have_value("等回音")
    _write(page, "WAITING", "names.zh", "等您回复")
    page.get_by_test_id("workflow-save").click()
    expect(other.get_by_test_id("workflow-rival")).to_be_visible()
    expect(other.get_by_test_id("workflow-save")).to_be_disabled()
    other.get_by_test_id("workflow-insist").click()
    other.get_by_test_id("workflow-save").click()
    expect(other.get_by_test_id("workflow-version")).to_be_visible()
    expect(_status(page, "WAITING").get_by_test_id("workflow-statuses-names.zh")).to_have_value("等回音")


@pytest.mark.parametrize("look", LOOKS)
def test_the_page_is_sound_in_its_states(open_page: OpenPage, look: Look) -> None:
    page = _shown(opened(open_page, "/admin/workflow", look, who="admin"))
    page.get_by_test_id("workflow-way").first.locator("summary").click()
    expect_sound(page, "a way is open")
    _write(page, "REJECTED", "names.en", "")
    page.get_by_test_id("workflow-save").click()
    expect(_status(page, "REJECTED").get_by_role("alert")).to_be_visible()
    expect_sound(page, "a name is missing")
    for tab in ("priorities", "categories", "versions"):
        page.get_by_test_id(f"workflow-tab-{tab}").click()
        expect_sound(page, tab)
