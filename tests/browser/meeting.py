"""A customer on a phone and an agent at the desk who has taken the chat: two browsers, one conversation."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from playwright.sync_api import Page, expect

from tests.browser.chatting import FOR_FAQ, asked_anew, ready
from tests.browser.conftest import OpenPage

turns = count(1)


@dataclass(frozen=True)
class Meeting:
    """Both pages, of one conversation."""

    desk: Page
    phone: Page
    origin: str
    handoff_id: int

    def close(self) -> None:
        """The agent ends the chat, so that the next test finds nobody waiting."""
        asks = self.desk.context.request
        path = f"/api/handoffs/{self.handoff_id}/close"
        asks.post(path, data={"disposition": "other"}, headers={"Origin": self.origin})


@contextmanager
def meeting(
    open_page: OpenPage, origin: str, *, language: str = "zh", who: str = "customer2"
) -> Iterator[Meeting]:
    """They have the word until the end of the block."""
    phone = ready(open_page("/chat", who=who, width=360, height=740, language=language))
    asked_anew(phone, f"{FOR_FAQ[language]} {next(turns)}")
    session_id = phone.url.rsplit("/", 1)[1]
    phone.get_by_test_id("chat-handoff").click()
    expect(phone.get_by_test_id("handoff-status")).to_be_visible()
    desk = open_page(f"/desk/{session_id}", who="agent1", language=language)
    asks, said_by = desk.context.request, {"Origin": origin}
    waiting = asks.get("/api/handoffs?status=queued").json()["items"]
    mine = asks.get("/api/handoffs?status=active").json()["items"]
    handoff_id = next(one["id"] for one in waiting + mine if one["session_id"] == session_id)
    asks.put("/api/agents/me/presence", data={"status": "busy"}, headers=said_by)
    asks.post(f"/api/handoffs/{handoff_id}/take", data={}, headers=said_by)
    met = Meeting(desk, phone, origin, handoff_id)
    expect(phone.get_by_test_id("handoff-status")).to_have_attribute("data-status", "arrived")
    desk.reload()
    expect(desk.get_by_test_id("desk-input")).to_be_visible()
    try:
        yield met
    finally:
        met.close()
