"""A customer on a phone and an agent at the desk, in two browsers at once: from the wait to the rating."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import FOR_FAQ, SESSION, ready, said
from tests.browser.conftest import OpenPage
from tests.browser.shift import desk_of, nobody_waits, waiting
from tests.servers import RunningApp

NOTE = {"zh": "紫藤备注", "en": "a wisteria note"}
HELLO = {"zh": "您好，请问订单号是多少？", "en": "Hello, which order is it?"}
NUMBER = {"zh": "订单号是二〇二五", "en": "It is order 2025"}


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both see the same language."""
    return request.param


@pytest.fixture(autouse=True)
def _nobody_else_waits(open_page: OpenPage, app: RunningApp) -> None:
    """Other tests leave people who wait behind."""
    nobody_waits(open_page, app)


def _say(page: Page, text: str) -> None:
    page.get_by_test_id("desk-input").fill(text)
    page.get_by_test_id("desk-send").click()


def test_from_the_wait_to_the_rating(open_page: OpenPage, language: str) -> None:
    desk, phone = desk_of(open_page, language), waiting(open_page, language)
    desk.get_by_test_id("desk-queue-item").first.click()
    expect(desk.get_by_test_id("desk-log")).to_contain_text(FOR_FAQ[language])
    desk.get_by_test_id("desk-take").first.click()
    expect(desk.get_by_test_id("desk-mine-item")).to_have_count(1)
    expect(phone.get_by_test_id("handoff-status")).to_have_attribute("data-status", "arrived")
    expect(desk.locator(".desk-reply-box")).to_be_visible()  # until then the box is for notes
    _say(desk, HELLO[language])
    expect(said(phone, "agent")).to_contain_text(HELLO[language])
    expect(phone.get_by_test_id("handoff-status")).to_have_attribute("data-status", "active")
    phone.get_by_test_id("chat-input").fill(NUMBER[language])
    phone.get_by_test_id("chat-input").press("Enter")
    expect(desk.get_by_test_id("desk-log")).to_contain_text(NUMBER[language])
    expect(said(phone, "ai")).to_have_count(1)  # the AI keeps quiet while a person is there
    expect(phone.get_by_test_id("chat-read")).to_be_visible()
    _writes_a_note(desk, phone, language)
    _closes_and_is_rated(desk, phone, language)


def _writes_a_note(desk: Page, phone: Page, language: str) -> None:
    desk.get_by_test_id("desk-note").click()
    expect(desk.locator(".desk-note-box")).to_be_visible()
    _say(desk, NOTE[language])
    expect(desk.get_by_test_id("desk-note-line")).to_contain_text(NOTE[language])
    phone.reload()
    expect(said(phone, "agent")).to_contain_text(HELLO[language])
    assert NOTE[language] not in phone.content()


def _closes_and_is_rated(desk: Page, phone: Page, language: str) -> None:
    desk.get_by_test_id("desk-close").click()
    desk.get_by_test_id("desk-close-solved").click()
    expect(desk.get_by_test_id("desk-mine-item")).to_have_count(0)
    expect(phone.get_by_test_id("handoff-status")).to_have_attribute("data-status", "closed")
    phone.get_by_test_id("handoff-rate-4").click()
    expect(phone.get_by_test_id("handoff-status")).to_have_attribute("data-status", "rated")
    thanks = CATALOGUES[language]["handoff.rated"].format(score=4)
    expect(phone.get_by_test_id("handoff-status")).to_contain_text(thanks)


def test_the_place_in_line_falls_by_itself(open_page: OpenPage, language: str) -> None:
    desk = desk_of(open_page, language, width=400)
    first = waiting(open_page, language)
    expect(first.get_by_test_id("handoff-position")).to_contain_text("1")
    second = waiting(open_page, language, "customer1")
    expect(second.get_by_test_id("handoff-position")).to_contain_text("2")
    expect(desk.get_by_test_id("desk-queue-item")).to_have_count(2)
    desk.get_by_test_id("desk-queue-item").first.click()
    take = desk.get_by_test_id("desk-take").locator("visible=true")
    expect(take).to_have_count(1)  # the list is not in sight
    take.click()
    expect(first.get_by_test_id("handoff-status")).to_have_attribute("data-status", "arrived")
    expect(second.get_by_test_id("handoff-position")).to_contain_text("1")


def test_who_waits_no_longer_goes_on_with_the_ai(open_page: OpenPage, language: str) -> None:
    desk = desk_of(open_page, language)
    phone = ready(open_page("/chat", who="customer2", width=360, height=740, language=language))
    expect(phone.get_by_test_id("chat-log").get_by_role("heading")).to_be_visible()
    expect(phone.get_by_test_id("chat-to-ticket")).to_have_attribute("href", "/tickets/new")
    phone.get_by_test_id("chat-handoff").click()  # before anything was said
    expect(phone.get_by_test_id("handoff-status")).to_have_attribute("data-status", "queued")
    expect(phone).to_have_url(SESSION)
    expect(desk.get_by_test_id("desk-queue-item")).to_have_count(1)
    phone.get_by_test_id("handoff-cancel").click()
    expect(phone.get_by_test_id("handoff-status")).to_have_count(0)
    expect(desk.get_by_test_id("desk-queue-item")).to_have_count(0)
    expect(phone.get_by_test_id("chat-handoff")).to_be_visible()


def test_a_chat_is_passed_on_to_a_colleague(open_page: OpenPage, language: str) -> None:
    desk, other = desk_of(open_page, language), desk_of(open_page, language, "agent2")
    phone = waiting(open_page, language)
    desk.get_by_test_id("desk-take").first.click()
    expect(desk.get_by_test_id("desk-transfer")).to_be_visible()
    desk.get_by_test_id("desk-transfer").click()
    desk.get_by_test_id("desk-transfer-note").fill(NOTE[language])
    desk.get_by_test_id("desk-transfer-to").first.click()
    expect(other.get_by_test_id("desk-mine-item")).to_have_count(1)
    expect(desk.get_by_test_id("desk-mine-item")).to_have_count(0)
    other.get_by_test_id("desk-mine-item").click()
    expect(other.get_by_test_id("desk-note-line")).to_contain_text(NOTE[language])
    other.get_by_test_id("desk-close").click()
    other.get_by_test_id("desk-close-solved").click()
    expect(phone.get_by_test_id("handoff-status")).to_have_attribute("data-status", "closed")
    assert NOTE[language] not in phone.content()


def test_a_customer_may_not_open_the_desk(open_page: OpenPage) -> None:
    page = open_page("/desk", who="customer1", width=1440, height=900)
    page.wait_for_url("**/forbidden")
