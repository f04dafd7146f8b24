"""Whose rows the staff is shown: role by reach, over every list, search and single thing. On both stores.

Anna and Ben are of one team, Carl of another. Each took a chat of a customer of his own, and has a ticket.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx import AsyncClient

from aics_app.accounts.models import Right, Role, Scope
from aics_app.accounts.queries import Granted, actor_of
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Forbidden
from aics_app.workforce import queries as workforce
from tests.app import Shop, people
from tests.conftest import Stores

TEAMS = {"anna": "shop", "ben": "shop", "carl": "depot"}
SEEN = {"own": ("anna",), "team": ("anna", "ben"), "all": ("anna", "ben", "carl")}


@dataclass(frozen=True)
class Matter:
    """What one of the staff handles: his customer, the chat with its hand-off, and a ticket."""

    customer_id: int
    session_id: str
    handoff_id: int
    order_no: str
    file_id: int


@dataclass(frozen=True)
class Office:
    """The staff signed in, and who handles what; `waiting` is somebody's whom nobody has taken yet."""

    vera: AsyncClient
    agents: dict[str, AsyncClient]
    matters: dict[str, Matter]
    waiting: Matter


@pytest.fixture
async def shop(stores: Stores, tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path, **stores.environ) as running:
        yield running


@pytest.fixture
async def office(shop: Shop) -> Office:
    vera = await shop.admin("vera")
    agents = {name: await shop.agent(name) for name in TEAMS}
    for name, team in TEAMS.items():
        own_id = (await agents[name].get("/api/auth/me")).json()["id"]
        profile = {"version": 0, "capacity": 4, "team": team, "skills": []}
        assert (await vera.put(f"/api/agents/{own_id}", json=profile)).status_code == 200
    matters = {name: await _matter(shop, f"of_{name}", agents[name]) for name in TEAMS}
    return Office(vera, agents, matters, await _matter(shop, "of_nobody", None))


async def _matter(shop: Shop, customer: str, agent: AsyncClient | None) -> Matter:
    lena = await shop.customer(customer)
    own_id = (await lena.get("/api/auth/me")).json()["id"]
    session_id = (await lena.post("/api/conversations", json={"title": f"Lamp {customer}"})).json()[
        "session_id"
    ]
    handoff_id = (await lena.post(f"/api/conversations/{session_id}/handoff", json={})).json()["id"]
    sent = await lena.post("/api/attachments", files={"file": ("note.txt", b"It is dark.", "text/plain")})
    assert sent.status_code == 201, sent.text
    filing = {"title": f"Lamp {customer}", "content": "Dark.", "attachments": [sent.json()["items"][0]["id"]]}
    ticket = (await lena.post("/api/work-orders", json=filing)).json()
    if agent:
        taken = await agent.post(f"/api/handoffs/{handoff_id}/take", json={})
        assert taken.status_code == 200, taken.text
        agent_id = (await agent.get("/api/auth/me")).json()["id"]
        body = {"handler_id": agent_id, "version": ticket["version"]}
        given = await agent.post(f"/api/work-orders/{ticket['order_no']}/assign", json=body)
        assert given.status_code == 200, given.text
    return Matter(own_id, session_id, handoff_id, ticket["order_no"], sent.json()["items"][0]["id"])


async def _reach(vera: AsyncClient, scope: str) -> None:
    roles = (await vera.get("/api/roles")).json()["items"]
    (own,) = [role for role in roles if role["name"] == Role.AGENT]
    rights = [*own["rights"], Right.CONVERSATIONS_SEARCH]
    wanted = {"scope": scope, "rights": rights, "version": own["version"]}
    assert (await vera.put(f"/api/roles/{Role.AGENT}", json=wanted)).status_code == 200


def _paths(matter: Matter) -> tuple[str, ...]:
    return (
        f"/api/conversations/{matter.session_id}",
        f"/api/conversations/{matter.session_id}/messages",
        f"/api/handoffs/{matter.handoff_id}",
        f"/api/work-orders/{matter.order_no}",
        f"/api/work-orders/{matter.order_no}/history",
        f"/api/customers/{matter.customer_id}",
        f"/api/customers/{matter.customer_id}/conversations",
        f"/api/attachments/{matter.file_id}",
    )


async def _listed(client: AsyncClient, path: str, key: str) -> set[object]:
    return {one[key] for one in (await client.get(path)).json()["items"]}


@pytest.mark.parametrize("scope", SEEN)
async def test_every_list_and_thing_ends_where_the_reach_ends(office: Office, scope: str) -> None:
    await _reach(office.vera, scope)
    anna, seen = office.agents["anna"], SEEN[scope]
    for name, matter in office.matters.items():
        answers = {path: (await anna.get(path)).status_code for path in _paths(matter)}
        expected = 200 if name in seen else 404
        assert answers == dict.fromkeys(answers, expected), name
    within = [office.matters[name] for name in seen] + [office.waiting]
    assert await _listed(anna, "/api/handoffs", "id") == {one.handoff_id for one in within}
    for path in ("/api/conversations?all=true", "/api/conversations?all=true&q=Lamp"):
        assert await _listed(anna, path, "session_id") == {one.session_id for one in within}
    for path in ("/api/work-orders", "/api/work-orders?q=Lamp"):
        assert await _listed(anna, path, "order_no") == {one.order_no for one in within}


async def test_nothing_is_done_to_what_is_not_seen(office: Office) -> None:
    await _reach(office.vera, "own")
    anna, carls = office.agents["anna"], office.matters["carl"]
    acts = {
        f"/api/work-orders/{carls.order_no}/replies": {"content": "Hm."},
        f"/api/work-orders/{carls.order_no}/assign": {"handler_id": None},
        f"/api/handoffs/{carls.handoff_id}/close": {"disposition": "other"},
    }
    answers = {path: (await anna.post(path, json=body)).status_code for path, body in acts.items()}
    assert answers == dict.fromkeys(acts, 404)


async def test_who_waits_for_anybody_is_taken_by_whoever_may_work(office: Office) -> None:
    await _reach(office.vera, "own")
    anna = office.agents["anna"]
    taken = await anna.post(f"/api/handoffs/{office.waiting.handoff_id}/take", json={})
    assert taken.status_code == 200, taken.text
    assert (await anna.get(f"/api/conversations/{office.waiting.session_id}")).status_code == 200
    assert (
        await office.agents["ben"].get(f"/api/conversations/{office.waiting.session_id}")
    ).status_code == 404


@pytest.mark.parametrize("right", [Right.TICKETS_WORK, Right.HANDOFFS_SEE_ALL, Right.WORKFORCE_MANAGE])
async def test_who_works_elsewhere_than_at_the_desk_knows_who_works(shop: Shop, right: Right) -> None:
    """The pages of tickets, records and planning name colleagues to people of roles of one's own making."""
    await shop.agent("anna")
    user = await shop.account("hugo")
    hugo = actor_of(user, "", Granted(frozenset({right}), Scope.ALL))
    nobody = actor_of(user, "", Granted(frozenset({Right.METRICS_READ}), Scope.ALL))
    async with use(Database).reading() as session:
        found, _ = await workforce.agents(session, hugo, clock.now(), limit=5)
        assert [one.nickname for one in found] == ["Anna"]
        assert await workforce.known_words(session, hugo) == ([], [])
        with pytest.raises(Forbidden):
            await workforce.agents(session, nobody, clock.now(), limit=5)
