"""What was said before: found, read from its end, and nobody else's."""

import re

import pytest
from playwright.sync_api import Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import FOR_FAQ, asked_anew, ready, said
from tests.browser.conftest import OpenPage
from tests.servers import RunningApp

ZH = CATALOGUES["zh"]
TOPICS = ("退款多久到账?", "怎么开发票?", "多久能送到?", "怎么申请退款?")


@pytest.fixture
def long_conversation(open_page: OpenPage, app: RunningApp) -> Page:
    """Forty messages, ended by one that is easily known."""
    page = open_page("/profile", who="customer2")
    session: dict[str, str] = {}
    for number in range(20):
        asked = {"question": f"{TOPICS[number % len(TOPICS)]} ({number})"} | session
        answer = page.context.request.post("/api/ai/answer", data=asked, headers={"Origin": app.url})
        assert answer.ok, answer.text()
        session = {"session_id": answer.json()["session_id"]}
    page.goto(f"/chat/{session['session_id']}")
    return ready(page)


def test_a_long_conversation_opens_at_its_end_and_grows_upwards(long_conversation: Page) -> None:
    page = long_conversation
    expect(said(page, "user").last).to_be_in_viewport()
    expect(said(page, "user")).to_have_count(15)
    page.locator(".log-scroll").evaluate("node => { node.scrollTop = 0 }")
    first = said(page, "user").first
    text = first.inner_text()
    page.get_by_role("button", name=ZH["chat.earlier"]).click()
    expect(said(page, "user")).to_have_count(20)
    expect(page.get_by_role("button", name=ZH["chat.earlier"])).to_have_count(0)
    read = said(page, "user").filter(has_text=text.splitlines()[-1])
    expect(read).to_be_in_viewport()


def test_words_are_found_in_what_was_said(open_page: OpenPage) -> None:
    page = ready(open_page("/chat", who="customer1"))
    asked_anew(page, FOR_FAQ["zh"])
    entries = page.get_by_test_id("chat-conversation")
    page.get_by_test_id("chat-search").fill("这里没有这样的词")
    expect(page.get_by_text(ZH["chat.none_found"], exact=True)).to_be_visible()
    page.get_by_test_id("chat-search").fill("申请售后")
    expect(entries.first).to_contain_text(FOR_FAQ["zh"])
    entries.first.click()
    expect(said(page, "ai").first).to_contain_text("申请售后")


def test_a_conversation_of_somebody_else_is_not_there(open_page: OpenPage) -> None:
    page = ready(open_page("/chat", who="customer1"))
    asked_anew(page, FOR_FAQ["zh"])
    stranger = ready(open_page(page.url, who="customer2"))
    expect(stranger.get_by_text(ZH["chat.missing_title"])).to_be_visible()
    expect(said(stranger, "user")).to_have_count(0)
    expect(stranger.get_by_test_id("chat-input")).to_have_count(0)
    stranger.get_by_role("main").get_by_role("link", name=ZH["chat.new"]).last.click()
    expect(stranger).to_have_url(re.compile(r"/chat/?$"))
    expect(stranger.get_by_role("heading", name=ZH["chat.welcome_title"])).to_be_visible()


def test_the_list_tells_what_happens_elsewhere(open_page: OpenPage) -> None:
    """A conversation that another tab begins appears with the next look at the list."""
    page = ready(open_page("/chat", who="customer2"))
    other = page.context.new_page()
    other.goto("/chat")
    asked_anew(ready(other), "怎么修改收货地址? 从另一个窗口")
    asked_anew(page, FOR_FAQ["zh"])
    expect(page.get_by_test_id("chat-conversation").nth(1)).to_contain_text("从另一个窗口")
