"""Nobody raises himself, by whatever detour, and somebody is always left who can give everything back."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import update
from sqlmodel import col

from aics_app.accounts.models import Right, Role, User
from aics_app.core.container import use
from aics_app.core.db import Database
from tests.app import Shop, people

TOO_MUCH = "403 more_than_own_rights"
BOTH = ["roles.manage", "users.manage"]


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path) as running:
        yield running


@pytest.fixture
async def vera(shop: Shop) -> AsyncClient:
    return await shop.admin("vera")


async def make_role(vera: AsyncClient, name: str, rights: list[str], scope: str = "all") -> None:
    body = {"name": name, "label": name.title(), "scope": scope, "rights": rights}
    answer = await vera.post("/api/roles", json=body)
    assert answer.status_code == 201, answer.text


async def change_role(by: AsyncClient, name: str, rights: list[str], scope: str = "all") -> str:
    """How it was answered."""
    roles = (await by.get("/api/roles")).json()["items"]
    (own,) = [role for role in roles if role["name"] == name]
    wanted = {"label": name.title(), "scope": scope, "rights": rights, "version": own["version"]}
    return said(await by.put(f"/api/roles/{name}", json=wanted))


def said(answer: Any) -> str:
    """Its status, and the code of a refusal."""
    return f"{answer.status_code} {answer.json()['code']}" if answer.is_error else str(answer.status_code)


async def id_of(client: AsyncClient) -> int:
    return int((await client.get("/api/auth/me")).json()["id"])


async def test_over_administrators_are_only_administrators_however_little_they_may(
    shop: Shop, vera: AsyncClient
) -> None:
    await make_role(vera, "HELPERS", BOTH)
    await make_role(vera, "PARTING", [])
    hugo, ben = await shop.customer("hugo", "HELPERS"), await shop.account("ben", "PARTING")
    assert await change_role(vera, "ADMIN", BOTH) == "200"
    assert said(await hugo.post("/api/users", json={"username": "eve", "role": "ADMIN"})) == TOO_MUCH
    assert said(await hugo.post(f"/api/users/{await id_of(vera)}/reset", json={})) == TOO_MUCH
    raised = await hugo.patch(f"/api/users/{ben.id}", json={"version": 0, "role": "ADMIN"})
    assert said(raised) == TOO_MUCH
    assert said(await hugo.delete("/api/roles/PARTING?version=0&people_to=ADMIN")) == TOO_MUCH
    made = await vera.post("/api/users", json={"username": "eve", "role": "ADMIN"})
    assert made.status_code == 201


@pytest.mark.parametrize("state", ["disabled", "password for once", "invited", "invited no more"])
async def test_somebody_is_left_who_manages_people_and_roles_and_can_come_in(
    shop: Shop, vera: AsyncClient, state: str
) -> None:
    await make_role(vera, "DEPUTIES", BOTH)
    otto = await shop.customer("otto", "DEPUTIES")
    given = await vera.post(
        "/api/users", json={"username": "rosa", "role": "ADMIN", "invite": state.startswith("invited")}
    )
    assert given.status_code == 201
    if state == "invited no more":
        path = f"/api/users/{given.json()['user']['id']}/invitation"
        assert (await vera.delete(path)).status_code == 200
    async with use(Database).transaction() as session:
        gone = ("vera", "rosa") if state == "disabled" else ("vera",)
        await session.execute(update(User).where(col(User.username).in_(gone)).values(status=0))
    for less in (["roles.manage"], ["users.manage"], []):
        assert await change_role(otto, "DEPUTIES", less) == "409 last_administrator"


async def test_who_manages_people_alone_changes_what_takes_nobody_away(shop: Shop, vera: AsyncClient) -> None:
    """Though nobody is there who could give everything back."""
    await make_role(vera, "HELPERS", ["users.manage"])
    hugo, ben = await shop.customer("hugo", "HELPERS"), await shop.account("ben")
    async with use(Database).transaction() as session:
        await session.execute(update(User).where(col(User.username) == "vera").values(status=0))
    path = f"/api/users/{ben.id}"
    assert said(await hugo.patch(path, json={"version": 0, "nickname": "Benno"})) == "200"
    assert said(await hugo.patch(path, json={"version": 1, "enabled": False})) == "200"


@pytest.mark.parametrize(
    ("before", "after", "scope", "outcome"),
    [
        (["audit.see", "stats.see_all"], ["audit.see", "stats.see_all"], "all", TOO_MUCH),
        (["audit.see"], [], "all", TOO_MUCH),
        ([], ["conversations.see_all"], "all", TOO_MUCH),
        (["conversations.see_all"], ["conversations.see_all"], "all", TOO_MUCH),
        (["conversations.see_all"], [], "own", "200"),
        ([], ["conversations.see_all"], "own", "200"),
    ],
)
async def test_a_role_is_widened_only_as_far_as_one_sees_oneself(
    shop: Shop, vera: AsyncClient, before: list[str], after: list[str], scope: str, outcome: str
) -> None:
    await make_role(vera, "HELPERS", [*BOTH, "conversations.see_all"], "own")
    await make_role(vera, "READERS", before, "own")
    hugo = await shop.customer("hugo", "HELPERS")
    assert await change_role(hugo, "READERS", after, scope) == outcome


async def test_a_right_is_not_added_where_the_role_sees_farther_than_oneself(
    shop: Shop, vera: AsyncClient
) -> None:
    await make_role(vera, "HELPERS", [*BOTH, "conversations.see_all"], "own")
    await make_role(vera, "READERS", [], "all")
    hugo = await shop.customer("hugo", "HELPERS")
    assert await change_role(hugo, "READERS", ["conversations.see_all"]) == TOO_MUCH
    assert await change_role(hugo, "READERS", ["chat.ask"]) == "200"


@pytest.mark.parametrize("right", sorted(set(Right) - {Right.CHAT_ASK, Right.TICKETS_FILE}))
async def test_whoever_registers_gets_no_right_of_the_staff(vera: AsyncClient, right: Right) -> None:
    rights = [Right.CHAT_ASK.value, right.value]
    assert await change_role(vera, Role.CUSTOMER.value, rights, "own") == "422 invalid"
    assert await change_role(vera, Role.CUSTOMER.value, ["chat.ask"], "own") == "200"
