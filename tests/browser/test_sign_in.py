"""Coming in and going out."""

import re

import pytest
from playwright.sync_api import Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import ready
from tests.browser.conftest import DEMO_PASSWORD, Faults, OpenPage

LOGIN = re.compile(r"/login/?$")
TURNED_AWAY = re.compile(r"/login/?\?next=")


def fill_in(page: Page, username: str, password: str) -> None:
    page.get_by_test_id("login-username").fill(username)
    page.get_by_test_id("login-password").fill(password)
    page.get_by_test_id("login-submit").click()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_who_wants_to_chat_signs_in_and_is_led_on(open_page: OpenPage, language: str) -> None:
    page = open_page("/chat", language=language)
    expect(page).to_have_url(re.compile(r"/login\?next=%?2?F?/?chat$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(CATALOGUES[language]["login.title"])
    fill_in(page, "customer1", DEMO_PASSWORD)
    expect(page).to_have_url(re.compile(r"/chat$"))
    expect(page.get_by_test_id("nav-profile")).to_contain_text("陈晓雨")


def test_a_wrong_password_is_told_and_the_name_is_kept(open_page: OpenPage, faults: Faults) -> None:
    faults.excuse("401")
    page = open_page("/login")
    fill_in(page, "customer1", "not-the-password")
    expect(page.get_by_role("alert")).to_contain_text(CATALOGUES["zh"]["error.wrong_credentials"])
    expect(page.get_by_test_id("login-username")).to_have_value("customer1")
    fill_in(page, "customer1", DEMO_PASSWORD)
    expect(page).to_have_url(re.compile(r"/chat$"))


def test_an_empty_form_says_what_is_missing(open_page: OpenPage) -> None:
    page = open_page("/login")
    page.get_by_test_id("login-submit").click()
    field = page.get_by_test_id("login-username")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(CATALOGUES["zh"]["form.required"])


@pytest.mark.parametrize(
    ("who", "lands_on"),
    [("admin", "/admin"), ("agent1", "/desk"), ("customer1", "/chat")],
)
def test_one_button_for_every_role(open_page: OpenPage, who: str, lands_on: str) -> None:
    page = open_page("/login")
    page.get_by_test_id(f"demo-{who}").click()
    expect(page).to_have_url(re.compile(f"{lands_on}$"))
    expect(page.get_by_test_id("logout")).to_be_visible()


def test_signing_in_never_leads_to_another_site(open_page: OpenPage) -> None:
    page = open_page("/login?next=//elsewhere.example/chat")
    page.get_by_test_id("demo-customer1").click()
    expect(page).to_have_url(re.compile(r"127\.0\.0\.1:\d+/chat$"))


def test_signing_out_closes_the_door_behind(open_page: OpenPage) -> None:
    page = ready(open_page("/chat", who="customer1"))
    page.get_by_test_id("logout").click()
    expect(page).to_have_url(LOGIN)
    page.go_back()
    expect(page).to_have_url(TURNED_AWAY)
    expect(page.get_by_test_id("chat-conversation")).to_have_count(0)


def test_signing_out_in_one_tab_ends_the_other(open_page: OpenPage) -> None:
    page = ready(open_page("/chat", who="customer2"))
    other = page.context.new_page()
    other.goto("/chat")
    ready(other).get_by_test_id("logout").click()
    expect(other).to_have_url(LOGIN)
    page.get_by_test_id("chat-input").fill("我还在吗？")
    page.keyboard.press("Enter")
    expect(page).to_have_url(TURNED_AWAY)


def test_a_newcomer_registers_and_may_ask_at_once(open_page: OpenPage, faults: Faults) -> None:
    faults.excuse("409|422")
    page = open_page("/register")
    page.get_by_test_id("register-username").fill("customer1")
    page.get_by_test_id("register-nickname").fill("新来的")
    page.get_by_test_id("password-field").fill("moss-and-spruce-8")
    page.get_by_test_id("password-again").fill("moss-and-spruce-9")
    page.get_by_test_id("register-submit").click()
    expect(page.get_by_test_id("password-again")).to_have_accessible_description(
        CATALOGUES["zh"]["form.differs"]
    )
    page.get_by_test_id("password-again").fill("moss-and-spruce-8")
    page.get_by_test_id("register-submit").click()
    expect(page.get_by_text(CATALOGUES["zh"]["error.username_taken"])).to_be_visible()
    page.get_by_test_id("register-username").fill("newcomer")
    page.get_by_test_id("register-submit").click()
    expect(page).to_have_url(re.compile(r"/chat$"))
    expect(ready(page).get_by_test_id("nav-profile")).to_contain_text("新来的")
    expect(page.get_by_text(CATALOGUES["zh"]["chat.none"])).to_be_visible()


def test_the_knowledge_is_not_for_customers(open_page: OpenPage) -> None:
    page = open_page("/admin/knowledge", who="customer1")
    expect(page.get_by_text(CATALOGUES["zh"]["forbidden.title"]).last).to_be_visible()
    expect(page.get_by_test_id("faq-row")).to_have_count(0)


def test_an_address_that_does_not_exist_leads_home(open_page: OpenPage, faults: Faults) -> None:
    faults.excuse("404")
    page = open_page("/nothing-here")
    page.get_by_role("link", name=CATALOGUES["zh"]["missing.home"]).click()
    expect(page).to_have_url(re.compile(r":\d+/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(CATALOGUES["zh"]["landing.title"])
