"""An administrator makes an account and a role; what is taken from the role is gone from an open page."""

from itertools import count
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.conftest import DEMO_PASSWORD, Faults, OpenPage
from tests.browser.test_accessibility import expect_sound

ZH = CATALOGUES["zh"]
_numbers = count(1)


def _made_role(admin: Page, label: str) -> None:
    """A role like the agents', made in the window."""
    admin.goto("/admin/roles")
    admin.locator('[data-testid="role-edit"][data-name="CUSTOMER_SERVICE"]').click()
    expect(admin.get_by_test_id("role-copy")).to_be_visible()
    expect_sound(admin, "a role")
    admin.get_by_test_id("role-copy").click()
    expect(admin.get_by_test_id("role-label")).not_to_have_value("")
    admin.get_by_test_id("role-label").fill(label)
    admin.get_by_test_id("role-save").click()
    expect(admin.get_by_test_id("role-edit").get_by_text(label)).to_be_visible()


def _made_person(admin: Page, username: str, role: str) -> str:
    """An account of this role; its password for one sign-in."""
    admin.goto("/admin/users")
    admin.get_by_test_id("user-new").click()
    admin.get_by_test_id("user-username").fill(username)
    admin.get_by_test_id("user-role").click()
    admin.get_by_role("option", name=role).click()
    expect(admin.get_by_test_id("user-role")).to_have_text(role)
    expect_sound(admin, "a new account")
    admin.get_by_test_id("user-save").click()
    return admin.get_by_test_id("user-given").inner_text()


def _comes_to_work(page: Page, username: str, given: str) -> None:
    """Signs in, sets a password, and finds the desk."""
    page.get_by_test_id("login-username").fill(username)
    page.get_by_test_id("login-password").fill(given)
    page.get_by_test_id("login-submit").click()
    expect(page.get_by_test_id("profile-old-password")).to_be_visible()
    expect(page.get_by_test_id("nav-desk")).to_have_count(0)
    page.get_by_test_id("profile-old-password").fill(given)
    for field in ("new-password-field", "new-password-again"):
        page.get_by_test_id(field).fill(DEMO_PASSWORD)
    page.get_by_test_id("profile-change-password").click()
    expect(page.get_by_test_id("nav-desk")).to_be_visible()


def test_a_right_that_is_taken_away_is_gone_from_an_open_page(open_page: OpenPage) -> None:
    number = next(_numbers)
    label, username = f"Evening shift {number}", f"nora.{number}"
    admin, nora = open_page("/admin/users", who="admin"), open_page("/login")
    admin.emulate_media(reduced_motion="reduce")  # axe would measure colours that are half-way between two
    expect(admin.get_by_test_id("user-row").first).to_be_visible()
    expect_sound(admin, "people")
    _made_role(admin, label)
    _comes_to_work(nora, username, _made_person(admin, username, label))
    nora.get_by_test_id("nav-board").click()
    expect(nora.get_by_test_id("nav-board")).to_have_attribute("aria-current", "page")
    admin.goto("/admin/roles")
    admin.get_by_test_id("role-edit").filter(has_text=label).click()
    admin.get_by_test_id("right-desk.work").click()
    expect(admin.get_by_test_id("right-desk.work")).to_have_attribute("aria-checked", "false")
    admin.get_by_test_id("role-save").click()
    expect(admin.get_by_test_id("role-save")).to_have_count(0)
    expect(nora.get_by_test_id("nav-desk")).to_have_count(0)


def test_a_link_that_was_withdrawn_sets_no_password(open_page: OpenPage, faults: Faults) -> None:
    faults.excuse("410")
    admin, nora = open_page("/admin/users", who="admin", width=360, height=780), open_page("/login")
    username = f"nora.{next(_numbers)}"
    admin.get_by_test_id("user-new").click()
    admin.get_by_test_id("user-username").fill(username)
    admin.get_by_test_id("user-invite").check()
    admin.get_by_test_id("user-save").click()
    link = urlsplit(admin.get_by_test_id("user-given").inner_text())
    admin.get_by_test_id("user-done").click()
    row = admin.locator(f'[data-testid="user-row"][data-name="{username}"]')
    expect(row).to_contain_text(ZH["people.invited"])
    nora.goto(f"{link.path}?{link.query}")
    expect(nora.get_by_test_id("invited-submit")).to_be_visible()
    expect_sound(nora, "invited")
    row.get_by_test_id("user-edit").click()
    email = admin.get_by_test_id("user-email")
    email.fill("nora@example.net")
    admin.get_by_test_id("user-withdraw").click()
    admin.get_by_test_id("user-withdraw-sure").click()
    expect(row).to_contain_text(ZH["people.waits"])
    expect(admin.get_by_test_id("user-withdraw")).to_have_count(0)
    expect(email).to_have_value("nora@example.net")
    for field in ("password-field", "password-again"):
        nora.get_by_test_id(field).fill(DEMO_PASSWORD)
    nora.get_by_test_id("invited-submit").click()
    expect(nora.get_by_role("alert")).to_be_visible()
