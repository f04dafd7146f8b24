"""The box where a question is written: nothing is sent by mistake, and nothing typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import FOR_FAQ, FOR_MODEL, answered, ask, asked_anew, ready, said, streaming
from tests.browser.conftest import Faults, OpenPage
from tests.servers import ModelServer

ZH = CATALOGUES["zh"]
LIMIT = 2000


@pytest.fixture
def chat(open_page: OpenPage) -> Page:
    return ready(open_page("/chat", who="customer1"))


def enter_while_composing(chat: Page) -> None:
    keyboard = chat.context.new_cdp_session(chat)
    keyboard.send("Input.imeSetComposition", {"text": "tui kuan", "selectionStart": 8, "selectionEnd": 8})
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    keyboard.send("Input.insertText", {"text": "退款"})


def enter_just_after_composing(chat: Page) -> None:
    """As Safari has it: first the end of the composition, then the key that ended it."""
    chat.keyboard.insert_text("退款")
    chat.get_by_test_id("chat-input").evaluate(
        """(node) => {
          node.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
          node.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
          node.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
        }"""
    )


@pytest.mark.parametrize("press", [enter_while_composing, enter_just_after_composing])
def test_an_enter_that_ends_a_composition_sends_nothing(chat: Page, press: Callable[[Page], None]) -> None:
    box = chat.get_by_test_id("chat-input")
    box.focus()
    press(chat)
    expect(box).to_have_value("退款")
    # Whatever had been sent would stand before this one.
    box.fill(FOR_FAQ["zh"])
    chat.get_by_test_id("chat-send").click()
    answered(chat)
    expect(said(chat, "user")).to_have_text([f"{ZH['chat.you']}{FOR_FAQ['zh']}"])
    expect(chat.get_by_role("heading", level=1)).to_have_text(FOR_FAQ["zh"])


def test_shift_and_enter_begins_a_line_and_enter_sends_both(chat: Page) -> None:
    box = chat.get_by_test_id("chat-input")
    height = box.bounding_box()["height"]
    box.press_sequentially("怎么申请")
    box.press("Shift+Enter")
    box.press_sequentially("退款?")
    expect(box).to_have_value("怎么申请\n退款?")
    grown = "([node, height]) => node.getBoundingClientRect().height > height"
    chat.wait_for_function(grown, arg=[box.element_handle(), height])
    box.press("Enter")
    answered(chat)
    assert said(chat, "user").inner_text().endswith("怎么申请\n退款?")
    expect(box).to_have_value("")
    shrunk = "([node, height]) => node.getBoundingClientRect().height === height"
    chat.wait_for_function(shrunk, arg=[box.element_handle(), height])


def test_the_box_stops_growing_and_scrolls(chat: Page) -> None:
    box = chat.get_by_test_id("chat-input")
    box.fill("行\n" * 60)
    assert box.bounding_box()["height"] < 240
    expect(chat.get_by_test_id("chat-send")).to_be_in_viewport()


def test_what_is_too_long_is_counted_refused_and_kept(chat: Page) -> None:
    box, send = chat.get_by_test_id("chat-input"), chat.get_by_test_id("chat-send")
    too_long = "长" * (LIMIT + 7)
    box.fill(too_long)
    expect(chat.get_by_text(f"{LIMIT + 7} / {LIMIT}")).to_be_visible()
    expect(chat.get_by_role("alert")).to_have_text(ZH["composer.over"].format(count=7))
    expect(send).to_be_disabled()
    box.press("Enter")
    expect(box).to_have_value(too_long)
    expect(said(chat, "user")).to_have_count(0)
    box.fill("😀" * LIMIT)
    expect(send).to_be_enabled()


@pytest.mark.parametrize(
    "nothing", ["", "   ", "\n\n", "\u200b\u200d\u2060"], ids=["empty", "spaces", "lines", "unseen"]
)
def test_nothing_is_not_sent(chat: Page, nothing: str) -> None:
    chat.get_by_test_id("chat-input").fill(nothing)
    chat.get_by_test_id("chat-input").press("Enter")
    expect(chat.get_by_test_id("chat-input")).to_be_focused()
    chat.reload()
    expect(ready(chat).get_by_role("heading", name=ZH["chat.welcome_title"])).to_be_visible()


def test_a_draft_outlives_a_reload_and_stays_with_its_conversation(chat: Page) -> None:
    asked_anew(chat, FOR_FAQ["zh"])
    chat.get_by_test_id("chat-input").fill("还没写完")
    chat.get_by_test_id("chat-new").click()
    expect(chat.get_by_role("heading", name=ZH["chat.welcome_title"])).to_be_visible()
    expect(chat.get_by_test_id("chat-input")).to_have_value("")
    chat.go_back()
    expect(chat.get_by_test_id("chat-input")).to_have_value("还没写完")
    chat.reload()
    expect(chat.get_by_test_id("chat-input")).to_have_value("还没写完")


def test_the_next_question_can_be_written_while_an_answer_comes(chat: Page, model: ModelServer) -> None:
    model.control(rate=12, text="一" * 60, times=1)
    ask(chat, f"{FOR_MODEL['zh']}，我边等边写")
    streaming(chat)
    chat.get_by_test_id("chat-input").fill(FOR_FAQ["zh"])
    chat.get_by_test_id("chat-input").press("Enter")
    expect(chat.get_by_test_id("chat-input")).to_have_value(FOR_FAQ["zh"])
    answered(chat)
    chat.get_by_test_id("chat-input").press("Enter")
    answered(chat, 2)


def test_a_first_question_is_one_press_away(chat: Page) -> None:
    chat.get_by_role("button", name=ZH["chat.first_1"]).click()
    expect(answered(chat)).to_contain_text("24 小时内")
    expect(said(chat, "user")).to_have_text(f"{ZH['chat.you']}{ZH['chat.first_1']}")


def test_without_a_connection_it_waits_and_keeps_what_was_typed(
    chat: Page, model: ModelServer, faults: Faults
) -> None:
    faults.excuse("ERR_INTERNET_DISCONNECTED|WebSocket|transport|websocket")
    asked_anew(chat, FOR_FAQ["zh"])
    chat.context.set_offline(True)
    expect(chat.get_by_text(ZH["ui.reconnecting"])).to_be_visible(timeout=30_000)
    chat.get_by_test_id("chat-input").fill(f"{FOR_MODEL['zh']}，断网时写的")
    expect(chat.get_by_test_id("chat-send")).to_be_disabled()
    chat.get_by_test_id("chat-input").press("Enter")
    chat.context.set_offline(False)
    expect(chat.get_by_text(ZH["ui.reconnecting"])).to_have_count(0, timeout=30_000)
    expect(chat.get_by_test_id("chat-input")).to_have_value(f"{FOR_MODEL['zh']}，断网时写的")
    chat.get_by_test_id("chat-input").press("Enter")
    answered(chat, 2)


def test_other_parts_of_the_page_put_text_into_the_box_and_do_not_send_it(chat: Page) -> None:
    box = chat.get_by_test_id("chat-input")
    key = box.get_attribute("data-draft-key")
    fill = """(node, detail) => window.dispatchEvent(new CustomEvent("aics:fill", { detail }))"""
    box.evaluate(fill, {"key": key, "text": "怎么退款", "mode": "replace"})
    expect(box).to_have_value("怎么退款")
    expect(box).to_be_focused()
    chat.keyboard.press("ArrowLeft")
    chat.keyboard.press("ArrowLeft")
    box.evaluate(fill, {"key": key, "text": "申请", "mode": "insert"})
    expect(box).to_have_value("怎么申请退款")
    expect(box).to_have_js_property("selectionStart", 4)
    chat.keyboard.type("一次")
    expect(box).to_have_value("怎么申请一次退款")
    box.evaluate(fill, {"key": "another", "text": "不是这里", "mode": "replace"})
    expect(box).to_have_value("怎么申请一次退款")
    expect(said(chat, "user")).to_have_count(0)
