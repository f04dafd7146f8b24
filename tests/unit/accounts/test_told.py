"""What the record, and who has the pages open, are told of people and roles."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from httpx import AsyncClient
from PIL import Image
from sqlalchemy import select
from sqlmodel import col

from aics_app.accounts.identity import PEOPLE
from aics_app.accounts.managing.by_command import set_password
from aics_app.accounts.models import User
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.events import Activity
from aics_app.core.live import Live
from tests.app import PASSWORD, Shop, people


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path) as running:
        yield running


@pytest.fixture
async def vera(shop: Shop) -> AsyncClient:
    return await shop.admin("vera")


async def told_of(user_id: int) -> list[tuple[str, int | None]]:
    """Every fact about this person, and whose doing it was."""
    about = select(Activity).where(
        col(Activity.subject_type) == "user", col(Activity.subject_id) == str(user_id)
    )
    async with use(Database).reading() as session:
        rows = (await session.execute(about.order_by(col(Activity.id)))).scalars()
        return [(row.event, row.actor_id) for row in rows]


async def test_an_account_that_vera_makes_is_her_doing_alone(shop: Shop, vera: AsyncClient) -> None:
    veras = int((await vera.get("/api/auth/me")).json()["id"])
    made = await vera.post("/api/users", json={"username": "nora", "role": "USER"})
    assert await told_of(made.json()["user"]["id"]) == [("UserCreated", veras)]
    invited = await vera.post("/api/users", json={"username": "olga", "role": "USER", "invite": True})
    assert {who for _, who in await told_of(invited.json()["user"]["id"])} == {veras}
    registered = await (await shop.client()).post(
        "/api/auth/register", json={"username": "lena", "password": PASSWORD}
    )
    lenas = registered.json()["user"]["id"]
    assert await told_of(lenas) == [("UserRegistered", lenas), ("SignedIn", lenas)]


async def version_of(client: AsyncClient, user_id: int) -> int:
    return int((await client.get(f"/api/users/{user_id}")).json()["version"])


@pytest.mark.parametrize("how", ["profile", "password", "portrait"])
async def test_who_has_an_account_open_does_not_undo_what_its_owner_changed(
    shop: Shop, vera: AsyncClient, how: str
) -> None:
    lena = await shop.customer("lena")
    lenas = int((await lena.get("/api/auth/me")).json()["id"])
    shown = await version_of(vera, lenas)
    if how == "profile":
        done = await lena.patch("/api/auth/me", json={"email": "lena@mail.example"})
    elif how == "password":
        change = {"old_password": PASSWORD, "new_password": "spruce needles 8"}
        done = await lena.post("/api/auth/password", json=change)
    else:
        picture = BytesIO()
        Image.new("RGB", (8, 8)).save(picture, "PNG")
        done = await lena.post("/api/auth/avatar", files={"file": ("me.png", picture.getvalue())})
    assert done.is_success
    stale = {"version": shown, "email": "old@mail.example"}
    refused = await vera.patch(f"/api/users/{lenas}", json=stale)
    assert (refused.status_code, refused.json()["code"]) == (409, "person_changed_meanwhile")
    assert "Lena" in refused.json()["detail"]
    fresh = stale | {"version": await version_of(vera, lenas)}
    assert (await vera.patch(f"/api/users/{lenas}", json=fresh)).status_code == 200


async def test_a_password_that_was_set_on_the_machine_is_nobodys_else(shop: Shop, vera: AsyncClient) -> None:
    lena = await shop.customer("lena")
    lenas = int((await lena.get("/api/auth/me")).json()["id"])
    assert (await lena.patch("/api/auth/me", json={"email": "lena@mail.example"})).is_success
    shown = await version_of(vera, lenas)
    async with use(Database).transaction() as session:
        user = await session.get(User, lenas)
        assert user
        await set_password(session, user, new_hash="x", at=clock.now())
    refused = await vera.patch(f"/api/users/{lenas}", json={"version": shown, "nickname": "L."})
    assert (refused.status_code, refused.json()["code"]) == (409, "person_changed_meanwhile")
    assert "./aics" in refused.json()["detail"]
    assert "Lena" not in refused.json()["detail"]


async def test_of_two_who_change_one_account_at_once_neither_loses_the_others_field(
    shop: Shop, vera: AsyncClient
) -> None:
    lena = await shop.customer("lena")
    lenas = int((await lena.get("/api/auth/me")).json()["id"])
    await asyncio.gather(
        *(lena.patch("/api/auth/me", json={"nickname": f"Lena {number}"}) for number in range(3)),
        *(lena.patch("/api/auth/me", json={"phone": f"1234567{number}"}) for number in range(3)),
    )
    assert await version_of(vera, lenas) == 6


async def test_who_looks_at_people_and_roles_hears_of_new_ones_and_new_names(
    shop: Shop, vera: AsyncClient
) -> None:
    heard: list[str] = []
    use(Live).subscribe(PEOPLE, lambda topic, _message: heard.append(topic))
    role = {"name": "READERS", "label": "Readers", "scope": "own", "rights": []}
    assert (await vera.post("/api/roles", json=role)).status_code == 201
    made = await vera.post("/api/users", json={"username": "nora", "role": "READERS"})
    assert len(heard) == 2
    edited = {"version": made.json()["user"]["version"], "nickname": "Nora"}
    assert (await vera.patch(f"/api/users/{made.json()['user']['id']}", json=edited)).status_code == 200
    assert len(heard) == 3
