"""Vera, who answers for the service, takes a chat from its agent; and nobody else can."""

import asyncio

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.chat import actions as chat
from aics_app.chat.errors import NotSpeaking
from aics_app.chat.models import Speaker
from aics_app.core.errors import AppError, Forbidden, NotFound
from aics_app.core.events import Listeners
from aics_app.core.live import LocalLive, Message
from aics_app.handoff import actions, news
from aics_app.handoff.actions import Target
from aics_app.handoff.errors import HandoffOver
from aics_app.handoff.models import Disposition, Handoff, Status
from tests.unit.handoff.conftest import Floor, after


@pytest.fixture
async def vera(floor: Floor) -> Actor:
    """An administrator."""
    return await floor.person("vera", Role.ADMIN)


async def _seize(floor: Floor, actor: Actor, handoff: Handoff, at: float = 30) -> Handoff:
    return (await floor.do(actions.seize, actor, handoff.id, after(at)))[0]


async def _close(floor: Floor, actor: Actor, handoff: Handoff) -> Handoff:
    what = {"disposition": Disposition.SOLVED, "note": ""}
    return await floor.do(actions.close, actor, handoff.id, at=after(60), **what)


async def test_vera_takes_lena_from_anna_and_has_the_word(
    floor: Floor, lena: Actor, anna: Actor, vera: Actor
) -> None:
    handoff = await floor.taken(lena, anna)
    seized = await _seize(floor, vera, handoff)
    assert (seized.status, seized.agent_id, seized.taken_at) == (Status.ACTIVE, vera.user_id, after(0))
    assert (seized.given_at, seized.silent_since) == (after(30), after(30))
    assert await floor.word(handoff) == (Speaker.AGENT, vera.user_id)
    assert await floor.lines(handoff) == ["handoff_queued", "handoff_taken", "handoff_seized"]
    fact = next(fact for fact in floor.told if type(fact).__name__ == "HandoffSeized")
    assert (fact.actor_id, fact.from_agent_id, fact.agent_id) == (vera.user_id, anna.user_id, vera.user_id)


async def test_anna_can_write_and_close_no_more(floor: Floor, lena: Actor, anna: Actor, vera: Actor) -> None:
    handoff = await floor.taken(lena, anna)
    await _seize(floor, vera, handoff)
    with pytest.raises(NotSpeaking):
        await floor.do(chat.say, anna, handoff.session_id, "Still here!", client_id=None, at=after(40))
    with pytest.raises(NotSpeaking):
        await _close(floor, anna, handoff)
    assert (await _close(floor, vera, handoff)).status == Status.CLOSED


async def test_seized_twice_it_stays_as_it_is(floor: Floor, lena: Actor, anna: Actor, vera: Actor) -> None:
    handoff = await floor.taken(lena, anna)
    await _seize(floor, vera, handoff)
    assert (await _seize(floor, vera, handoff, 50)).given_at == after(30)
    assert await floor.lines(handoff) == ["handoff_queued", "handoff_taken", "handoff_seized"]


async def test_who_waits_is_simply_taken(floor: Floor, lena: Actor, vera: Actor) -> None:
    handoff = await floor.waiting(lena)
    assert (await _seize(floor, vera, handoff)).agent_id == vera.user_id
    assert await floor.lines(handoff) == ["handoff_queued", "handoff_taken"]


async def test_agents_and_customers_seize_nothing(
    floor: Floor, lena: Actor, tom: Actor, anna: Actor, ben: Actor
) -> None:
    handoff = await floor.taken(lena, anna)
    for somebody, refusal in ((ben, Forbidden), (anna, Forbidden), (lena, Forbidden), (tom, NotFound)):
        with pytest.raises(refusal):
            await _seize(floor, somebody, handoff)
    assert (await floor.row(handoff)).agent_id == anna.user_id


async def test_what_is_over_or_was_never_there_is_not_seized(
    floor: Floor, lena: Actor, anna: Actor, vera: Actor
) -> None:
    handoff = await floor.taken(lena, anna)
    await _close(floor, anna, handoff)
    with pytest.raises(HandoffOver):
        await _seize(floor, vera, handoff)
    with pytest.raises(NotFound):
        await floor.do(actions.seize, vera, 99_999, after(1))
    assert await floor.word(handoff) == (Speaker.AI, None)


async def test_seized_closed_and_passed_on_at_once_it_has_one_outcome(
    floor: Floor, lena: Actor, anna: Actor, ben: Actor, vera: Actor
) -> None:
    handoff = await floor.taken(lena, anna)
    to_ben = floor.do(actions.transfer, anna, handoff.id, Target(ben.user_id), note="", at=after(30))
    done = await asyncio.gather(
        _seize(floor, vera, handoff), _close(floor, anna, handoff), to_ben, return_exceptions=True
    )
    assert all(isinstance(one, Handoff | AppError) for one in done), done
    row, word = await floor.row(handoff), await floor.word(handoff)
    if row.status == Status.CLOSED:
        assert word == (Speaker.AI, None)
    else:
        assert word == (Speaker.AGENT, row.agent_id)
        assert row.agent_id == vera.user_id  # from Anna, or from Ben who had just got it


async def test_annas_desk_is_told(floor: Floor, lena: Actor, anna: Actor, vera: Actor) -> None:
    live, heard = LocalLive(), list[Message]()
    live.subscribe(news.TOPIC, lambda _, message: heard.append(message))
    handoff = await floor.taken(lena, anna)
    listeners = Listeners()
    news.listen(listeners, floor.db, live)
    floor.db.deliver = listeners.deliver
    await _seize(floor, vera, handoff)
    await live.close()
    assert {"type": "seized", "from": anna.user_id, "handoff": handoff.id} in heard
    assert {"type": "changed"} in heard
