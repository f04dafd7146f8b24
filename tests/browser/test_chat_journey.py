"""The whole way of a customer, on a phone and a desk, in both languages, light and dark."""

import re
from dataclasses import dataclass
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import (
    FAQ_SAYS,
    FOR_FAQ,
    FOR_MODEL,
    SESSION,
    answered,
    ask,
    ready,
    said,
    streaming,
)
from tests.browser.conftest import OpenPage
from tests.servers import ModelServer

LEAST_ACROSS_PX = 360


@dataclass(frozen=True)
class Look:
    """How somebody looks at the page."""

    width: int
    height: int
    language: str
    dark: bool

    @property
    def is_phone(self) -> bool:
        """Whether the list of conversations is a drawer."""
        return self.width < 1024

    def text(self, key: str) -> str:
        """What the page says."""
        return CATALOGUES[self.language][key]


LOOKS = [
    pytest.param(Look(360, 740, "zh", False), id="phone zh light"),
    pytest.param(Look(360, 740, "en", True), id="phone en dark"),
    pytest.param(Look(1440, 900, "en", False), id="desk en light"),
    pytest.param(Look(1440, 900, "zh", True), id="desk zh dark"),
]
turns = count(1)


@pytest.mark.parametrize("look", LOOKS)
def test_a_customer_asks_and_is_answered(open_page: OpenPage, model: ModelServer, look: Look) -> None:
    page = open_page(
        "/login?next=/chat", width=look.width, height=look.height, language=look.language, dark=look.dark
    )
    page.get_by_test_id("demo-customer1").click()
    expect(page).to_have_url(re.compile(r"/chat/?$"))
    title = f"{FOR_MODEL[look.language]} ({next(turns)})"
    asks_and_stops_and_tries_again(ready(page), model, title)
    asks_what_is_known_and_judges(page, look)
    comes_back_to_it(page, look, title)
    assert page.evaluate("document.documentElement.scrollWidth") == look.width
    assert page.evaluate("document.documentElement.classList.contains('dark')") is look.dark
    page.get_by_test_id("logout").click()
    expect(page).to_have_url(re.compile(r"/login/?$"))


def asks_and_stops_and_tries_again(page: Page, model: ModelServer, question: str) -> None:
    model.control(rate=25, text="One whale sings, and then another one sings. " * 20, times=1)
    ask(page, question)
    expect(said(page, "user").last).to_contain_text(question)
    expect(streaming(page)).to_contain_text("One whale")  # the end would have come before the second word
    expect(page).to_have_url(SESSION)
    page.get_by_test_id("chat-stop").click()
    stopped = said(page, "ai", "stopped")
    expect(stopped).to_contain_text("One whale")
    expect(page.get_by_test_id("chat-send")).to_be_visible()
    model.control(text="All of them sing.", times=1)
    stopped.get_by_test_id("chat-retry").click()
    expect(answered(page)).to_contain_text("All of them sing.")
    expect(said(page, "ai")).to_have_count(1)
    expect(said(page, "user")).to_have_count(1)


def asks_what_is_known_and_judges(page: Page, look: Look) -> None:
    ask(page, FOR_FAQ[look.language])
    answer = answered(page, 2)
    expect(answer).to_contain_text(FAQ_SAYS[look.language])
    opens_the_source(page, answer.get_by_test_id("chat-citation").first, look)
    answer.get_by_test_id("chat-helpful-yes").click()
    expect(answer.get_by_test_id("chat-helpful-yes")).to_have_attribute("aria-pressed", "true")
    answer.get_by_test_id("chat-helpful-no").click()
    answer.get_by_text(look.text("chat.reason_unclear")).click()
    expect(answer.get_by_test_id("chat-reasons")).to_have_count(0)
    expect(answer.get_by_test_id("chat-helpful-no")).to_have_attribute("aria-pressed", "true")
    expect(answer.get_by_test_id("chat-helpful-yes")).to_have_attribute("aria-pressed", "false")
    answer.get_by_test_id("chat-solved-yes").click()
    expect(answer.get_by_test_id("chat-solved-yes")).to_have_attribute("aria-pressed", "true")


def opens_the_source(page: Page, chip: Locator, look: Look) -> None:
    """The passage opens, keeps the focus inside, and gives it back."""
    chip.click()
    passage = page.get_by_role("dialog")
    expect(passage).to_contain_text(FAQ_SAYS[look.language])
    expect(passage.locator(":focus")).to_have_count(1)
    for _ in range(4):
        page.keyboard.press("Tab")
        expect(passage.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(passage).to_have_count(0)
    expect(chip).to_be_focused()


def comes_back_to_it(page: Page, look: Look, title: str) -> None:
    """By the list, by search, and by the browser's own way back."""
    address = page.url
    list_of(page, look).get_by_test_id("chat-new").click()
    expect(page).to_have_url(re.compile(r"/chat/?$"))
    expect(page.get_by_role("heading", name=look.text("chat.welcome_title"))).to_be_visible()
    page.go_back()
    expect(page).to_have_url(address)
    expect(said(page, "ai", "done")).to_have_count(2)
    page.go_forward()
    shown = list_of(page, look)
    expect(shown.get_by_test_id("chat-conversation").first).to_contain_text(look.text("chat.solved"))
    shown.get_by_test_id("chat-search").fill(title)
    found = shown.get_by_test_id("chat-conversation")
    expect(found).to_have_count(1)
    found.click()
    expect(page).to_have_url(address)
    expect(said(page, "user").first).to_contain_text(title)
    judged = answered(page, 2).get_by_test_id("chat-helpful-no")
    expect(judged).to_have_attribute("aria-pressed", "true")


def list_of(page: Page, look: Look) -> Locator:
    """The conversations: beside the log, or in the drawer that a phone has for them."""
    if not look.is_phone:
        return page.locator(".chat-aside")
    page.locator(".chat-opener").click()
    return page.get_by_role("dialog")
