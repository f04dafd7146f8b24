"""Anna and Ben come, choose, fall silent and come back."""

import pytest

from aics_app.accounts.models import Role
from aics_app.core.errors import Forbidden, NotFound
from aics_app.workforce import actions, queries
from aics_app.workforce.models import Status
from tests.unit.workforce.conftest import Office, after

ONLINE, BUSY, AWAY, OFFLINE = Status.ONLINE, Status.BUSY, Status.AWAY, Status.OFFLINE


async def test_anna_opens_the_desk_and_is_online(office: Office) -> None:
    anna = await office.person("anna")
    assert await office.status(anna) is OFFLINE
    await office.beats(anna)
    assert await office.status(anna) is ONLINE
    assert await office.facts() == [(anna.user_id, str(anna.user_id), {"status": "online"})]
    assert await office.online_status(anna) == 1
    assert office.heard == [{"type": "changed", "user_id": anna.user_id}]


async def test_further_beats_are_no_news(office: Office) -> None:
    anna = await office.person("anna")
    for second in (0, 20, 40, 100):
        await office.beats(anna, second)
    row = await office.row(anna)
    assert (row.seen_at, row.since, row.waiting_since, row.version) == (after(100), after(0), after(0), 1)
    assert len(await office.facts()) == len(office.heard) == 1


async def test_a_beat_from_a_slow_clock_does_not_take_back_a_later_one(office: Office) -> None:
    anna = await office.person("anna")
    await office.beats(anna, 30)
    await office.beats(anna, 10)
    await office.is_now(anna, BUSY, 5)
    assert (await office.row(anna)).seen_at == after(30)


@pytest.mark.parametrize(("status", "figure"), [(ONLINE, 1), (BUSY, 2), (AWAY, 3)])
async def test_anna_is_there_as_she_chooses(office: Office, status: Status, figure: int) -> None:
    anna = await office.person("anna")
    await office.is_now(anna, status, 5)
    assert await office.status(anna, 5) is status
    assert await office.online_status(anna) == figure
    row = await office.row(anna)
    assert (row.since, row.waiting_since) == (after(5), after(5) if status is ONLINE else None)


async def test_whoever_goes_home_is_offline_and_stays_so_though_the_page_is_open(office: Office) -> None:
    anna = await office.person("anna")
    await office.beats(anna)
    await office.is_now(anna, OFFLINE, 10)
    await office.beats(anna, 20)
    assert await office.status(anna, 20) is OFFLINE
    assert [data["status"] for _, _, data in await office.facts()] == ["online", "offline"]
    assert await office.online_status(anna) == 0


async def test_going_home_before_having_come_is_no_news(office: Office) -> None:
    anna = await office.person("anna")
    await office.is_now(anna, OFFLINE)
    await office.is_now(anna, OFFLINE, 5)
    assert await office.facts() == []


async def test_choosing_the_same_again_is_a_heartbeat(office: Office) -> None:
    anna = await office.person("anna")
    await office.is_now(anna, BUSY)
    await office.is_now(anna, BUSY, 50)
    row = await office.row(anna)
    assert (row.seen_at, row.since, row.version) == (after(50), after(0), 1)
    assert len(await office.facts()) == 1


async def test_a_closed_laptop_is_offline_after_a_minute_before_anybody_looks(office: Office) -> None:
    anna = await office.person("anna")
    await office.beats(anna)
    assert await office.status(anna, 59) is ONLINE
    assert await office.status(anna, 60) is OFFLINE
    assert list(await office.available(59)) == ["Anna"]
    assert list(await office.available(60)) == []


async def test_the_watch_finds_who_fell_silent_and_tells_it_once(office: Office) -> None:
    anna, ben = await office.person("anna"), await office.person("ben")
    await office.is_now(anna, AWAY)
    await office.is_now(ben, ONLINE, 30)
    assert await office.looks(59) == []
    office.heard.clear()
    assert await office.looks(60) == [anna.user_id]
    assert await office.looks(61) == []
    assert (await office.facts())[-1] == (None, str(anna.user_id), {"status": "offline"})
    assert office.heard == [{"type": "changed", "user_id": anna.user_id}]
    assert await office.online_status(anna) == 0
    assert await office.status(ben, 61) is ONLINE


async def test_whoever_comes_back_is_there_as_before(office: Office) -> None:
    anna = await office.person("anna")
    await office.is_now(anna, BUSY)
    await office.looks(70)
    row = await office.row(anna)
    assert (row.chosen, row.status, row.waiting_since) == (BUSY, OFFLINE, None)
    await office.beats(anna, 80)
    assert await office.status(anna, 80) is BUSY
    assert [data["status"] for _, _, data in await office.facts()] == ["busy", "offline", "busy"]
    assert await office.online_status(anna) == 2


