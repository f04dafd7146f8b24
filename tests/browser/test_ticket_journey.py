"""One matter, filed on a phone, worked on the board by mouse, then by keyboard alone, and rated."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Locator, Page, expect

from aics_app.tickets.rules.default import DEFAULT
from tests.browser.boards import board_of, card, column, press
from tests.browser.chatting import ready
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import expect_sound

FILES = [
    {"name": "lamp.txt", "mimeType": "text/plain", "buffer": b"It is dark."},
    {"name": "发票.txt", "mimeType": "text/plain", "buffer": b"No. 2026"},
]
NOTE = "The warehouse says: 明天发货 <b>soon</b>."
ASKS = "Which lamp is it? 请问是哪一盏灯？<b>"
SOLVED = "A new lamp is on its way. 新灯已寄出。"


@dataclass
class Matter:
    """Lena's ticket as she has it on her phone, and as Anna has it on the board."""

    number: str
    lena: Page
    anna: Page
    asks: APIRequestContext
    language: str

    def stands(self, status: str) -> None:
        """Both see it so, and no window is open any more."""
        known = DEFAULT.status(status)
        assert known
        expect(self.lena.get_by_test_id("ticket-status")).to_have_attribute("data-status", status)
        expect(self.anna.get_by_test_id("ticket-status")).to_have_text(known.names[self.language])
        expect(self.anna.get_by_role("dialog")).to_have_count(0)

    def solution(self) -> dict[str, Any]:
        """The promise of a solution: its end, or what is left of it while it stands."""
        seen = self.asks.get(f"/api/work-orders/{self.number}")
        assert seen.ok, seen.text()
        return next(one for one in seen.json()["clocks"] if one["kind"] == "resolve")

    def promise(self, level: str) -> dict[str, Any]:
        """Anna's page shows its promise so; what it is."""
        shown = self.anna.get_by_test_id("ticket-next").locator('[data-kind="resolve"] [data-level]')
        expect(shown).to_have_attribute("data-level", level)
        return self.solution()

    def step(self, status: str) -> Locator:
        """The button of this step on Anna's page."""
        return self.anna.locator(f'[data-testid="board-transition"][data-status="{status}"]')

    def lines(self, sender: str) -> Locator:
        """What was said, as Anna reads it."""
        return self.anna.locator(f'[data-testid="ticket-line"][data-sender="{sender}"]')


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("language", "dark"), [("zh", False), ("en", True)], ids=["zh", "en"])
def test_from_its_filing_on_a_phone_to_a_rated_solution(
    open_page: OpenPage, language: str, dark: bool
) -> None:
    look = {"language": language, "dark": dark}
    lena = ready(open_page("/tickets/new", who="customer1", width=360, height=740, **look))
    lena.emulate_media(reduced_motion="reduce")
    title = f"Lamp {language}"
    number = _filed(lena, title)
    anna = board_of(open_page, f"/board?q={number}", **look)
    matter = Matter(number, lena, anna, anna.context.request, language)
    _worked_by_mouse(matter)
    _reopened_by_its_customer(matter)
    _worked_by_keyboard_alone(matter)
    _rated(matter)
    lena.set_viewport_size({"width": 1440, "height": 900} if dark else {"width": 360, "height": 740})
    _is_found_once(lena, number, title)
    _is_nothing_to_a_stranger(open_page("/profile", who="customer2", width=360, **look), number)


def _filed(lena: Page, title: str) -> str:
    """With two faults first, two files, a reload in the middle, and sent by an impatient finger."""
    lena.get_by_test_id("ticket-submit").click()
    for name in ("ticket-title", "ticket-content"):
        expect(lena.get_by_test_id(name)).to_have_attribute("aria-invalid", "true")
    expect(lena.get_by_test_id("ticket-title")).to_be_focused()
    expect_sound(lena, "two faults")
    lena.get_by_test_id("ticket-title").fill(title)
    lena.get_by_test_id("ticket-content").fill("It came broken.\n收到就是坏的。")
    lena.get_by_test_id("ticket-category").select_option("product")
    lena.get_by_test_id("ticket-priority").select_option("HIGH")
    lena.get_by_test_id("ticket-files").set_input_files(FILES)
    expect(lena.locator('[data-testid="chat-attachment"][data-state="done"]')).to_have_count(2)
    lena.reload()
    expect(lena.get_by_test_id("ticket-title")).to_have_value(title)
    expect(lena.get_by_test_id("chat-attachment")).to_have_count(2)
    expect_sound(lena, "a draft")
    lena.get_by_test_id("ticket-submit").dblclick()
    number = lena.get_by_test_id("ticket-number").inner_text()
    expect(lena.get_by_test_id("chat-file")).to_have_count(2)
    expect_sound(lena, "a ticket")
    return number


