"""The desk's lists: who waits in which order, whom one has, and nothing of it for customers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from aics_app.chat import actions as chat
from aics_app.chat.models import Message
from aics_app.core.errors import Forbidden
from aics_app.desk import queries
from aics_app.handoff import actions
from aics_app.handoff.models import Disposition, Priority
from tests.unit.handoff.conftest import Floor, after, floor_on


@pytest.fixture
async def floor(tmp_path: Path) -> AsyncIterator[Floor]:
    """Nobody is there yet."""
    async with floor_on(f"sqlite+aiosqlite:///{tmp_path / 'floor.db'}") as made:
        yield made


async def test_who_waits_comes_in_the_order_of_the_turns_with_name_and_matter(floor: Floor) -> None:
    otto = await floor.agent("otto")
    lena, ida = await floor.person("lena"), await floor.person("ida")
    await floor.waiting(lena, 0)
    await floor.waiting(ida, 5, priority=Priority.URGENT)
    cases = await floor.read(queries.waiting, otto)
    assert [case.customer for case in cases] == ["Ida", "Lena"]
    assert {case.title for case in cases} == {"Where is my parcel?"}


async def test_ones_own_chats_are_ones_own_and_who_waits_for_an_answer_comes_first(floor: Floor) -> None:
    otto, olga = await floor.agent("otto"), await floor.agent("olga")
    lena, ida, max_ = [await floor.person(name) for name in ("lena", "ida", "max")]
    first = await floor.taken(lena, otto, 0)
    second = await floor.taken(ida, otto, 10)
    await floor.taken(max_, olga, 20)
    assert [case.id for case in await floor.read(queries.mine, otto)] == [first.id, second.id]
    await floor.do(actions.heard_agent, first.session_id, otto.user_id, after(30))
    assert [case.id for case in await floor.read(queries.mine, otto)] == [second.id, first.id]
    assert [case.customer for case in await floor.read(queries.mine, olga)] == ["Max"]


async def test_the_latest_hand_off_of_a_conversation(floor: Floor) -> None:
    otto, lena = await floor.agent("otto"), await floor.person("lena")
    over = await floor.waiting(lena)
    await floor.do(actions.cancel, lena, over.id, after(5))
    latest = await floor.waiting(lena, 10, conversation_id=over.session_id)
    found = await floor.read(queries.find_latest, otto, over.session_id)
    assert found
    assert found.handoff.id == latest.id
    assert await floor.read(queries.find_latest, otto, "0" * 32) is None


async def test_customers_have_no_desk(floor: Floor) -> None:
    lena = await floor.person("lena")
    handoff = await floor.waiting(lena)
    for query, more in (
        (queries.waiting, ()),
        (queries.mine, ()),
        (queries.find_latest, (handoff.session_id,)),
    ):
        with pytest.raises(Forbidden):
            await floor.read(query, lena, *more)


async def test_what_comes_later_in_a_conversation_is_never_earlier_by_its_time(floor: Floor) -> None:
    otto, lena = await floor.agent("otto"), await floor.person("lena")
    handoff = await floor.taken(lena, otto, 0.9)
    for who, at in ((lena, 5.95), (otto, 6.05)):
        await floor.do(chat.say, who, handoff.session_id, "Hello.", client_id=None, at=after(at))
    await floor.do(actions.close, otto, handoff.id, disposition=Disposition.SOLVED, note="", at=after(6.1))
    async with floor.db.reading() as session:
        said = await session.execute(select(col(Message.create_time)).order_by(col(Message.id)))
        times = list(said.scalars())
    assert times == sorted(times)
    assert times[-3:] == [after(5), after(6), after(6)]
