"""What makes work on tickets quick: words by a slash, macros, tags, links, and two that become one."""

import re

from playwright.sync_api import Page, expect

from tests.browser.boards import filed
from tests.browser.conftest import OpenPage
from tests.servers import RunningApp

HEADERS = {"sec-fetch-site": "same-origin"}


def _canned(page: Page, app: RunningApp) -> None:
    """A reply of Anna's own that nobody else has."""
    body = {"shortcut": "lamp-sent", "title": "Sent", "text": "Dear {{customer}}, {{order_no}} is sent."}
    made = page.request.post(f"{app.url}/api/canned-replies", data=body, headers=HEADERS)
    assert made.status in (201, 409), made.text()


def _macro(page: Page) -> None:
    """Written on the macros' page: what is missing is said, then it stands in the list."""
    page.goto("/macros")
    page.get_by_test_id("macro-new").first.click()
    page.get_by_test_id("macro-save").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.locator("#macro-name").fill("Urgent lamp")
    page.locator("#macro-priority").select_option("HIGH")
    page.locator("#macro-handler").select_option("me")
    page.locator("#macro-tags").fill("lamp, urgent")
    page.get_by_test_id("macro-save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_test_id("macro-row").filter(has_text="Urgent lamp")).to_be_visible()


def _related(page: Page, mode: str, number: str) -> None:
    """Another ticket is looked for and taken."""
    page.get_by_test_id(f"ticket-{mode}").click()
    page.get_by_test_id("ticket-relate-search").fill(number)
    page.locator(f'[data-testid="ticket-relate-to"][data-order-no="{number}"]').click()


def test_words_by_a_slash_and_several_acts_at_once(open_page: OpenPage, app: RunningApp) -> None:
    number = filed(open_page, app, "A dim lamp")
    page = open_page("/board", who="agent1", language="en")
    _canned(page, app)
    _macro(page)
    page.goto(f"/board/{number}")
    page.get_by_test_id("ticket-macros").click()
    page.get_by_test_id("ticket-macro").filter(has_text="Urgent lamp").click()
    expect(page.get_by_test_id("ticket-tag")).to_have_text(["lamp", "urgent"])
    expect(page.get_by_test_id("ticket-set-priority")).to_contain_text("High")
    page.get_by_test_id("ticket-tag-remove").first.click()
    expect(page.get_by_test_id("ticket-tag")).to_have_text(["urgent"])
    box = page.get_by_test_id("ticket-reply-input")
    box.press_sequentially("/lamp-s")
    expect(page.get_by_test_id("canned-option")).to_have_count(1)
    box.press("Enter")
    expect(box).to_have_value(re.compile(f"^Dear .+, {number} is sent.$"))
    page.get_by_test_id("ticket-reply-send").click()
    said = page.locator('[data-testid="ticket-line"][data-sender="agent"]')
    expect(said).to_contain_text(f"{number} is sent.")
    expect(box).to_have_value("")
    page.goto("/macros")
    page.get_by_test_id("macro-edit").filter(has_text="Urgent lamp").click()
    page.get_by_test_id("macro-delete").click()
    page.get_by_test_id("macro-delete-confirm").click()
    expect(page.get_by_test_id("macro-row").filter(has_text="Urgent lamp")).to_have_count(0)


def test_two_tickets_are_linked_and_become_one_that_both_numbers_lead_to(
    open_page: OpenPage, app: RunningApp
) -> None:
    first, second = (filed(open_page, app, title) for title in ("A lamp", "The same lamp"))
    page = open_page(f"/board/{first}", who="agent1", language="en")
    _related(page, "link", second)
    linked = page.get_by_test_id("ticket-linked")
    expect(linked).to_contain_text(second)
    page.get_by_test_id("ticket-unlink").click()
    expect(linked).to_have_count(0)
    _related(page, "merge", second)
    page.get_by_test_id("ticket-merge-confirm").click()
    expect(page.get_by_test_id("ticket-merged")).to_contain_text(second)
    expect(page.get_by_test_id("board-transition")).to_have_count(0)
    page.get_by_test_id("ticket-merged").get_by_role("link").click()
    expect(page.get_by_test_id("ticket-number")).to_have_text(second)
    expect(page.get_by_test_id("ticket-log")).to_contain_text(first)
    customer = open_page(f"/tickets/{first}", who="customer2", language="en", width=360)
    customer.get_by_test_id("ticket-merged").click()
    expect(customer.get_by_test_id("ticket-number")).to_have_text(second)
