"""An agent at the desk with a customer's chat of his own."""

from itertools import count

from playwright.sync_api import APIRequestContext, Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.servers import RunningApp

ASKS = {"zh": "我的订单 20251122001 怎么还没到？", "en": "Where is my order 20251122001?"}
_turns = count(1)


def a_chat(
    open_page: OpenPage, app: RunningApp, *, language: str = "zh", says: str = "", **look: int | bool
) -> Page:
    """Customer 2 said something to agent 1, whose desk shows it."""
    customer = open_page("/profile", who="customer2").context.request
    agent = open_page("/profile", who="agent1").context.request
    origin = {"Origin": app.url}
    for status in ("queued", "active"):
        for one in agent.get(f"/api/handoffs?status={status}").json()["items"]:
            for act, body in (("take", {}), ("close", {"disposition": "other"})):
                agent.post(f"/api/handoffs/{one['id']}/{act}", data=body, headers=origin)
    session_id = _taken(customer, agent, says or ASKS[language], origin)
    desk = open_page(f"/desk/{session_id}", who="agent1", language=language, **look)
    expect(box_of(desk)).to_be_visible()
    return desk


def another_chat(open_page: OpenPage, app: RunningApp) -> None:
    """Beside the one that `a_chat` began."""
    customer, agent = (open_page("/profile", who=who).context.request for who in ("customer2", "agent1"))
    _taken(customer, agent, ASKS["zh"], {"Origin": app.url})


def _taken(customer: APIRequestContext, agent: APIRequestContext, says: str, origin: dict[str, str]) -> str:
    begun = customer.post("/api/conversations", data={"title": f"Chat {next(_turns)}"}, headers=origin).json()
    own = f"/api/conversations/{begun['session_id']}"
    handoff = customer.post(f"{own}/handoff", headers=origin).json()
    assert agent.post(f"/api/handoffs/{handoff['id']}/take", headers=origin).ok
    said = customer.post(f"{own}/messages", data={"content": says}, headers=origin)
    assert said.ok, said.text()
    return str(begun["session_id"])


def box_of(desk: Page) -> Locator:
    """Where one writes."""
    return desk.get_by_test_id("desk-input")


def sent(desk: Page) -> Locator:
    """What the staff has sent."""
    return desk.locator('[data-testid="chat-message"][data-sender="agent"]')


def no_canned_replies(client: APIRequestContext, origin: str) -> None:
    """Whatever other tests left behind is gone."""
    for one in client.get("/api/canned-replies?limit=200").json()["items"]:
        client.delete(f"/api/canned-replies/{one['id']}", headers={"Origin": origin})
