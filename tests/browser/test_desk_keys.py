"""The desk by keyboard alone; new work in the title; a supervisor who watches and takes over."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chatting import FOR_FAQ, ask, said
from tests.browser.conftest import OpenPage
from tests.browser.shift import desk_of, nobody_waits, waiting
from tests.servers import RunningApp

NOTE = {"zh": "紫藤备注", "en": "a wisteria note"}
HELLO = {"zh": "您好，我来帮您。", "en": "Hello, I am here."}
HEARD = (
    "window.tones = []; document.addEventListener('aics:new-work', (event) => tones.push(event.detail.muted))"
)

LOOK = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both see the same language."""
    return request.param


@pytest.fixture(autouse=True)
def _nobody_else_waits(open_page: OpenPage, app: RunningApp) -> None:
    nobody_waits(open_page, app)


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _type(page: Page, text: str) -> None:
    expect(page.get_by_test_id("desk-input")).to_be_focused()
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("desk-input")).to_have_value("")


def _down_to(page: Page, name: str) -> None:
    """From the first colleague to this one."""
    everybody = page.get_by_test_id("desk-transfer-to")
    place = next(at for at, words in enumerate(everybody.all_inner_texts()) if name in words)
    for at in range(1, place + 1):
        _press(page, "ArrowDown")
        expect(everybody.nth(at)).to_be_focused()


def _heard(page: Page, *muted: bool) -> None:
    """So many signals of new work, each muted or not."""
    page.wait_for_function("count => tones.length >= count", arg=len(muted))
    assert page.evaluate("tones") == list(muted)


def _rows(page: Page) -> Locator:
    return page.locator(".desk-lists [data-desk-row]")


def test_by_keyboard_alone_from_taking_to_closing(open_page: OpenPage, language: str) -> None:
    desk, phone = desk_of(open_page, language), waiting(open_page, language)
    expect(desk.get_by_test_id("desk-queue-item")).to_have_count(1)
    _press(desk, "j")
    expect(_rows(desk).first).to_be_focused()
    _press(desk, "Enter")
    expect(desk.get_by_test_id("desk-before")).to_contain_text(FOR_FAQ[language])
    _press(desk, "u")
    expect(desk.get_by_test_id("desk-reply")).to_be_visible()
    _press(desk, "r")
    expect(desk.locator(".desk-reply-box textarea")).to_be_focused()
    _type(desk, HELLO[language])
    expect(said(phone, "agent")).to_contain_text(HELLO[language])
    _press(desk, "Escape", "n")
    expect(desk.locator(".desk-note-box textarea")).to_be_focused()
    _type(desk, NOTE[language])
    expect(desk.get_by_test_id("desk-note-line")).to_contain_text(NOTE[language])
    _press(desk, "Escape", "e")
    expect(desk.get_by_test_id("desk-close-solved")).to_be_focused()
    _press(desk, "Enter")
    expect(phone.get_by_test_id("handoff-status")).to_have_attribute("data-status", "closed")
    assert NOTE[language] not in phone.content()


