"""Whoever asks the chat where his ticket is hears it from the tickets, not from the model."""

from pathlib import Path

import pytest

from aics_app.accounts.models import Actor
from aics_app.accounts.queries import actor_of
from aics_app.chat import actions as chat
from aics_app.chat import queries as conversations
from aics_app.chat.models import Message, Source
from aics_app.chat.replies import Replies, follow
from aics_app.chat.replies.informing import Inquiry
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.knowledge.rules import Decision
from aics_app.llm.double import ScriptedModel
from aics_app.tickets import actions
from aics_app.tickets.actions import Filing, Move, Words
from aics_app.tickets.models import WorkflowNow
from aics_app.tickets.views.telling import told_of_own
from tests.app import running
from tests.doubles.understanding import Meaning, ScriptedUnderstanding, entry
from tests.unit.tickets.conftest import ALWAYS, NOON, Counter, after

WHERE = "Where is my ticket?"
SOLVED = Move("CLOSED", Words("A new one is on its way."))


async def _told(
    counter: Counter, actor: Actor, question: str = WHERE, language: str = "en", *, answerable: bool = False
) -> str | None:
    conversation = await counter.do(chat.start_conversation, actor, "Lamp", NOON)
    inquiry = Inquiry(conversation.id, question, language, answerable)
    return await counter.read(told_of_own, inquiry, timezone="Asia/Shanghai")


async def test_lena_hears_of_her_own_open_tickets_and_of_nobody_elses(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor
) -> None:
    lamp, chair = await counter.filed(lena, "Lamp"), await counter.filed(lena, "Chair")
    await counter.filed(tom, "Table")
    await counter.do(actions.move, anna, chair.order_no, SOLVED, hours=ALWAYS, at=after(1))
    assert await _told(counter, lena) == (
        "This is where your tickets stand:\n\n"
        f"- [Lamp](/tickets/{lamp.order_no}): **Pending**. "
        f"A person gives you a first answer, by 2026-03-03 00:00 ({lamp.order_no})\n\n"
        "All of them are in [My tickets](/tickets)."
    )
    assert "待处理" in (await _told(counter, lena, language="zh") or "")


async def test_the_one_whose_number_is_in_the_question_is_told_of(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor
) -> None:
    lamp, chair = await counter.filed(lena, "Lamp"), await counter.filed(lena, "Chair")
    table = await counter.filed(tom, "Table")
    await counter.do(actions.move, anna, lamp.order_no, SOLVED, hours=ALWAYS, at=after(1))
    told = await _told(counter, lena, f"what about {lamp.order_no.lower()}?") or ""
    assert lamp.order_no in told
    assert chair.order_no not in told
    told = await _told(counter, lena, f"what about {table.order_no}?") or ""
    assert "Table" not in told


async def test_a_title_can_not_pose_as_a_link(counter: Counter, lena: Actor) -> None:
    await counter.filed(lena, "](https://evil.example) **now** <b>")
    assert r"[\]\(https://evil.example\) \*\*now\*\* \<b\>](/tickets/" in (await _told(counter, lena) or "")


async def test_without_tickets_what_is_published_answers_or_the_way_to_file_one_is_shown(
    counter: Counter, lena: Actor
) -> None:
    assert await _told(counter, lena, answerable=True) is None
    assert "(/tickets/new)" in (await _told(counter, lena) or "")


@pytest.mark.parametrize(("certain", "source"), [(0.9, Source.DATA), (0.3, Source.FAQ)])
async def test_the_chat_answers_from_data_when_it_is_sure_of_what_is_asked(
    tmp_path: Path, certain: float, source: Source
) -> None:
    published = entry(WHERE, "Look into My tickets.", language="en")
    meaning = Meaning(Decision.ANSWER, (published,), "ticket_status", certain)
    understanding = ScriptedUnderstanding({WHERE: meaning})
    async with running(tmp_path, model=ScriptedModel("Hm."), understanding=understanding) as shop:
        lena = actor_of(await shop.account("lena"), "session")
        async with use(Database).transaction() as session:
            session.add(WorkflowNow())
        async with use(Database).transaction() as session:
            await actions.file(
                session, lena, Filing("Lamp", "Dark"), hours=ALWAYS, tail="AAAAAA", at=clock.now()
            )
        first, second = await _answered(lena), await _answered(lena)
    assert (first.source, second.source) == (source, source)
    assert ("Lamp" in first.content) == (source is Source.DATA)


async def _answered(actor: Actor) -> Message:
    asked = await use(Replies).ask(actor, WHERE)
    async for _ in follow(use(Replies), asked.conversation_id, asked.reply_id):
        pass
    async with use(Database).reading() as session:
        return await conversations.get_message(session, asked.reply_id)
