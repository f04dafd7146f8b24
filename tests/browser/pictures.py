"""Pictures of every page and state, for people to look at: python -m tests.browser.pictures FOLDER

Starts AICS with the demo company and the model double, as the tests do, and takes every picture at three
widths, light and dark, in Chinese and English.
"""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.browser.chatting import FOR_FAQ, FOR_MODEL, answered, ask, ready, said, streaming
from tests.browser.conftest import chromium_of
from tests.browser.looks import Photographer, photographers
from tests.servers import ModelServer, running_app, running_model

TABLE = {
    "zh": "各级会员的折扣：\n\n|级别|消费满|折扣|\n|---|---|---|\n|银卡|¥1,000|9.5 折|\n|金卡|¥5,000|9 折|",
    "en": "Discounts by level:\n\n|Level|From|Off|\n|---|---|---|\n|Silver|¥1,000|5 %|\n|Gold|¥5,000|10 %|",
}
SLOW = {
    "zh": "鲸鱼的歌声可以传到几百公里以外的地方，像一封慢慢写的信。" * 6,
    "en": "The song of a whale travels far. " * 30,
}


def of_everybodys_pages(by: Photographer) -> None:
    """Landing, sign-in, registration, and the pages that say no."""
    for name, path in (
        ("landing", "/"),
        ("login", "/login"),
        ("register", "/register"),
        ("forbidden", "/forbidden"),
        ("missing", "/nothing-here"),
    ):
        by.page.goto(path)
        expect(by.page.get_by_role("heading", level=1)).to_be_attached()
        by.take(name)


def of_the_chat(by: Photographer, model: ModelServer) -> None:
    """From the empty page over a stream to a source, judged."""
    page, language = by.page, by.language
    page.goto("/chat")
    ready(page)
    by.take("chat-welcome")
    model.control(rate=40, text=SLOW[language], times=1)
    ask(page, FOR_MODEL[language])
    streaming(page)
    by.take("chat-streaming")
    page.get_by_test_id("chat-stop").click()
    expect(said(page, "ai", "stopped")).to_be_visible()
    by.take("chat-stopped")
    model.control(rate=0, text=TABLE[language], times=1)
    page.get_by_test_id("chat-retry").click()
    answered(page)
    ask(page, FOR_FAQ[language])
    answer = answered(page, 2)
    by.take("chat-answered")
    _of_an_answer(by, answer)
    _of_a_failure(by, model)


def _of_an_answer(by: Photographer, answer: Locator) -> None:
    page = by.page
    answer.get_by_test_id("chat-helpful-no").click()
    expect(page.get_by_test_id("chat-reasons")).to_be_visible()
    page.get_by_test_id("chat-handoff").click()
    by.take("chat-judged")
    answer.get_by_test_id("chat-citation").click()
    by.take("chat-source")
    page.keyboard.press("Escape")
    if page.locator(".chat-opener").is_visible():
        page.locator(".chat-opener").click()
        by.take("chat-list")
        page.keyboard.press("Escape")


def _of_a_failure(by: Photographer, model: ModelServer) -> None:
    page = by.page
    model.control(mode="error_500", times=1)
    ask(page, FOR_MODEL[by.language])
    expect(said(page, "ai", "failed")).to_be_visible()
    page.get_by_test_id("chat-input").fill("字" * 2007)
    by.take("chat-failed")
    page.get_by_test_id("chat-retry").click()
    answered(page, 3)


def of_own_account(by: Photographer) -> None:
    """The profile."""
    by.page.goto("/profile")
    expect(by.page.locator(".sign-ins li").first).to_be_visible()
    by.take("profile")


def of_the_knowledge(by: Photographer) -> None:
    """The list, the editor, the test box."""
    page = by.page
    page.goto("/admin/knowledge")
    expect(page.get_by_test_id("faq-row").first).to_be_visible()
    by.take("knowledge")
    page.get_by_test_id("faq-edit").first.click()
    expect(page.get_by_test_id("faq-question")).not_to_be_empty()
    by.take("knowledge-editor")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_test_id("faq-trial-tab").click()
    page.get_by_test_id("faq-trial").fill(FOR_FAQ[by.language])
    page.get_by_test_id("faq-trial").press("Enter")
    expect(page.get_by_test_id("faq-trial-decision")).to_be_visible()
    by.take("knowledge-trial")


def of_the_dashboard(by: Photographer) -> None:
    """Figures, one definition, what a figure counts, and the wall."""
    page = by.page
    page.goto("/admin")
    expect(page.get_by_test_id("stats-plot-promises").locator(".main-svg").first).to_be_visible(
        timeout=30_000
    )
    by.take("dashboard")
    page.get_by_test_id("stats-plot-heat").scroll_into_view_if_needed()
    by.take("dashboard-charts")
    page.get_by_test_id("stats-ai-rate").get_by_test_id("stats-about").click()
    by.take("dashboard-definition")
    page.keyboard.press("Escape")
    page.get_by_test_id("stats-csat").get_by_test_id("stats-figure-link").click()
    expect(page.get_by_test_id("stats-row").first).to_be_visible()
    by.take("dashboard-rows")
    page.goto("/admin/wall")
    expect(page.get_by_test_id("wall-figure").first).to_be_visible()
    by.take("wall")


