"""The administrator changes the ways of tickets: it counts at once for everybody, and no ticket is lost by it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import LOOKS, Look, expect_sound, opened
from tests.servers import RunningApp

WORKFLOW = "/api/workflow"


@pytest.fixture(autouse=True)
def _as_before(open_page: OpenPage, app: RunningApp) -> Iterator[None]:
    """Other tests go by the workflow as it is delivered."""
    yield
    asks = open_page("/login", who="admin").context.request
    version = asks.get(WORKFLOW).json()["version"]
    first = asks.get(f"{WORKFLOW}/versions/0").json()
    moves = {"statuses": {"PARKED": "WAITING"}}
    put = asks.put(
        WORKFLOW, data={**first, "version": version, "moves": moves}, headers={"Origin": app.url}
    )
    assert put.ok, put.text()


def _page(open_page: OpenPage, **more: object) -> Page:
    page = open_page("/admin/workflow", who="admin", **more)
    expect(page.get_by_test_id("workflow-picture")).to_be_visible()
    return page


def test_pictures(open_page: OpenPage) -> None:
    for width, dark, language in ((360, False, "en"), (1440, True, "zh"), (1440, False, "en"), (360, True, "zh")):
        page = open_page("/admin/workflow", who="admin", width=width, dark=dark, language=language)
        expect(page.get_by_test_id("workflow-picture")).to_be_visible()
        name = f"/tmp/b/w/T3_pics/{width}-{'dark' if dark else 'light'}-{language}"
        page.screenshot(path=f"{name}-ways.png", full_page=True)
        page.get_by_test_id("workflow-way").first.locator("summary").click()
        page.get_by_test_id("workflow-way").first.screenshot(path=f"{name}-way.png")
        for tab in ("priorities", "categories", "versions"):
            page.get_by_test_id(f"workflow-tab-{tab}").click()
            page.wait_for_timeout(200)
            page.screenshot(path=f"{name}-{tab}.png")