def test_passing_on_by_keyboard_and_back_again(open_page: OpenPage, language: str) -> None:
    desk, other = desk_of(open_page, language), desk_of(open_page, language, "agent2")
    waiting(open_page, language)
    expect(desk.get_by_test_id("desk-queue-item")).to_have_count(1)
    _press(desk, "j", "u")
    expect(desk.get_by_test_id("desk-transfer")).to_be_visible()
    _press(desk, "t")
    expect(desk.get_by_test_id("desk-transfer-note")).to_be_focused()
    _press(desk, "Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    _press(desk, "t")
    expect(desk.get_by_test_id("desk-transfer-note")).to_be_focused()
    desk.keyboard.insert_text(NOTE[language])
    _press(desk, "Tab")
    expect(desk.get_by_test_id("desk-transfer-to").first).to_be_focused()
    expect(desk.get_by_test_id("desk-transfer-note")).to_have_value(NOTE[language])
    _down_to(desk, "阿柏")
    _press(desk, "Enter")
    expect(desk.get_by_test_id("desk-mine-item")).to_have_count(0)
    expect(other.get_by_test_id("desk-mine-item")).to_have_count(1)
    _press(other, "j", "Enter")
    expect(other.get_by_test_id("desk-note-line")).to_contain_text(NOTE[language])
    _press(other, "e")
    expect(other.get_by_test_id("desk-close-solved")).to_be_focused()
    _press(other, "Enter")
    expect(other.get_by_test_id("desk-mine-item")).to_have_count(0)


def test_keys_are_letters_while_one_writes_and_the_window_names_them(open_page: OpenPage) -> None:
    desk = desk_of(open_page, "en")
    waiting(open_page, "en")
    desk.get_by_test_id("desk-take").first.click()
    expect(desk.get_by_test_id("desk-reply")).to_be_visible()
    _press(desk, "r")
    expect(desk.get_by_test_id("desk-input")).to_be_focused()
    desk.keyboard.type("jkteun?")
    expect(desk.get_by_test_id("desk-input")).to_have_value("jkteun?")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    _press(desk, "Control+a", "Delete", "Escape")
    expect(desk.locator('[data-desk-row][aria-current="page"]')).to_be_focused()
    _press(desk, "Control+e", "Alt+t", "?")
    expect(desk.get_by_test_id("desk-keys-list")).to_contain_text("Reply to the customer")
    _press(desk, "t", "Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    expect(desk.get_by_test_id("desk-keys")).to_be_focused()


def test_waits_run_by_themselves(open_page: OpenPage) -> None:
    desk = desk_of(open_page, "en")
    waiting(open_page, "en")
    waited = desk.get_by_test_id("desk-queue-item").get_by_test_id("desk-waited")
    expect(waited).to_have_attribute("data-level", "calm")
    first = waited.inner_text()
    expect(waited).not_to_have_text(first)
    expect(waited).to_contain_text(re.compile(r"0:\d\d"))


def test_a_word_in_another_chat_is_unread_counts_in_the_title_and_sounds(open_page: OpenPage) -> None:
    desk, phone = desk_of(open_page, "en"), waiting(open_page, "en")
    desk.get_by_test_id("desk-take").first.click()
    expect(desk.get_by_test_id("desk-reply")).to_be_visible()
    desk.get_by_test_id("nav-desk").click()
    expect(desk.get_by_test_id("desk-log")).to_have_count(0)
    desk.evaluate(HEARD)
    phone.get_by_test_id("chat-input").fill("Are you there?")
    phone.get_by_test_id("chat-input").press("Enter")
    expect(desk.get_by_test_id("desk-unread")).to_contain_text("1")
    expect(desk).to_have_title(re.compile(r"^\(1\) "))
    _heard(desk, False)
    desk.get_by_test_id("desk-mute").click()
    expect(desk.get_by_test_id("desk-mute")).to_have_attribute("aria-pressed", "true")
    phone.get_by_test_id("chat-input").fill("Hello?")
    phone.get_by_test_id("chat-input").press("Enter")
    expect(desk.get_by_test_id("desk-unread")).to_contain_text("2")
    _heard(desk, False, True)
    desk.get_by_test_id("desk-mine-item").click()
    expect(desk.get_by_test_id("desk-unread")).to_have_count(0)
    expect(desk).to_have_title(re.compile(r"^[^(]"))
    desk.reload()
    expect(desk.get_by_test_id("desk-mute")).to_have_attribute("aria-pressed", "true")


def test_a_supervisor_watches_takes_over_and_the_agent_is_told(open_page: OpenPage, language: str) -> None:
    desk, phone = desk_of(open_page, language), waiting(open_page, language)
    desk.get_by_test_id("desk-take").first.click()
    expect(desk.get_by_test_id("desk-seize")).to_have_count(0)
    chief = desk_of(open_page, language, "admin")
    phone.get_by_test_id("chat-input").fill("12345")
    phone.get_by_test_id("chat-input").press("Enter")
    expect(said(phone, "user").last).to_contain_text("12345")
    chief.get_by_test_id("desk-others").click()
    chief.get_by_test_id("desk-others-item").click()
    expect(chief.get_by_test_id("desk-log")).to_contain_text("12345")
    chief.get_by_test_id("desk-seize").click()
    chief.get_by_test_id("desk-seize-confirm").click()
    expect(chief.get_by_test_id("desk-mine-item")).to_have_count(1)
    expect(chief.get_by_test_id("desk-close")).to_be_visible()
    expect(desk.get_by_test_id("desk-mine-item")).to_have_count(0)
    expect(desk.get_by_test_id("toast").first).to_be_visible()
    expect(desk.get_by_test_id("desk-close")).to_have_count(0)
    chief.get_by_test_id("desk-close").click()
    chief.get_by_test_id("desk-close-solved").click()
    expect(phone.get_by_test_id("handoff-status")).to_have_attribute("data-status", "closed")


def _says(phone: Page, text: str) -> None:
    ask(phone, text)
    expect(said(phone, "user").last).to_contain_text(text)


def _reads_elsewhere(desk: Page, app: RunningApp) -> None:
    """The agent has read on another machine of his what is said in the open chat so far."""
    asks, place = desk.context.request, f"{app.url}/api/conversations/{desk.url.rstrip('/')[-32:]}"
    said = asks.get(f"{place}/messages").json()["items"]
    told = {"read_id": max(one["id"] for one in said if one["sender"] == "USER")}
    assert asks.post(f"{place}/read", data=told, headers={"Origin": app.url}).ok


def test_what_comes_while_nobody_looks_is_not_read(open_page: OpenPage, app: RunningApp) -> None:
    desk, phone = desk_of(open_page, "en"), waiting(open_page, "en")
    desk.get_by_test_id("desk-take").first.click()
    expect(desk.get_by_test_id("desk-reply")).to_be_visible()
    desk.evaluate(HEARD)
    desk.evaluate(LOOK, True)
    _says(phone, "Are you there?")
    _heard(desk, False)
    expect(desk).to_have_title(re.compile(r"^\(1\) "))
    expect(phone.get_by_test_id("chat-read")).to_have_count(0)
    _reads_elsewhere(desk, app)
    expect(phone.get_by_test_id("chat-read")).to_be_visible()
    _says(phone, "Hello?")  # unread as many as before: another one
    _heard(desk, False, False)
    expect(desk).to_have_title(re.compile(r"^\(1\) "))
    expect(phone.get_by_test_id("chat-read")).to_have_count(0)
    desk.evaluate(LOOK, False)
    expect(desk).to_have_title(re.compile(r"^[^(]"))
    expect(phone.get_by_test_id("chat-read")).to_be_visible()
