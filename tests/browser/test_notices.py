"""What the staff do is told to the customer at once: the bell counts it, lists it, and leads to it."""

from playwright.sync_api import APIRequestContext, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import expect_sound
from tests.servers import RunningApp

HEADERS = {"sec-fetch-site": "same-origin"}


def _sent(request: APIRequestContext, app: RunningApp, path: str, **body: object) -> dict[str, object]:
    answer = request.post(f"{app.url}/api/{path}", data=body, headers=HEADERS | {"origin": app.url})
    assert answer.ok, answer.text()
    said: dict[str, object] = answer.json()
    return said


def _filed(customer: Page, app: RunningApp, title: str) -> str:
    return str(_sent(customer.request, app, "work-orders", title=title, content="It is dark.")["order_no"])


def _all_read(page: Page) -> None:
    """Nothing of what happened before is counted."""
    page.get_by_test_id("notices").click()
    listed = page.get_by_test_id("notices-list")
    expect(listed.get_by_test_id("notice").first.or_(listed.get_by_text("No notices yet"))).to_be_visible()
    if page.get_by_test_id("notices-read-all").is_visible():
        page.get_by_test_id("notices-read-all").click()
    expect(page.get_by_test_id("notices-count")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(listed).to_have_count(0)


def test_a_reply_reaches_the_bell_and_the_bell_leads_to_it(open_page: OpenPage, app: RunningApp) -> None:
    lena = open_page("/chat", who="customer1", language="en", width=360, height=740)
    anna = open_page("/handoffs", who="agent1", language="zh", dark=True)
    number = _filed(lena, app, "The lamp & <b>its</b> switch")
    _all_read(lena)
    _sent(anna.request, app, f"work-orders/{number}/replies", content="Which lamp is it?")
    expect(lena.get_by_test_id("notices-count")).to_have_text("1")
    lena.get_by_test_id("notices").click()
    newest = lena.get_by_test_id("notice").first
    expect(newest).to_contain_text(f"We replied to your ticket {number}: The lamp & <b>its</b> switch")
    lena.emulate_media(reduced_motion="reduce")
    expect_sound(lena, "the bell")
    newest.click()
    expect(lena).to_have_url(f"{app.url}/tickets/{number}")
    expect(lena.get_by_test_id("notices-count")).to_have_count(0)
    said = _sent(lena.request, app, f"work-orders/{number}/replies", content="The blue one.")
    assert said
    _sent(anna.request, app, f"work-orders/{number}/assign", handler_id=_own_id(anna, app))
    _sent(lena.request, app, f"work-orders/{number}/replies", content="It stands in the hall.")
    anna.get_by_test_id("notices").click()
    expect(anna.get_by_test_id("notice").first).to_contain_text(f"客户回复了工单 {number}")
    anna.get_by_test_id("notices-read-all").click()
    expect(anna.get_by_test_id("notices-count")).to_have_count(0)


def test_mails_can_be_turned_off(open_page: OpenPage) -> None:
    page = open_page("/profile", who="customer1", language="en")
    switch = page.get_by_test_id("profile-mails")
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    page.reload()
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")


def _own_id(page: Page, app: RunningApp) -> int:
    return int(page.request.get(f"{app.url}/api/auth/me").json()["id"])
