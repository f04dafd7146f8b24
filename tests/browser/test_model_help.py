"""The model at the agent's side: previewed, edited, taken back, never sent; gone and back with the model."""

import json
import time
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.conftest import Faults, OpenPage
from tests.browser.desks import a_chat, box_of, sent
from tests.browser.test_model_faults import RECOVERY_S, is_reset
from tests.servers import ModelServer, RunningApp

ZH = CATALOGUES["zh"]
PATIENCE_S = 10
WRITES = "您好，您的包裹预计 3 天内送达。"


@pytest.fixture
def desk(open_page: OpenPage, app: RunningApp, model: ModelServer) -> Iterator[Page]:
    """A chat at the desk, and a model that a test may break."""
    yield a_chat(open_page, app)
    give_up_at = time.monotonic() + RECOVERY_S
    while not is_reset(model):
        assert time.monotonic() < give_up_at, "the model did not come back"
        time.sleep(0.3)


def _card(desk: Page, state: str = "done") -> None:
    expect(desk.get_by_test_id("help-card")).to_have_attribute("data-state", state)


def _hung_up(model: ModelServer, times: int = 1) -> None:
    """The model writes for nobody: so many requests were given up half-way."""
    give_up_at = time.monotonic() + PATIENCE_S
    while _aborted(model) < times:
        assert time.monotonic() < give_up_at, "it still writes"
        time.sleep(0.2)


def _aborted(model: ModelServer) -> int:
    """Not the last request: the product sums a talk up by itself when it likes."""
    with urlopen(f"{model.url}/_requests", timeout=5) as answer:  # our own double, on this machine
        return sum(one["state"] == "aborted" for one in json.load(answer))


def test_a_suggestion_is_read_taken_with_tab_edited_and_then_sent(desk: Page, model: ModelServer) -> None:
    model.control(text=WRITES)
    desk.get_by_test_id("help-suggest").click()
    _card(desk)
    expect(desk.get_by_test_id("help-text")).to_have_text(WRITES)
    expect(desk.get_by_test_id("help-unverified")).to_contain_text("3 天")
    expect(sent(desk)).to_have_count(0)
    box = box_of(desk)
    expect(box).to_have_value("")
    box.press("Tab")
    expect(box).to_have_value(WRITES)
    expect(box).to_be_focused()
    expect(desk.get_by_test_id("help-card")).to_have_count(0)
    box.press_sequentially("请放心。")
    expect(sent(desk)).to_have_count(0)
    box.press("Enter")
    expect(sent(desk)).to_contain_text(f"{WRITES}请放心。")


def test_a_draft_is_rewritten_and_brought_back(desk: Page, model: ModelServer, faults: Faults) -> None:
    faults.excuse("409")  # a translation into its own language is refused
    model.control(text=WRITES)
    box = box_of(desk)
    desk.get_by_test_id("help-translate").click()
    expect(desk.get_by_text(ZH["help.draft_first"])).to_be_visible()
    box.fill("包裹三天到")
    desk.get_by_test_id("help-rewrite").click()
    desk.get_by_test_id("help-rewrite-formal").click()
    _card(desk)
    expect(box).to_have_value("包裹三天到")
    desk.get_by_test_id("help-use").click()
    expect(box).to_have_value(WRITES)
    expect(desk.get_by_test_id("desk-send")).to_be_focused()
    desk.get_by_test_id("help-undo").click()
    expect(box).to_have_value("包裹三天到")
    expect(sent(desk)).to_have_count(0)
    desk.get_by_test_id("help-translate").click()
    expect(desk.get_by_test_id("help-card")).to_contain_text(ZH["error.already_in_language"])
    desk.get_by_test_id("help-dismiss").click()
    expect(desk.get_by_test_id("help-card")).to_have_count(0)


def test_it_is_stopped_asked_again_and_left(desk: Page, model: ModelServer) -> None:
    model.control(text="慢" * 300, rate=10)
    desk.get_by_test_id("help-summarise").click()
    expect(desk.get_by_test_id("help-text")).to_contain_text("慢慢")
    desk.get_by_test_id("help-stop").click()
    _card(desk, "stopped")
    _hung_up(model)
    desk.get_by_test_id("help-again").click()
    expect(desk.get_by_test_id("help-text")).to_contain_text("慢慢")
    desk.goto("/replies")  # whoever leaves wants no more of it
    _hung_up(model, 2)
    model.control(reset=True)
    model.control(text=WRITES)
    desk.go_back()
    desk.get_by_test_id("help-summarise").click()
    _card(desk)
    expect(desk.get_by_test_id("help-text")).to_have_text(WRITES)
    desk.get_by_test_id("help-note").click()
    expect(desk.locator(".desk-note-box").get_by_test_id("desk-input")).to_have_value(WRITES)
    expect(desk.get_by_test_id("help-card")).to_have_count(0)
    expect(desk.get_by_test_id("desk-note-line")).to_have_count(0)


def test_a_foreign_message_is_translated_under_it(
    open_page: OpenPage, app: RunningApp, model: ModelServer
) -> None:
    desk = a_chat(open_page, app, says="Where is my parcel, please?")
    model.control(text="请问我的包裹在哪里？")
    desk.get_by_test_id("help-translate-message").click()
    expect(desk.get_by_test_id("help-translation")).to_have_attribute("data-state", "done")
    expect(desk.get_by_test_id("help-translation")).to_contain_text("请问我的包裹在哪里？")


def test_without_the_model_the_help_is_off_and_comes_back(desk: Page, model: ModelServer) -> None:
    model.control(mode="error_500")
    for _ in range(3):
        desk.get_by_test_id("help-suggest").click()
        _card(desk, "failed")
        desk.get_by_test_id("help-dismiss").click()
    expect(desk.get_by_test_id("help-away")).to_have_text(ZH["help.away"], timeout=15_000)
    expect(desk.get_by_test_id("help-suggest")).to_have_count(0)
    box_of(desk).fill("我自己写。")  # the rest goes on
    box_of(desk).press("Enter")
    expect(sent(desk)).to_contain_text("我自己写。")
    model.control(reset=True)
    expect(desk.get_by_test_id("help-suggest")).to_be_visible(timeout=40_000)
