"""What an agent sees and writes beside the chat; the customer learns nothing of it."""

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.boards import filed
from tests.browser.chatting import FOR_FAQ, asked_anew, ready
from tests.browser.conftest import OpenPage
from tests.servers import RunningApp

turns = count(1)
REMARK = "Reads 紫藤 <b>bold</b>, answers at night."


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """The agents' language."""
    return request.param


def _matter(open_page: OpenPage, language: str) -> str:
    """A customer asks something; the conversation's id."""
    phone = ready(open_page("/chat", who="customer2", width=360, height=740, language=language))
    asked_anew(phone, f"{FOR_FAQ[language]} {next(turns)}")
    return phone.url.rsplit("/", 1)[1]


def _pane(page: Page) -> Locator:
    """The profile that is visible: beside the talk, or in the window."""
    return page.locator('[data-testid="desk-profile"]:visible')


def _opened(open_page: OpenPage, matter: str, language: str, who: str = "agent1", width: int = 1440) -> Page:
    page = open_page(f"/desk/{matter}", who=who, width=width, height=900, language=language)
    if width < 1200:
        page.get_by_test_id("desk-info").click()
    expect(_pane(page).get_by_test_id("desk-tags")).to_be_visible()
    return page


def _tag(page: Page, word: str) -> None:
    field = _pane(page).get_by_test_id("desk-tag-input")
    field.fill(word)
    field.press("Enter")
    expect(_pane(page).get_by_test_id("desk-tag").filter(has_text=word)).to_have_count(1)


def test_what_one_agent_writes_the_other_reads_at_once(open_page: OpenPage, language: str) -> None:
    matter, word = _matter(open_page, language), f"tag {next(turns)}"
    mine = _opened(open_page, matter, language)
    other = _opened(open_page, matter, language, "agent2", width=360)
    _tag(mine, word)
    expect(_pane(other).get_by_test_id("desk-tag").filter(has_text=word)).to_have_count(1)
    mine.get_by_test_id("desk-level").click()
    mine.get_by_role("option", name=CATALOGUES[language]["customer.level_vip"]).click()
    expect(_pane(other).get_by_test_id("desk-level")).to_have_attribute("data-level", "vip")
    _pane(other).get_by_test_id("desk-tag").filter(has_text=word).get_by_role("button").click()
    expect(_pane(mine).get_by_test_id("desk-tag").filter(has_text=word)).to_have_count(0)


def test_whoever_saves_second_keeps_what_was_typed_and_sees_the_rival(
    open_page: OpenPage, language: str
) -> None:
    matter, number = _matter(open_page, language), next(turns)
    mine, other = (_opened(open_page, matter, language, who) for who in ("agent1", "agent2"))
    for page in (mine, other):
        page.get_by_test_id("desk-remark-edit").click()
    mine.get_by_test_id("desk-remark-input").fill(f"{REMARK} {number}")
    other.get_by_test_id("desk-remark-input").fill(f"mine {number}")
    mine.get_by_test_id("desk-remark-save").click()
    expect(mine.get_by_test_id("desk-remark")).to_have_text(f"{REMARK} {number}")
    other.get_by_test_id("desk-remark-save").click()
    expect(other.get_by_test_id("desk-remark-rival")).to_have_text(f"{REMARK} {number}")
    expect(other.get_by_test_id("desk-remark-input")).to_have_value(f"mine {number}")
    other.get_by_test_id("desk-remark-save").click()
    expect(other.get_by_test_id("desk-remark")).to_have_text(f"mine {number}")
    expect(mine.get_by_test_id("desk-remark")).to_have_text(f"mine {number}")


def test_a_past_conversation_opens_in_place_and_sources_can_be_read(
    open_page: OpenPage, language: str
) -> None:
    first, second = _matter(open_page, language), _matter(open_page, language)
    page = _opened(open_page, second, language)
    expect(page.get_by_test_id("desk-source").first).to_be_visible()
    page.get_by_test_id("desk-source").first.locator("summary").click()
    expect(page.get_by_test_id("desk-source").first.locator("p")).to_be_visible()
    page.locator(f'[data-testid="desk-past-item"][href="/desk/{first}"]').click()
    page.wait_for_url(f"**/desk/{first}")
    expect(page.get_by_test_id("desk-log")).to_be_visible()
    now = page.locator(f'[data-testid="desk-past-item"][href="/desk/{first}"]')
    expect(now).to_have_attribute("aria-current", "page")


def test_the_customer_is_told_nothing(open_page: OpenPage, language: str) -> None:
    matter, word = _matter(open_page, language), f"quartz {next(turns)}"
    _tag(_opened(open_page, matter, language), word)
    phone = ready(open_page(f"/chat/{matter}", who="customer2", language=language))
    expect(phone.get_by_test_id("chat-message").first).to_be_visible()
    assert word not in phone.content()
    assert phone.context.request.get("/api/customers/tags").status == 403


def test_the_customers_tickets_stand_beside_the_talk(open_page: OpenPage, app: RunningApp) -> None:
    order_no = filed(open_page, app, "A dark lamp")
    page = _opened(open_page, _matter(open_page, "en"), "en")
    link = _pane(page).locator(f'[data-testid="desk-ticket"][data-order-no="{order_no}"]')
    expect(link).to_contain_text("A dark lamp")
    link.click()
    expect(page.get_by_test_id("ticket-number")).to_have_text(order_no)
