"""The desk's event handlers, called over a raw socket by customers, and by agents in a colleague's chat."""

from aics_app.accounts.models import Right, Role
from aics_app.accounts.rules import rights_of
from tests.integration.conftest import Counter
from tests.integration.stillness import nothing_happens
from tests.integration.test_socket_strangers import Victim, finish, handlers_of_ours, refusals, victim
from tests.served import Person
from tests.socket_client import ROOT, PageSocket

__all__ = ["victim"]
DESK = f"{ROOT}.aics_app___desk___ui___lists____desk_state"
TALK = f"{ROOT}.aics_app___desk___ui___talking____talk_state"
CLOSING = f"{ROOT}.aics_app___desk___ui___closing____closing_state"
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


async def test_an_agent_reaches_nothing_of_the_administrators(counter: Counter, victim: Victim) -> None:
    """Nor anything else that his role has not got: each handler asks for its right, on any page."""
    anna = await counter.site.person("anna", Role.AGENT)
    lacking = {right.value for right in Right} - rights_of(Role.AGENT)
    handlers = [handler for handler in handlers_of_ours() if handler.mark in lacking]
    before = refusals(counter, "forbidden")
    async with nothing_happens(counter), counter.server.page(anna, path=victim.path) as page:
        for handler in handlers:
            await page.call(handler.name, **handler.payload())
        await finish(page)
        assert not any(page.states.get(handler.state, {}).get("loaded") for handler in handlers)
    assert {handler.mark for handler in handlers} >= {Right.USERS_MANAGE, Right.ROLES_MANAGE}
    assert refusals(counter, "forbidden") - before >= len(handlers)


async def test_an_agent_changes_nothing_in_a_colleagues_chat(counter: Counter, victim: Victim) -> None:
    """He sees it, as all of the staff do; to speak in it or to end it he has to take it."""
    anna, ben = [await counter.site.person(name, Role.AGENT) for name in ("anna", "ben")]
    handoff = await _taken(counter, victim, anna)
    acts: dict[str, dict[str, object]] = {
        f"{TALK}.close": {"disposition": "solved"},
        f"{CLOSING}.open": {},
        f"{CLOSING}.close": {"disposition": "solved"},
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
    assert await _whose(counter, anna, handoff) == ("active", anna.id)
    async with counter.server.client(anna) as client:
        closed = await client.post(f"/api/handoffs/{handoff}/close", json={"disposition": "solved"})
        assert closed.status_code == 200, closed.text


async def test_a_supervisor_takes_the_chat_from_its_agent(counter: Counter, victim: Victim) -> None:
    """By the same event that is nothing to an agent; whoever had it has not, at once."""
    anna, vera = await counter.site.person("anna", Role.AGENT), await counter.admin()
    handoff, path = await _taken(counter, victim, anna), f"/desk/{victim.conversation}"
    async with counter.server.page(anna, path=path) as hers, counter.server.page(vera, path=path) as page:
        for one, standing in ((hers, "mine"), (page, "others")):
            await one.until(lambda one=one, standing=standing: _standing(one) == standing)
        await page.call(f"{TALK}.seize")
        await page.until(lambda: _standing(page) == "mine")
        await hers.until(lambda: _standing(hers) == "others")
        before = await counter.site.rows()
        await hers.call(f"{WRITING}.say", text="Still here.", client_id="anna-says-this")
        await finish(hers)
        assert (await counter.site.rows())["conversation"] == before["conversation"]
    assert await _whose(counter, anna, handoff) == ("active", vera.id)
    async with counter.server.client(vera) as client:
        closed = await client.post(f"/api/handoffs/{handoff}/close", json={"disposition": "solved"})
        assert closed.status_code == 200, closed.text


def _standing(page: PageSocket) -> object:
    return page.states.get(TALK, {}).get("about", {}).get("standing")


async def _taken(counter: Counter, victim: Victim, agent: Person) -> int:
    """The victim's chat, which this agent has."""
    await counter.site.send_home()
    own = f"/api/conversations/{victim.conversation}/handoff"
    async with counter.server.client(victim.lena) as client:
        handoff: int = (await client.post(own, json={})).json()["id"]
    async with counter.server.client(agent) as client:
        assert (await client.post(f"/api/handoffs/{handoff}/take")).status_code == 200
    return handoff


async def _whose(counter: Counter, agent: Person, handoff: int) -> tuple[str, int]:
    async with counter.server.client(agent) as client:
        seen = (await client.get(f"/api/handoffs/{handoff}")).json()
    return seen["status"], seen["agent"]["id"]
