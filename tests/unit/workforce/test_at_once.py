"""Tabs, replicas and watches at the same moment: one story, and nobody waits for ever."""

import asyncio
from itertools import pairwise

from aics_app.accounts.models import Actor
from aics_app.workforce.models import Status
from tests.unit.workforce.conftest import Office

ONLINE, BUSY, AWAY = Status.ONLINE, Status.BUSY, Status.AWAY


async def told_of(office: Office, actor: Actor) -> list[str]:
    """The changes that were told of somebody."""
    return [data["status"] for _, subject, data in await office.facts() if subject == str(actor.user_id)]


async def test_first_beats_of_many_tabs_at_once_are_one_arrival(office: Office) -> None:
    anna, ben = await office.person("anna"), await office.person("ben")
    await asyncio.gather(*(office.beats(one, second) for one in (anna, ben) for second in range(10)))
    assert {row.status for row in (await office.row(anna), await office.row(ben))} == {ONLINE}
    assert sorted(subject for _, subject, _ in await office.facts()) == [str(anna.user_id), str(ben.user_id)]


async def test_choices_beats_turns_and_watches_at_once_leave_one_story(office: Office) -> None:
    """Whatever the order: no deadlock, and every change is told from the one before."""
    anna, ben = await office.person("anna"), await office.person("ben")
    for start in range(0, 800, 100):
        await office.is_now(anna, ONLINE, start)
        await office.is_now(ben, AWAY, start)
        await asyncio.gather(
            *(office.looks(start + 61) for _ in range(3)),
            *(office.beats(one, start + 62) for one in (anna, ben, anna)),
            *(office.is_now(one, status, start + 62) for one in (anna, ben) for status in (BUSY, ONLINE)),
            *(office.given_work(one.user_id, start + 62) for one in (anna, ben)),
        )
        for one in (anna, ben):
            told = await told_of(office, one)
            assert all(before != later for before, later in pairwise(told))
            row = await office.row(one)
            assert (row.status, row.chosen) == (told[-1], told[-1])
            assert (row.waiting_since is not None) == (row.status == ONLINE)


async def test_whoever_beats_while_the_watch_looks_is_there(office: Office) -> None:
    agents = [await office.person(name) for name in ("anna", "ben", "cleo", "dora", "emil", "fred")]
    for one in agents:
        await office.beats(one)
    for start in range(100, 900, 100):
        beats = (office.beats(one, start) for one in agents)
        await asyncio.gather(office.looks(start), *beats, office.looks(start))
        assert {await office.status(one, start) for one in agents} == {ONLINE}


async def test_of_many_watches_one_tells(office: Office) -> None:
    anna, ben = await office.person("anna"), await office.person("ben")
    for one in (anna, ben):
        await office.beats(one)
    found = await asyncio.gather(*(office.looks(60) for _ in range(6)))
    assert sorted(user_id for ids in found for user_id in ids) == [anna.user_id, ben.user_id]
    assert len(await office.facts()) == 4
