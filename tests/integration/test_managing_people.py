"""Who manages people and roles: what he may give to whom, and that it counts at once. On both stores."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update
from sqlmodel import col

from aics_app.accounts.models import Right, Role, User
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.events import Activity
from tests.app import PASSWORD, Shop, people
from tests.conftest import Stores

AT_DESK = ["chat.ask", "conversations.see_all", "desk.work", "handoffs.see_all", "tickets.file"]


@pytest.fixture
async def shop(stores: Stores, tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path, **stores.environ) as running:
        yield running


@pytest.fixture
async def vera(shop: Shop) -> AsyncClient:
    return await shop.admin("vera")


async def made(vera: AsyncClient, username: str, role: str = Role.AGENT, **more: Any) -> dict[str, Any]:
    """A new account, as it was answered."""
    answer = await vera.post("/api/users", json={"username": username, "role": role, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def role(vera: AsyncClient, name: str, rights: list[str], scope: str = "all") -> dict[str, Any]:
    """A new role."""
    body = {"name": name, "label": name.title(), "scope": scope, "rights": rights}
    answer = await vera.post("/api/roles", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def signed_in(shop: Shop, username: str, password: str = PASSWORD) -> AsyncClient:
    """Signed in by `Bearer`."""
    client = await shop.client()
    answer = await client.post("/api/auth/login", json={"username": username, "password": password})
    assert answer.status_code == 200, answer.text
    return await shop.client(authorization=f"Bearer {answer.json()['token']}")


async def me(client: AsyncClient) -> dict[str, Any]:
    return dict((await client.get("/api/auth/me")).json())


async def code(answer_of: Any) -> str:
    """The status and code of a refusal."""
    answer = await answer_of
    return f"{answer.status_code} {answer.json()['code']}"


async def test_a_password_for_one_sign_in_gives_no_rights_before_it_is_changed(
    shop: Shop, vera: AsyncClient
) -> None:
    given = await made(vera, "anna", nickname="Anna", email="anna@example.com")
    anna = await signed_in(shop, "anna", given["password"])
    assert (await me(anna))["permissions"] == []
    assert (await me(anna))["must_change_password"]
    assert (await anna.get("/api/agents")).status_code == 403
    change = {"old_password": given["password"], "new_password": PASSWORD}
    assert (await anna.post("/api/auth/password", json=change)).status_code == 204
    assert (await anna.get("/api/agents")).status_code == 200


async def test_an_invitation_sets_a_password_once(shop: Shop, vera: AsyncClient) -> None:
    given = await made(vera, "anna", invite=True)
    stranger = await shop.client()
    accept = {"token": given["invitation"], "password": PASSWORD}
    wrong = {**accept, "token": "guessed"}
    assert given["password"] == ""
    assert await code(stranger.post("/api/auth/invitation", json=wrong)) == "410 invitation_over"
    short = await stranger.post("/api/auth/invitation", json={**accept, "password": "short"})
    assert short.status_code == 422
    both = await asyncio.gather(*(stranger.post("/api/auth/invitation", json=accept) for _ in range(2)))
    assert sorted(answer.status_code for answer in both) == [204, 410]
    assert Right.DESK_WORK in (await me(await signed_in(shop, "anna")))["permissions"]


async def test_who_is_disabled_is_out_at_once_and_may_come_back(shop: Shop, vera: AsyncClient) -> None:
    anna = await shop.agent("anna")
    found = (await vera.get("/api/users", params={"q": "ann"})).json()["items"][0]
    assert (await anna.get("/api/agents")).status_code == 200
    path, off = f"/api/users/{found['id']}", {"version": found["version"], "enabled": False}
    assert (await vera.patch(path, json=off)).json()["enabled"] is False
    assert (await anna.get("/api/agents")).status_code == 401
    assert await code(vera.patch(path, json=off)) == "409 person_changed_meanwhile"
    assert (await vera.patch(path, json={"version": 1, "enabled": True})).status_code == 200
    assert (await (await signed_in(shop, "anna")).get("/api/agents")).status_code == 200
    assert await happened() >= {"UserDisabled", "UserEnabled", "SessionsEnded"}


async def happened() -> set[str]:
    """Kinds of what is recorded about people and roles."""
    async with use(Database).reading() as session:
        about = col(Activity.subject_type).in_(("user", "role"))
        return set((await session.execute(select(col(Activity.event)).where(about))).scalars())


async def test_a_role_that_loses_a_right_loses_it_for_everybody_at_once(
    shop: Shop, vera: AsyncClient
) -> None:
    own = await role(vera, "CHATTERS", AT_DESK)
    await shop.account("anna", "CHATTERS")
    anna = await signed_in(shop, "anna")
    assert (await anna.get("/api/agents")).status_code == 200
    less = [right for right in AT_DESK if right != "desk.work"]
    wanted = {"label": "Readers", "scope": "own", "rights": less, "version": own["version"]}
    assert (await vera.put("/api/roles/CHATTERS", json=wanted)).json()["label"] == "Readers"
    assert (await anna.get("/api/agents")).status_code == 403
    assert await code(vera.put("/api/roles/CHATTERS", json=wanted)) == "409 person_changed_meanwhile"
    assert await happened() >= {"RoleCreated", "RoleChanged"}


async def test_a_role_goes_and_its_people_get_another(shop: Shop, vera: AsyncClient) -> None:
    own = await role(vera, "CHATTERS", AT_DESK)
    given = await made(vera, "anna", "CHATTERS")
    path = f"/api/roles/CHATTERS?version={own['version']}"
    assert await code(vera.delete(path)) == "409 role_has_people"
    assert await code(vera.delete(f"{path}&people_to=CHATTERS")) == "409 role_has_people"
    assert (await vera.delete(f"{path}&people_to=USER")).status_code == 204
    assert await code(vera.delete(f"{path}&people_to=USER")) == "404 not_found"
    user = (await vera.get(f"/api/users/{given['user']['id']}")).json()
    assert (user["role"], user["version"]) == ("USER", given["user"]["version"] + 1)
    assert await code(vera.delete("/api/roles/ADMIN?version=0&people_to=USER")) == "409 role_built_in"


async def test_nobody_gives_or_touches_more_than_he_has(shop: Shop, vera: AsyncClient) -> None:
    await role(vera, "HELPERS", ["users.manage", "roles.manage", "desk.work"], "team")
    path = f"/api/users/{(await made(vera, 'ben', 'USER'))['user']['id']}"
    admin_id = (await me(vera))["id"]
    await shop.account("hugo", "HELPERS")
    hugo = await shop.client(authorization=f"Bearer {await shop.token('hugo')}")
    too_much = "403 more_than_own_rights"
    admin = {"username": "eve", "role": "ADMIN"}
    assert await code(hugo.post("/api/users", json=admin)) == too_much
    assert await code(hugo.patch(path, json={"version": 0, "role": "ADMIN"})) == too_much
    assert await code(hugo.post(f"/api/users/{admin_id}/reset", json={})) == too_much
    assert await code(hugo.patch(f"/api/users/{admin_id}", json={"version": 0, "enabled": False})) == too_much
    wider = {"name": "WIDE", "label": "Wide", "scope": "all", "rights": ["desk.work"]}
    assert await code(hugo.post("/api/roles", json=wider)) == too_much
    more = {"name": "MORE", "label": "More", "scope": "team", "rights": ["audit.see"]}
    assert await code(hugo.post("/api/roles", json=more)) == too_much
    raised = {"label": "H", "scope": "all", "rights": ["users.manage", "roles.manage"], "version": 0}
    assert await code(hugo.put("/api/roles/HELPERS", json=raised)) == too_much
    own = (await me(hugo))["id"]
    assert (
        await code(hugo.patch(f"/api/users/{own}", json={"version": 0, "role": "USER"}))
        == "409 not_to_oneself"
    )
    assert (await hugo.patch(path, json={"version": 0, "nickname": "Benno"})).json()["nickname"] == "Benno"


async def test_administrators_keep_what_gives_rights_back(shop: Shop, vera: AsyncClient) -> None:
    roles = (await vera.get("/api/roles")).json()["items"]
    (own,) = [one for one in roles if one["name"] == "ADMIN"]
    less = [right for right in own["rights"] if right != "roles.manage"]
    wanted = {"scope": "all", "rights": less, "version": own["version"]}
    refused = await vera.put("/api/roles/ADMIN", json=wanted)
    assert refused.status_code == 422
    own_id = (await me(vera))["id"]
    assert (
        await code(vera.patch(f"/api/users/{own_id}", json={"version": 0, "enabled": False}))
        == "409 not_to_oneself"
    )


async def test_the_last_who_can_give_rights_does_not_give_that_away(shop: Shop, vera: AsyncClient) -> None:
    rights = ["roles.manage", "users.manage"]
    boss = await role(vera, "BOSS", rights)
    hugo = await shop.customer("hugo", "BOSS")
    async with use(Database).transaction() as session:  # what nobody may do through us, somebody does by SQL
        await session.execute(update(User).where(col(User.username) == "vera").values(status=0))
    less = {"label": "Boss", "scope": "all", "rights": ["users.manage"], "version": boss["version"]}
    assert await code(hugo.put("/api/roles/BOSS", json=less)) == "409 last_administrator"
    assert (await me(hugo))["permissions"] == rights
    await shop.account("rosa", Role.ADMIN)
    assert (await hugo.put("/api/roles/BOSS", json=less)).status_code == 200


async def test_who_comes_second_is_told_who_was_faster(shop: Shop, vera: AsyncClient) -> None:
    rosa = await shop.admin("rosa")
    own = await role(vera, "CHATTERS", AT_DESK)
    given = await made(vera, "anna", "CHATTERS")
    wanted = {"label": "Readers", "scope": "own", "rights": AT_DESK, "version": own["version"]}
    person = f"/api/users/{given['user']['id']}"
    for path, change in (("/api/roles/CHATTERS", wanted), (person, {"version": 0, "nickname": "Annika"})):
        method = "PUT" if "roles" in path else "PATCH"
        answers = [await client.request(method, path, json=change) for client in (rosa, vera)]
        assert [answer.status_code for answer in answers] == [200, 409]
        assert answers[1].json()["detail"] == "Rosa has just changed this. Please look before you save."
    late = await vera.delete(f"/api/roles/CHATTERS?version={own['version']}&people_to=USER")
    assert late.json()["detail"].startswith("Rosa ")


async def test_of_two_who_demote_each_other_one_stays(shop: Shop, vera: AsyncClient) -> None:
    rosa = await shop.admin("rosa")
    ids = {name: (await me(client))["id"] for name, client in (("vera", vera), ("rosa", rosa))}
    demoted = {"version": 0, "role": "USER"}
    answers = await asyncio.gather(
        vera.patch(f"/api/users/{ids['rosa']}", json=demoted),
        rosa.patch(f"/api/users/{ids['vera']}", json=demoted),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 403]
    left = [client for client in (vera, rosa) if (await client.get("/api/users")).status_code == 200]
    assert len(left) == 1
