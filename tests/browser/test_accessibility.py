"""Axe finds nothing serious on any page in any of its states; the keyboard alone gets everywhere."""

from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import FOR_FAQ, FOR_MODEL, answered, ask, asked_anew, ready, said, streaming
from tests.browser.conftest import Faults, OpenPage
from tests.servers import ModelServer

ZH = CATALOGUES["zh"]
RICH = (
    "**好**\n\n|级别|折扣|\n|---|---|\n|金卡|9 折|\n\n```sh\naics\n```\n\n> [链接](/chat)\n\n1. 一\n2. `二`"
)


@dataclass(frozen=True)
class Look:
    """How wide, and in which colours."""

    width: int
    dark: bool


LOOKS = [
    pytest.param(Look(width, dark), id=f"{width} {'dark' if dark else 'light'}")
    for width in (360, 1440)
    for dark in (False, True)
]


def opened(open_page: OpenPage, path: str, look: Look, who: str | None = None) -> Page:
    page = open_page(path, who=who, width=look.width, height=800, dark=look.dark)
    # Axe would measure colours that are half-way between two.
    page.emulate_media(reduced_motion="reduce")
    return ready(page) if who else page


def expect_sound(page: Page, state: str) -> None:
    """Nothing serious by axe's rules, and nothing that must be scrolled to the side."""
    found = Axe().run(page).response["violations"]
    serious = [
        f"{fault['id']}: {node['html'][:150]} {node['any'][:1]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
    assert serious == [], state
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        f"{state}: scrolls to the side"
    )


@pytest.mark.parametrize("look", LOOKS)
def test_pages_for_everybody(open_page: OpenPage, faults: Faults, look: Look) -> None:
    faults.excuse("404|401")
    page = opened(open_page, "/", look)
    for path in ("/", "/login", "/register", "/forbidden", "/nothing-here"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect_sound(page, path)
    page.goto("/login")
    page.get_by_test_id("login-username").fill("nobody")
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("login-password")).to_have_attribute("aria-invalid", "true")
    expect_sound(page, "a field is missing")
    page.get_by_test_id("login-password").fill("not-the-password")
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect_sound(page, "refused")


@pytest.mark.parametrize("look", LOOKS)
def test_the_chat_from_its_first_question_to_its_sources(
    open_page: OpenPage, model: ModelServer, look: Look
) -> None:
    page = opened(open_page, "/chat", look, who="customer1")
    expect_sound(page, "nothing said yet")
    model.control(rate=25, text="鲸鱼唱歌。" * 40, times=1)
    ask(page, f"{FOR_MODEL['zh']}，{look}")
    streaming(page)
    expect_sound(page, "an answer is written")
    page.get_by_test_id("chat-stop").click()
    expect(said(page, "ai", "stopped")).to_be_visible()
    expect_sound(page, "stopped")
    model.control(rate=0, text=RICH, times=1)
    page.get_by_test_id("chat-retry").click()
    answered(page)
    expect_sound(page, "much Markdown")
    ask(page, FOR_FAQ["zh"])
    answer = answered(page, 2)
    answer.get_by_test_id("chat-helpful-no").click()
    expect(page.get_by_test_id("chat-reasons")).to_be_visible()
    answer.get_by_test_id("chat-solved-no").click()
    page.get_by_test_id("chat-handoff").click()
    expect(page.get_by_test_id("chat-handoff")).to_have_count(0)
    expect_sound(page, "judged, and a person wished for")
    answer.get_by_test_id("chat-citation").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_sound(page, "a source is open")


@pytest.mark.parametrize("look", LOOKS)
def test_the_chat_in_trouble(open_page: OpenPage, model: ModelServer, faults: Faults, look: Look) -> None:
    faults.excuse("ERR_INTERNET_DISCONNECTED|WebSocket|websocket")
    page = opened(open_page, "/chat", look, who="customer1")
    model.control(mode="error_500", times=1)
    ask(page, f"{FOR_MODEL['zh']}，坏了，{look}")
    expect(said(page, "ai", "failed")).to_be_visible()
    page.get_by_test_id("chat-input").fill("长" * 2001)
    expect(page.get_by_role("alert")).to_be_visible()
    expect_sound(page, "failed, and too long")
    page.get_by_test_id("chat-input").fill("")
    page.get_by_test_id("chat-retry").click()
    answered(page)
    page.context.set_offline(True)
    expect(page.get_by_text(ZH["ui.reconnecting"])).to_be_visible()
    expect_sound(page, "no connection")
    page.context.set_offline(False)
    expect(page.get_by_text(ZH["ui.reconnecting"])).to_have_count(0)
    page.goto("/chat/00000000000000000000000000000000")
    expect(page.get_by_text(ZH["chat.missing_title"])).to_be_visible()
    expect_sound(page, "no such conversation")


