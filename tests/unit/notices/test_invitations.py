"""Whoever is invited is written to: the link opens once, ends with the invitation, and stands in no table."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select, text
from sqlmodel import col

from aics_app.core import clock
from aics_app.core.container import provide, use
from aics_app.core.db import Database
from aics_app.core.events import Listeners
from aics_app.core.live import Live
from aics_app.mail import Mail, MailServerAway
from aics_app.mail.double import MemoryMailer
from aics_app.notices import links
from aics_app.notices.jobs import Teller
from aics_app.notices.models import Outgoing
from aics_app.settings import Settings
from tests.app import PASSWORD, Shop, people

ANNA = {"username": "anna", "role": "CUSTOMER_SERVICE", "email": "anna@shop.test", "invite": True}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path, MAIL_SMTP_URL="smtp://127.0.0.1:9") as running:
        listeners = Listeners()
        links.listen(listeners, partial(use, Settings))
        use(Database).take_part = listeners.take_part
        yield running


@pytest.fixture
async def vera(shop: Shop) -> AsyncClient:
    return await shop.admin("vera")


class Post:
    """The teller, whose tokens are counted, and what it sent."""

    def __init__(self) -> None:
        self.mailer, self.later = MemoryMailer(), timedelta(0)
        numbers = count(1)
        self.teller = Teller(
            use(Database),
            use(Live),
            self.mailer,
            {},
            linkers=links.linkers(lambda: f"token-{next(numbers)}"),
            site="https://shop.test",
            now=self._now,
        )

    def _now(self) -> datetime:
        return clock.now() + self.later

    async def turn(self, *, later: timedelta = timedelta(0)) -> list[Mail]:
        self.later += later
        await self.teller.turn()
        return self.mailer.sent


@pytest.fixture
def post(shop: Shop) -> Post:
    return Post()


async def made(vera: AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await vera.post("/api/users", json={**ANNA, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def accept(shop: Shop, token: str) -> int:
    body = {"token": token, "password": PASSWORD}
    return (await (await shop.client()).post("/api/auth/invitation", json=body)).status_code


async def test_the_invited_are_written_to_in_their_language(
    shop: Shop, vera: AsyncClient, post: Post
) -> None:
    told = await made(vera, locale="zh")
    await made(vera, username="ben", email="ben@shop.test")
    assert told["mailed_to"] == "anna@shop.test"
    chinese, english = await post.turn()
    assert (chinese.to, english.to) == ("anna@shop.test", "ben@shop.test")
    assert "已为您开通账号：anna" in chinese.subject
    assert english.subject == "An account has been made for you: ben"
    assert re.findall(r"https://\S+", english.text) == ["https://shop.test/invited?token=token-2&next=/login"]
    assert await accept(shop, "token-1") == 204
    assert await accept(shop, told["invitation"]) == 410


async def test_they_are_written_to_in_the_products_name_and_promised_nothing(
    shop: Shop, vera: AsyncClient, post: Post
) -> None:
    post.teller.adjust(carries=True, sender="Acorn & Co")
    await made(vera)
    (mail,) = await post.turn()
    assert "Sent by Acorn & Co," in mail.text
    assert "Acorn &amp; Co" in mail.html
    assert "turned off" not in mail.text


async def test_no_table_has_what_opens_the_door(shop: Shop, vera: AsyncClient, post: Post) -> None:
    told = await made(vera)
    await post.turn()
    kept = ""
    async with use(Database).reading() as session:
        for table in ("mail_outbox", "invitation", "activity", "notice"):
            kept += str((await session.execute(text(f"SELECT * FROM {table}"))).all())
    assert "anna@shop.test" in kept
    assert told["invitation"] not in kept
    assert "token-1" not in kept


async def test_both_links_followed_at_once_set_one_password(
    shop: Shop, vera: AsyncClient, post: Post
) -> None:
    told = await made(vera)
    await post.turn()
    both = await asyncio.gather(accept(shop, told["invitation"]), accept(shop, "token-1"))
    assert sorted(both) == [204, 410]


async def test_who_invites_is_told_at_once_until_when(vera: AsyncClient) -> None:
    told = await made(vera)
    path = f"/api/users/{told['user']['id']}"
    assert told["user"]["invited_until"] is not None
    assert told["user"] == (await vera.get(path)).json()
    for invite in (True, False):
        again = (await vera.post(f"{path}/reset", json={"invite": invite})).json()
        assert (again["user"]["invited_until"] is not None) is invite
        assert again["user"] == (await vera.get(path)).json()


async def test_a_mail_of_a_withdrawn_invitation_never_goes(shop: Shop, vera: AsyncClient, post: Post) -> None:
    told = await made(vera)
    path = f"/api/users/{told['user']['id']}"
    post.mailer.failures.append(MailServerAway("it is away"))
    assert await post.turn() == []
    assert (await vera.get(path)).json()["invited_until"] is not None
    withdrawn = await vera.delete(f"{path}/invitation")
    assert (withdrawn.status_code, withdrawn.json()["invited_until"]) == (200, None)
    assert (await vera.delete(f"{path}/invitation")).status_code == 404
    assert await post.turn(later=timedelta(hours=1)) == []
    assert await accept(shop, told["invitation"]) == 410
    async with use(Database).reading() as session:
        assert (await session.execute(select(col(Outgoing.id)))).all() == []


async def test_a_mail_to_an_address_that_was_corrected_never_goes(
    shop: Shop, vera: AsyncClient, post: Post
) -> None:
    """Vera mistyped it, the mail could not go, she corrects it: a stranger gets no link."""
    told = await made(vera, email="anna@stranger.test")
    user = told["user"]
    post.mailer.failures.append(MailServerAway("it is away"))
    assert await post.turn() == []
    right = {"version": user["version"], "email": "anna@shop.test"}
    assert (await vera.patch(f"/api/users/{user['id']}", json=right)).status_code == 200
    assert await post.turn(later=timedelta(hours=1)) == []
    again = await vera.post(f"/api/users/{user['id']}/reset", json={"invite": True})
    assert again.json()["mailed_to"] == "anna@shop.test"
    (mail,) = await post.turn(later=timedelta(seconds=1))
    assert mail.to == "anna@shop.test"


async def test_inviting_again_ends_the_first_and_writes_again(
    shop: Shop, vera: AsyncClient, post: Post
) -> None:
    first = await made(vera)
    await post.turn()
    again = await vera.post(f"/api/users/{first['user']['id']}/reset", json={"invite": True})
    assert again.json()["mailed_to"] == "anna@shop.test"
    _, mail = await post.turn(later=timedelta(seconds=1))
    assert mail.subject == "Set a new password for your account anna"
    assert [await accept(shop, token) for token in (first["invitation"], "token-1", "token-2")] == [
        410,
        410,
        204,
    ]


async def test_without_address_or_mail_server_the_link_is_only_shown(
    shop: Shop, vera: AsyncClient, post: Post
) -> None:
    assert (await made(vera, email=""))["mailed_to"] == ""
    given = await vera.post("/api/users", json={**ANNA, "username": "ben", "invite": False})
    assert given.json()["mailed_to"] == ""
    listed = use(Settings)
    provide(Settings, listed.model_copy(update={"mail": listed.mail.model_copy(update={"enabled": False})}))
    assert (await made(vera, username="cleo"))["mailed_to"] == ""
    assert await post.turn() == []


async def test_only_who_may_withdraws(shop: Shop, vera: AsyncClient) -> None:
    told = await made(vera)
    path = f"/api/users/{told['user']['id']}/invitation"
    anna = await shop.agent("otto")
    assert (await anna.delete(path)).status_code == 403
    rights = ["users.manage"]
    role = {"name": "HELPERS", "label": "Helpers", "scope": "own", "rights": rights}
    assert (await vera.post("/api/roles", json=role)).status_code == 201
    hugo = await shop.customer("hugo", "HELPERS")
    refused = await hugo.delete(path)
    assert (refused.status_code, refused.json()["code"]) == (403, "more_than_own_rights")
    assert (
        await vera.patch(f"/api/users/{told['user']['id']}", json={"version": 0, "locale": "fr"})
    ).status_code == 422
