"""Agents work side by side on the board, and nobody's work is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from aics_app.locales import CATALOGUES
from aics_app.tickets.rules.default import DEFAULT
from tests.browser.boards import assigned, board_of, card, column, filed
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import LOOKS, Look, expect_sound, opened
from tests.servers import RunningApp


def _stands(page: Page, status: str, language: str) -> None:
    known = DEFAULT.status(status)
    assert known
    expect(page.get_by_test_id("ticket-status")).to_have_text(known.names[language])
    expect(page.get_by_role("dialog")).to_have_count(0)


def _choose(board: Page, numbers: list[str]) -> None:
    for number in numbers:
        box = board.locator(f'[data-order-no="{number}"]').get_by_test_id("board-choose")
        box.click()
        expect(box).to_be_checked()


def test_whoever_comes_second_is_told_and_loses_nothing(open_page: OpenPage, app: RunningApp) -> None:
    order_no = filed(open_page, app, "Two at once")
    assigned(open_page, app, order_no)
    board = board_of(open_page, f"/board?q={order_no}", language="en")
    other = board_of(open_page, f"/board?q={order_no}", "agent2", language="en")
    card(other, order_no).locator("a").click()
    draft = other.get_by_test_id("ticket-reply-input")
    draft.fill("I am about to say")
    card(board, order_no).drag_to(column(board, "PROCESSING"))
    expect(card(board, order_no, "PROCESSING")).to_be_visible()
    moved = CATALOGUES["en"]["board.what_TicketMoved"]
    expect(other.get_by_test_id("toast").first).to_contain_text(moved)
    _stands(other, "PROCESSING", "en")
    expect(draft).to_have_value("I am about to say")
    card(board, order_no).evaluate("(card) => { card.dataset.version = 0; }")
    card(board, order_no).drag_to(column(board, "PENDING"))
    refused = board.get_by_test_id("toast").filter(has_text=moved).last
    expect(refused).to_contain_text(re.compile("still there"))
    expect(card(board, order_no, "PROCESSING")).to_be_visible()
    expect(board.locator("[data-moving]")).to_have_count(0)


def test_a_view_is_kept_and_many_are_changed_at_once(open_page: OpenPage, app: RunningApp) -> None:
    numbers = [filed(open_page, app, "Bulk of lamps") for _ in range(2)]
    assigned(open_page, app, numbers[0])
    board = board_of(open_page, "/board?q=Bulk+of+lamps", language="en")
    board.get_by_test_id("board-views").click()
    board.get_by_test_id("board-view-name").fill("Lamps")
    board.get_by_test_id("board-view-save").click()
    expect(board.get_by_test_id("board-view-use").filter(has_text="Lamps")).to_be_visible()
    board.goto("/board?view=table")
    board.get_by_test_id("board-views").click()
    board.get_by_test_id("board-view-use").filter(has_text="Lamps").click()
    expect(board).to_have_url(re.compile("q=Bulk.*view=table"))
    board.get_by_test_id("board-views").click()
    board.get_by_test_id("board-view-forget").click()
    expect(board.get_by_test_id("board-view-use")).to_have_count(0)
    board.keyboard.press("Escape")
    rows = board.get_by_test_id("board-row")
    expect(rows.filter(has_not_text="Bulk of lamps")).to_have_count(0)
    expect(rows.filter(has_text="Bulk of lamps").first).to_be_visible()
    _choose(board, numbers)
    board.get_by_test_id("board-bulk-tag").fill("lamps")
    board.get_by_test_id("board-bulk-tag").press("Enter")
    expect(board.get_by_test_id("board-bulk-told")).to_contain_text("2 done")
    _choose(board, numbers)
    expect(board.get_by_test_id("board-acts")).to_contain_text("2")
    board.get_by_test_id("board-bulk-move").click()
    board.get_by_role("menuitem", name="Waiting for customer").click()
    expect(board.get_by_test_id("board-refusal")).to_have_count(2)


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious(open_page: OpenPage, app: RunningApp, look: Look) -> None:
    order_no = filed(open_page, app, "A sound lamp", priority="HIGH")
    page = opened(open_page, "/board", look, who="agent1")
    expect(page.get_by_test_id("board-card").first).to_be_attached()
    expect_sound(page, "board")
    page.goto(f"/board?view=table&q={order_no}")
    expect(page.get_by_test_id("board-row")).to_have_count(1)
    expect_sound(page, "table")
    page.goto(f"/board/{order_no}")
    expect(page.get_by_test_id("board-transition").first).to_be_visible()
    expect_sound(page, "ticket")
    for opener, item in (("board-assign", "board-assign-to"), ("ticket-macros", "ticket-macros-manage")):
        page.get_by_test_id(opener).click()
        expect(page.get_by_test_id(item).first).to_be_visible()
        expect_sound(page, opener)
        page.keyboard.press("Escape")
        expect(page.get_by_role("menu")).to_have_count(0)
    page.get_by_test_id("desk-canned").click()
    expect(page.get_by_test_id("canned-list")).to_be_visible()
    expect_sound(page, "canned replies")
    page.get_by_test_id("ticket-reply-input").fill("")
    expect(page.get_by_test_id("canned-list")).to_have_count(0)
    page.locator('[data-testid="board-transition"][data-status="CLOSED"]').click()
    expect(page.get_by_test_id("board-need-reply")).to_be_visible()
    expect_sound(page, "what a step asks for")