async def test_whoever_is_heard_again_before_the_watch_looked_was_never_away(office: Office) -> None:
    anna = await office.person("anna")
    await office.beats(anna)
    await office.beats(anna, 65)
    assert await office.looks(66) == []
    assert await office.status(anna, 66) is ONLINE
    assert len(await office.facts()) == 1


async def test_after_silence_the_same_choice_brings_anna_back(office: Office) -> None:
    anna = await office.person("anna")
    await office.is_now(anna, ONLINE)
    await office.looks(70)
    await office.is_now(anna, ONLINE, 80)
    row = await office.row(anna)
    assert (row.status, row.since, row.waiting_since) == (ONLINE, after(80), after(80))


async def test_after_silence_anna_may_go_home(office: Office) -> None:
    anna = await office.person("anna")
    await office.is_now(anna, ONLINE)
    await office.looks(70)
    await office.is_now(anna, OFFLINE, 80)
    await office.beats(anna, 90)
    assert await office.status(anna, 90) is OFFLINE
    assert len(await office.facts()) == 2


async def test_a_replica_whose_clock_is_ahead_sends_nobody_home_for_long(office: Office) -> None:
    """It took Anna for silent; her next beat, by the right clock, brings her back."""
    anna, ben = await office.person("anna"), await office.person("ben")
    for one in (anna, ben):
        await office.beats(one)
    await office.looks(61)
    await office.beats(anna, 20)
    await office.is_now(ben, OFFLINE, 20)
    await office.beats(ben, 25)
    assert [await office.status(one, 25) for one in (anna, ben)] == [ONLINE, OFFLINE]


async def test_a_customer_is_never_there_to_work(office: Office) -> None:
    lena = await office.person("lena", Role.CUSTOMER)
    for refused in (office.beats(lena), office.is_now(lena, ONLINE)):
        with pytest.raises(Forbidden):
            await refused
    assert await office.available() == {}
    assert await office.facts() == []


async def test_whoever_works_here_no_more_is_not_there(office: Office) -> None:
    anna = await office.person("anna")
    await office.beats(anna)
    user = await office.shop.account("ben", Role.AGENT)
    async with office.db.transaction() as session:
        stored = await session.get_one(type(user), anna.user_id)
        stored.status = 0
    assert await office.status(anna) is OFFLINE
    assert await office.available() == {}


async def test_an_agent_made_customer_meanwhile_is_refused(office: Office) -> None:
    """The actor was read seconds ago; the row says what counts now."""
    anna = await office.person("anna")
    user = await office.shop.account("ben", Role.AGENT)
    async with office.db.transaction() as session:
        (await session.get_one(type(user), anna.user_id)).role = Role.CUSTOMER
    with pytest.raises(NotFound):
        await office.beats(anna)


async def test_agents_see_each_other_page_by_page(office: Office) -> None:
    anna, ben, vera = [await office.person(name) for name in ("anna", "ben", "vera")]
    await office.person("lena", Role.CUSTOMER)
    await office.beats(ben)
    seen, cursor = [], ""
    async with office.db.reading() as session:
        while True:
            page, following = await queries.agents(session, anna, after(1), limit=2, cursor=cursor)
            seen += [(one.nickname, one.status) for one in page]
            if following is None:
                break
            cursor = following
    assert seen == [("Anna", OFFLINE), ("Ben", ONLINE), ("Vera", OFFLINE)]
    assert vera.user_id > ben.user_id > anna.user_id


async def test_customers_see_no_agents(office: Office) -> None:
    lena = await office.person("lena", Role.CUSTOMER)
    async with office.db.reading() as session:
        with pytest.raises(Forbidden):
            await queries.agents(session, lena, after(0), limit=2)
        with pytest.raises(Forbidden):
            await queries.get_own_agent(session, lena, after(0))


async def test_somebody_heard_while_the_watch_looked_stays(office: Office) -> None:
    """The watch read that he was silent; before it acted, he beat."""
    anna = await office.person("anna")
    await office.beats(anna)
    await office.beats(anna, 61)
    async with office.db.transaction() as session:
        assert not await actions.expire(session, anna.user_id, after(62))
    assert await office.status(anna, 62) is ONLINE


async def test_nobody_expires_who_was_never_there(office: Office) -> None:
    anna = await office.person("anna")
    async with office.db.transaction() as session:
        assert not await actions.expire(session, anna.user_id, after(62))
    assert await office.looks(1_000_000) == []
    assert await office.facts() == []
