"""Vera says what Anna can do."""

import asyncio
from dataclasses import replace

import pytest

from aics_app.accounts.errors import MoreThanOwnRights, NotToOneself
from aics_app.accounts.models import Actor, Role, Scope
from aics_app.core.errors import Forbidden, Invalid, NotFound
from aics_app.workforce import actions
from aics_app.workforce.actions import Profile
from tests.unit.workforce.conftest import Office, after

REFUNDS = Profile(2, "returns", ("refund", "en"))


async def say(office: Office, actor: Actor, user_id: int, profile: Profile = REFUNDS) -> None:
    async with office.db.transaction() as session:
        await actions.set_profile(session, actor, user_id, profile, after(0))


async def test_who_was_never_described_can_do_as_much_as_anybody(office: Office) -> None:
    anna = await office.person("anna")
    await office.beats(anna)
    known = (await office.available())["Anna"]
    assert (known.capacity, known.team, known.skills) == (4, None, frozenset())


async def test_what_vera_says_counts_at_once(office: Office) -> None:
    vera, anna = await office.person("vera", Role.ADMIN), await office.person("anna")
    await office.beats(anna)
    await say(office, vera, anna.user_id)
    known = (await office.available())["Anna"]
    assert (known.capacity, known.team, known.skills) == (2, "returns", frozenset({"refund", "en"}))
    now = {"capacity": 2, "team": "returns", "skills": ["refund", "en"]}
    told = {**now, "before": dict.fromkeys(now), "after": now}
    assert await office.facts("AgentProfileChanged") == [(vera.user_id, str(anna.user_id), told)]


async def test_said_again_it_is_no_news_and_said_otherwise_it_replaces(office: Office) -> None:
    vera, anna = await office.person("vera", Role.ADMIN), await office.person("anna")
    await office.beats(anna)
    await say(office, vera, anna.user_id)
    await say(office, vera, anna.user_id, Profile(2, " returns ", ("refund", "en", "refund", "")))
    assert len(await office.facts("AgentProfileChanged")) == 1
    await say(office, vera, anna.user_id, Profile(0))
    known = (await office.available())["Anna"]
    assert (known.capacity, known.team, known.skills) == (0, None, frozenset())
    *_, (_, _, told) = await office.facts("AgentProfileChanged")
    assert told["before"] == {"capacity": 2, "team": "returns", "skills": ["refund", "en"]}
    assert told["after"] == {"capacity": 0, "team": None, "skills": []}


@pytest.mark.parametrize("role", [Role.AGENT, Role.CUSTOMER])
async def test_nobody_else_may_say_it_not_even_of_himself(office: Office, role: Role) -> None:
    anna = await office.person("anna", role)
    with pytest.raises(Forbidden):
        await say(office, anna, anna.user_id)


@pytest.mark.parametrize("scope", [Scope.OWN, Scope.TEAM])
async def test_who_sees_not_all_brings_nobodys_rows_within_his_reach(office: Office, scope: Scope) -> None:
    rosa, anna = await office.person("rosa", Role.ADMIN), await office.person("anna")
    await say(office, rosa, anna.user_id, REFUNDS)
    await say(office, rosa, rosa.user_id, Profile(2, "depot"))
    olga = replace(rosa, scope=scope)
    with pytest.raises(NotToOneself):
        await say(office, olga, olga.user_id, Profile(2, "returns"))
    for team in ("depot", None):
        with pytest.raises(MoreThanOwnRights):
            await say(office, olga, anna.user_id, Profile(2, team))
    await say(office, olga, anna.user_id, Profile(7, " returns", ("refund",)))
    await say(office, olga, olga.user_id, Profile(1, "depot", ("refund",)))
    assert len(await office.facts("AgentProfileChanged")) == 4


async def test_customers_and_strangers_have_no_profile(office: Office) -> None:
    vera, lena = await office.person("vera", Role.ADMIN), await office.person("lena", Role.CUSTOMER)
    for user_id in (lena.user_id, 987_654_321):
        with pytest.raises(NotFound):
            await say(office, vera, user_id)


@pytest.mark.parametrize(
    ("profile", "faults"),
    [
        (Profile(-1), {"capacity": "range"}),
        (Profile(51), {"capacity": "range"}),
        (Profile(1, "t" * 41), {"team": "too_long"}),
        (Profile(1, None, ("s" * 41,)), {"skills": "too_long"}),
        (
            Profile(99, "t" * 41, tuple(map(str, range(21)))),
            {"capacity": "range", "team": "too_long", "skills": "too_long"},
        ),
    ],
)
async def test_nonsense_is_refused_by_field(office: Office, profile: Profile, faults: dict[str, str]) -> None:
    vera, anna = await office.person("vera", Role.ADMIN), await office.person("anna")
    with pytest.raises(Invalid) as refused:
        await say(office, vera, anna.user_id, profile)
    assert refused.value.fields == faults


async def test_said_by_many_at_once_one_of_them_stays_whole(office: Office) -> None:
    vera, anna = await office.person("vera", Role.ADMIN), await office.person("anna")
    await office.beats(anna)
    said = [Profile(number, f"team {number}", (f"skill {number}",)) for number in range(1, 7)]
    await asyncio.gather(*(say(office, vera, anna.user_id, one) for one in said))
    known = (await office.available())["Anna"]
    assert Profile(known.capacity, known.team, tuple(known.skills)) in said
    assert len(await office.facts("AgentProfileChanged")) == 6
