"""What was just said here is shown without being read, to those who may see it, and never instead of more."""

import pytest

from aics_app.accounts.models import Role
from aics_app.chat import actions, queries, views
from aics_app.chat.actions import Said
from aics_app.chat.replies import note, tell
from aics_app.chat.views import Shown
from aics_app.core import clock
from tests.asked import statements
from tests.unit.chat.conftest import Desk
from tests.unit.chat.speakers import give_back, take
from tests.unit.chat.talks import Talk, begun


@pytest.fixture
async def talk(desk: Desk) -> Talk:
    return await begun(desk)


def fresh(talk: Talk, version: int, *, own: bool = False) -> list[str]:
    """What Lena (or whoever of the staff looks) need not read."""
    viewer = talk.lena if own else talk.anna
    said = talk.desk.replies.fresh.since(talk.id, version, viewer, own=own)
    return [one.message.content for one in said if one.message]


async def test_what_is_shown_at_once_is_what_is_read_later(talk: Talk) -> None:
    version = (await talk.row()).version
    await talk.say(talk.lena, "Is a person there?", "lena-asks-this")
    await talk.say(talk.anna, "Yes.")
    news = views.told(talk.desk.replies.fresh.since(talk.id, version, talk.lena, own=True))
    assert news
    async with talk.desk.db.reading() as session:
        row = await queries.get_own_conversation(session, talk.lena, talk.id)
        rows = await queries.messages_after(session, talk.id, after=0, limit=10)
        read = await views.shown(session, rows)
    assert news.version == row.version
    assert [_told(one) for one in news.shown] == [_told(one) for one in read]


def _told(shown: Shown) -> tuple[object, ...]:
    return shown.message.model_dump(), shown.author, shown.files, shown.citations, shown.feedback


async def test_it_is_all_that_happened_since_or_nothing(talk: Talk) -> None:
    began = (await talk.row()).version
    await talk.say(talk.lena, "One")
    await talk.say(talk.anna, "Two")
    assert fresh(talk, began) == fresh(talk, began, own=True) == ["One", "Two"]
    assert fresh(talk, began + 1) == ["Two"]
    assert fresh(talk, began + 2) == []
    await note(talk.desk.replies.tools, talk.anna, talk.id, "A secret", client_id=None, at=clock.now())
    await talk.say(talk.anna, "Three")
    assert fresh(talk, began) == fresh(talk, began, own=True) == []
    noted = (await talk.row()).version - 1
    assert fresh(talk, noted) == ["Three"]
    await give_back(talk.desk, talk.id, talk.anna)
    await take(talk.desk, talk.id, talk.anna)
    await talk.say(talk.anna, "Four")
    assert fresh(talk, noted) == []
    assert fresh(talk, (await talk.row()).version - 1) == ["Four"]


async def test_nobody_is_shown_what_he_may_not_read(talk: Talk) -> None:
    version = (await talk.row()).version
    await talk.say(talk.anna, "Only for Lena")
    mallory = await talk.desk.person("mallory")
    known = talk.desk.replies.fresh
    assert known.since(talk.id, version, mallory) == []
    assert known.since(talk.id, version, talk.anna, own=True) == []
    assert known.since("0" * 32, 0, talk.anna) == []


async def test_what_another_process_saved_makes_everybody_read(talk: Talk) -> None:
    version = (await talk.row()).version
    await talk.say(talk.anna, "Here")
    async with talk.desk.db.transaction() as session:
        there = await actions.say(session, talk.lena, talk.id, "There", client_id=None, at=clock.now())
    assert fresh(talk, version) == ["Here"]  # its news is still on the way
    tell(talk.desk.replies.tools.live, there)
    assert fresh(talk, version) == fresh(talk, version + 1) == []
    await talk.say(talk.anna, "Here again")
    assert fresh(talk, version + 1) == []
    assert fresh(talk, version + 2) == ["Here again"]


async def test_only_so_much_is_kept(talk: Talk) -> None:
    version = (await talk.row()).version
    for number in range(9):
        await talk.say(talk.lena, f"Line {number}")
    assert fresh(talk, version) == []
    assert fresh(talk, version + 1) == [f"Line {number}" for number in range(1, 9)]


async def test_the_conversations_that_are_kept_longest_are_let_go(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aics_app.chat.replies.fresh.KEPT", 1)
    other = await begun(talk.desk, "nora", "otto")
    version = (await talk.row()).version
    await talk.say(talk.anna, "Hello, Lena.")
    await other.say(other.anna, "Hello, Nora.")
    assert fresh(talk, version) == []
    assert fresh(other, (await other.row()).version - 1) == ["Hello, Nora."]


async def test_the_same_message_again_is_the_first_one_and_is_told_once(talk: Talk) -> None:
    bert = await talk.desk.person("bert", Role.AGENT)
    version = (await talk.row()).version
    first = await talk.say(talk.lena, "Hello?", "lena-says-hello")
    again = await talk.say(talk.lena, "Hello?", "lena-says-hello")
    assert isinstance(first, Said)
    assert again == Said(first.message_id, is_new=False, conversation_id=talk.id)
    noted = await note(talk.desk.replies.tools, bert, talk.id, "Hm.", client_id="bert-notes", at=clock.now())
    known = await note(talk.desk.replies.tools, bert, talk.id, "Hm.", client_id="bert-notes", at=clock.now())
    assert known == Said(noted.message_id, is_new=False, conversation_id=talk.id)
    assert (await talk.row()).version == version + 2


async def test_saying_something_takes_five_statements(talk: Talk) -> None:
    with statements(talk.desk.db) as heard:
        await talk.say(talk.lena, "How often is the database asked?", "lena-counts-them")
    assert [" ".join(one.split()[:2]) for one in heard] == [
        "SELECT chat_session.id,",
        "INSERT INTO",
        "UPDATE chat_session",
        "UPDATE handoff",
        "INSERT INTO",
    ]
