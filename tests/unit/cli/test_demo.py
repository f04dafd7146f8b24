"""The demo company: believable, consistent, and only where nothing else is."""

from collections import Counter
from datetime import timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text

from aics_app.accounts import queries as accounts
from aics_app.accounts.models import Role, User
from aics_app.chat import queries as chat
from aics_app.chat.models import (
    MAX_QUESTION_CHARS,
    Citation,
    Conversation,
    Feedback,
    Message,
    MessageType,
    Sender,
    Source,
    State,
)
from aics_app.cli import demo, migrations
from aics_app.cli.demo.company import read
from aics_app.cli.demo.moments import moments
from aics_app.cli.demo.stories import Teller, told
from aics_app.core import passwords
from aics_app.core.db import Database
from aics_app.core.events import Activity
from aics_app.core.text import open_variables
from aics_app.desk import queries as desk
from aics_app.desk.queries import CannedFilter
from aics_app.desk.rules.canned import VARIABLES, Draft, faults_of, tidy
from aics_app.knowledge.models import Faq
from aics_app.settings import Settings, load
from tests.unit.cli.conftest import NOW

BEIJING = ZoneInfo("Asia/Shanghai")


def teller(seed: int = 1) -> Teller:
    company = read()
    ids = {(faq.key, faq.language): place for place, faq in enumerate(company.faqs, 1)}
    return Teller(Random(seed), company, ids)


def test_what_the_model_wrote_stands_on_entries_that_exist():
    company = read()
    keys = {faq.key for faq in company.faqs}
    assert {key for one in company.written for key in one.sources} <= keys
    assert {one.language for one in company.written} == {"zh", "en"}


def test_the_same_random_numbers_tell_the_same_stories():
    starts = [(NOW, 7, "zh")] * 20
    assert told(teller(), starts) == told(teller(), starts)
    assert told(teller(), starts) != told(teller(2), starts)


def test_customers_write_by_day_and_never_in_the_future():
    found = moments(Random(1), NOW, BEIJING, 2000)
    assert found == sorted(found)
    assert NOW - timedelta(weeks=6, days=1) < found[0] < found[-1] < NOW
    hours = Counter(moment.astimezone(BEIJING).hour for moment in found)
    assert sum(hours[hour] for hour in range(9, 22)) > 0.85 * len(found)
    assert hours[3] == 0
    latest, earliest = found[-1] - timedelta(weeks=2), found[0] + timedelta(weeks=2)
    assert sum(moment > latest for moment in found) > sum(moment < earliest for moment in found)


async def test_people_can_sign_in_and_the_further_customers_can_t(seeded, session):
    _, said = seeded
    roles = {"admin": Role.ADMIN, "agent1": Role.AGENT, "agent2": Role.AGENT, "customer1": Role.CUSTOMER}
    for name, role in roles.items():
        user = await accounts.find_user(session, name)
        assert user is not None
        assert user.role == role
    assert await passwords.matches(said.password, user.password)
    others = (await session.execute(select(User).where(User.username.not_in(demo.ACCOUNTS)))).scalars().all()
    assert len(others) == 12
    for other in others[:2]:
        assert not await passwords.matches(other.password, other.password)


async def test_there_is_enough_to_see(seeded, session):
    _, said = seeded
    assert (said.people, said.conversations) == (17, 310)
    shares = Counter(
        (await session.execute(select(Message.source).where(Message.sender == Sender.AI))).scalars()
    )
    answers = shares.total()
    assert 0.3 < shares[Source.FAQ] / answers < 0.6
    assert 0.05 < shares[Source.CACHE] / answers < 0.25
    assert 0.1 < shares[Source.LLM] / answers < 0.35
    assert 0.05 < shares[Source.NONE] / answers < 0.4  # wishes for a person among them
    solved = Counter((await session.execute(select(Conversation.solved))).scalars())
    assert all(solved[value] > 10 for value in (True, False, None))
    judged = Counter((await session.execute(select(Feedback.helpful))).scalars())
    assert judged[True] > judged[False] > 10
    wishes = select(func.count()).where(Conversation.wants_person_at.is_not(None))
    assert (await session.execute(wishes)).scalar_one() >= 5
    languages = Counter((await session.execute(select(Conversation.language))).scalars())
    assert languages["zh"] > languages["en"] > 10


async def test_every_message_is_as_the_chat_would_have_left_it(session):
    messages = {message.id: message for message in (await session.execute(select(Message))).scalars()}
    conversations = {own.id: own for own in (await session.execute(select(Conversation))).scalars()}
    for message in messages.values():
        conversation = conversations[message.session_id]
        assert message.user_id == conversation.user_id
        is_line = message.message_type == MessageType.SYSTEM
        assert (0 if is_line else 1) <= len(message.content) <= MAX_QUESTION_CHARS
        if message.sender == Sender.AI:
            question = messages[message.reply_to]
            assert (question.sender, question.session_id) == (Sender.CUSTOMER, message.session_id)
            assert question.id < message.id
            assert message.state in (State.DONE, State.STOPPED)
            assert message.source in set(Source)
            assert 0 <= message.confidence <= 1
        elif message.sender == Sender.CUSTOMER:
            assert (message.sender_id, message.state, message.source) == (message.user_id, State.DONE, None)
        assert conversation.created_at <= message.create_time <= conversation.last_message_at < NOW
    assert all(own.reply_id is None and own.title and own.preview for own in conversations.values())


