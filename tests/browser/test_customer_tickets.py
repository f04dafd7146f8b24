"""A customer's matter in writing: filed once, followed live, answered, reopened and rated."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chatting import FOR_FAQ, answered, ask, asked_anew, ready
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import expect_sound
from tests.servers import RunningApp

FILES = [
    {"name": "lamp.txt", "mimeType": "text/plain", "buffer": b"It is dark."},
    {"name": "发票.txt", "mimeType": "text/plain", "buffer": b"No. 2026"},
]
Act = Callable[..., None]


@pytest.fixture
def by_agent(open_page: OpenPage, app: RunningApp) -> Act:
    """The staff's part, by the API."""
    asks = open_page("/login", who="agent1").context.request

    def act(number: str, act: str, **body: object) -> None:
        path = f"/api/work-orders/{number}/{act}"
        done = asks.post(path, data=body, headers={"Origin": app.url})
        assert done.ok, done.text()

    return act


def _filled(page: Page, title: str) -> None:
    page.get_by_test_id("ticket-title").fill(title)
    page.get_by_test_id("ticket-content").fill("It came broken.\n收到就是坏的。")
    page.get_by_test_id("ticket-category").select_option("product")
    page.get_by_test_id("ticket-priority").select_option("HIGH")
    page.get_by_test_id("ticket-files").set_input_files(FILES)
    expect(page.locator('[data-testid="chat-attachment"][data-state="done"]')).to_have_count(2)


def _stands(page: Page, status: str) -> None:
    expect(page.get_by_test_id("ticket-status")).to_have_attribute("data-status", status)


@pytest.mark.parametrize(
    ("width", "language", "dark"), [(360, "zh", False), (1440, "en", True)], ids=["phone", "desktop"]
)
def test_a_matter_from_its_filing_to_a_rated_solution(
    open_page: OpenPage, by_agent: Act, width: int, language: str, dark: bool
) -> None:
    look = {"width": width, "language": language, "dark": dark}
    page = ready(open_page("/tickets/new", who="customer1", **look))
    page.emulate_media(reduced_motion="reduce")
    page.get_by_test_id("ticket-submit").click()
    for name in ("ticket-title", "ticket-content"):
        expect(page.get_by_test_id(name)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_test_id("ticket-title")).to_be_focused()
    expect_sound(page, "two faults")
    title = f"Lamp {width}"
    _filled(page, title)
    page.reload()
    expect(page.get_by_test_id("ticket-title")).to_have_value(title)
    expect(page.get_by_test_id("chat-attachment")).to_have_count(2)
    expect_sound(page, "a draft")
    page.get_by_test_id("ticket-submit").dblclick()
    number = page.get_by_test_id("ticket-number").inner_text()
    _stands(page, "PENDING")
    expect(page.get_by_test_id("chat-file")).to_have_count(2)
    expect_sound(page, "a ticket")
    _is_solved_twice(page, by_agent, number)
    _is_found_once(page, number, title)
    stranger = open_page(f"/tickets/{number}", who="customer2", **look)
    for path in (f"/tickets/{number}", "/tickets/WO0"):
        stranger.goto(path)
        expect(stranger.get_by_test_id("ticket-missing")).to_be_visible()
    expect_sound(stranger, "no such ticket")


def _is_solved_twice(page: Page, by_agent: Act, number: str) -> None:
    by_agent(number, "replies", content="Which lamp is it? <b>")
    by_agent(number, "replies", content="The third one this week", internal=True)
    said = page.get_by_test_id("ticket-post")
    expect(said.last).to_contain_text("Which lamp is it? <b>")
    page.get_by_test_id("ticket-reply-input").fill("The tall one")
    page.get_by_test_id("ticket-reply-send").click()
    expect(said).to_have_count(3)
    expect(page.get_by_test_id("ticket-reply-input")).to_have_value("")
    page.get_by_test_id("ticket-reply-input").fill("And it")  # and is interrupted
    by_agent(number, "transition", status="CLOSED", content="A new one is on its way")
    _stands(page, "CLOSED")
    expect(page.get_by_test_id("ticket-reply-input")).to_have_count(0)
    page.get_by_test_id("ticket-reopen").click()
    expect(page.get_by_test_id("ticket-reply-input")).to_have_value("And it")
    expect(page.get_by_test_id("ticket-reply-send")).to_be_enabled()
    expect_sound(page, "why is it reopened?")
    page.get_by_test_id("ticket-reply-input").fill("It is dark again")
    page.get_by_test_id("ticket-reply-send").click()
    _stands(page, "PROCESSING")
    expect(said.last).to_contain_text("It is dark again")
    expect(page.get_by_test_id("ticket-reply-input")).to_have_value("")
    by_agent(number, "transition", status="CLOSED", content="Another one is on its way")
    page.get_by_test_id("ticket-rate-4").click()
    expect(page.get_by_test_id("ticket-rate-4")).to_have_attribute("aria-pressed", "true")
    expect_sound(page, "four stars")
    page.get_by_test_id("ticket-rate-comment").fill("It shines")
    page.get_by_test_id("ticket-rate-submit").click()
    expect(page.get_by_test_id("ticket-rated")).to_contain_text("It shines")


def _is_found_once(page: Page, number: str, title: str) -> None:
    page.goto("/tickets")
    page.get_by_test_id("ticket-search").fill(title)
    row = page.get_by_test_id("ticket-row")
    expect(row).to_have_count(1)
    expect(row).to_have_attribute("data-order-no", number)
    _stands(page, "CLOSED")
    expect_sound(page, "the list")
    page.get_by_test_id("ticket-new").click()
    expect(page.get_by_test_id("ticket-title")).to_have_value("")


def test_a_conversation_becomes_a_ticket_and_says_where_it_stands(open_page: OpenPage) -> None:
    page = ready(open_page("/chat", who="customer2", width=360, height=740))
    asked_anew(page, FOR_FAQ["zh"])
    page.get_by_test_id("chat-to-ticket").click()
    expect(page.get_by_test_id("ticket-title")).to_have_value(FOR_FAQ["zh"])
    expect(page.get_by_test_id("ticket-category")).to_have_value("refund")
    page.get_by_test_id("ticket-submit").click()
    number = page.get_by_test_id("ticket-number").inner_text()
    page.get_by_test_id("ticket-chat").click()
    expect(page.get_by_test_id("chat-ticket")).to_have_attribute("href", f"/tickets/{number}")
    ask(page, "我的工单处理了吗")
    expect(answered(page, 2).locator(f'a[href="/tickets/{number}"]')).to_have_text(FOR_FAQ["zh"])