def _worked_by_mouse(matter: Matter) -> None:
    """Taken, begun, paused for an answer, noted on, gone on with, and solved."""
    anna, own = matter.anna, matter.asks.get("/api/auth/me").json()["id"]
    card(anna, matter.number).locator("a").click()
    anna.get_by_test_id("board-assign").click()
    anna.locator(f'[data-testid="board-assign-to"][data-user="{own}"]').click()
    expect(anna.get_by_test_id("board-assign")).to_have_attribute("data-handler", str(own))
    anna.go_back()
    began = matter.solution()
    card(anna, matter.number).drag_to(column(anna, "PROCESSING"))
    expect(card(anna, matter.number, "PROCESSING").locator("a")).to_be_focused()
    card(anna, matter.number).drag_to(column(anna, "WAITING"))
    anna.get_by_test_id("board-need-reply").fill(ASKS)
    anna.get_by_test_id("board-move-go").click()
    expect(card(anna, matter.number, "WAITING")).to_be_visible()
    card(anna, matter.number).locator("a").click()
    matter.stands("WAITING")
    expect(matter.lena.get_by_test_id("ticket-post").last).to_contain_text(ASKS)
    paused = matter.promise("stands")
    assert (paused["due_at"], paused["paused"]) == (None, True)
    _noted(matter, 1)
    assert matter.solution()["left_s"] == paused["left_s"]
    matter.step("PROCESSING").click()
    matter.stands("PROCESSING")
    assert matter.promise("calm")["due_at"] > began["due_at"]
    matter.lena.get_by_test_id("ticket-reply-input").fill("And it")  # and is interrupted
    matter.step("CLOSED").click()
    anna.get_by_test_id("board-need-reply").fill(SOLVED)
    anna.get_by_test_id("board-move-go").click()
    matter.stands("CLOSED")
    assert matter.promise("met")["met"] is True
    expect(matter.lines("agent").last).to_contain_text(SOLVED)


def _noted(matter: Matter, count: int) -> None:
    """By key, for the staff alone: neither her page nor anything that she may ask tells Lena of it."""
    press(matter.anna, "n")
    expect(matter.anna.locator(".desk-note-box textarea")).to_be_focused()
    matter.anna.keyboard.insert_text(NOTE)
    press(matter.anna, "Enter")
    expect(matter.lines("note")).to_have_count(count)
    expect(matter.lines("note").last).to_contain_text(NOTE)
    press(matter.anna, "Escape")
    expect(matter.anna.locator(".desk-note-box textarea")).not_to_be_focused()
    asks = matter.lena.context.request
    for path in ("", "/history"):
        seen = asks.get(f"/api/work-orders/{matter.number}{path}")
        assert seen.ok
        assert "明天发货" not in seen.text()


def _reopened_by_its_customer(matter: Matter) -> None:
    """What she was typing when it was solved is still there, and becomes the reason."""
    lena = matter.lena
    expect(lena.get_by_test_id("ticket-reply-input")).to_have_count(0)
    lena.get_by_test_id("ticket-reopen").click()
    expect(lena.get_by_test_id("ticket-reply-input")).to_have_value("And it")
    expect(lena.get_by_test_id("ticket-reply-send")).to_be_enabled()
    expect_sound(lena, "why is it reopened?")
    _said_on_the_phone(matter, "It is dark again")
    matter.stands("PROCESSING")
    assert matter.promise("calm")["met"] is False
    assert "明天发货" not in lena.locator("body").inner_text()


def _said_on_the_phone(matter: Matter, words: str) -> None:
    matter.lena.get_by_test_id("ticket-reply-input").fill(words)
    matter.lena.get_by_test_id("ticket-reply-send").click()
    expect(matter.lena.get_by_test_id("ticket-post").last).to_contain_text(words)
    expect(matter.lena.get_by_test_id("ticket-reply-input")).to_have_value("")