async def test_sources_name_entries_that_say_so(session):
    faqs = {faq.id: faq for faq in (await session.execute(select(Faq))).scalars()}
    citations = (await session.execute(select(Citation))).scalars().all()
    used = Counter()
    sources = {row.id: row.source for row in await session.execute(select(Message.id, Message.source))}
    for citation in citations:
        faq = faqs[citation.item_id]
        assert (citation.title, citation.passage) == (faq.question, faq.answer)
        if citation.position == 1 and sources[citation.message_id] in (Source.FAQ, Source.CACHE):
            used[faq.id] += 1
    assert used == {faq.id: faq.hit_count for faq in faqs.values() if faq.hit_count}


async def test_everything_that_happened_is_in_the_activity_in_order(session):
    rows = (await session.execute(select(Activity).order_by(Activity.id))).scalars().all()
    happened = [row for row in rows if row.subject_type == "conversation"]
    assert [row.at for row in happened] == sorted(row.at for row in happened)
    counts = Counter(row.event for row in happened)
    replies = (await session.execute(select(func.count()).where(Message.sender == Sender.AI))).scalar_one()
    assert counts["QuestionAsked"] == counts["ReplyFinished"] == replies
    assert counts["ConversationStarted"] == 310
    first = {row.subject_id: row.event for row in reversed(happened)}
    assert set(first.values()) == {"ConversationStarted"}


async def test_customer1_finds_conversations_with_the_chat_s_own_queries(session):
    user = await accounts.find_user(session, "customer1")
    actor = accounts.actor_of(user)
    own, _ = await chat.own_conversations(session, actor)
    assert len(own) >= 5
    assert await chat.messages(session, own[0], limit=20)


async def test_agents_find_replies_that_the_desk_would_have_taken(session):
    found = await session.execute(select(User).where(User.username == "agent1"))
    actor = accounts.actor_of(found.scalar_one(), "session")
    kept, _ = await desk.canned_replies(session, actor, CannedFilter(), limit=200)
    assert {reply.is_shared for reply in kept} == {True, False}
    assert {reply.language for reply in kept if reply.is_shared} == {"zh", "en"}
    values = dict.fromkeys(VARIABLES, "x")
    for reply in kept:
        draft = Draft(reply.shortcut, reply.title, reply.text, reply.language, reply.is_shared)
        assert (tidy(draft), faults_of(draft), open_variables(reply.text, values)) == (draft, {}, [])


async def test_a_database_that_holds_anything_is_left_alone(seeded):
    settings, _ = seeded
    assert await demo.seed(settings, now=NOW) is None


@pytest.fixture
async def empty(tmp_path, monkeypatch) -> Settings:
    """Settings with an empty database and a password of their own; a small, quick company."""
    monkeypatch.setattr("aics_app.cli.demo.seeding.STORIES", 10)
    monkeypatch.setattr(passwords, "hashed", partial(passwords.hashed, rounds=4))
    settings = load({"APP_DATA_DIR": str(tmp_path), "DEMO_PASSWORD": "a-password-for-shows"})
    await migrations.upgrade(settings)
    return settings


async def in_database(settings: Settings, statement: str) -> None:
    async with migrations.connected(settings) as connection:
        await connection.execute(text(statement))
        await connection.commit()


async def test_a_password_that_was_given_is_used_and_not_said(empty):
    said = await demo.seed(empty, now=NOW)
    assert said.password == ""
    db = Database(empty.database_url, max_connections=1)
    async with db.reading() as session:
        user = await accounts.find_user(session, "agent2")
    await db.close()
    assert await passwords.matches("a-password-for-shows", user.password)


async def test_a_seed_that_breaks_leaves_nothing(empty, monkeypatch):
    def broken(*_facts):
        raise RuntimeError("the lights went out")

    with monkeypatch.context() as dark:
        dark.setattr("aics_app.cli.demo.seeding.rows_of", broken)
        with pytest.raises(RuntimeError):
            await demo.seed(empty, now=NOW)
    assert (await demo.people_of(empty)).count == 0
    assert await demo.seed(empty, now=NOW)


async def test_demo_accounts_are_known_again_until_they_are_disabled(empty):
    assert (await demo.people_of(empty)).demo == ()
    await demo.seed(empty, now=NOW)
    assert (await demo.people_of(empty)).demo == demo.ACCOUNTS
    await in_database(empty, "UPDATE sys_user SET status = 0 WHERE username <> 'admin'")
    assert (await demo.people_of(empty)).demo == ("admin",)


async def test_an_administrator_of_one_s_own_is_no_demo_account(empty):
    await in_database(
        empty,
        "INSERT INTO sys_user (username, password, role, create_time, update_time) "
        "VALUES ('admin', 'x', 'ADMIN', '2026-11-22', '2026-11-22')",
    )
    people = await demo.people_of(empty)
    assert (people.count, people.demo) == (1, ())
    assert await demo.seed(empty, now=NOW) is None
