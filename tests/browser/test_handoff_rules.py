"""A person comes by rule, a note is left out of hours, and the staff finds both in the records."""

import re
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.browser.chatting import FOR_FAQ, FOR_MODEL, answered, ask, asked_anew, ready, said
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import LOOKS, Look, expect_sound, opened
from tests.browser.test_model_faults import is_reset, model_answers
from tests.servers import ModelServer, RunningApp

DESPAIR = {"zh": "我不想活了", "en": "I don't want to live anymore"}
NOTE = {"zh": "请回电谈谈退款，谢谢", "en": "Please call me about the refund"}
SUNDAY = 6
turns = count(1)


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Everybody sees the same language."""
    return request.param


@pytest.fixture(autouse=True)
def _nobody_waits(open_page: OpenPage, app: RunningApp) -> Iterator[None]:
    """Neither before nor after."""
    asks = open_page("/login", who="agent1").context.request
    _empty(asks, app.url)
    asks.put("/api/agents/me/presence", data={"status": "busy"}, headers={"Origin": app.url})
    yield
    _empty(asks, app.url)


def _empty(asks: APIRequestContext, origin: str) -> None:
    for status in ("queued", "active"):
        for one in asks.get(f"/api/handoffs?status={status}").json()["items"]:
            for act, body in (("take", {}), ("close", {"disposition": "other"})):
                asks.post(f"/api/handoffs/{one['id']}/{act}", data=body, headers={"Origin": origin})


@pytest.fixture
def phone(open_page: OpenPage, language: str) -> Page:
    """A customer's."""
    return ready(open_page("/chat", who="customer2", width=360, height=740, language=language))


@pytest.fixture
def _closed_today(open_page: OpenPage, app: RunningApp) -> Iterator[None]:
    """The company works for one minute a week."""
    asks = open_page("/login", who="admin").context.request

    def set_week(week: list[dict[str, object]]) -> list[dict[str, object]]:
        now = asks.get("/api/workforce/hours").json()
        body = {"version": now["version"], "week": week}
        done = asks.put("/api/workforce/hours", data=body, headers={"Origin": app.url})
        assert done.ok, done.text()
        return list(now["week"])

    usual = set_week([{"weekday": SUNDAY, "opens": "03:00", "closes": "03:01"}])
    yield
    set_week(usual)


def _status(page: Page, status: str) -> None:
    expect(page.get_by_test_id("handoff-status")).to_have_attribute("data-status", status)


def test_a_word_of_self_harm_is_answered_kindly_and_waits_before_all_others(
    phone: Page, open_page: OpenPage, language: str
) -> None:
    ask(phone, DESPAIR[language])
    kind = answered(phone)
    expect(kind).to_contain_text({"zh": "急救", "en": "emergency number"}[language])
    _status(phone, "queued")
    waiting = open_page("/login", who="agent1").context.request.get("/api/handoffs?status=queued")
    assert [one["priority"] for one in waiting.json()["items"]] == [2]


def test_two_thumbs_down_bring_a_person_and_the_customer_may_go_on(phone: Page, language: str) -> None:
    for number in range(1, 3):
        ask(phone, f"{FOR_FAQ[language]} {next(turns)}")
        answered(phone, number).get_by_test_id("chat-helpful-no").click()
        expect(phone.get_by_test_id("chat-helpful-no").last).to_have_attribute("aria-pressed", "true")
    _status(phone, "queued")
    phone.get_by_test_id("handoff-cancel").click()
    expect(phone.get_by_test_id("handoff-status")).to_have_count(0)
    expect(phone.get_by_test_id("chat-handoff")).to_be_visible()


def test_without_the_model_a_person_is_offered_and_then_comes(
    phone: Page, model: ModelServer, app: RunningApp, language: str
) -> None:
    model.control(refuse_s=20)
    asked_anew(phone, f"{FOR_MODEL[language]} {next(turns)}")
    expect(phone.get_by_test_id("chat-offer-person")).to_be_visible()
    expect(phone.get_by_test_id("handoff-status")).to_have_count(0)
    phone.get_by_test_id("chat-offer-person").click()
    _status(phone, "queued")
    while not (is_reset(model) and model_answers(phone.context.request, app.url)):
        phone.wait_for_timeout(300)


@pytest.mark.usefixtures("_closed_today")
def test_out_of_hours_a_ticket_begins_with_what_was_said_and_ends_the_wait(
    phone: Page, language: str
) -> None:
    question = f"{FOR_FAQ[language]} {next(turns)}"
    asked_anew(phone, question)
    phone.get_by_test_id("chat-handoff").click()
    _status(phone, "queued")
    expect(phone.get_by_test_id("handoff-stay")).to_be_visible()
    phone.get_by_test_id("handoff-note").click()
    expect(phone.get_by_test_id("ticket-title")).to_have_value(question)
    phone.get_by_test_id("ticket-submit").click()
    number = phone.get_by_test_id("ticket-number").inner_text()
    phone.get_by_test_id("ticket-chat").click()
    expect(phone.get_by_test_id("chat-ticket")).to_have_attribute("href", f"/tickets/{number}")
    expect(phone.get_by_test_id("handoff-status")).to_have_count(0)


