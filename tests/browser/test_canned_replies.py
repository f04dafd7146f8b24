"""Canned replies: kept on their page, and brought back by a slash that never sends anything."""

import pytest
from playwright.sync_api import Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import comes_true
from tests.browser.conftest import Faults, OpenPage
from tests.browser.desks import a_chat, box_of, no_canned_replies, sent
from tests.servers import RunningApp

ZH, EN = CATALOGUES["zh"], CATALOGUES["en"]
REPLIES = (
    {"shortcut": "hello", "title": "问候", "text": "您好 {{customer}}，我是{{agent}}。"},
    {"shortcut": "order", "title": "查询订单", "text": "正在查询订单 {{order_no}}，请稍等。"},
    {"shortcut": "depot", "title": "仓库", "text": "包裹在 {{depot}}。"},
)
USED_ONCE = """fetch("/api/canned-replies?q=order")
  .then((told) => told.json())
  .then((told) => told.items[0].use_count === 1)"""


@pytest.fixture(autouse=True)
def _replies(open_page: OpenPage, app: RunningApp) -> None:
    """Agent 1 has these three, and the administrator shares one."""
    agent = open_page("/profile", who="agent1").context.request
    admin = open_page("/profile", who="admin").context.request
    no_canned_replies(admin, app.url)
    no_canned_replies(agent, app.url)
    for one in REPLIES:
        assert agent.post("/api/canned-replies", data=one, headers={"Origin": app.url}).ok
    shared = {"shortcut": "bye", "title": "结束语", "text": "感谢咨询，再见！", "shared": True}
    assert admin.post("/api/canned-replies", data=shared, headers={"Origin": app.url}).ok


def _options(desk: Page) -> list[str]:
    return desk.get_by_test_id("canned-option").locator("code").all_inner_texts()


def test_one_is_chosen_by_keyboard_edited_and_only_then_sent(open_page: OpenPage, app: RunningApp) -> None:
    desk = a_chat(open_page, app)
    box = box_of(desk)
    box.press_sequentially("/")
    expect(desk.get_by_test_id("canned-option")).to_have_count(4)
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    chosen = desk.locator('[data-testid="canned-option"][aria-selected="true"]')
    expect(chosen).to_have_count(1)
    expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    box.press_sequentially("ord")
    expect(desk.get_by_test_id("canned-option")).to_have_count(1)
    box.press("Enter")
    expect(box).to_have_value("正在查询订单 20251122001，请稍等。")
    expect(desk.get_by_test_id("canned-list")).to_have_count(0)
    assert box.get_attribute("aria-expanded") is None
    expect(sent(desk)).to_have_count(0)
    box.press_sequentially("谢谢")
    box.press("Control+Enter")
    expect(sent(desk)).to_contain_text("正在查询订单 20251122001，请稍等。谢谢")
    comes_true(desk, USED_ONCE)  # counted beside the choice, which does not wait for it


def test_enter_never_sends_while_the_list_is_open(open_page: OpenPage, app: RunningApp) -> None:
    desk = a_chat(open_page, app)
    box = box_of(desk)
    box.press_sequentially("/nobody")
    expect(desk.get_by_test_id("canned-list")).to_contain_text(ZH["canned.nothing"])
    box.press("Enter")
    box.press("Control+Enter")
    expect(box).to_have_value("/nobody")
    box.press("Escape")
    expect(desk.get_by_test_id("canned-list")).to_have_count(0)
    expect(sent(desk)).to_have_count(0)
    box.press("Enter")  # closed, it is a text like any other
    expect(sent(desk)).to_contain_text("/nobody")


def test_in_the_middle_of_a_text_with_the_mouse(open_page: OpenPage, app: RunningApp) -> None:
    desk = a_chat(open_page, app, language="en")
    box = box_of(desk)
    box.press_sequentially("1/2 and http://x")
    expect(desk.get_by_test_id("canned-list")).to_have_count(0)
    box.fill("Well: ")
    box.press_sequentially("/仓")
    desk.get_by_test_id("canned-option").click()
    expect(box).to_have_value("Well: 包裹在 {{depot}}。")
    expect(box).to_be_focused()
    box.press_sequentially("Shanghai")  # what has no value is selected, to be typed over
    expect(box).to_have_value("Well: 包裹在 Shanghai。")
    expect(sent(desk)).to_have_count(0)


def test_a_chinese_input_method_filters_and_its_enter_chooses_nothing(
    open_page: OpenPage, app: RunningApp
) -> None:
    desk = a_chat(open_page, app)
    box, keyboard = box_of(desk), desk.context.new_cdp_session(desk)
    box.focus()
    desk.keyboard.insert_text("、")  # what the key of the slash types there
    expect(desk.get_by_test_id("canned-option")).to_have_count(4)
    keyboard.send("Input.imeSetComposition", {"text": "cha xun", "selectionStart": 7, "selectionEnd": 7})
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    expect(desk.get_by_test_id("canned-option")).to_have_count(4)
    keyboard.send("Input.insertText", {"text": "查询"})
    expect(desk.get_by_test_id("canned-option")).to_have_count(1)
    assert _options(desk) == ["/order"]
    desk.wait_for_timeout(100)  # an Enter this soon after a composition still belongs to it
    box.press("Tab")
    expect(box).to_have_value("正在查询订单 20251122001，请稍等。")
    expect(sent(desk)).to_have_count(0)


