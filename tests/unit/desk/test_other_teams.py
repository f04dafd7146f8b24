"""An agent opens another team's chat: he may look and leave a note, and nothing else; nobody learns of it."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.chat import actions as chat
from aics_app.chat import queries as conversations
from aics_app.chat import views
from aics_app.chat.errors import AlreadyTaken, NotSpeaking
from aics_app.chat.models import MAX_STAFF_CHARS, Reader
from aics_app.core.errors import AppError, Forbidden, NotFound
from aics_app.handoff import actions
from aics_app.handoff.actions import Target
from aics_app.handoff.models import Disposition, Handoff
from aics_app.workforce import actions as workforce
from aics_app.workforce.actions import Profile
from tests.unit.handoff.conftest import Floor, after

Act = Callable[[Floor, Actor, Handoff], Awaitable[object]]


async def _teams(floor: Floor, vera: Actor, otto: Actor, olga: Actor) -> None:
    await floor.do(workforce.set_profile, vera, otto.user_id, Profile(4, "sales"), after(0))
    await floor.do(workforce.set_profile, vera, olga.user_id, Profile(4, "returns"), after(0))


async def _say(floor: Floor, who: Actor, handoff: Handoff) -> object:
    return await floor.do(chat.say, who, handoff.session_id, "It's me now.", client_id=None, at=after(9))


async def _take(floor: Floor, who: Actor, handoff: Handoff) -> object:
    return await floor.do(actions.take, who, handoff.id, after(9))


async def _seize(floor: Floor, who: Actor, handoff: Handoff) -> object:
    return await floor.do(actions.seize, who, handoff.id, after(9))


async def _pass_on(floor: Floor, who: Actor, handoff: Handoff) -> object:
    return await floor.do(actions.transfer, who, handoff.id, Target(team="returns"), note="", at=after(9))


async def _close(floor: Floor, who: Actor, handoff: Handoff) -> object:
    how = {"disposition": Disposition.OTHER, "note": ""}
    return await floor.do(actions.close, who, handoff.id, at=after(9), **how)


async def _give_back(floor: Floor, who: Actor, handoff: Handoff) -> object:
    return await floor.do(actions.give_back, who, handoff.id, after(9))


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (_say, NotSpeaking),
        (_take, AlreadyTaken),
        (_seize, Forbidden),
        (_pass_on, NotSpeaking),
        (_close, NotSpeaking),
        (_give_back, NotSpeaking),
    ],
)
async def test_he_changes_nothing(
    floor: Floor, lena: Actor, otto: Actor, olga: Actor, vera: Actor, act: Act, refusal: type[AppError]
) -> None:
    await _teams(floor, vera, otto, olga)
    handoff = await floor.taken(lena, otto)
    with pytest.raises(refusal):
        await act(floor, olga, handoff)
    assert (await floor.row(handoff)).agent_id == otto.user_id
    assert await floor.lines(handoff) == ["handoff_queued", "handoff_taken"]


async def test_he_looks_on_without_a_trace_and_may_leave_a_note_of_ten_thousand_characters(
    floor: Floor, lena: Actor, otto: Actor, olga: Actor, vera: Actor
) -> None:
    await _teams(floor, vera, otto, olga)
    handoff = await floor.taken(lena, otto)
    await floor.do(chat.say, lena, handoff.session_id, "Are you there?", client_id=None, at=after(5))
    conversation = await floor.read(conversations.get_conversation, olga, handoff.session_id)
    seen = await floor.read(views.excerpt, conversation, viewer=olga)
    assert [shown.message.content for shown in seen.shown][-1] == "Are you there?"
    note = "字" * MAX_STAFF_CHARS
    await floor.do(chat.note, olga, handoff.session_id, note, client_id=None, at=after(6))
    assert await floor.notes(handoff) == [note]
    for_lena = await floor.read(views.excerpt, conversation, viewer=lena)
    assert note not in [shown.message.content for shown in for_lena.shown]
    assert await floor.read(_readers, handoff) == []


async def test_customers_look_into_no_chat_but_their_own(
    floor: Floor, lena: Actor, otto: Actor, vera: Actor
) -> None:
    handoff = await floor.taken(lena, otto)
    tom = await floor.person("tom")
    with pytest.raises(NotFound):
        await floor.read(conversations.get_conversation, tom, handoff.session_id)
    with pytest.raises(NotFound):
        await floor.do(chat.note, lena, handoff.session_id, "Mine?", client_id=None, at=after(6))


async def _readers(session: AsyncSession, handoff: Handoff) -> list[int]:
    chosen = select(col(Reader.user_id)).where(col(Reader.session_id) == handoff.session_id)
    return list((await session.execute(chosen)).scalars())
