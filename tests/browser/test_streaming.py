"""An answer while it is written: it grows, it stays in its place, and it belongs to the conversation."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import (
    AT_END,
    FOR_FAQ,
    FOR_MODEL,
    LONG_TEXT,
    SESSION,
    answered,
    ask,
    asked_anew,
    ready,
    said,
    streaming,
    words,
)
from tests.browser.conftest import OpenPage
from tests.servers import ModelServer

QUESTION = FOR_MODEL["zh"]
SEEN = 25
"""Tokens a second: `LONG_TEXT` takes six seconds, so that a slow machine, too, looks while it is written."""
# Sums up every jump of something that nobody caused by hand.
WATCH_JUMPS = """
window.jumped = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.jumped += entry.value)))
  .observe({ type: "layout-shift", buffered: false });
"""


def test_an_answer_grows_before_ones_eyes(open_page: OpenPage, model: ModelServer) -> None:
    model.control(rate=SEEN, text=LONG_TEXT, times=1)
    page = ready(open_page("/chat", who="customer1"))
    ask(page, f"{QUESTION}，慢慢讲")
    answer = streaming(page)
    lengths = [len(words(answer))]
    for _ in range(3):
        expect(answer.locator(".md")).not_to_have_text(words(answer))
        lengths.append(len(words(answer)))
    assert lengths == sorted(set(lengths))
    expect(answered(page).locator(".md")).to_have_text(LONG_TEXT)
    expect(page.get_by_test_id("chat-stop")).to_have_count(0)


def test_pieces_that_come_twice_or_in_disorder_make_one_text(open_page: OpenPage, model: ModelServer) -> None:
    page = open_page("/profile", who="customer1")
    pieces: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: pieces.append(str(frame))))
    page.goto("/chat")
    model.control(mode="stall", after=3, text="鲸鱼在很远的地方唱歌", times=1)
    ask(ready(page), f"{QUESTION}，乱序")
    text = streaming(page).locator(".md")
    expect(text).to_have_text("鲸鱼在很远的")
    reply_id = int(re.findall(r'"value":\[(\d+),', "".join(pieces))[-1])
    for offset, piece, shown in (
        (0, "鲸鱼", "鲸鱼在很远的"),
        (4, "远的地", "鲸鱼在很远的地"),
        (8, "唱歌", "鲸鱼在很远的地"),
        (7, "方", "鲸鱼在很远的地方唱歌"),
    ):
        page.evaluate(
            "piece => { window.__reflex['$/utils/state'].refs.ref_live.current.value = piece }",
            [reply_id, offset, piece],
        )
        expect(text).to_have_text(shown)
    page.get_by_test_id("chat-stop").click()
    expect(said(page, "ai", "stopped").locator(".md")).to_have_text("鲸鱼在很远的")


def test_nothing_jumps_while_it_grows(open_page: OpenPage, model: ModelServer) -> None:
    page = ready(open_page("/chat", who="customer1"))
    asked_anew(page, f"{QUESTION}，先来一段")
    model.control(rate=80, text="\n\n".join([LONG_TEXT[:120]] * 6), times=1)
    page.evaluate(WATCH_JUMPS)
    ask(page, f"{QUESTION}，再来一段")
    streaming(page)
    before = {name: box(page, name) for name in (".rail", ".titlebar", ".chat-aside", ".composer")}
    answered(page, 2)
    assert {name: box(page, name) for name in before} == before
    assert page.evaluate("window.jumped") < 0.1


def box(page: Page, selector: str) -> dict[str, float] | None:
    return page.locator(selector).first.bounding_box()


def test_who_reads_above_is_left_alone_and_finds_the_way_down(
    open_page: OpenPage, model: ModelServer
) -> None:
    page = ready(open_page("/chat", who="customer1", height=500))
    asked_anew(page, FOR_FAQ["zh"])
    model.control(rate=60, text="\n\n".join([LONG_TEXT[:120]] * 5), times=1)
    ask(page, f"{QUESTION}，长一点")
    streaming(page)
    page.locator(".log-scroll").hover()
    page.mouse.wheel(0, -4000)
    jump = page.get_by_role("button", name=CATALOGUES["zh"]["ui.jump_to_latest"])
    expect(jump).to_be_visible()
    log = page.locator(".log-scroll")
    expect(log).to_have_js_property("scrollTop", 0)
    answered(page, 2)
    expect(log).to_have_js_property("scrollTop", 0)
    jump.click()
    expect(jump).to_have_count(0)
    page.wait_for_function(AT_END, arg=log.element_handle())


def test_stopping_keeps_what_is_there(open_page: OpenPage, model: ModelServer) -> None:
    model.control(rate=25, text=LONG_TEXT, times=1)
    page = ready(open_page("/chat", who="customer1"))
    ask(page, f"{QUESTION}，我会打断")
    streaming(page)
    page.get_by_test_id("chat-stop").click()
    stopped = said(page, "ai", "stopped")
    expect(stopped).to_contain_text(CATALOGUES["zh"]["chat.stopped"])
    kept = words(stopped)
    assert kept
    assert LONG_TEXT.startswith(kept)
    page.reload()
    expect(said(page, "ai", "stopped").locator(".md")).to_have_text(kept)


def test_a_reload_in_mid_answer_loses_nothing(open_page: OpenPage, model: ModelServer) -> None:
    model.control(rate=SEEN, text=LONG_TEXT, times=1)
    page = ready(open_page("/chat", who="customer1"))
    ask(page, f"{QUESTION}，我会刷新")
    streaming(page)
    expect(page).to_have_url(SESSION)
    page.reload()
    streaming(page)
    expect(answered(page).locator(".md")).to_have_text(LONG_TEXT)
    expect(said(page, "ai")).to_have_count(1)
    expect(said(page, "user")).to_have_count(1)


def test_an_answer_goes_on_without_a_reader(open_page: OpenPage, model: ModelServer) -> None:
    model.control(rate=40, text=LONG_TEXT, times=1)
    page = ready(open_page("/chat", who="customer1"))
    ask(page, f"{QUESTION}，我会走开")
    streaming(page)
    expect(page).to_have_url(SESSION)
    address, context = page.url, page.context
    page.close()
    page = context.new_page()
    page.goto(address)
    expect(answered(page).locator(".md")).to_have_text(LONG_TEXT)


def test_another_conversation_is_no_place_for_this_answer(open_page: OpenPage, model: ModelServer) -> None:
    model.control(rate=40, text=LONG_TEXT, times=1)
    page = ready(open_page("/chat", who="customer1"))
    ask(page, f"{QUESTION}，我去别处看看")
    streaming(page)
    page.get_by_test_id("chat-new").click()
    expect(page).to_have_url(re.compile(r"/chat/?$"))
    expect(said(page, "ai")).to_have_count(0)
    expect(page.get_by_test_id("chat-send")).to_be_visible()
    page.get_by_test_id("chat-conversation").first.click()
    expect(answered(page).locator(".md")).to_have_text(LONG_TEXT)


def second_tab(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return ready(page)


def test_two_tabs_show_one_answer(open_page: OpenPage, model: ModelServer) -> None:
    first = ready(open_page("/chat", who="customer1"))
    asked_anew(first, f"{QUESTION}，开两个窗口")
    second = second_tab(first.context, first.url)
    model.control(rate=SEEN, text=LONG_TEXT, times=1)
    ask(first, f"{QUESTION}，两边都看")
    for page in (first, second):
        streaming(page)
        expect(page.get_by_test_id("chat-stop")).to_be_visible()
    for page in (first, second):
        expect(answered(page, 2).locator(".md")).to_have_text(LONG_TEXT)
        expect(said(page, "user")).to_have_count(2)


def test_what_one_tab_stops_is_stopped_in_both(open_page: OpenPage, model: ModelServer) -> None:
    first = ready(open_page("/chat", who="customer1"))
    asked_anew(first, f"{QUESTION}，两边都停")
    second = second_tab(first.context, first.url)
    model.control(rate=25, text=LONG_TEXT, times=1)
    ask(first, f"{QUESTION}，停在这里")
    streaming(second)
    second.get_by_test_id("chat-stop").click()
    texts = []
    for page in (first, second):
        expect(said(page, "ai", "stopped")).to_have_count(1)
        texts.append(words(said(page, "ai", "stopped")))
    assert texts[0] == texts[1]


def test_two_tabs_that_ask_at_once_get_one_answer(open_page: OpenPage, model: ModelServer) -> None:
    first = ready(open_page("/chat", who="customer1"))
    asked_anew(first, f"{QUESTION}，同时问")
    second = second_tab(first.context, first.url)
    model.control(rate=40, text=LONG_TEXT)
    for number, page in enumerate((first, second), 1):
        page.get_by_test_id("chat-input").fill(f"{QUESTION}，窗口 {number}")
    at = first.evaluate("Date.now()") + 500
    for page in (first, second):
        page.get_by_test_id("chat-send").evaluate(
            """(button, at) => setTimeout(
              () => button.dataset.testid === "chat-send" && button.click(), at - Date.now()
            )""",
            at,
        )
    for page in (first, second):
        answered(page, 2)
        expect(said(page, "user")).to_have_count(2)
    inputs = [page.get_by_test_id("chat-input").input_value() for page in (first, second)]
    assert sorted(map(bool, inputs)) == [False, True], "what was refused stays in its box"


@pytest.mark.parametrize("pause_ms", [0, 200], ids=["quick", "slow"])
def test_a_double_click_asks_once(open_page: OpenPage, model: ModelServer, pause_ms: int) -> None:
    """The button to stop, which comes in the same place, does not take the second click."""
    model.control(rate=60, text=LONG_TEXT[:120], times=1)
    page = ready(open_page("/chat", who="customer1"))
    page.get_by_test_id("chat-input").fill(f"{QUESTION}，手抖了，{pause_ms}")
    page.get_by_test_id("chat-send").dblclick(delay=pause_ms)
    expect(answered(page).locator(".md")).to_have_text(LONG_TEXT[:120])
    expect(said(page, "user")).to_have_count(1)
    expect(page.get_by_test_id("chat-input")).to_have_value("")