@pytest.mark.usefixtures("_closed_today")
def test_a_note_is_found_in_the_records(
    phone: Page, app: RunningApp, open_page: OpenPage, language: str
) -> None:
    asked_anew(phone, f"{FOR_FAQ[language]} {next(turns)}")
    phone.get_by_test_id("chat-handoff").click()
    _status(phone, "queued")
    _leave_note(phone, app, NOTE[language])
    _status(phone, "noted")
    expect(said(phone, "user").last).to_contain_text(NOTE[language])
    _is_found(open_page("/handoffs?note=open", who="agent1", language=language), language)


def _leave_note(customer: Page, app: RunningApp, text: str) -> None:
    """As a program may, and as pages did once."""
    api = customer.context.request
    (waiting,) = api.get("/api/handoffs?status=queued").json()["items"]
    left = api.post(f"/api/handoffs/{waiting['id']}/note", data={"text": text}, headers={"Origin": app.url})
    assert left.ok, left.text()


def _is_found(records: Page, language: str) -> None:
    expect(records.get_by_test_id("handoffs-row")).to_have_count(1)
    records.get_by_test_id("handoffs-open").click()
    expect(records.get_by_test_id("handoffs-left")).to_have_text(NOTE[language])
    records.get_by_test_id("handoffs-note-done").click()
    expect(records.get_by_test_id("handoffs-note-done")).to_have_count(0)
    records.keyboard.press("Escape")
    expect(records.get_by_test_id("handoffs-row")).to_have_count(0)
    records.get_by_test_id("handoffs-clear").click()
    expect(records.get_by_test_id("handoffs-row").first).to_be_visible()


def test_filters_stand_in_the_address(open_page: OpenPage, language: str) -> None:
    records = open_page("/handoffs", who="agent1", language=language)
    expect(records.get_by_test_id("nav-profile")).to_be_visible()
    records.get_by_test_id("handoffs-search").fill("nobody is called so")
    expect(records).to_have_url(re.compile(r"q=nobody\+is\+called\+so"))
    expect(records.get_by_test_id("handoffs-row")).to_have_count(0)
    records.reload()
    expect(records.get_by_test_id("handoffs-search")).to_have_value("nobody is called so")
    expect(records.get_by_test_id("handoffs-row")).to_have_count(0)


def test_on_a_phone_the_filters_fold_behind_one_button(open_page: OpenPage, language: str) -> None:
    records = open_page("/handoffs", who="agent1", language=language, width=360, height=740)
    unfold, status = (
        records.get_by_test_id("handoffs-unfold"),
        records.get_by_test_id("handoffs-filter-status"),
    )
    expect(unfold).to_have_attribute("aria-expanded", "false")
    expect(status).not_to_be_visible()
    unfold.tap()
    expect(unfold).to_have_attribute("aria-expanded", "true")
    status.tap()
    records.get_by_role("option").nth(1).tap()
    expect(unfold).to_contain_text("1")
    unfold.tap()
    expect(status).not_to_be_visible()
    records.set_viewport_size({"width": 1024, "height": 740})
    expect(unfold).not_to_be_visible()
    expect(status).to_be_visible()


def test_a_customer_may_not_open_the_records(open_page: OpenPage) -> None:
    open_page("/handoffs", who="customer1").wait_for_url("**/forbidden")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.usefixtures("_closed_today")
def test_the_card_and_the_records_are_sound(open_page: OpenPage, app: RunningApp, look: Look) -> None:
    customer = opened(open_page, "/chat", look, who="customer2")
    asked_anew(customer, f"{FOR_FAQ['zh']} {next(turns)}")
    customer.get_by_test_id("chat-handoff").click()
    _status(customer, "queued")
    expect_sound(customer, "out of hours")
    _leave_note(customer, app, NOTE["zh"])
    _status(customer, "noted")
    expect_sound(customer, "a note was left")
    records = opened(open_page, "/handoffs", look, who="agent1")
    expect(records.get_by_test_id("handoffs-row").first).to_be_visible()
    expect_sound(records, "records")
    records.get_by_test_id("handoffs-open").first.click()
    expect(records.get_by_test_id("handoffs-note-done")).to_be_visible()
    expect_sound(records, "one record")
    records.get_by_test_id("handoffs-note-done").click()
    expect(records.get_by_test_id("handoffs-note-done")).to_have_count(0)