def of_the_administration(by: Photographer) -> None:
    """People, roles, settings, what happened, what it stands on, and every conversation."""
    page = by.page
    for name, path, mark in (
        ("people", "/admin/users", "user-row"),
        ("roles", "/admin/roles", "right-row"),
        ("settings", "/admin/settings", "setting"),
        ("audit", "/admin/audit", "audit-row"),
        ("system", "/admin/system", "system-part"),
        ("conversations", "/admin/conversations", "finding-row"),
    ):
        page.goto(path)
        expect(page.get_by_test_id(mark).first).to_be_visible()
        by.take(name)
    page.get_by_test_id("finding-open").first.click()
    expect(page.get_by_test_id("finding-talk")).to_be_visible()
    by.take("conversation")
    for name, path, opener in (
        ("person", "/admin/users", "user-edit"),
        ("role", "/admin/roles", "role-edit"),
    ):
        page.goto(path)
        page.get_by_test_id(opener).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        by.take(name)


def of_the_desk(by: Photographer, customer: Page) -> None:
    """Somebody waits, is taken, has a note written about him, and is asked how it was."""
    desk, language = by.page, by.language
    desk.goto("/desk")
    desk.get_by_test_id("desk-presence").click()
    desk.get_by_test_id("desk-presence-busy").click()
    by.take("desk-empty")
    customer.goto("/chat")
    ready(customer)
    ask(customer, FOR_FAQ[language])
    answered(customer)
    customer.get_by_test_id("chat-handoff").click()
    expect(desk.get_by_test_id("desk-queue-item")).to_have_count(1)
    by.take("desk-waiting")
    by.of(customer).take("handoff-waiting")
    desk.get_by_test_id("desk-take").first.click()
    expect(desk.get_by_test_id("desk-note")).to_be_visible()
    for mode in ("reply", "note"):
        desk.get_by_test_id(f"desk-{mode}").click()
        expect(desk.locator(f".desk-{mode}-box")).to_be_visible()
        desk.get_by_test_id("desk-input").fill(SLOW[language][:60])
        desk.get_by_test_id("desk-send").click()
        expect(desk.get_by_test_id("desk-input")).to_have_value("")
    by.take("desk-talk")
    by.of(customer).take("handoff-talk")
    desk.get_by_test_id("desk-close").click()
    desk.get_by_test_id("desk-close-solved").click()
    expect(customer.get_by_test_id("handoff-rate-5")).to_be_visible()
    by.of(customer).take("handoff-rating")


def of_the_board(by: Photographer) -> None:
    """Columns, the table, one ticket, and what a step asks for."""
    page = by.page
    page.goto("/board")
    expect(page.get_by_test_id("board-card").first).to_be_attached()
    by.take("board")
    page.goto("/board?view=table")
    expect(page.get_by_test_id("board-row").first).to_be_visible()
    by.take("board-table")
    page.get_by_test_id("board-row").first.get_by_role("link").click()
    expect(page.get_by_test_id("ticket-status")).to_be_visible()
    by.take("board-ticket")
    if page.get_by_test_id("board-transition").count():
        page.get_by_test_id("board-transition").first.click()
        by.take("board-step")
        page.keyboard.press("Escape")


def of_the_records(by: Photographer) -> None:
    """The list, one of it, and nothing found."""
    page = by.page
    page.goto("/handoffs")
    expect(page.get_by_test_id("handoffs-row").first).to_be_visible()
    by.take("handoffs")
    page.get_by_test_id("handoffs-open").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    by.take("handoffs-one")
    page.goto("/handoffs?q=nobody")
    expect(page.get_by_test_id("handoffs-clear")).to_be_visible()
    by.take("handoffs-none")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with running_model() as model, running_app(model.environ) as app, sync_playwright() as playwright:
        browser = chromium_of(playwright)
        for by in photographers(browser, app, folder, None):
            of_everybodys_pages(by)
        for by in photographers(browser, app, folder, "customer1"):
            of_the_chat(by, model)
            of_own_account(by)
        for by in photographers(browser, app, folder, "admin"):
            of_the_knowledge(by)
            of_the_dashboard(by)
            of_the_administration(by)
        both = zip(
            *(photographers(browser, app, folder, who) for who in ("agent1", "customer1")), strict=True
        )
        for by, customer in both:
            of_the_desk(by, customer.page)
            of_the_records(by)
            of_the_board(by)
        browser.close()
    sys.stdout.write(f"{len([*folder.glob('*.png')])} pictures in {folder}\n")


if __name__ == "__main__":
    main()
