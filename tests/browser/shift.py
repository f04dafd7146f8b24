"""Agents at their desks, and customers who ask for a person: what several tests begin with."""

from functools import cache
from itertools import count

import httpx
from playwright.sync_api import Page, expect

from tests.browser.chatting import FOR_FAQ, asked_anew, ready
from tests.browser.conftest import DEMO_PASSWORD, OpenPage
from tests.servers import RunningApp

WORKERS = ("agent1", "agent2", "admin")
turns = count(1)


@cache
def _token(url: str, who: str) -> str:
    signed_in = httpx.post(f"{url}/api/auth/login", json={"username": who, "password": DEMO_PASSWORD})
    return str(signed_in.raise_for_status().json()["token"])


def nobody_waits(open_page: OpenPage, app: RunningApp) -> None:
    """Ends what other tests left open; nobody is given work who was at a desk in one of them."""
    for who in WORKERS:
        own = {"Authorization": f"Bearer {_token(app.url, who)}"}
        httpx.put(
            f"{app.url}/api/agents/me/presence", json={"status": "busy"}, headers=own
        ).raise_for_status()
    asks = open_page("/profile", who="admin").context.request  # at the desk she would be given chats
    for status in ("queued", "active"):
        for one in asks.get(f"/api/handoffs?status={status}").json()["items"]:
            for act, body in (("take", {"seize": True}), ("close", {"disposition": "other"})):
                asks.post(f"/api/handoffs/{one['id']}/{act}", data=body, headers={"Origin": app.url})


def desk_of(open_page: OpenPage, language: str, who: str = "agent1", *, width: int = 1440) -> Page:
    """The agent comes to work, busy: nothing is given to him by itself."""
    desk = open_page("/desk", who=who, width=width, height=900, language=language)
    expect(desk.get_by_test_id("desk-presence")).to_be_visible()
    desk.get_by_test_id("desk-presence").click()
    desk.get_by_test_id("desk-presence-busy").click()
    expect(desk.get_by_test_id("desk-presence")).to_have_attribute("data-status", "busy")
    return desk


def waiting(open_page: OpenPage, language: str, who: str = "customer2") -> Page:
    """A customer on a phone asks, and then for a person."""
    phone = ready(open_page("/chat", who=who, width=360, height=740, language=language))
    asked_anew(phone, f"{FOR_FAQ[language]} {next(turns)}")
    phone.get_by_test_id("chat-handoff").click()
    expect(phone.get_by_test_id("handoff-status")).to_have_attribute("data-status", "queued")
    return phone
