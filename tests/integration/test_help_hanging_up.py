"""The model's help ends with the request that asked for it, on a real server and over a real socket."""

import asyncio
import json
from typing import Any
from urllib.request import urlopen

from httpx import AsyncClient

from aics_app.accounts.models import Role
from tests.integration.conftest import Counter
from tests.served import server_sent

SLOW = {"rate": 10, "tokens": 200}
LOOKS = 100


def _last_request(counter: Counter) -> dict[str, Any]:
    with urlopen(f"{counter.model.url}/_requests", timeout=5) as answer:  # our own double, on this machine
        seen: list[dict[str, Any]] = [one for one in json.load(answer) if one["path"] == "/api/chat"]
    return seen[-1]


async def _ended(counter: Counter) -> str:
    """How the model's last answer ended."""
    for _ in range(LOOKS):
        state = str(_last_request(counter)["state"])
        if state != "open":
            return state
        await asyncio.sleep(0.1)
    return "open"


async def _talk(lena: AsyncClient, anna: AsyncClient) -> str:
    begun = (await lena.post("/api/conversations", json={"title": "My parcel"})).json()
    own = f"/api/conversations/{begun['session_id']}"
    handoff = (await lena.post(f"{own}/handoff")).json()
    assert (await anna.post(f"/api/handoffs/{handoff['id']}/take")).status_code == 200
    said = await lena.post(f"{own}/messages", json={"content": "Where is my parcel?"})
    assert said.status_code == 201
    return own


async def test_who_hangs_up_stops_the_model_in_mid_word(counter: Counter) -> None:
    counter.model.control(**SLOW)
    lena, anna = await counter.person(), await counter.site.person("anna", Role.AGENT)
    async with counter.server.client(lena) as customer, counter.server.client(anna) as agent:
        own = await _talk(customer, agent)
        wish = {"kind": "summarise", "language": "en"}
        async with agent.stream("POST", f"{own}/help", json=wish) as response:
            async for kind, _ in server_sent(response):
                if kind == "delta":
                    break
        assert await _ended(counter) == "aborted"
        assert len(_last_request(counter)["sent_ns"]) < SLOW["tokens"]


async def test_who_stays_gets_it_whole(counter: Counter) -> None:
    counter.model.control(text="They wait for a parcel.", rate=0)
    lena, anna = await counter.person(), await counter.site.person("anna", Role.AGENT)
    async with counter.server.client(lena) as customer, counter.server.client(anna) as agent:
        own = await _talk(customer, agent)
        wish = {"kind": "summarise", "language": "en"}
        async with agent.stream("POST", f"{own}/help", json=wish) as response:
            told = [event async for event in server_sent(response)]
        assert [kind for kind, _ in told if kind != "delta"] == ["meta", "done"]
        assert "".join(facts["text"] for kind, facts in told if kind == "delta") == "They wait for a parcel."
        assert await _ended(counter) == "done"
