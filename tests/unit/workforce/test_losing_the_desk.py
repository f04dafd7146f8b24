"""Whoever may not work any more is not there any more, at once, and is given nothing."""

import pytest
from sqlalchemy import update
from sqlmodel import col

from aics_app.accounts.models import Role, User
from aics_app.core.errors import NotFound
from aics_app.workforce.models import Status
from tests.unit.workforce.conftest import Office


async def test_who_gets_another_role_is_offline_at_once_and_told_of(office: Office) -> None:
    vera = await office.shop.admin("vera")
    anna, ben = await office.person("anna"), await office.person("ben")
    for one in (anna, ben):
        await office.beats(one)
    other = await vera.patch(f"/api/users/{anna.user_id}", json={"version": 0, "role": Role.CUSTOMER})
    assert other.status_code == 200, other.text
    assert [(await office.row(one)).status for one in (anna, ben)] == [Status.OFFLINE, Status.ONLINE]
    assert office.heard[-1] == {"type": "changed", "user_id": anna.user_id}
    assert list(await office.available()) == ["Ben"]
    with pytest.raises(NotFound):  # his page does not know yet, and beats once more
        await office.beats(anna, 1)
    assert (await office.row(anna)).status == Status.OFFLINE


async def test_a_role_that_loses_the_right_sends_all_of_its_people_home(office: Office) -> None:
    vera = await office.shop.admin("vera")
    anna, ben = await office.person("anna"), await office.person("ben")
    for one in (anna, ben):
        await office.beats(one)
    roles = (await vera.get("/api/roles")).json()["items"]
    (own,) = [role for role in roles if role["name"] == Role.AGENT]
    less = [right for right in own["rights"] if right != "desk.work"]
    changed = {"scope": own["scope"], "rights": less, "version": own["version"]}
    assert (await vera.put(f"/api/roles/{Role.AGENT}", json=changed)).status_code == 200
    assert {(await office.row(one)).status for one in (anna, ben)} == {Status.OFFLINE}


async def test_what_nobody_told_of_the_watch_finds_once(office: Office) -> None:
    anna, ben = await office.person("anna"), await office.person("ben")
    for one in (anna, ben):
        await office.beats(one)
    async with office.db.transaction() as session:
        await session.execute(update(User).where(col(User.id) == anna.user_id).values(status=0))
    assert await office.looks(1) == [anna.user_id]
    assert await office.looks(2) == []
    assert [subject for _, subject, data in await office.facts() if data["status"] == "offline"] == [
        str(anna.user_id)
    ]
