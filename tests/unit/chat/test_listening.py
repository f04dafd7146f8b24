"""Who follows a conversation hears every message once, from the first one on, and only what is for them."""

import asyncio
from typing import Any

import pytest

from aics_app.accounts.models import Actor
from aics_app.chat import queries, views
from aics_app.chat.actions import Said
from aics_app.chat.models import Message
from aics_app.chat.replies import follow_talk, note
from aics_app.chat.routes.talking import events
from aics_app.core import clock
from tests.unit.chat.conftest import Desk
from tests.unit.chat.talks import Talk, begun
from tests.unit.chat.test_replies import until


@pytest.fixture
async def talk(desk: Desk) -> Talk:
    return await begun(desk)


class Listener:
    """Somebody who follows the conversation as the API's events do."""

    def __init__(self, talk: Talk, viewer: Actor, after: int | None = None) -> None:
        self.rows: list[tuple[str, str]] = []
        self.news: list[dict[str, Any]] = []
        self._task = asyncio.create_task(self._listen(talk, viewer, after))

    async def _listen(self, talk: Talk, viewer: Actor, after: int | None) -> None:
        if after is None:
            async with talk.desk.replies.tools.db.reading() as session:
                after = await queries.last_message_id(session, talk.id, viewer=viewer)
        async for heard in follow_talk(talk.desk.replies, talk.id, viewer, after=after):
            row = heard.message if isinstance(heard, Said) else heard
            if isinstance(row, Message):
                self.rows.append((row.sender, row.content))
            elif isinstance(heard, dict):
                self.news.append(heard)

    async def leave(self) -> None:
        """Hear no more."""
        self._task.cancel()
        await asyncio.wait([self._task])


async def test_whoever_sees_the_stream_begin_misses_nothing_from_then_on(talk: Talk) -> None:
    stream = await events(talk.id, talk.lena)
    await talk.say(talk.anna, "Before anybody reads the stream")
    first = await anext(aiter(stream.body_iterator))
    assert b"Before anybody reads the stream" in bytes(first)


async def test_followers_hear_every_message_once_and_in_order_notes_only_the_staff(talk: Talk) -> None:
    before = await talk.say(talk.lena, "Before you came")
    assert isinstance(before, Said)
    lena, anna = Listener(talk, talk.lena), Listener(talk, talk.anna)
    back = Listener(talk, talk.lena, after=before.message_id - 1)
    await until(lambda: bool(back.rows))
    for number in range(5):
        await talk.say(talk.anna, f"Line {number}")
        await _note(talk, f"secret {number}")
        await talk.typing(talk.lena)
    await until(lambda: len(lena.rows) == 5 and len(anna.rows) == 10 and len(back.rows) == 6)
    assert [text for _, text in lena.rows] == [f"Line {number}" for number in range(5)]
    assert back.rows == [("USER", "Before you came"), *lena.rows]
    assert [text for _, text in anna.rows][:2] == ["Line 0", "secret 0"]
    assert [heard["type"] for heard in lena.news] == ["typing"]
    for listener in (lena, anna, back):
        await listener.leave()


async def test_what_is_new_comes_alone_unless_nothing_is_known_or_too_much_is_new(talk: Talk) -> None:
    first = await talk.say(talk.lena, "Hello?")
    assert isinstance(first, Said)
    await talk.say(talk.anna, "Hello.")
    await _note(talk, "She waits.")

    async def news(viewer: Actor | None, after: int, limit: int) -> list[str] | None:
        async with talk.desk.db.reading() as session:
            row = await queries.get_conversation(session, talk.anna, talk.id)
            found = await views.news(session, row, viewer=viewer, after=after, limit=limit)
        return None if found is None else [one.message.content for one in found.shown]

    assert await news(None, first.message_id, 2) == ["Hello."]
    assert await news(talk.anna, first.message_id, 2) == ["Hello.", "She waits."]
    assert await news(talk.anna, first.message_id, 1) is None
    assert await news(talk.anna, 0, 50) is None


async def _note(talk: Talk, text: str) -> None:
    await note(talk.desk.replies.tools, talk.anna, talk.id, text, client_id=None, at=clock.now())
