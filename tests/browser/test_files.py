"""Pictures and files on their way between a customer's phone and the desk."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.browser.chatting import FOR_FAQ, answered, ready, said
from tests.browser.conftest import Faults, OpenPage
from tests.browser.meeting import meeting
from tests.servers import RunningApp

SCRIPT = b"<script>window.broken = true</script>"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
DROP = """(box, name) => {
  const data = new DataTransfer();
  data.items.add(new File(["words on paper"], name, { type: "text/plain" }));
  for (const type of ["dragover", "drop"]) {
    box.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }
}"""
PASTE = """(box, bytes) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def picture(size: tuple[int, int] = (640, 480)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "seagreen").save(out, "PNG")
    return out.getvalue()


def a_file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def attach(page: Page, *files: FilePayload) -> Locator:
    """Choose these, as the paperclip does; the chips."""
    page.get_by_test_id("chat-attach-input").set_input_files(list(files))
    return page.get_by_test_id("chat-attachment")


def arrived(page: Page) -> Locator:
    return page.get_by_test_id("chat-file")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_picture_goes_to_the_desk_and_a_file_comes_back(
    open_page: OpenPage, app: RunningApp, language: str
) -> None:
    with meeting(open_page, app.url, language=language) as both:
        chips = attach(both.phone, a_file("坏锅.png", picture()))
        expect(chips).to_have_attribute("data-state", "done")
        both.phone.get_by_test_id("chat-send").click()
        expect(chips).to_have_count(0)
        expect(arrived(both.desk)).to_have_attribute("data-kind", "picture")
        _is_drawn(arrived(both.desk).locator("img"))
        attach(both.desk, a_file("报价 offer.pdf", PDF))
        both.desk.get_by_test_id("desk-input").fill("Here is our offer.")
        both.desk.get_by_test_id("desk-send").click()
        expect(said(both.phone, "agent")).to_contain_text("报价 offer.pdf")
        with both.phone.expect_download() as loaded:
            arrived(both.phone).last.click()
        assert loaded.value.suggested_filename == "报价 offer.pdf"
        with both.phone.context.expect_page() as opened:
            arrived(both.phone).first.click()
        opened.value.wait_for_load_state()
        assert opened.value.evaluate("document.images[0].naturalWidth") == 640


def _is_drawn(image: Locator) -> None:
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", value=True)
    assert image.evaluate("(node) => node.naturalWidth") > 0
    box = image.bounding_box()
    assert box is not None
    assert abs(box["width"] / box["height"] - 640 / 480) < 0.05


def test_files_of_a_note_stay_with_the_staff(open_page: OpenPage, app: RunningApp) -> None:
    with meeting(open_page, app.url) as both:
        both.desk.get_by_test_id("desk-note").click()
        expect(both.desk.locator(".desk-note-box")).to_be_visible()
        expect(attach(both.desk, a_file("inside.pdf", PDF))).to_have_attribute("data-state", "done")
        both.desk.get_by_test_id("desk-send").click()
        expect(both.desk.get_by_test_id("desk-note-line")).to_contain_text("inside.pdf")
        both.phone.reload()
        expect(said(both.phone, "user")).to_be_visible()
        assert "inside.pdf" not in both.phone.content()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (a_file("me.png", SCRIPT), "me.png"),
        (a_file("setup.pdf", b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 64), "setup.pdf"),
        (a_file("long.txt", b"x" * (11 * 1024 * 1024)), "10 MB"),
    ],
    ids=["lies", "program", "eleven megabytes"],
)
def test_what_is_refused_says_why_and_holds_nothing_up(
    open_page: OpenPage, faults: Faults, file: Any, words: str
) -> None:
    faults.excuse("status of 4(15|22)")
    page = ready(open_page("/chat", who="customer1", width=360, height=740))
    chip = attach(page, file)
    expect(chip).to_have_attribute("data-state", "failed")
    expect(chip.get_by_role("alert")).to_contain_text(words)
    page.get_by_test_id("chat-input").fill(FOR_FAQ["zh"])
    expect(page.get_by_test_id("chat-send")).to_be_disabled()
    page.get_by_test_id("chat-attachment-remove").click()
    page.get_by_test_id("chat-send").click()
    answered(page)
    assert page.evaluate("window.broken") is None


def test_the_ai_is_told_nothing_and_the_page_says_so(open_page: OpenPage) -> None:
    page = ready(open_page("/chat", who="customer1", language="en"))
    expect(attach(page, a_file("pan.png", picture()))).to_have_attribute("data-state", "done")
    expect(page.locator(".composer-hint")).to_contain_text("can't look into files")
    expect(page.get_by_test_id("chat-send")).to_be_disabled()
    page.get_by_test_id("chat-input").fill(FOR_FAQ["en"])
    page.get_by_test_id("chat-send").click()
    answered(page)
    expect(page.get_by_test_id("chat-attachment")).to_have_count(0)
    expect(arrived(page)).to_have_attribute("data-kind", "picture")


def test_dropped_and_pasted_files_are_kept_with_the_draft(open_page: OpenPage) -> None:
    page = ready(open_page("/chat", who="customer1"))
    chips = page.get_by_test_id("chat-attachment")
    page.locator(".composer").evaluate(DROP, "说明.txt")
    expect(chips).to_have_text(["说明.txt14 B"])
    page.get_by_test_id("chat-input").evaluate(PASTE, list(picture((20, 20))))
    expect(chips).to_have_count(2)
    expect(chips.last).to_have_attribute("data-state", "done")
    page.get_by_test_id("chat-input").fill("两个文件")
    page.reload()
    ready(page)
    expect(chips).to_have_count(2)
    expect(page.get_by_test_id("chat-input")).to_have_value("两个文件")
    page.get_by_test_id("chat-attachment-remove").first.click()
    expect(chips).to_have_count(1)


def test_sending_waits_for_what_is_still_on_its_way(open_page: OpenPage) -> None:
    page = ready(open_page("/chat", who="customer1"))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/attachments", hold)
    chips = attach(page, a_file("pan.png", picture()))
    expect(chips).to_have_attribute("data-state", "sending")
    page.get_by_test_id("chat-input").fill(FOR_FAQ["zh"])
    page.get_by_test_id("chat-send").click()
    expect(page.locator('[data-testid="chat-send"][data-spinning]')).to_be_visible()
    expect(said(page, "user")).to_have_count(0)
    held[0].continue_()
    answered(page)
    expect(arrived(page)).to_have_count(1)


def test_an_upload_that_broke_off_is_tried_again(open_page: OpenPage, faults: Faults) -> None:
    faults.excuse("ERR_FAILED")
    page = ready(open_page("/chat", who="customer1"))
    page.route("**/api/attachments", lambda route: route.abort())
    chips = attach(page, a_file("pan.png", picture()))
    expect(chips).to_have_attribute("data-state", "failed")
    page.unroute("**/api/attachments")
    page.get_by_test_id("chat-attachment-retry").click()
    expect(chips).to_have_attribute("data-state", "done")
