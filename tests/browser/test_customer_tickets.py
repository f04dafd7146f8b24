"""A conversation goes on in writing, and says where the matter stands."""

from playwright.sync_api import expect

from tests.browser.chatting import FOR_FAQ, answered, ask, asked_anew, ready
from tests.browser.conftest import DEMO_PASSWORD, OpenPage


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


def test_whoever_signs_in_next_finds_nothing_of_what_was_being_written(open_page: OpenPage) -> None:
    page = ready(open_page("/tickets/new", who="customer2"))
    page.get_by_test_id("ticket-title").fill("Nobody else's business")
    page.reload()
    expect(page.get_by_test_id("ticket-title")).to_have_value("Nobody else's business")
    page.get_by_test_id("logout").click()
    page.get_by_test_id("login-username").fill("customer2")
    page.get_by_test_id("login-password").fill(DEMO_PASSWORD)
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("logout")).to_be_visible()
    kept = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert "business" not in kept
    page.goto("/tickets/new")
    expect(page.get_by_test_id("ticket-title")).to_have_value("")
