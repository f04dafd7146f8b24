"""Language and colours: changed while the page is open, kept, and shared by tabs."""

import pytest
from playwright.sync_api import Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import FOR_FAQ, asked_anew, ready, said
from tests.browser.conftest import OpenPage

ZH, EN = CATALOGUES["zh"], CATALOGUES["en"]

LONGEST_MOTION = """
Math.max(...[...document.querySelectorAll("*")].flatMap((node) => {
  const { transitionDuration, animationDuration } = getComputedStyle(node);
  return `${transitionDuration},${animationDuration}`.split(",").map(parseFloat);
}))
"""


def expect_dark(page: Page, *, dark: bool) -> None:
    page.wait_for_function("dark => document.documentElement.classList.contains('dark') === dark", arg=dark)


def brightness(page: Page) -> float:
    """Of what lies behind everything, 0 (black) to 255."""
    colour = page.locator(".frame, .bare").first.evaluate("node => getComputedStyle(node).backgroundColor")
    return float(colour[colour.index("(") + 1 :].split(",")[0])


def test_the_language_changes_at_once_and_is_kept(open_page: OpenPage) -> None:
    page = ready(open_page("/chat", who="customer1"))
    asked_anew(page, FOR_FAQ["zh"])
    page.get_by_test_id("chat-input").fill("还没写完")
    page.get_by_test_id("locale-switch").click()
    expect(page.get_by_test_id("chat-handoff")).to_have_text(EN["chat.ask_person"])
    expect(page.get_by_test_id("chat-input")).to_have_attribute("placeholder", EN["composer.placeholder"])
    expect(page.get_by_test_id("chat-input")).to_have_value("还没写完")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(ready(page).get_by_test_id("chat-handoff")).to_have_text(EN["chat.ask_person"])
    expect(said(page, "ai")).to_contain_text(EN["chat.ai_name"])
    expect(page).to_have_title(f"{EN['chat.title']} · {EN['app.name']}")
    page.get_by_test_id("locale-switch").click()
    expect(page.get_by_test_id("chat-handoff")).to_have_text(ZH["chat.ask_person"])


def test_the_language_is_the_same_in_every_tab(open_page: OpenPage) -> None:
    page = ready(open_page("/chat", who="customer1"))
    other = page.context.new_page()
    other.goto("/profile")
    ready(other).get_by_test_id("locale-switch").click()
    expect(other.get_by_role("heading", level=1)).to_have_text(EN["profile.title"])
    expect(page.get_by_test_id("chat-new")).to_have_text(EN["chat.new"])


def test_the_language_is_right_from_the_first_paint(open_page: OpenPage) -> None:
    page = open_page("/login", language="en")
    expect(page.get_by_test_id("login-submit")).to_have_text(EN["login.submit"])
    # Whatever is visible at any instant of a reload is English.
    page.add_init_script(
        """
        window.seen = new Set();
        const look = () => {
          const title = document.querySelector("h1");
          if (title?.checkVisibility({ visibilityProperty: true })) window.seen.add(title.textContent);
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        """
    )
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_function("window.seen.size > 0")
    assert page.evaluate("[...window.seen]") == [EN["login.title"]]


def test_no_frame_of_a_dark_page_is_light(open_page: OpenPage) -> None:
    page = open_page("/login", dark=True)
    page.add_init_script(
        """
        window.seen = new Set();
        const look = () => {
          const place = document.querySelector(".bare");
          if (place) window.seen.add(getComputedStyle(place).backgroundColor);
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        """
    )
    page.reload()
    expect(page.get_by_test_id("demo-customer1")).to_be_visible()
    assert len(page.evaluate("[...window.seen]")) == 1


@pytest.mark.parametrize("dark", [False, True], ids=["light system", "dark system"])
def test_the_colours_follow_the_system_until_somebody_chooses(open_page: OpenPage, dark: bool) -> None:
    page = ready(open_page("/chat", who="customer1", dark=dark))
    expect_dark(page, dark=dark)
    assert (brightness(page) < 128) is dark
    page.get_by_test_id("theme-switch").click()
    expect(page.get_by_test_id("theme-switch")).to_have_text(ZH["theme.light" if dark else "theme.dark"])
    expect_dark(page, dark=not dark)
    page.reload()
    expect_dark(ready(page), dark=not dark)
    page.get_by_test_id("theme-switch").click()
    expect(page.get_by_test_id("theme-switch")).to_have_text(
        ZH["theme.light"] if not dark else ZH["theme.system"]
    )


def test_motion_is_left_out_for_who_asked_for_it(open_page: OpenPage) -> None:
    page = open_page("/login")
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(LONGEST_MOTION) < 0.001