def _worked_by_keyboard_alone(matter: Matter) -> None:
    """Paused from the board, noted on, gone on with by an answer, solved, reopened, solved again."""
    anna = matter.anna
    anna.goto(f"/board?q={matter.number}")
    expect(anna.get_by_test_id("board-card")).to_have_count(1)
    press(anna, "ArrowDown")
    expect(card(anna, matter.number).locator("a")).to_be_focused()
    press(anna, "m")
    _spoken_on_the_way(matter, "WAITING", ASKS)
    expect(card(anna, matter.number, "WAITING").locator("a")).to_be_focused()
    press(anna, "Enter")
    matter.stands("WAITING")
    assert matter.promise("stands")["due_at"] is None
    _noted(matter, 2)
    _said_on_the_phone(matter, "The tall one")
    matter.stands("PROCESSING")
    assert matter.promise("calm")["due_at"]
    press(anna, "a")
    expect(anna.get_by_test_id("board-assign-to").first).to_be_visible()
    press(anna, "Escape")
    expect(anna.get_by_role("menu")).to_have_count(0)
    _solved_by_key(matter)
    press(anna, "t", "Enter")
    matter.stands("PROCESSING")
    assert matter.promise("calm")["met"] is False
    _solved_by_key(matter)
    press(anna, "?")
    expect(anna.get_by_test_id("board-keys-list")).to_be_visible()
    press(anna, "Escape")
    expect(anna.get_by_role("dialog")).to_have_count(0)


def _solved_by_key(matter: Matter) -> None:
    anna = matter.anna
    press(anna, "t")
    expect(anna.get_by_test_id("board-transition").first).to_be_focused()
    press(anna, "Tab")
    expect(matter.step("CLOSED")).to_be_focused()
    press(anna, "Enter")
    _spoken_on_the_way(matter, "CLOSED", SOLVED)
    matter.stands("CLOSED")
    assert matter.promise("met")["met"] is True


def _spoken_on_the_way(matter: Matter, status: str, words: str) -> None:
    anna = matter.anna
    expect(anna.locator(f'[data-testid="board-way"][data-status="{status}"]')).to_be_focused()
    press(anna, "Tab")
    expect(anna.get_by_test_id("board-need-reply")).to_be_focused()
    anna.keyboard.insert_text(words)
    press(anna, "Tab", "Enter")
    expect(anna.get_by_role("dialog")).to_have_count(0)


def _rated(matter: Matter) -> None:
    lena = matter.lena
    lena.get_by_test_id("ticket-rate-4").click()
    expect(lena.get_by_test_id("ticket-rate-4")).to_have_attribute("aria-pressed", "true")
    expect_sound(lena, "four stars")
    lena.get_by_test_id("ticket-rate-comment").fill("It shines")
    lena.get_by_test_id("ticket-rate-submit").click()
    expect(lena.get_by_test_id("ticket-rated")).to_contain_text("It shines")
    expect(matter.anna.get_by_test_id("ticket-facts")).to_contain_text("4 · It shines")
    moved = matter.anna.locator('[data-testid="ticket-step"][data-event="TicketMoved"]')
    expect(moved).to_have_count(10)
    assert "明天发货" not in lena.locator("body").inner_text()


def _is_found_once(page: Page, number: str, title: str) -> None:
    page.goto("/tickets")
    page.get_by_test_id("ticket-search").fill(number)
    row = page.get_by_test_id("ticket-row")
    expect(row).to_have_count(1)
    expect(row).to_have_attribute("data-order-no", number)
    expect(row).to_contain_text(title)
    expect(page.get_by_test_id("ticket-status")).to_have_attribute("data-status", "CLOSED")
    expect_sound(page, "the list")
    page.get_by_test_id("ticket-new").click()
    expect(page.get_by_test_id("ticket-title")).to_have_value("")


def _is_nothing_to_a_stranger(page: Page, number: str) -> None:
    for path in (f"/tickets/{number}", "/tickets/WO0"):
        page.goto(path)
        expect(page.get_by_test_id("ticket-missing")).to_be_visible()
    expect_sound(page, "no such ticket")
