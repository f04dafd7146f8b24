"""The desk's event handlers, called over a raw socket by customers, and by agents in a colleague's chat."""

from aics_app.accounts.models import Right, Role
from aics_app.accounts.rules import rights_of
from tests.integration.conftest import Counter
from tests.integration.test_socket_strangers import (
    Victim,
    finish,
    handlers_of_ours,
    nothing_happens,
    refusals,
    victim,
)
from tests.socket_client import ROOT

__all__ = ["victim"]
DESK = f"{ROOT}.aics_app___desk___ui___lists____desk_state"
TALK = f"{ROOT}.aics_app___desk___ui___talking____talk_state"
WRITING = f"{ROOT}.aics_app___desk___ui___writing____writing_state"
THE_STAFFS = {right.value for right in Right} - rights_of(Role.CUSTOMER)


async def test_a_customer_reaches_nothing_of_the_staffs(counter: Counter, victim: Victim) -> None:
    """Not even in his own conversation, and not where he reads it."""
    own = {"conversation_id": victim.conversation, "handoff_id": 1, "agent_id": victim.lena.id}
    handlers = [handler for handler in handlers_of_ours() if handler.mark in THE_STAFFS]
    before = refusals(counter, "forbidden")
    for path in (victim.path, f"/desk/{victim.conversation}"):
        async with nothing_happens(counter), counter.server.page(victim.lena, path=path) as page:
            for handler in handlers:
                await page.call(handler.name, **handler.payload(**own))
            await finish(page)
            assert not any(page.states.get(handler.state, {}).get("loaded") for handler in handlers)
    assert {handler.mark for handler in handlers} > {Right.DESK_WORK, Right.KNOWLEDGE_MANAGE}
    assert len(handlers) > 25
    assert refusals(counter, "forbidden") - before >= 2 * len(handlers)


async def test_an_agent_changes_nothing_in_a_colleagues_chat(counter: Counter, victim: Victim) -> None:
    """He sees it, as all of the staff do; to speak in it or to end it he has to take it."""
    anna, ben = [await counter.site.person(name, Role.AGENT) for name in ("anna", "ben")]
    own = f"/api/conversations/{victim.conversation}/handoff"
    async with counter.server.client(victim.lena) as client:
        handoff = (await client.post(own, json={})).json()["id"]
    async with counter.server.client(anna) as client:
        assert (await client.post(f"/api/handoffs/{handoff}/take")).status_code == 200
    acts: dict[str, dict[str, object]] = {
        f"{TALK}.close": {"disposition": "solved"},
        f"{TALK}.give_back": {},
        f"{TALK}.seize": {},
        f"{DESK}.take": {"handoff_id": handoff},
        f"{WRITING}.say": {"text": "Hello, I am Anna.", "client_id": "ben-says-this"},
    }
    async with counter.server.page(ben, path=f"/desk/{victim.conversation}") as page:
        await page.until(lambda: page.states.get(TALK, {}).get("about", {}).get("standing") == "others")
        before = await counter.site.rows()
        for name, payload in acts.items():
            await page.call(name, **payload)
        await finish(page)
        after = await counter.site.rows()
    for table in ("chat_session", "conversation", "conversation_reader"):
        assert before[table] == after[table]
    async with counter.server.client(anna) as client:
        seen = (await client.get(f"/api/handoffs/{handoff}")).json()
        assert (seen["status"], seen["agent"]["id"]) == ("active", anna.id)
        closed = await client.post(f"/api/handoffs/{handoff}/close", json={"disposition": "solved"})
        assert closed.status_code == 200, closed.text
