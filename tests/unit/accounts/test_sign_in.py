"""Signing in: what it leaves in the database, and what happens while the password is being checked."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlmodel import col

from aics_app.accounts import actions
from aics_app.accounts.actions import ENDED_KEPT, Origin
from aics_app.accounts.models import LoginSession, User
from aics_app.core import clock, passwords
from aics_app.core.container import use
from aics_app.core.db import Database
from tests.app import PASSWORD, Shop, people

A_DAY = timedelta(days=1)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path) as running:
        yield running


async def sign_in(user: User, at: datetime) -> str:
    async with use(Database).transaction() as session:
        return (await actions.sign_in(session, user, Origin("198.51.100.7", "Firefox"), at, A_DAY)).session_id


async def test_sign_ins_that_ended_long_ago_are_swept_away_and_no_others(shop: Shop) -> None:
    lena, otto, now = await shop.account("lena"), await shop.account("otto"), clock.now()
    await sign_in(lena, now - ENDED_KEPT - 2 * A_DAY)
    recent = await sign_in(lena, now - ENDED_KEPT)
    ottos = await sign_in(otto, now - ENDED_KEPT - 2 * A_DAY)
    latest = await sign_in(lena, now)
    async with use(Database).reading() as session:
        kept = (await session.execute(select(col(LoginSession.id)))).scalars().all()
    assert set(kept) == {recent, ottos, latest}


@pytest.fixture
async def vera(shop: Shop) -> AsyncClient:
    return await shop.admin("vera")


LENA = {"username": "lena", "password": PASSWORD}
DISABLED = {"version": 0, "enabled": False}


@pytest.mark.parametrize(
    ("method", "way", "body", "code"),
    [
        ("POST", "/reset", {"invite": True}, "wrong_credentials"),
        ("POST", "/reset", {"invite": False}, "wrong_credentials"),
        ("PATCH", "", DISABLED, "account_disabled"),
    ],
)
async def test_what_an_administrator_does_while_the_password_is_being_checked_counts(
    shop: Shop,
    vera: AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    way: str,
    body: dict[str, bool | int],
    code: str,
) -> None:
    lena = await shop.account("lena")
    matches = passwords.matches

    async def slowly(password: str, hashed: str | None) -> bool:
        is_right = await matches(password, hashed)
        assert (await vera.request(method, f"/api/users/{lena.id}{way}", json=body)).status_code == 200
        return is_right

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(passwords, "matches", slowly)
        answer = await (await shop.client()).post("/api/auth/login", json=LENA)
    assert answer.json()["code"] == code
    assert await sign_ins_of(lena) == []


async def sign_ins_of(user: User) -> list[str]:
    """Those that count."""
    async with use(Database).reading() as session:
        own = select(col(LoginSession.id)).where(
            col(LoginSession.user_id) == user.id, col(LoginSession.revoked_at).is_(None)
        )
        return list((await session.execute(own)).scalars())


async def test_who_sets_a_password_by_an_invitation_ends_every_sign_in(shop: Shop, vera: AsyncClient) -> None:
    lena = await shop.account("lena")
    given = (await vera.post(f"/api/users/{lena.id}/reset", json={"invite": True})).json()
    async with use(Database).transaction() as session:
        now = await session.get(User, lena.id)
        assert now
        await actions.sign_in(session, now, Origin("203.0.113.9"), clock.now(), A_DAY)
    assert len(await sign_ins_of(lena)) == 1
    accepted = {"token": given["invitation"], "password": "spruce needles 8"}
    answer = await (await shop.client()).post("/api/auth/invitation", json=accepted)
    assert (answer.status_code, await sign_ins_of(lena)) == (204, [])


@pytest.mark.parametrize("password", [" Correct horse 7 ", "Cafe\u0301 horse 7", "spruce needles 9"])
async def test_a_password_set_by_an_invitation_opens_the_account_as_it_was_typed(
    shop: Shop, vera: AsyncClient, password: str
) -> None:
    made = await vera.post("/api/users", json={"username": "nora", "role": "USER", "invite": True})
    client = await shop.client()
    accepted = {"token": made.json()["invitation"], "password": password}
    assert (await client.post("/api/auth/invitation", json=accepted)).status_code == 204
    entered = await client.post("/api/auth/login", json={"username": "nora", "password": password})
    assert entered.status_code == 200
