"""What is taken from a role or a person on one replica is gone from an open page on the other, unasked."""

import asyncio
from itertools import count
from typing import Any

from httpx import AsyncClient

from aics_app.accounts.models import Role
from tests.integration.conftest import Branches
from tests.integration.test_socket_strangers import SESSION
from tests.socket_client import ROOT, PageSocket

UI = f"{ROOT}.aics_app___accounts___ui___"
USERS, PERSON = f"{UI}people____users_state", f"{UI}person____person_state"
ROLES, ROLE = f"{UI}roles____roles_state", f"{UI}role____role_state"
WAITS_S = 20
"""Far longer than it takes, for slow machines."""
RIGHTS = ["chat.ask", "desk.work", "tickets.file"]


def _may(page: PageSocket, right: str) -> bool:
    """Whether the page shows that its person has this right."""
    return right in page.states.get(SESSION, {}).get("permissions", [])


async def _until_answered(asks: AsyncClient, status: int) -> None:
    """The replica that she asks remembers what she may, and hears of the change a moment later."""
    async with asyncio.timeout(WAITS_S):
        while (await asks.get("/api/agents")).status_code != status:  # noqa: ASYNC110 - news between processes
            await asyncio.sleep(0.1)


async def test_an_open_page_hears_of_it_from_the_other_replica(branches: Branches) -> None:
    vera = await branches.site.person("vera", Role.ADMIN)
    async with branches.here.client(vera) as client:
        role = {"name": "NIGHT_SHIFT", "label": "Night shift", "scope": "own", "rights": RIGHTS}
        made = await client.post("/api/roles", json=role)
        assert made.status_code == 201, made.text
        anna = await branches.site.person("anna", "NIGHT_SHIFT")
        async with branches.there.page(anna, path="/replies") as page:
            await page.until(lambda: _may(page, "desk.work"))
            less = {"label": "Night shift", "scope": "own", "rights": ["chat.ask"], "version": 0}
            assert (await client.put("/api/roles/NIGHT_SHIFT", json=less)).status_code == 200
            await page.until(lambda: _may(page, "chat.ask") and not _may(page, "desk.work"))
            async with branches.there.client(anna) as asks:
                await _until_answered(asks, 403)
            moved = await client.delete("/api/roles/NIGHT_SHIFT?version=1&people_to=CUSTOMER_SERVICE")
            assert moved.status_code == 204, moved.text
            async with branches.there.client(anna) as asks:
                await _until_answered(asks, 200)
            shut = await client.patch(f"/api/users/{anna.id}", json={"version": 1, "enabled": False})
            assert shut.status_code == 200, shut.text
            async with branches.there.client(anna) as asks:
                await _until_answered(asks, 401)


async def test_who_loses_the_desk_keeps_no_chat(branches: Branches) -> None:
    vera = await branches.site.person("vera", Role.ADMIN)
    anna = await branches.site.person("anna", Role.AGENT)
    lena = await branches.site.person("lena")
    async with branches.here.client(lena) as asks:
        begun = (await asks.post("/api/conversations", json={"title": "Lamp"})).json()
        wish = await asks.post(f"/api/conversations/{begun['session_id']}/handoff", json={})
        assert wish.status_code == 201, wish.text
        handoff = f"/api/handoffs/{wish.json()['id']}"
        async with branches.there.client(anna) as takes:
            assert (await takes.post(f"{handoff}/take", json={})).status_code == 200
        async with branches.here.client(vera) as client:
            other = await client.patch(f"/api/users/{anna.id}", json={"version": 0, "role": Role.CUSTOMER})
            assert other.status_code == 200, other.text
        async with asyncio.timeout(WAITS_S):
            for _ in count():
                shown = (await asks.get(handoff)).json()
                if shown["status"] == "queued":
                    break
                await asyncio.sleep(0.1)
        assert shown["position"] == 1


