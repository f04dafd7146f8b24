"""The tickets' board with somebody at work on it."""

from itertools import count

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.servers import RunningApp

_turns = count(1)


def filed(open_page: OpenPage, app: RunningApp, title: str, who: str = "customer2", **more: str) -> str:
    """A customer files a ticket; its number."""
    asks = open_page("/profile", who=who).context.request
    body = {"title": f"{title} {next(_turns)}", "content": "It came broken.", **more}
    made = asks.post("/api/work-orders", data=body, headers={"Origin": app.url})
    assert made.status == 201, made.text()
    return str(made.json()["order_no"])


def assigned(open_page: OpenPage, app: RunningApp, order_no: str, who: str = "agent1") -> None:
    """An agent takes it, whoever had it."""
    asks = open_page("/profile", who=who).context.request
    me = asks.get("/api/auth/me").json()["id"]
    own = f"/api/work-orders/{order_no}/assign"
    done = asks.post(own, data={"handler_id": me}, headers={"Origin": app.url})
    assert done.ok, done.text()


def board_of(open_page: OpenPage, path: str = "/board", who: str = "agent1", **look: object) -> Page:
    """An agent's board, loaded."""
    page = open_page(path, who=who, **look)
    expect(page.get_by_test_id("board-column").first).to_be_attached()
    return page


def column(page: Page, status: str) -> Locator:
    """A status of the board."""
    return page.locator(f'[data-testid="board-column"][data-status="{status}"]')


def card(page: Page, order_no: str, status: str = "") -> Locator:
    """A ticket on the board, in a column if one is named."""
    within = column(page, status) if status else page
    return within.locator(f'[data-testid="board-card"][data-order-no="{order_no}"]')


def press(page: Page, *keys: str) -> None:
    """One key after the other."""
    for key in keys:
        page.keyboard.press(key)
