"""Whoever answers for the knowledge finds, writes, changes and tries it; customers are told at once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import asked_anew, ready
from tests.browser.conftest import OpenPage
from tests.servers import RunningApp

ZH = CATALOGUES["zh"]
QUESTION, ANSWER = "云杉小铺的吉祥物叫什么名字？", "它叫**松果**，是一只松鼠。"


@pytest.fixture
def knowledge(open_page: OpenPage) -> Page:
    page = open_page("/admin/knowledge", who="admin")
    expect(page.get_by_test_id("faq-row").first).to_be_visible()
    return page


@pytest.fixture
def nothing_is_left(knowledge: Page, app: RunningApp) -> Iterator[None]:
    """What the test publishes is gone afterwards, however the test ends."""
    yield
    client, own = knowledge.context.request, {"Origin": app.url}
    found = client.get("/api/knowledge/faqs", params={"q": "松果"}).json()["items"]
    for entry in found:
        path = f"/api/knowledge/faqs/{entry['id']}"
        answer = client.delete(path, params={"version": entry["version"]}, headers=own)
        assert answer.ok, answer.text()


def write(page: Page, question: str, answer: str) -> None:
    page.get_by_test_id("faq-new").click()
    page.get_by_test_id("faq-question").fill(question)
    page.get_by_test_id("faq-answer").fill(answer)
    page.get_by_test_id("faq-category").fill("product")


def save(page: Page) -> None:
    page.get_by_test_id("faq-save").click()
    # What was said of the save before may still be there.
    expect(page.get_by_test_id("toast").first).to_contain_text(ZH["knowledge.saved"])
    expect(page.get_by_role("dialog")).to_have_count(0)


def row_of(page: Page, question: str) -> Locator:
    return page.get_by_test_id("faq-row").filter(has_text=question)


def answer_to(open_page: OpenPage, question: str) -> Locator:
    return asked_anew(ready(open_page("/chat", who="customer1")), question)


def test_entries_are_searched_and_filtered(knowledge: Page) -> None:
    rows = knowledge.get_by_test_id("faq-row")
    expect(rows).to_have_count(50)
    knowledge.get_by_role("button", name=ZH["ui.more"]).click()
    expect(rows).to_have_count(100)
    knowledge.get_by_test_id("faq-search").fill("退款多久到账")
    expect(rows.first).to_contain_text("退款多久到账")
    expect(rows).not_to_have_count(100)
    knowledge.get_by_test_id("faq-search").fill("refund")
    expect(rows.filter(has_text="How do I apply for a refund?")).to_have_count(1)
    knowledge.get_by_test_id("faq-filter-language").click()
    knowledge.get_by_role("option", name=ZH["knowledge.language.zh"]).click()
    expect(knowledge.get_by_text(ZH["knowledge.none_found"])).to_be_visible()
    knowledge.get_by_test_id("faq-search").fill("")
    expect(rows.first).to_contain_text(ZH["knowledge.language.zh"])
    knowledge.get_by_test_id("faq-filter-category").click()
    knowledge.get_by_role("option", name=ZH["knowledge.category.invoice"]).click()
    expect(rows.first).to_contain_text(ZH["knowledge.category.invoice"])
    expect(rows.filter(has_not_text=ZH["knowledge.category.invoice"])).to_have_count(0)


@pytest.mark.usefixtures("nothing_is_left")
def test_what_is_published_is_answered_until_it_is_switched_off(knowledge: Page, open_page: OpenPage) -> None:
    write(knowledge, QUESTION, ANSWER)
    expect(knowledge.get_by_test_id("faq-preview").locator("strong")).to_have_text("松果")
    save(knowledge)
    row = row_of(knowledge, QUESTION)
    expect(row).to_contain_text(ZH["knowledge.enabled"])
    told = answer_to(open_page, QUESTION)
    expect(told).to_contain_text("它叫松果")
    expect(told).to_contain_text(ZH["chat.from_faq"])
    row.get_by_test_id("faq-enabled").click()
    expect(row).to_contain_text(ZH["knowledge.disabled"])
    expect(answer_to(open_page, QUESTION)).not_to_contain_text("松果")


@pytest.mark.usefixtures("nothing_is_left")
def test_a_change_replaces_and_a_deletion_asks_first(knowledge: Page, open_page: OpenPage) -> None:
    write(knowledge, QUESTION, ANSWER)
    save(knowledge)
    row_of(knowledge, QUESTION).get_by_test_id("faq-edit").click()
    expect(knowledge.get_by_test_id("faq-answer")).to_have_value(ANSWER)
    knowledge.get_by_test_id("faq-answer").fill("它叫松果，今年**三岁**。")
    save(knowledge)
    expect(answer_to(open_page, QUESTION)).to_contain_text("今年三岁")
    row_of(knowledge, QUESTION).get_by_test_id("faq-edit").click()
    knowledge.get_by_test_id("faq-delete").click()
    asked = knowledge.get_by_role("alertdialog")
    expect(asked).to_contain_text(ZH["knowledge.delete_text"])
    asked.get_by_role("button", name=ZH["ui.cancel"]).click()
    knowledge.get_by_test_id("faq-delete").click()
    knowledge.get_by_test_id("faq-delete-confirm").click()
    expect(row_of(knowledge, QUESTION)).to_have_count(0)


def test_what_is_missing_or_taken_stands_beside_its_field(knowledge: Page) -> None:
    write(knowledge, "怎么申请退款?", "")
    knowledge.get_by_test_id("faq-save").click()
    answer, question = knowledge.get_by_test_id("faq-answer"), knowledge.get_by_test_id("faq-question")
    expect(answer).to_have_accessible_description(ZH["fault.required"])
    answer.fill("另一个答案")
    knowledge.get_by_test_id("faq-save").click()
    expect(question).to_have_accessible_description(ZH["knowledge.taken"].format(question="怎么申请退款?"))
    expect(answer).to_have_value("另一个答案")


def test_what_was_typed_outlives_a_reload(knowledge: Page) -> None:
    write(knowledge, QUESTION, "还没写完")
    knowledge.get_by_test_id("faq-similar").fill("吉祥物是谁")
    knowledge.get_by_test_id("faq-question").focus()
    expect(knowledge.get_by_test_id("faq-preview")).to_contain_text("还没写完")
    knowledge.reload()
    expect(knowledge.get_by_test_id("faq-question")).to_have_value(QUESTION)
    expect(knowledge.get_by_test_id("faq-answer")).to_have_value("还没写完")
    expect(knowledge.get_by_test_id("faq-similar")).to_have_value("吉祥物是谁")


@pytest.mark.usefixtures("nothing_is_left")
def test_of_two_who_write_at_once_the_second_is_told(knowledge: Page, open_page: OpenPage) -> None:
    write(knowledge, QUESTION, ANSWER)
    save(knowledge)
    other = open_page("/admin/knowledge", who="admin")
    for page in (knowledge, other):
        row_of(page, QUESTION).get_by_test_id("faq-edit").click()
        expect(page.get_by_test_id("faq-answer")).to_have_value(ANSWER)
    other.get_by_test_id("faq-answer").fill("它叫松果，另一位写的。")
    save(other)
    knowledge.get_by_test_id("faq-answer").fill("它叫松果，我写的。")
    knowledge.get_by_test_id("faq-save").click()
    expect(knowledge.get_by_test_id("faq-overwrite")).to_be_visible()
    expect(knowledge.get_by_test_id("faq-answer")).to_have_value("它叫松果，我写的。")
    knowledge.get_by_test_id("faq-overwrite").click()
    expect(knowledge.get_by_role("dialog")).to_have_count(0)
    row_of(other, QUESTION).get_by_test_id("faq-edit").click()
    expect(other.get_by_test_id("faq-answer")).to_have_value("它叫松果，我写的。")


def test_a_question_is_tried_with_its_scores(knowledge: Page) -> None:
    knowledge.get_by_test_id("faq-trial-tab").click()
    decision = knowledge.get_by_test_id("faq-trial-decision")
    for question, expected in (("怎么申请退款?", "answer"), ("鲸鱼会唱什么样的歌", "none")):
        knowledge.get_by_test_id("faq-trial").fill(question)
        knowledge.get_by_test_id("faq-trial-ask").click()
        expect(decision).to_have_attribute("data-decision", expected)
    knowledge.get_by_test_id("faq-trial").fill("怎么申请退款?")
    knowledge.get_by_test_id("faq-trial").press("Enter")
    expect(knowledge.get_by_test_id("faq-trial-row").first).to_contain_text("怎么申请退款?")
    expect(knowledge.get_by_test_id("faq-trial-row").first).to_contain_text("100 %")
    expect(knowledge.get_by_test_id("faq-trial-result")).to_contain_text("24 小时内")
