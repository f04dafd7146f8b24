"""Anna and Ben are given work, each piece once."""

import asyncio

from aics_app.workforce.models import Status
from tests.unit.workforce.conftest import Office, after

BUSY = Status.BUSY


async def test_waiting_for_work_begins_anew_when_one_is_given_some(office: Office) -> None:
    anna = await office.person("anna")
    await office.beats(anna)
    known = (await office.available())["Anna"]
    assert await office.given_work(anna.user_id, 10, known.version)
    assert (await office.available(10))["Anna"].waiting_since == after(10)
    assert await office.facts() == [(anna.user_id, str(anna.user_id), {"status": "online"})]


async def test_work_taken_by_hand_while_busy_does_not_make_one_wait_for_more(office: Office) -> None:
    ben = await office.person("ben")
    await office.is_now(ben, BUSY)
    assert await office.given_work(ben.user_id, 10)
    assert (await office.row(ben)).waiting_since is None


async def test_a_turn_counts_once(office: Office) -> None:
    anna = await office.person("anna")
    await office.beats(anna)
    known = (await office.available())["Anna"]
    given = await asyncio.gather(*(office.given_work(anna.user_id, 10, known.version) for _ in range(8)))
    assert sorted(given) == [False] * 7 + [True]


async def test_a_turn_is_over_when_the_status_changed(office: Office) -> None:
    anna = await office.person("anna")
    await office.beats(anna)
    known = (await office.available())["Anna"]
    await office.is_now(anna, BUSY, 5)
    assert not await office.given_work(anna.user_id, 10, known.version)


async def test_a_turn_is_over_when_he_fell_silent(office: Office) -> None:
    anna = await office.person("anna")
    await office.beats(anna)
    known = (await office.available())["Anna"]
    await office.looks(60)
    assert not await office.given_work(anna.user_id, 61, known.version)


async def test_who_was_never_there_is_given_nothing(office: Office) -> None:
    anna = await office.person("anna")
    assert not await office.given_work(anna.user_id, 10)