@pytest.mark.parametrize("look", LOOKS)
def test_ones_own_account(open_page: OpenPage, look: Look) -> None:
    page = opened(open_page, "/profile", look, who="customer1")
    expect(page.locator(".sign-ins li").first).to_be_visible()
    expect(page.get_by_test_id("profile-save")).to_be_enabled()
    expect_sound(page, "profile")
    if look.width < 1024:
        page.goto("/chat")
        ready(page).locator(".chat-opener").click()
        expect(page.get_by_role("dialog").get_by_test_id("chat-conversation").first).to_be_visible()
        expect_sound(page, "the list as a drawer")


@pytest.mark.parametrize("look", LOOKS)
def test_the_knowledge(open_page: OpenPage, look: Look) -> None:
    page = opened(open_page, "/admin/knowledge", look, who="admin")
    expect(page.get_by_test_id("faq-row").first).to_be_visible()
    expect_sound(page, "list")
    page.get_by_test_id("faq-new").click()
    expect(page.get_by_test_id("faq-question")).to_be_visible()
    expect_sound(page, "editor")


def test_the_keyboard_alone_asks_and_opens_a_source(open_page: OpenPage) -> None:
    page = ready(open_page("/chat", who="customer1"))
    page.keyboard.press("Tab")
    expect(page.get_by_text(ZH["ui.skip"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    reach(page, "chat-new")
    reach(page, "chat-input")
    page.keyboard.type(FOR_FAQ["zh"])
    page.keyboard.press("Enter")
    answered(page)
    reach(page, "chat-citation", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("chat-citation")).to_be_focused()


def reach(page: Page, testid: str, key: str = "Tab") -> None:
    """Press until the focus is there, and visible wherever it stops on the way."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.dataset.testid ?? ''") == testid:
            return
    raise AssertionError(f"{testid} is not reached by {key}")


def test_sentences_are_read_out_once_they_are_finished(open_page: OpenPage, model: ModelServer) -> None:
    page = ready(open_page("/chat", who="customer1"))
    page.evaluate(
        """
        window.heard = [];
        new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
          if (node.parentElement?.id === "aics-announcer") window.heard.push(node.textContent);
        }))).observe(document.body, { childList: true, subtree: true });
        """
    )
    model.control(rate=40, text="第一句话已经说完了。第二句话也说完了。第三句没有句号", times=1)
    asked_anew(page, f"{FOR_MODEL['zh']}，读给我听")
    page.wait_for_function("window.heard.join('').endsWith('第三句没有句号')")
    heard = page.evaluate("window.heard")
    assert "".join(heard) == "第一句话已经说完了。第二句话也说完了。第三句没有句号"
    assert all(part.endswith("。") for part in heard[:-1])


def test_targets_of_fingers_are_large_enough(open_page: OpenPage) -> None:
    page = ready(open_page("/chat", who="customer1", width=360, height=740))
    asked_anew(page, FOR_FAQ["zh"])
    small = page.locator("button:visible, a:visible, textarea:visible").evaluate_all(
        """nodes => nodes.filter((node) => !node.matches(".md *, .skip-link")).flatMap((node) => {
          const { width, height } = node.getBoundingClientRect();
          return width < 24 || height < 24 ? [`${node.outerHTML.slice(0, 90)} ${width}×${height}`] : [];
        })"""
    )
    assert small == []


@pytest.mark.parametrize("look", LOOKS)
def test_waiting_for_a_person_and_the_desk(open_page: OpenPage, look: Look) -> None:
    desk = opened(open_page, "/desk", look, who="agent1")
    expect_sound(desk, "an empty desk")
    desk.get_by_test_id("desk-presence").click()
    desk.get_by_test_id("desk-presence-busy").click()
    customer = opened(open_page, "/chat", look, who="customer2")
    asked_anew(customer, FOR_FAQ["zh"])
    customer.get_by_test_id("chat-handoff").click()
    expect(customer.get_by_test_id("handoff-position")).to_be_visible()
    expect_sound(customer, "waiting")
    expect(desk.get_by_test_id("desk-queue-item")).to_have_count(1)
    expect_sound(desk, "somebody waits")
    desk.get_by_test_id("desk-take").first.click()
    desk.get_by_test_id("desk-note").click()
    expect(desk.locator(".desk-note-box")).to_be_visible()
    desk.get_by_test_id("desk-input").fill("内部")
    desk.get_by_test_id("desk-send").click()
    expect(desk.get_by_test_id("desk-note-line")).to_be_visible()
    expect_sound(desk, "a chat with a note")
    desk.get_by_test_id("desk-transfer").click()
    expect(desk.get_by_test_id("desk-transfer-note")).to_be_visible()
    expect_sound(desk, "passing on")
    desk.keyboard.press("Escape")
    desk.get_by_test_id("desk-close").click()
    desk.get_by_test_id("desk-close-solved").click()
    expect(customer.get_by_test_id("handoff-rate-5")).to_be_visible()
    expect_sound(customer, "rating")
