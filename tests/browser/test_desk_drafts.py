"""What is begun at the desk is not lost: drafts, uploads on their way, words for a chat that ends."""

from playwright.sync_api import Page, Route, expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import AT_END
from tests.browser.conftest import OpenPage
from tests.browser.desks import a_chat, another_chat, box_of, sent
from tests.browser.test_files import a_file, arrived, attach, picture
from tests.servers import RunningApp


def test_going_to_a_note_and_back_breaks_no_upload_off(open_page: OpenPage, app: RunningApp) -> None:
    desk = a_chat(open_page, app)
    row = desk.get_by_test_id("desk-mine-item").and_(desk.locator('[aria-current="page"]'))
    mark = row.get_by_test_id("desk-draft")
    held = _held(desk, "**/api/attachments")
    chips = attach(desk, a_file("pan.png", picture()))
    expect(chips).to_have_attribute("data-state", "sending")
    desk.get_by_test_id("desk-note").click()
    expect(desk.locator(".desk-note-box")).to_be_visible()
    expect(chips).to_have_count(0)  # of the reply, not of the note
    _let_go(desk, held)
    expect(mark).to_be_visible()  # it has arrived, and waits in the reply's draft
    desk.get_by_test_id("desk-reply").click()
    expect(chips).to_have_attribute("data-state", "done")
    box_of(desk).fill("Here it is.")
    desk.get_by_test_id("desk-send").click()
    expect(sent(desk)).to_contain_text("Here it is.")
    expect(arrived(desk)).to_have_attribute("data-kind", "picture")
    expect(chips).to_have_count(0)
    expect(mark).to_have_count(0)


def test_what_waits_for_its_file_takes_no_other_draft_along(open_page: OpenPage, app: RunningApp) -> None:
    desk = a_chat(open_page, app)
    another_chat(open_page, app)
    items = desk.get_by_test_id("desk-mine-item")
    here, there = (
        items.and_(desk.locator('[aria-current="page"]')),
        items.and_(desk.locator(':not([aria-current="page"])')),
    )
    own = box_of(desk).get_attribute("data-draft-key") or ""
    there.first.click()
    expect(box_of(desk)).not_to_have_attribute("data-draft-key", own)
    box_of(desk).fill("half a sen")
    there.first.click()
    expect(box_of(desk)).to_have_value("")
    held = _held(desk, "**/api/attachments")
    chips = attach(desk, a_file("pan.png", picture()))
    expect(chips).to_have_attribute("data-state", "sending")
    box_of(desk).fill("Here it is.")
    box_of(desk).press("Enter")
    there.first.click()
    expect(box_of(desk)).to_have_value("half a sen")
    _let_go(desk, held)
    expect(there.get_by_test_id("desk-draft")).to_be_visible()
    there.first.click()
    expect(box_of(desk)).to_have_value("Here it is.")
    expect(chips).to_have_attribute("data-state", "done")
    there.first.click()
    expect(box_of(desk)).to_have_value("half a sen")
    expect(sent(desk)).to_have_count(0)
    expect(here).to_have_count(1)


def test_a_draft_is_marked_wherever_one_is(open_page: OpenPage, app: RunningApp) -> None:
    desk = a_chat(open_page, app)
    row = desk.get_by_test_id("desk-mine-item").and_(desk.locator('[aria-current="page"]'))
    expect(row.get_by_test_id("desk-draft")).to_have_count(0)
    box_of(desk).fill("I'll look")
    expect(row.get_by_test_id("desk-draft")).to_be_visible()
    desk.goto(f"{app.url}/desk")
    expect(desk.get_by_test_id("desk-draft")).to_have_count(1)
    desk.get_by_test_id("desk-mine-item").filter(has=desk.get_by_test_id("desk-draft")).click()
    expect(box_of(desk)).to_have_value("I'll look")
    box_of(desk).fill("")
    expect(desk.get_by_test_id("desk-draft")).to_have_count(0)


def test_a_chat_is_ended_with_a_note_for_the_staff(open_page: OpenPage, app: RunningApp) -> None:
    desk = a_chat(open_page, app)
    session_id = desk.url.rsplit("/", 1)[1]
    desk.get_by_test_id("desk-close").click()
    desk.get_by_test_id("desk-close-noted").click()
    note = desk.get_by_test_id("desk-close-note")
    expect(note).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.get_by_test_id("desk-close")).to_be_focused()
    desk.keyboard.press("Enter")
    desk.get_by_test_id("desk-close-noted").press("Enter")
    note.fill("Refund promised until Friday.")
    note.press("Tab")
    desk.keyboard.press("ArrowDown")
    expect(desk.get_by_test_id("desk-close-noted-unsolved")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(box_of(desk)).to_have_attribute("placeholder", CATALOGUES["zh"]["desk.note_placeholder"])
    expect(note).to_have_count(0)
    ended = desk.context.request.get("/api/handoffs?status=closed").json()["items"]
    own = next(one for one in ended if one["session_id"] == session_id)
    assert (own["disposition"], own["note"]) == ("unsolved", "Refund promised until Friday.")


def test_after_a_reload_the_log_stands_at_its_end_however_late_its_pictures_come(
    open_page: OpenPage, app: RunningApp
) -> None:
    desk = a_chat(open_page, app)
    for number in range(3):
        attach(
            desk, a_file(f"{number}.png", picture((1600, 900))), a_file(f"{number}b.png", picture((200, 600)))
        )
        expect(desk.get_by_test_id("chat-attachment").last).to_have_attribute("data-state", "done")
        box_of(desk).fill("wide and tall")
        desk.get_by_test_id("desk-send").click()
        expect(sent(desk)).to_have_count(number + 1)
    held = _held(desk, "**/api/attachments/*")
    desk.reload()
    expect(arrived(desk)).to_have_count(6)
    for route in held:
        route.continue_()
    desk.unroute("**/api/attachments/*")
    expect(desk.get_by_test_id("desk-send")).to_be_visible()
    log = desk.locator(".log-scroll")
    desk.wait_for_function("node => node.scrollHeight > node.clientHeight", arg=log.element_handle())
    desk.wait_for_function(AT_END, arg=log.element_handle())
    expect(desk.locator(".log-jump")).to_have_count(0)
    log.hover()
    desk.mouse.wheel(0, -400)
    expect(desk.locator(".log-jump")).to_be_visible()


def _let_go(page: Page, held: list[Route]) -> None:
    """The first of them, which may still be on its way here."""
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()


def _held(page: Page, pattern: str) -> list[Route]:
    """Requests that go on when the test says so."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(pattern, hold)
    return held
