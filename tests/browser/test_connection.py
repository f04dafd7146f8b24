"""The socket breaks at the worst moment: one question, one answer, and nothing typed is lost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import (
    FOR_FAQ,
    FOR_MODEL,
    LONG_TEXT,
    answered,
    ask,
    asked_anew,
    ready,
    said,
    streaming,
)
from tests.browser.conftest import Faults, OpenPage
from tests.servers import ModelServer

QUESTION = FOR_MODEL["zh"]


class Line:
    """The page's socket, in the hand of the test."""

    def __init__(self, page: Page) -> None:
        self._on_asking: Callable[[WebSocketRoute, str | bytes], None] | None = None
        self._page_side: list[WebSocketRoute] = []
        page.route_web_socket(re.compile("/_event"), self._join)

    def on_asking(self, act: Callable[[WebSocketRoute, str | bytes], None]) -> None:
        """What to do, once, instead of passing a question on to `server`."""
        self._on_asking = act

    def cut(self) -> None:
        """As a proxy does that has had enough."""
        self._page_side.pop().close(code=1001)

    def _join(self, page_side: WebSocketRoute) -> None:
        server = page_side.connect_to_server()
        self._page_side.append(page_side)

        def from_page(message: str | bytes) -> None:
            if self._on_asking and "chat_state.ask" in str(message):
                act, self._on_asking = self._on_asking, None
                act(server, message)
            else:
                server.send(message)

        page_side.on_message(from_page)
        server.on_message(page_side.send)


@pytest.fixture
def chat(open_page: OpenPage, faults: Faults) -> Page:
    """A signed-in page; `line` leads it to the chat."""
    faults.excuse("WebSocket|websocket")
    return open_page("/profile", who="customer1")


@pytest.fixture
def line(chat: Page) -> Line:
    """The socket of the chat page."""
    line = Line(chat)
    chat.goto("/chat")
    ready(chat)
    return line


def test_a_question_that_never_arrived_can_be_sent_again(chat: Page, line: Line) -> None:
    line.on_asking(lambda server, message: line.cut())
    ask(chat, f"{QUESTION}，没送到")
    expect(chat.get_by_test_id("chat-input")).to_have_value(f"{QUESTION}，没送到")
    expect(chat.get_by_test_id("chat-send")).to_be_enabled()
    chat.get_by_test_id("chat-send").click()
    answered(chat)
    expect(said(chat, "user")).to_have_count(1)
    expect(chat.get_by_test_id("chat-input")).to_have_value("")


def test_a_question_that_arrived_unconfirmed_is_not_asked_twice(chat: Page, line: Line) -> None:
    def arrive_unconfirmed(server: WebSocketRoute, message: str | bytes) -> None:
        server.send(message)
        line.cut()

    line.on_asking(arrive_unconfirmed)
    ask(chat, f"{QUESTION}，没回音")
    late = CATALOGUES["zh"]["composer.late"]
    expect(chat.get_by_role("alert")).to_have_text(late, timeout=20_000)  # it comes after eight seconds
    chat.get_by_test_id("chat-send").click()
    answered(chat)
    expect(said(chat, "user")).to_have_count(1)
    expect(chat.get_by_test_id("chat-input")).to_have_value("")
    expect(chat.get_by_test_id("chat-conversation").filter(has_text="没回音")).to_have_count(1)


def test_a_stream_goes_on_after_a_break(chat: Page, line: Line, model: ModelServer) -> None:
    asked_anew(chat, FOR_FAQ["zh"])
    model.control(rate=50, text=LONG_TEXT, times=1)
    ask(chat, f"{QUESTION}，线断了")
    streaming(chat)
    line.cut()
    expect(answered(chat, 2).locator(".md")).to_have_text(LONG_TEXT)
    expect(said(chat, "ai")).to_have_count(2)


def test_a_duplicated_tab_is_a_tab_of_its_own(open_page: OpenPage, model: ModelServer) -> None:
    page = ready(open_page("/chat", who="customer1"))
    asked_anew(page, FOR_FAQ["zh"])
    with page.expect_popup() as opened:
        # The new tab gets a copy of what this one keeps for its session, as "duplicate tab" does.
        page.evaluate("window.open(location.href)")
    twin = ready(opened.value)
    model.control(rate=50, text=LONG_TEXT, times=1)
    ask(twin, f"{QUESTION}，两个一样的窗口")
    for one in (page, twin):
        expect(answered(one, 2).locator(".md")).to_have_text(LONG_TEXT)
