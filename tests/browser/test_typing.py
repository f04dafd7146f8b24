"""Each side sees that the other types, and how far he has received and read."""

import pytest
from playwright.sync_api import expect

from tests.browser.chatting import said
from tests.browser.conftest import OpenPage
from tests.browser.meeting import meeting
from tests.servers import RunningApp


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_side_sees_the_other_type_and_read(open_page: OpenPage, app: RunningApp, language: str) -> None:
    with meeting(open_page, app.url, language=language) as both:
        both.phone.get_by_test_id("chat-input").press_sequentially("My order")
        expect(both.desk.get_by_test_id("desk-typing")).to_be_visible()
        expect(both.desk.get_by_test_id("desk-typing")).to_have_count(0)  # nobody types for ever
        both.desk.get_by_test_id("desk-input").press_sequentially("Which one?")
        expect(both.phone.get_by_test_id("chat-typing")).to_be_visible()
        both.desk.get_by_test_id("desk-send").click()
        expect(said(both.phone, "agent")).to_contain_text("Which one?")
        expect(both.desk.get_by_test_id("desk-receipt")).to_have_attribute("data-value", "read")


def test_a_page_in_the_background_has_received_but_not_read(open_page: OpenPage, app: RunningApp) -> None:
    with meeting(open_page, app.url) as both:
        hide = """(hidden) => {
          Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
        both.phone.evaluate(hide, True)
        both.desk.get_by_test_id("desk-input").fill("Are you there?")
        both.desk.get_by_test_id("desk-send").click()
        receipt = both.desk.get_by_test_id("desk-receipt")
        expect(receipt).to_have_attribute("data-value", "delivered")
        both.phone.evaluate(hide, False)
        expect(receipt).to_have_attribute("data-value", "read")
