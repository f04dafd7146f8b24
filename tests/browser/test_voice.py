"""Speaking instead of typing: the words come into the box, and what is in the way is said."""

import pytest
from playwright.sync_api import Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import ready, said
from tests.browser.conftest import OpenPage

NO_RECOGNISER = "delete window.SpeechRecognition; delete window.webkitSpeechRecognition;"
# A recogniser that hears what the test says, and fails when the test wants.
RECOGNISER = """
window.webkitSpeechRecognition = undefined;
window.SpeechRecognition = class {
  start() { window.heard = this; this.began = this.lang; }
  stop() { this.onend?.({}); }
  abort() { this.onend?.({}); }
  say(transcript, isFinal) {
    const result = Object.assign([{ transcript }], { isFinal });
    this.onresult?.({ resultIndex: 0, results: [result] });
  }
  fail(error) { this.onerror?.({ error }); this.onend?.({}); }
};
"""


def chat_with(open_page: OpenPage, script: str, language: str = "zh") -> Page:
    page = open_page("/", language=language, who="customer1")
    page.context.add_init_script(script)
    page.goto("/chat")
    return ready(page)


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en-US")])
def test_what_is_said_comes_into_the_box_and_is_not_sent(
    open_page: OpenPage, language: str, tag: str
) -> None:
    page = chat_with(open_page, RECOGNISER, language)
    box, mic = page.get_by_test_id("chat-input"), page.get_by_test_id("chat-mic")
    box.fill("请问")
    mic.click()
    expect(mic).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.heard.lang") == tag
    page.evaluate("window.heard.say('怎么退', false)")
    expect(page.get_by_text("怎么退", exact=True)).to_be_visible()
    expect(box).to_have_value("请问")
    page.evaluate("window.heard.say('怎么退款', true)")
    expect(box).to_have_value("请问怎么退款")
    mic.click()
    expect(mic).to_have_attribute("aria-pressed", "false")
    box.press("End")
    box.press_sequentially("？")
    expect(box).to_have_value("请问怎么退款？")
    expect(said(page, "user")).to_have_count(0)


@pytest.mark.parametrize(
    ("error", "key"),
    [
        ("not-allowed", "composer.mic_denied"),
        ("audio-capture", "composer.mic_no_microphone"),
        ("no-speech", "composer.mic_silence"),
        ("network", "composer.mic_network"),
    ],
)
def test_what_is_in_the_way_is_said(open_page: OpenPage, error: str, key: str) -> None:
    page = chat_with(open_page, RECOGNISER)
    page.get_by_test_id("chat-mic").click()
    expect(page.get_by_test_id("chat-mic")).to_have_attribute("aria-pressed", "true")
    page.evaluate("error => window.heard.fail(error)", error)
    expect(page.get_by_role("alert")).to_have_text(CATALOGUES["zh"][key])
    expect(page.get_by_test_id("chat-mic")).to_have_attribute("aria-pressed", "false")
    page.get_by_test_id("chat-input").fill("那我打字")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_browser_that_cannot_listen_is_named(open_page: OpenPage) -> None:
    page = chat_with(open_page, NO_RECOGNISER)
    page.get_by_test_id("chat-mic").click()
    expect(page.get_by_role("alert")).to_have_text(CATALOGUES["zh"]["composer.mic_unsupported"])
