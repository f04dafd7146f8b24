"""A conversation longer than a page shows: going back through it, at the customer's page and at the desk."""

from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from aics_app.chat.ui import people, states
from aics_app.chat.ui.states import ChatState
from aics_app.core.container import provide
from aics_app.desk.ui import talking
from aics_app.desk.ui.talking import TalkState, follow_own
from aics_app.llm.double import ScriptedModel
from aics_app.ui.hub import PageHub
from tests.app import running
from tests.doubles.understanding import ScriptedUnderstanding
from tests.states import seen_by, state_of
from tests.unit.chat.conftest import Desk
from tests.unit.chat.talks import Talk, begun

PAGE, MOST, SAID = 3, 7, 20


class Reader:
    """One side's page of the conversation."""

    def __init__(self, kind: Any, shown: str) -> None:
        self._kind, self._shown = kind, shown
        self.state: Any = state_of(kind)

    async def does(self, handler: str) -> list[int]:
        """What the page shows after it."""
        await getattr(self._kind, handler).fn(self.state)
        return self.ids

    @property
    def ids(self) -> list[int]:
        return [one.id for one in getattr(self.state, self._shown)]

    @property
    def has_earlier(self) -> bool:
        return bool(getattr(self.state, "window", self.state).has_earlier)

    @property
    def ends_before(self) -> int:
        return int(getattr(self.state, "window", self.state).ends_before)


@pytest.fixture
async def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Talk]:
    model, understanding = ScriptedModel("Two to five days."), ScriptedUnderstanding()
    async with running(tmp_path, model=model, understanding=understanding) as shop:
        provide(PageHub, Mock(spec=PageHub))
        for module in (states, talking):
            monkeypatch.setattr(module, "LOADED", PAGE)
            monkeypatch.setattr(module, "LOADED_MOST", MOST)
        yield await begun(Desk(shop, model, understanding))


def _reader(talk: Talk, monkeypatch: pytest.MonkeyPatch, who: str) -> Reader:
    actor = {"lena": talk.lena, "anna": talk.anna}[who]
    seen_by(actor, monkeypatch, states, people, talking)
    reader = Reader(ChatState, "messages") if who == "lena" else Reader(TalkState, "lines")
    reader.state.conversation_id, reader.state.loaded = talk.id, True
    return reader


@pytest.mark.parametrize("who", ["lena", "anna"])
async def test_who_goes_back_sees_every_message_once_whatever_comes_meanwhile(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    said = [(await talk.say(talk.lena, f"Word {number}")).message_id for number in range(SAID)]
    reader = _reader(talk, monkeypatch, who)
    assert await reader.does("pull") == said[-PAGE:]
    seen = [reader.ids]
    while reader.has_earlier:
        seen.append(await reader.does("show_earlier"))
        said.append((await talk.say(talk.lena, f"Meanwhile {len(seen)}")).message_id)
        before = reader.ids
        after = await reader.does("follow")
        assert after == before or reader.ends_before == 0, "a window that has moved stays where it is"
    for shown in seen:
        first = said.index(shown[0])
        assert shown == said[first : first + len(shown)], "none is missing, none is twice"
        assert len(shown) <= MOST
    assert all(set(one) & set(other) for one, other in pairwise(seen))
    assert seen[-1][0] == said[0]
    still = reader.ids
    assert await reader.does("show_earlier") == still, "there is nothing earlier"
    assert await reader.does("show_newest") == said[-PAGE:]
    assert (reader.ends_before, reader.has_earlier) == (0, True)


async def test_only_the_end_of_the_conversation_is_its_end(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(SAID):
        await talk.say(talk.lena, f"Word {number}")
    reader = _reader(talk, monkeypatch, "lena")
    await reader.does("pull")
    while reader.has_earlier:
        await reader.does("show_earlier")
    assert not any(one.is_last or one.is_last_own for one in reader.state.messages)
    await reader.does("show_newest")
    assert [one.is_last for one in reader.state.messages] == [False] * (PAGE - 1) + [True]


async def test_who_says_something_far_back_is_at_the_end_again(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [(await talk.say(talk.lena, f"Word {number}")).message_id for number in range(SAID)]
    lena = _reader(talk, monkeypatch, "lena")
    await lena.does("pull")
    while lena.has_earlier:
        await lena.does("show_earlier")
    await ChatState.ask.fn(lena.state, "And what now?", "a-client-id", [])
    assert (lena.ends_before, lena.state.messages[-1].text) == (0, "And what now?")
    assert lena.ids[:-1] == said[1 - len(lena.ids) :]
    anna = _reader(talk, monkeypatch, "anna")
    await anna.does("pull")
    while anna.has_earlier:
        await anna.does("show_earlier")
    answer = (await talk.say(talk.anna, "Now it comes.")).message_id
    await follow_own(anna.state, talk.anna)
    assert (anna.ends_before, anna.ids[-1]) == (0, answer)


async def test_a_page_that_is_opened_begins_at_the_end(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(SAID):
        await talk.say(talk.lena, f"Word {number}")
    for who in ("lena", "anna"):
        reader = _reader(talk, monkeypatch, who)
        await reader.does("pull")
        while reader.has_earlier:
            await reader.does("show_earlier")
        assert reader.ends_before
        await reader.does("open")  # the address names none
        assert (reader.ends_before, reader.has_earlier, reader.ids) == (0, False, [])
