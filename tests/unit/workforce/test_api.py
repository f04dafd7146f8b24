"""`/api/agents` as other programs use it."""

import pytest

from tests.unit.workforce.conftest import Office

AGENTS, OWN = "/api/agents", "/api/agents/me/presence"


async def test_anna_says_how_she_is_there_and_vera_sees_it(office: Office) -> None:
    anna, vera = await office.shop.agent("anna"), await office.shop.admin("vera")
    told = await anna.put(OWN, json={"status": "busy"})
    assert told.status_code == 200
    assert told.json()["since"].endswith("Z")
    since = told.json()["since"]
    own = {"nickname": "Anna", "status": "busy", "capacity": 4, "team": None, "skills": [], "since": since}
    assert told.json().items() >= own.items()
    seen = (await vera.get(AGENTS)).json()
    assert seen["items"][0] == told.json()
    never = {"nickname": "Vera", "status": "offline", "since": None}
    assert seen["items"][1].items() >= never.items()
    assert seen["next_cursor"] is None


async def test_agents_come_page_by_page(office: Office) -> None:
    anna = await office.shop.agent("anna")
    await office.shop.agent("ben")
    first = (await anna.get(AGENTS, params={"limit": 1})).json()
    second = (await anna.get(AGENTS, params={"limit": 1, "cursor": first["next_cursor"]})).json()
    assert [page["items"][0]["nickname"] for page in (first, second)] == ["Anna", "Ben"]
    assert second["next_cursor"] is None
    assert (await anna.get(AGENTS, params={"cursor": "nonsense"})).status_code == 422


@pytest.mark.parametrize("status", ["asleep", "ONLINE", "", None, 1])
async def test_a_status_that_is_none_is_refused(office: Office, status: object) -> None:
    anna = await office.shop.agent("anna")
    refused = await anna.put(OWN, json={"status": status})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert await office.facts() == []


async def test_a_customer_neither_works_nor_sees_who_does(office: Office) -> None:
    lena = await office.shop.customer("lena")
    assert (await lena.get(AGENTS)).status_code == 403
    assert (await lena.put(OWN, json={"status": "online"})).status_code == 403
    assert await office.facts() == []


async def test_a_stranger_is_asked_who_he_is(office: Office) -> None:
    stranger = await office.shop.client()
    assert (await stranger.get(AGENTS)).status_code == 401
    assert (await stranger.put(OWN, json={"status": "online"})).status_code == 401