def test_a_button_opens_the_list_on_a_phone(open_page: OpenPage, app: RunningApp) -> None:
    desk = a_chat(open_page, app, width=360, height=740)
    desk.get_by_test_id("desk-canned").tap()
    expect(desk.get_by_test_id("canned-option")).to_have_count(4)
    desk.get_by_test_id("canned-option").filter(has_text="/bye").tap()
    expect(box_of(desk)).to_have_value("感谢咨询，再见！")


def test_one_is_kept_tried_changed_and_deleted_on_its_page(open_page: OpenPage) -> None:
    page = open_page("/replies", who="agent1", language="en")
    expect(page.get_by_test_id("reply-row")).to_have_count(4)
    page.get_by_test_id("reply-new").click()
    page.get_by_test_id("reply-shortcut").fill("/Hello")
    page.get_by_test_id("reply-text").fill("Dear {{customer}}, {{weather}} here at {{company}}.")
    expect(page.get_by_test_id("reply-preview")).to_contain_text("Dear Ms Lind, {{weather}} here")
    expect(page.get_by_role("dialog")).to_contain_text(EN["replies.unknown"].format(name="weather"))
    page.get_by_test_id("reply-save").click()
    expect(page.get_by_role("dialog")).to_contain_text(EN["replies.shortcut_taken"])
    page.get_by_test_id("reply-shortcut").fill("weather")
    page.get_by_test_id("reply-save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_test_id("reply-row")).to_have_count(5)
    page.get_by_test_id("reply-search").fill("weath")
    expect(page.get_by_test_id("reply-row")).to_have_count(1)
    page.get_by_test_id("reply-edit").click()
    page.get_by_test_id("reply-title").fill("The weather")
    page.get_by_test_id("reply-save").click()
    expect(page.get_by_test_id("reply-row")).to_contain_text("The weather")
    page.get_by_test_id("reply-edit").click()
    page.get_by_test_id("reply-delete").click()
    page.get_by_test_id("reply-delete-confirm").click()
    expect(page.get_by_test_id("reply-row")).to_have_count(0)
    expect(page.get_by_text(EN["replies.none_found"])).to_be_visible()
    page.get_by_test_id("toast").get_by_role("button", name=EN["replies.undo"]).click()
    expect(page.get_by_test_id("reply-row")).to_contain_text("The weather")


def test_what_is_shared_is_looked_at_and_copied(open_page: OpenPage) -> None:
    page = open_page("/replies", who="agent1")
    page.get_by_test_id("reply-scope").get_by_role("radio", name=ZH["replies.scope_shared"]).click()
    expect(page.get_by_test_id("reply-row")).to_have_count(1)
    page.get_by_test_id("reply-edit").click()
    expect(page.get_by_role("dialog")).to_contain_text(ZH["replies.others_write"])
    expect(page.get_by_test_id("reply-save")).to_have_count(0)
    page.get_by_test_id("reply-copy").click()
    expect(page.get_by_test_id("reply-text")).to_have_value("感谢咨询，再见！")
    page.get_by_test_id("reply-save").click()
    page.get_by_test_id("reply-scope").get_by_role("radio", name=ZH["replies.scope_own"]).click()
    expect(page.get_by_test_id("reply-row")).to_have_count(4)


def test_what_somebody_else_saved_meanwhile_is_not_lost_by_mistake(
    open_page: OpenPage, app: RunningApp
) -> None:
    page = open_page("/replies", who="admin")
    page.get_by_test_id("reply-edit").filter(has_text="/bye").click()
    expect(page.get_by_test_id("reply-text")).to_have_value("感谢咨询，再见！")
    one = page.context.request.get("/api/canned-replies?q=bye").json()["items"][0]
    own = f"/api/canned-replies/{one['id']}"
    assert page.context.request.patch(own, data={"text": "再见。"}, headers={"Origin": app.url}).ok
    page.get_by_test_id("reply-text").fill("祝您愉快！")
    page.get_by_test_id("reply-save").click()
    expect(page.get_by_role("dialog")).to_contain_text(ZH["error.canned_reply_changed_meanwhile"])
    page.get_by_role("button", name=ZH["replies.overwrite"]).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.context.request.get(own).json()["text"] == "祝您愉快！"


def test_a_customer_may_not_open_the_page(open_page: OpenPage, faults: Faults) -> None:
    page = open_page("/replies", who="customer1")
    page.wait_for_url("**/forbidden")
