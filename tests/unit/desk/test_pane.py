"""The left pane: what is unread, what colleagues have, what a search finds, and who else is there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.chat import actions as chat
from aics_app.core.errors import Forbidden
from aics_app.desk import queries
from aics_app.desk.queries import Listed
from aics_app.desk.ui.shapes import case_view
from aics_app.handoff import actions
from aics_app.handoff.models import Handoff
from aics_app.handoff.rules.absence import Why
from aics_app.workforce import actions as workforce
from aics_app.workforce.actions import Profile
from aics_app.workforce.models import Status as Presence
from tests.unit.handoff.conftest import Floor, after, floor_on


@pytest.fixture
async def floor(tmp_path: Path) -> AsyncIterator[Floor]:
    """Nobody is there yet."""
    async with floor_on(f"sqlite+aiosqlite:///{tmp_path / 'floor.db'}") as made:
        yield made


async def _says(floor: Floor, who: Actor, handoff: Handoff, text: str, at: float) -> int:
    said = await floor.do(chat.say, who, handoff.session_id, text, client_id=None, at=after(at))
    return said.message_id


def _names(cases: list[Listed]) -> list[str]:
    return [case.customer for case in cases]


async def _unread(floor: Floor, agent: Actor) -> list[tuple[int, int]]:
    """How many words of each chat, and the last one's id."""
    return [(case.unread, case.newest_unread) for case in await floor.read(queries.mine, agent)]


async def test_what_the_customer_said_is_unread_until_his_agent_has_read_it(floor: Floor) -> None:
    otto, lena = await floor.agent("otto"), await floor.person("lena")
    handoff = await floor.taken(lena, otto, 0)
    assert await _unread(floor, otto) == [(0, 0)]
    for number in range(3):
        last = await _says(floor, lena, handoff, f"Hello {number}?", 10 + number)
    await _says(floor, otto, handoff, "Here I am.", 20)
    assert await _unread(floor, otto) == [(3, last)]
    await floor.do(chat.mark, otto, handoff.session_id, read_id=last - 1, at=after(21))
    assert await _unread(floor, otto) == [(1, last)]
    await floor.do(chat.mark, otto, handoff.session_id, read_id=last, at=after(22))
    assert await _unread(floor, otto) == [(0, 0)]
    again = await _says(floor, lena, handoff, "And now?", 30)
    assert await _unread(floor, otto) == [(1, again)]


async def test_who_gets_a_chat_finds_unread_what_was_said_since_a_person_was_asked_for(floor: Floor) -> None:
    otto, olga = await floor.agent("otto"), await floor.agent("olga", Presence.ONLINE)
    lena = await floor.person("lena")
    handoff = await floor.taken(lena, otto, 0)
    last = await _says(floor, lena, handoff, "Is anybody there?", 5)
    await floor.do(chat.mark, otto, handoff.session_id, read_id=last, at=after(6))
    to = actions.Target(agent_id=olga.user_id)
    await floor.do(actions.transfer, otto, handoff.id, to, note="", at=after(7))
    assert [case.unread for case in await floor.read(queries.mine, olga)] == [1]


async def test_colleagues_chats_name_their_agents(floor: Floor) -> None:
    otto, olga = await floor.agent("otto"), await floor.agent("olga")
    await floor.taken(await floor.person("lena"), otto)
    await floor.taken(await floor.person("ida"), olga)
    (case,) = await floor.read(queries.others, otto)
    assert (case.customer, case.agent) == ("Ida", "Olga")
    figures = await floor.read(queries.queue, otto)
    assert (figures.waiting, figures.others) == (0, 1)


async def test_open_chats_are_found_by_name_matter_and_words(floor: Floor) -> None:
    otto, olga = await floor.agent("otto"), await floor.agent("olga")
    lena, ida, max_ = [await floor.person(name) for name in ("lena", "ida", "max")]
    hers = await floor.taken(lena, olga)
    await floor.waiting(ida, 5)
    over = await floor.waiting(max_, 6)
    await floor.do(actions.cancel, max_, over.id, after(7))
    await _says(floor, lena, hers, "The tulip bulbs came 100% broken_again", 8)
    for words, names in (
        ("len", ["Lena"]),
        ("TULIP", ["Lena"]),
        ("100%", ["Lena"]),
        ("broken_a", ["Lena"]),
        ("brokenXa", []),
        ("%", ["Lena"]),
        ("parcel", ["Lena", "Ida"]),
        ("max", []),
    ):
        assert _names(await floor.read(queries.found, otto, words)) == names, words


async def test_a_hundred_who_wait_are_counted_and_the_first_are_read(floor: Floor) -> None:
    otto = await floor.agent("otto")
    waiting = await floor.customers_waiting(100)
    figures = await floor.read(queries.queue, otto)
    assert (figures.waiting, figures.newest) == (100, waiting[-1].id)
    first = await floor.read(queries.waiting, otto, limit=30)
    assert [case.id for case in first] == [one.id for one in waiting[:30]]


async def test_a_wait_runs_since_the_asking_and_for_an_answer_since_the_word(floor: Floor) -> None:
    otto, lena = await floor.agent("otto"), await floor.person("lena")
    handoff = await floor.waiting(lena, 0)
    (case,) = await floor.read(queries.waiting, otto)
    assert case_view(case).since == after(0).isoformat()
    await floor.do(actions.take, otto, handoff.id, after(30))
    await floor.do(actions.heard_agent, handoff.session_id, otto.user_id, after(40))
    (case,) = await floor.read(queries.mine, otto)
    assert case_view(case).since == ""
    await floor.do(actions.heard_customer, handoff.session_id, after(50))
    (case,) = await floor.read(queries.mine, otto)
    assert case_view(case).since == after(50).isoformat()


async def test_who_comes_back_to_the_queue_has_a_wait_that_runs(floor: Floor) -> None:
    otto, lena = await floor.agent("otto"), await floor.person("lena")
    handoff = await floor.taken(lena, otto)
    await floor.do(actions.requeue, handoff.id, after(90), from_agent=otto.user_id, why=Why.OFFLINE)
    (case,) = await floor.read(queries.waiting, otto)
    assert case_view(case).since


async def test_a_chat_can_be_passed_on_to_who_is_there_the_least_busy_first(floor: Floor) -> None:
    otto = await floor.agent("otto", Presence.ONLINE)
    olga, owen = await floor.agent("olga", Presence.ONLINE), await floor.agent("owen", Presence.ONLINE)
    oscar = await floor.agent("oscar", Presence.BUSY)
    await floor.agent("ophelia", Presence.OFFLINE)
    vera = await floor.person("vera", Role.ADMIN)
    await floor.do(workforce.set_profile, vera, oscar.user_id, Profile(2, "returns"), after(0))
    await floor.taken(await floor.person("lena"), olga)
    there = await floor.read(queries.colleagues, otto, after(5))
    assert [(one.nickname, one.status, one.chats, one.capacity, one.team) for one in there] == [
        ("Owen", "online", 0, 4, ""),
        ("Olga", "online", 1, 4, ""),
        ("Oscar", "busy", 0, 2, "returns"),
    ]
    assert owen.user_id == there[0].user_id
    assert await floor.read(queries.teams, otto) == ["returns"]


async def test_customers_see_nothing_of_it(floor: Floor) -> None:
    lena = await floor.person("lena")
    await floor.waiting(lena)
    for query, more in (
        (queries.queue, ()),
        (queries.others, ()),
        (queries.found, ("parcel",)),
        (queries.colleagues, (after(0),)),
        (queries.teams, ()),
    ):
        with pytest.raises(Forbidden):
            await floor.read(query, lena, *more)
