"""Signing in and out, on SQLite and on MariaDB with Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from http.cookies import SimpleCookie
from pathlib import Path
from secrets import token_hex

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from aics_app import wiring
from aics_app.accounts.identity import COOKIE, REMEMBERED_S, Identities
from aics_app.accounts.models import LoginSession, Role, User
from aics_app.accounts.throttle import PAIR_LIMIT
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.events import Activity
from aics_app.core.live import Live, RedisLive
from tests.app import PASSWORD, Shop, people
from tests.conftest import Stores

LENA = {"username": "lena", "password": PASSWORD}
WRONG = {"username": "lena", "password": "not her password"}


@pytest.fixture
async def shop(stores: Stores, tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path, **stores.environ) as running:
        await running.account("lena")
        yield running


async def change_user(username: str, **values: object) -> None:
    async with use(Database).transaction() as session:
        await session.execute(update(User).where(col(User.username) == username).values(**values))


async def test_lena_signs_in_and_is_told_who_she_is(shop: Shop) -> None:
    client = await shop.client()
    answer = await client.post("/api/auth/login", json=LENA)
    said = answer.json()
    assert answer.status_code == 200
    assert said["expires_in"] == 86400
    assert said["user"] == {
        "id": said["user"]["id"],
        "username": "lena",
        "role": "USER",
        "nickname": "Lena",
        "avatar": "",
        "must_change_password": False,
        "permissions": ["chat.ask", "tickets.file"],
    }
    me = await client.get("/api/auth/me", headers={"Authorization": f"Bearer {said['token']}"})
    assert me.json()["username"] == "lena"


@pytest.mark.parametrize("role", list(Role))
async def test_permissions_follow_the_role(shop: Shop, role: Role) -> None:
    await change_user("lena", role=role)
    said = (await (await shop.client()).post("/api/auth/login", json=LENA)).json()
    assert said["user"]["role"] == role
    assert ("knowledge.manage" in said["user"]["permissions"]) is (role is Role.ADMIN)


async def test_a_role_that_nobody_knows_may_nothing(shop: Shop) -> None:
    await change_user("lena", role="SUPERUSER")
    said = (await (await shop.client()).post("/api/auth/login", json=LENA)).json()
    assert said["user"]["permissions"] == []


@pytest.mark.parametrize(("headers", "secure"), [({}, False), ({"x_forwarded_proto": "https"}, True)])
async def test_the_cookie_is_for_our_pages_alone(shop: Shop, headers: dict[str, str], secure: bool) -> None:
    answer = await (await shop.client(**headers)).post("/api/auth/login", json=LENA)
    morsel = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert morsel.value == answer.json()["token"]
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "lax", "/")
    assert bool(morsel["secure"]) is secure
    assert int(morsel["max-age"]) == 86400
    assert morsel["domain"] == ""


async def test_the_cookie_alone_lets_her_act_from_our_pages_only(shop: Shop) -> None:
    browser = await shop.in_browser("lena")
    assert (await browser.patch("/api/auth/me", json={"nickname": "Lena Li"})).status_code == 200
    for headers in (
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "null", "sec-fetch-site": ""},
    ):
        answer = await browser.patch("/api/auth/me", json={"nickname": "Mallory"}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_origin")
    assert (await browser.get("/api/auth/me")).json()["nickname"] == "Lena Li"


@pytest.mark.parametrize(
    "body",
    [
        WRONG,
        {"username": "nobody", "password": PASSWORD},
        {"username": "lena", "password": PASSWORD.upper()},
        {"username": "lena", "password": PASSWORD + " "},
        {"username": "lena", "password": "x" * 200},
        {"username": "lena", "password": "\x00"},
        {"username": "lena' OR 1=1 --", "password": PASSWORD},
        {"username": "%", "password": PASSWORD},
        {"username": "莉娜", "password": PASSWORD},
    ],
)
async def test_wrong_names_and_passwords_are_told_apart_by_nobody(shop: Shop, body: dict[str, str]) -> None:
    answer = await (await shop.client()).post("/api/auth/login", json=body)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
    assert "set-cookie" not in answer.headers


async def test_a_name_counts_whatever_its_case(shop: Shop) -> None:
    answer = await (await shop.client()).post("/api/auth/login", json={**LENA, "username": "LeNa"})
    assert answer.json()["user"]["username"] == "lena"


async def test_a_hash_of_the_reference_is_accepted(shop: Shop) -> None:
    async with use(Database).reading() as session:
        stored = (
            await session.execute(select(User.password).where(col(User.username) == "lena"))
        ).scalar_one()
    await change_user("lena", password=stored.replace("$2b$", "$2a$"))
    assert (await (await shop.client()).post("/api/auth/login", json=LENA)).status_code == 200


@pytest.mark.parametrize(
    "stored", ["", "plain", "{noop}spruce needles 7", "$2a$10$short", "5f4dcc3b5aa765d61d8327deb882cf99"]
)
async def test_what_is_no_hash_matches_nothing(shop: Shop, stored: str) -> None:
    await change_user("lena", password=stored)
    answer = await (await shop.client()).post("/api/auth/login", json=LENA)
    assert answer.status_code == 401


async def test_a_disabled_person_is_told_so_only_with_the_right_password(shop: Shop) -> None:
    await change_user("lena", status=0)
    client = await shop.client()
    assert (await client.post("/api/auth/login", json=WRONG)).status_code == 401
    answer = await client.post("/api/auth/login", json=LENA)
    assert (answer.status_code, answer.json()["code"]) == (403, "account_disabled")
    assert "set-cookie" not in answer.headers


async def test_guessing_is_slowed_down_and_locked_but_only_for_who_guesses(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aics_app.accounts.throttle.SLOW_MOST_S", 0)
    guesser, lena = await shop.client(address="203.0.113.66"), await shop.client()
    for _ in range(PAIR_LIMIT):
        assert (await guesser.post("/api/auth/login", json=WRONG)).status_code == 401
    locked = await guesser.post("/api/auth/login", json=LENA)
    assert (locked.status_code, locked.json()["code"]) == (429, "sign_in_locked")
    assert 0 < int(locked.headers["retry-after"]) <= 30
    assert (await lena.post("/api/auth/login", json=LENA)).status_code == 200


async def test_a_hundred_guesses_at_once_get_no_more_tries(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aics_app.accounts.throttle.SLOW_MOST_S", 0)
    guesser = await shop.client()
    answers = await asyncio.gather(*(guesser.post("/api/auth/login", json=WRONG) for _ in range(30)))
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(401), statuses.count(429)) == (PAIR_LIMIT, 30 - PAIR_LIMIT)


async def test_signing_out_ends_it_at_once_and_twice_is_no_fault(shop: Shop) -> None:
    browser = await shop.in_browser("lena")
    token = browser.cookies[COOKIE]
    other = await shop.token("lena")
    for _ in range(2):
        answer = await browser.post("/api/auth/logout")
        assert answer.status_code == 204
        assert SimpleCookie(answer.headers["set-cookie"])[COOKIE]["max-age"] == "0"
    client = await shop.client()
    assert (await client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})).status_code == 401
    assert (await client.get("/api/auth/me", headers={"Authorization": f"Bearer {other}"})).status_code == 200


async def test_signing_out_is_known_in_another_replica_at_once(shop: Shop) -> None:
    async with AsyncExitStack() as stack:
        _cache, live = await wiring._shared(shop.settings, stack)
        if isinstance(live, RedisLive):
            await live.connected.wait()
        else:
            live = use(Live)  # without Redis there is one process
        replica = Identities(use(Database), use(Identities).tokens, live)
        token = await shop.token("lena")
        assert await replica.find(token)
        await (await shop.client(authorization=f"Bearer {token}")).post("/api/auth/logout")
        async with asyncio.timeout(REMEMBERED_S - 1):  # later it would be forgotten without the news
            while await replica.find(token):  # noqa: ASYNC110 - news between processes
                await asyncio.sleep(0.05)


async def test_a_sign_in_leaves_its_trace(shop: Shop) -> None:
    client = await shop.client(user_agent="Test\x1b[31m browser")
    before = clock.now()
    await client.post("/api/auth/login", json=LENA)
    async with use(Database).reading() as session:
        own = (await session.execute(select(LoginSession))).scalars().one()
        user = (await session.execute(select(User).where(col(User.username) == "lena"))).scalar_one()
        events = (await session.execute(select(Activity.event))).scalars().all()
    assert (own.address, own.agent) == ("198.51.100.7", "Test[31m browser")
    assert own.created_at >= before
    assert user.last_login_time is not None
    assert "SignedIn" in events


async def test_an_end_of_time_is_an_end(shop: Shop) -> None:
    token = await shop.token("lena")
    async with use(Database).transaction() as session:
        await session.execute(update(LoginSession).values(expires_at=clock.now()))
    client = await shop.client(authorization=f"Bearer {token}")
    assert (await client.get("/api/auth/me")).status_code == 401


async def test_an_empty_bearer_does_not_fall_back_to_the_cookie(shop: Shop) -> None:
    browser = await shop.in_browser("lena")
    assert (await browser.get("/api/auth/me", headers={"Authorization": "Bearer "})).status_code == 401
    assert (await browser.get("/api/auth/me", headers={"Authorization": "Basic x"})).status_code == 200


async def test_demo_buttons_need_no_password_and_name_no_other_account(shop: Shop) -> None:
    await shop.account("customer1")
    client = await shop.client()
    assert (await client.get("/api/auth/demo")).json() == {
        "enabled": True,
        "accounts": [{"username": "customer1", "role": "USER", "nickname": "Customer1"}],
    }
    foreign = {"Origin": "https://evil.example"}
    for name, headers, status in (
        ("lena", {}, 404),
        ("agent2", {}, 404),
        ("CUSTOMER1", {}, 404),
        ("customer1", foreign, 403),
        ("customer1", {}, 200),
    ):
        answer = await client.post("/api/auth/demo", json={"username": name}, headers=headers)
        assert answer.status_code == status


async def test_production_knows_no_demo(stores: Stores, tmp_path: Path) -> None:
    secrets = {"APP_SECRET": token_hex(32), "JWT_SECRET": token_hex(32)}
    async with people(tmp_path, **stores.environ, **secrets, APP_MODE="production") as shop:
        await shop.account("customer1")
        client = await shop.client()
        assert (await client.get("/api/auth/demo")).json() == {"enabled": False, "accounts": []}
        answer = await client.post("/api/auth/demo", json={"username": "customer1"})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
