"""Registering, and looking after one's own account, on SQLite and on MariaDB with Redis."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from aics_app.accounts import actions, queries
from aics_app.accounts.models import LoginSession, User
from aics_app.accounts.throttle import NEW_ACCOUNTS
from aics_app.core import clock, passwords
from aics_app.core.container import use
from aics_app.core.db import Database
from tests.app import PASSWORD, Shop, people
from tests.conftest import Stores

NEW_PASSWORD = "other needles 8"


@pytest.fixture
async def shop(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    async with people(tmp_path, **stores.environ) as running:
        yield running


def registration(**changed: Any) -> dict[str, Any]:
    return {"username": "Ida.Wu", "password": PASSWORD, "nickname": "艾达"} | changed


async def count(kind: type[Any]) -> int:
    async with use(Database).reading() as session:
        return (await session.execute(select(func.count()).select_from(kind))).scalar_one()


async def test_a_stranger_becomes_a_customer_who_is_signed_in(shop: Shop) -> None:
    browser = await shop.client(origin="http://shop.test")
    answer = await browser.post("/api/auth/register", json=registration())
    assert answer.status_code == 201
    assert answer.json()["user"] | {"id": 0} == {
        "id": 0,
        "username": "Ida.Wu",
        "role": "USER",
        "nickname": "艾达",
        "avatar": "",
        "must_change_password": False,
        "permissions": ["chat.ask", "tickets.file"],
    }
    assert (await browser.get("/api/auth/me")).json()["username"] == "Ida.Wu"


async def test_nobody_chooses_a_role(shop: Shop) -> None:
    body = registration(role="ADMIN", status=1, id=1, permissions=["knowledge.manage"])
    answer = await (await shop.client()).post("/api/auth/register", json=body)
    assert answer.json()["user"]["role"] == "USER"


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"username": "ab"}, "username", "username_form"),
        ({"username": "艾达"}, "username", "username_form"),
        ({"username": "ida wu"}, "username", "username_form"),
        ({"username": ""}, "username", "too_short"),
        ({"username": "x" * 51}, "username", "too_long"),
        ({"username": ["ida"]}, "username", "wrong_type"),
        ({"username": None}, "username", "wrong_type"),
        ({"password": "short"}, "password", "password_short"),
        ({"password": "password123"}, "password", "password_weak"),
        ({"password": "ida.wu88", "username": "ida.wu88"}, "password", "password_weak"),
        ({"password": "密" * 30}, "password", "password_long"),
        ({"password": "needles\x007 8"}, "password", "password_weak"),
        ({"password": "x" * 201}, "password", "too_long"),
        ({"password": 12345678}, "password", "wrong_type"),
        ({"nickname": "n" * 51}, "nickname", "too_long"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field(
    shop: Shop, changed: dict[str, Any], field: str, code: str
) -> None:
    answer = await (await shop.client()).post("/api/auth/register", json=registration(**changed))
    assert answer.status_code == 422
    assert {(fault["field"], fault["code"]) for fault in answer.json()["errors"]} == {(field, code)}
    assert await count(User) == 0


@pytest.mark.parametrize("name", ["Ida.Wu", "ida.wu", "IDA.WU"])
async def test_a_name_is_taken_whatever_its_case(shop: Shop, name: str) -> None:
    await (await shop.client()).post("/api/auth/register", json=registration())
    answer = await (await shop.client()).post("/api/auth/register", json=registration(username=name))
    assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")


@pytest.mark.parametrize("name", ["admin", "Agent1", "customer2", "support", "root"])
async def test_names_that_pass_for_ours_are_taken(shop: Shop, name: str) -> None:
    answer = await (await shop.client()).post("/api/auth/register", json=registration(username=name))
    assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")


async def test_of_ten_who_want_one_name_at_once_one_gets_it(shop: Shop) -> None:
    client = await shop.client()
    bodies = [registration(username=name) for name in ("ida", "IDA") * 5]
    answers = await asyncio.gather(*(client.post("/api/auth/register", json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    assert await count(User) == 1


async def test_hostile_nicknames_are_made_harmless(shop: Shop) -> None:
    body = registration(nickname="Ida\u202e\x00\n<script>alert(1)</script>")
    answer = await (await shop.client()).post("/api/auth/register", json=body)
    assert answer.json()["user"]["nickname"] == "Ida <script>alert(1)</script>"


async def test_an_address_makes_so_many_accounts_an_hour(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with people(tmp_path, **(stores.environ | {"APP_RATE_LIMIT": "1200"})) as shop:
        monkeypatch.setattr(passwords, "ROUNDS", 4)
        for number in range(NEW_ACCOUNTS):
            body = registration(username=f"ida{number}")
            assert (await (await shop.client()).post("/api/auth/register", json=body)).status_code == 201
        answer = await (await shop.client()).post("/api/auth/register", json=registration())
        assert (answer.status_code, answer.json()["code"]) == (429, "registering_too_fast")
        assert int(answer.headers["retry-after"]) > 0
        neighbour = await shop.client(address="203.0.113.1")
        assert (await neighbour.post("/api/auth/register", json=registration())).status_code == 201


async def test_a_profile_is_changed_field_by_field(shop: Shop) -> None:
    lena = await shop.customer("lena")
    changes = {
        "nickname": "Lena Li",
        "phone": "+86 138 1234 5678",
        "email": "lena@mail.example",
        "locale": "en",
    }
    answer = await lena.patch("/api/auth/me", json=changes)
    assert {name: answer.json()[name] for name in changes} == changes
    answer = await lena.patch("/api/auth/me", json={"phone": "", "nickname": None})
    assert (answer.json()["phone"], answer.json()["nickname"]) == ("", "Lena Li")


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"email": "lena"}, "email", "email_form"),
        ({"phone": "call me"}, "phone", "phone_form"),
        ({"nickname": " \u202e "}, "nickname", "required"),
        ({"locale": "fr"}, "locale", "choice"),
        ({"nickname": {"a": 1}}, "nickname", "wrong_type"),
    ],
)
async def test_a_wrong_field_changes_none(shop: Shop, change: dict[str, Any], field: str, code: str) -> None:
    lena = await shop.customer("lena")
    answer = await lena.patch(
        "/api/auth/me", json={"email": "lena@mail.example", "phone": "12345678"} | change
    )
    assert answer.status_code == 422
    assert {(fault["field"], fault["code"]) for fault in answer.json()["errors"]} == {(field, code)}
    assert (await lena.get("/api/auth/me")).json()["phone"] == ""


async def test_what_is_not_ones_own_to_change_stays(shop: Shop) -> None:
    lena = await shop.customer("lena")
    await lena.patch(
        "/api/auth/me",
        json={"role": "ADMIN", "username": "vera", "status": 5, "avatar": "http://evil.example"},
    )
    me = (await lena.get("/api/auth/me")).json()
    assert (me["role"], me["username"], me["avatar"]) == ("USER", "lena", "")


async def test_a_new_password_ends_every_other_sign_in_and_not_this_one(shop: Shop) -> None:
    lena = await shop.customer("lena")
    others = [await shop.client(authorization=f"Bearer {await shop.token('lena')}") for _ in range(3)]
    answer = await lena.post(
        "/api/auth/password", json={"old_password": PASSWORD, "new_password": NEW_PASSWORD}
    )
    assert answer.status_code == 204
    assert (await lena.get("/api/auth/me")).status_code == 200
    assert {(await other.get("/api/auth/me")).status_code for other in others} == {401}
    client = await shop.client()
    for password, status in ((PASSWORD, 401), (NEW_PASSWORD, 200)):
        body = {"username": "lena", "password": password}
        assert (await client.post("/api/auth/login", json=body)).status_code == status


async def test_hundreds_of_sign_ins_are_all_ended(shop: Shop) -> None:
    lena = await shop.account("lena")
    actor = queries.actor_of(lena, "mine")
    async with use(Database).transaction() as session:
        for number in range(250):
            at = clock.now()
            session.add(
                LoginSession(
                    id=f"s{number}", user_id=lena.id, created_at=at, expires_at=at.replace(year=2100)
                )
            )
    async with use(Database).transaction() as session:
        assert await actions.end_sessions(session, actor, at=clock.now(), keep="s7") == 249
    async with use(Database).reading() as session:
        counting, _ = await queries.own_sessions(session, actor, clock.now())
        assert [own.id for own in counting] == ["s7"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"old_password": "wrong", "new_password": NEW_PASSWORD}, "wrong_old_password"),
        ({"old_password": PASSWORD, "new_password": "short"}, "invalid"),
        ({"old_password": PASSWORD, "new_password": "x" * 73}, "invalid"),
    ],
)
async def test_a_password_is_not_changed_by_mistake(shop: Shop, body: dict[str, str], code: str) -> None:
    lena = await shop.customer("lena")
    answer = await lena.post("/api/auth/password", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await shop.token("lena")


async def test_two_who_change_a_password_at_once_do_not_both_win(shop: Shop) -> None:
    lena = await shop.customer("lena")
    bodies = [{"old_password": PASSWORD, "new_password": f"other needles {number}"} for number in range(2)]
    answers = await asyncio.gather(*(lena.post("/api/auth/password", json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [204, 422]


async def test_one_sees_where_one_is_signed_in_and_ends_the_others(shop: Shop) -> None:
    lena = await shop.customer("lena")
    otto = await shop.customer("otto")
    await shop.token("lena", address="203.0.113.5")
    items = (await lena.get("/api/auth/sessions")).json()["items"]
    assert [(item["address"], item["current"]) for item in items] == [
        ("203.0.113.5", False),
        ("198.51.100.7", True),
    ]
    assert all(item["created_at"].endswith("Z") and item["expires_at"].endswith("Z") for item in items)
    assert (await lena.delete("/api/auth/sessions")).status_code == 204
    assert [item["current"] for item in (await lena.get("/api/auth/sessions")).json()["items"]] == [True]
    assert (await otto.get("/api/auth/me")).status_code == 200