async def test_the_pages_make_change_and_remove_people_and_roles(branches: Branches) -> None:
    vera = await branches.site.person("vera", Role.ADMIN)
    async with branches.here.page(vera, path="/admin/roles") as page:
        await page.until(lambda: page.states.get(ROLES, {}).get("loaded"))
        await page.call(f"{ROLE}.copy_of", name="CUSTOMER_SERVICE")
        await page.call(f"{ROLE}.set_right", right="desk.work", on=False)
        await page.call(f"{ROLE}.set_scope", scope="team")
        await page.call(f"{ROLE}.save", form={"label": "Evening shift"})
        await page.until(lambda: _named(page, "Evening shift"))
        made = _named(page, "Evening shift")[0]
        assert (made["scope"], "desk.work" in made["rights"]) == ("team", False)
        await page.call(f"{ROLE}.edit", name=made["name"])
        await page.call(f"{ROLE}.save", form={"label": ""})
        await page.until(lambda: page.states[ROLE].get("faults") == {"label": "required"})
        await page.call(f"{ROLE}.remove")
        await page.until(lambda: not _named(page, "Evening shift"))
    async with branches.here.page(vera, path="/admin/users") as page:
        await page.until(lambda: page.states.get(USERS, {}).get("loaded"))
        await page.call(f"{PERSON}.new")
        await page.call(f"{PERSON}.save", form={"username": "x", "email": "no address"})
        await page.until(lambda: page.states.get(PERSON, {}).get("faults"))
        await page.call(f"{PERSON}.save", form={"username": "nora.night", "nickname": "Nora"})
        await page.until(lambda: page.states[PERSON].get("given", {}).get("password"))
        await page.call(f"{USERS}.choose", name="q", value="nora.night")
        await page.until(lambda: len(page.states[USERS]["rows"]) == 1)
        await page.call(f"{PERSON}.set_enabled", enabled=False)
        await page.until(lambda: not page.states[USERS]["rows"][0]["enabled"])
        await page.call(f"{PERSON}.give_anew", invite=True)
        await page.until(lambda: page.states[PERSON]["given"]["link"])


async def test_of_two_who_edit_a_role_the_second_is_told_by_whom_and_both_count(branches: Branches) -> None:
    vera = await branches.site.person("vera", Role.ADMIN)
    rosa = await branches.site.person("rosa", Role.ADMIN)
    async with branches.here.client(rosa) as client, branches.there.page(vera, path="/admin/roles") as page:
        await page.until(lambda: page.states.get(ROLES, {}).get("loaded"))
        role = {"name": "NIGHT_SHIFT", "label": "Night shift", "scope": "own", "rights": RIGHTS}
        assert (await client.post("/api/roles", json=role)).status_code == 201
        await page.until(lambda: _named(page, "Night shift"))
        await page.call(f"{ROLE}.edit", name="NIGHT_SHIFT")
        await page.call(f"{ROLE}.set_right", right="audit.see", on=True)
        hers = {"label": "Late shift", "scope": "team", "rights": [*RIGHTS, "system.see"], "version": 0}
        assert (await client.put("/api/roles/NIGHT_SHIFT", json=hers)).status_code == 200
        await page.call(f"{ROLE}.save", form={"label": "Night shift"})
        await page.until(lambda: page.states[ROLE].get("faster") == "Rosa")
        assert page.states[ROLE]["is_open"]
        await page.call(f"{ROLE}.save", form={"label": "Night shift"})
        await page.until(lambda: not page.states[ROLE]["is_open"])
        roles = (await client.get("/api/roles")).json()["items"]
        (both,) = [one for one in roles if one["name"] == "NIGHT_SHIFT"]
        assert (both["label"], both["scope"]) == ("Late shift", "team")
        assert both["rights"] == sorted([*RIGHTS, "audit.see", "system.see"])


async def test_of_two_who_edit_a_person_each_writes_what_he_changed(branches: Branches) -> None:
    vera = await branches.site.person("vera", Role.ADMIN)
    rosa = await branches.site.person("rosa", Role.ADMIN)
    anna = await branches.site.person("anna", Role.AGENT)
    async with branches.here.client(rosa) as client, branches.there.page(vera, path="/admin/users") as page:
        await page.until(lambda: page.states.get(USERS, {}).get("loaded"))
        await page.call(f"{PERSON}.edit", user_id=anna.id)
        moved = {"version": 0, "email": "anna@shop.test", "nickname": "Annika"}
        assert (await client.patch(f"/api/users/{anna.id}", json=moved)).status_code == 200
        typed = {"nickname": "Anna", "phone": "12345"}
        await page.call(f"{PERSON}.save", form=typed)
        await page.until(lambda: page.states[PERSON].get("faster") == "Rosa")
        await page.call(f"{PERSON}.save", form=typed)
        await page.until(lambda: not page.states[PERSON]["is_open"])
        now = (await client.get(f"/api/users/{anna.id}")).json()
        assert (now["email"], now["nickname"], now["phone"]) == ("anna@shop.test", "Annika", "12345")


def _named(page: PageSocket, label: str) -> list[dict[str, Any]]:
    """The roles of this name, as the page shows them."""
    return [role for role in page.states.get(ROLES, {}).get("roles", []) if role["label"] == label]
