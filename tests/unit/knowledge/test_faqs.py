"""Writing the FAQ: who may, what is refused, and that nobody's change is lost."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.core.errors import Forbidden, Invalid
from aics_app.knowledge import actions, queries
from aics_app.knowledge.actions import Change
from aics_app.knowledge.errors import FaqChangedMeanwhile, FaqNotFound, FaqQuestionTaken
from aics_app.knowledge.events import FaqCreated, FaqDeleted, FaqDisabled, FaqEdited, FaqEnabled
from aics_app.knowledge.queries import Filter
from aics_app.knowledge.rules.entries import FaqDraft
from tests.unit.knowledge.conftest import ANNA, LENA, NOON, REFUND, VERA, Shelf

LATER = NOON + timedelta(hours=1)
Act = Callable[[AsyncSession, Actor, int], Awaitable[Any]]

ACTS: dict[str, Act] = {
    "create": lambda session, actor, _: actions.create(session, actor, REFUND, at=LATER),
    "edit": lambda session, actor, faq_id: actions.edit(session, actor, faq_id, REFUND, version=1, at=LATER),
    "enable": lambda session, actor, faq_id: actions.enable(session, actor, faq_id, version=1, at=LATER),
    "disable": lambda session, actor, faq_id: actions.disable(session, actor, faq_id, version=1, at=LATER),
    "delete": lambda session, actor, faq_id: actions.delete(session, actor, faq_id, version=1, at=LATER),
    "get": queries.get,
    "list": lambda session, actor, _: queries.listed(session, actor, Filter()),
    "count": lambda session, actor, _: queries.count(session, actor, Filter()),
    "categories": lambda session, actor, _: queries.categories(session, actor),
}


async def test_vera_writes_an_entry_that_is_published_and_recorded(shelf: Shelf) -> None:
    made = await shelf.with_refund()
    assert made.faq.is_enabled
    assert made.faq.version == 1
    assert [type(fact) for fact in shelf.told] == [FaqCreated]
    (row,) = await shelf.activity()
    assert (row.event, row.actor_id, row.subject_id) == ("FaqCreated", VERA.user_id, str(made.faq.id))
    async with shelf.db.reading() as session:
        assert (await queries.get(session, VERA, made.faq.id or 0)).draft == REFUND


@pytest.mark.parametrize("actor", [ANNA, LENA], ids=["agent", "customer"])
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
async def test_nobody_else_reads_or_changes_anything(shelf: Shelf, actor: Actor, act: Act) -> None:
    made = await shelf.with_refund()
    with pytest.raises(Forbidden):
        async with shelf.db.transaction() as session:
            await act(session, actor, made.faq.id or 0)
    assert len(await shelf.activity()) == 1


@pytest.mark.parametrize("name", ["edit", "enable", "disable", "delete", "get"])
async def test_an_entry_that_is_not_there_is_not_found(shelf: Shelf, name: str) -> None:
    with pytest.raises(FaqNotFound):
        async with shelf.db.transaction() as session:
            await ACTS[name](session, VERA, 77)
    assert await shelf.activity() == []


async def test_an_edit_replaces_everything_and_says_which_fields(shelf: Shelf) -> None:
    made = await shelf.with_refund()
    changed = FaqDraft(REFUND.question, "三个工作日内到账。", "payment", "zh", ("退款入口在哪",))
    async with shelf.db.transaction() as session:
        await actions.edit(session, VERA, made.faq.id or 0, changed, version=1, at=LATER)
    async with shelf.db.reading() as session:
        found = await queries.get(session, VERA, made.faq.id or 0)
    assert found.draft == changed
    assert (found.faq.version, found.faq.update_time, found.faq.create_time) == (2, LATER, NOON)
    fact = shelf.told[-1]
    assert isinstance(fact, FaqEdited)
    assert fact.fields == ["answer", "category", "similar"]
    assert fact.before == {
        "answer": REFUND.answer,
        "category": REFUND.category or None,
        "similar": list(REFUND.similar),
    }
    assert fact.after == {"answer": "三个工作日内到账。", "category": "payment", "similar": ["退款入口在哪"]}


@pytest.mark.parametrize("name", ["edit", "disable", "delete"])
async def test_the_second_of_two_who_read_the_same_version_is_told_the_present_one(
    shelf: Shelf, name: str
) -> None:
    made = await shelf.with_refund()
    async with shelf.db.transaction() as session:
        await actions.edit(session, VERA, made.faq.id or 0, REFUND, version=1, at=LATER)
    with pytest.raises(FaqChangedMeanwhile) as refused:
        async with shelf.db.transaction() as session:
            await ACTS[name](session, VERA, made.faq.id or 0)
    assert refused.value.params == {"version": 2}
    async with shelf.db.reading() as session:
        found = await queries.get(session, VERA, made.faq.id or 0)
    assert (found.draft, found.faq.version, found.faq.is_enabled) == (REFUND, 2, True)


@pytest.mark.parametrize("question", ["怎么申请退款？", " 怎么申请退款 ", "想退钱！"])
async def test_the_same_question_is_not_asked_by_two_entries(shelf: Shelf, question: str) -> None:
    made = await shelf.with_refund()
    with pytest.raises(FaqQuestionTaken) as refused:
        await shelf.with_refund(question=question, similar=())
    assert refused.value.params["faq_id"] == made.faq.id
    with pytest.raises(FaqQuestionTaken):
        await shelf.with_refund(question="另一个问题", similar=(question,))


async def test_the_same_words_may_stand_in_the_other_language(shelf: Shelf) -> None:
    await shelf.with_refund()
    assert (await shelf.with_refund(language="en")).faq.language == "en"


async def test_an_entry_may_keep_its_own_question(shelf: Shelf) -> None:
    made = await shelf.with_refund()
    async with shelf.db.transaction() as session:
        saved = await actions.edit(session, VERA, made.faq.id or 0, REFUND, version=1, at=LATER)
    assert saved.faq.version == 2


async def test_a_refused_entry_changes_nothing(shelf: Shelf) -> None:
    with pytest.raises(Invalid) as refused:
        await shelf.with_refund(question="", answer="答" * 10_001)
    assert refused.value.fields == {"question": "required", "answer": "too_long"}
    async with shelf.db.reading() as session:
        assert await queries.count(session, VERA, Filter()) == 0


async def test_disabling_and_enabling_are_facts_of_their_own(shelf: Shelf) -> None:
    faq_id = (await shelf.with_refund()).faq.id or 0
    async with shelf.db.transaction() as session:
        await actions.disable(session, VERA, faq_id, version=1, at=LATER)
    async with shelf.db.reading() as session:
        assert await queries.published_versions(session) == {}
    async with shelf.db.transaction() as session:
        await actions.enable(session, VERA, faq_id, version=2, at=LATER)
    assert [type(fact) for fact in shelf.told] == [FaqCreated, FaqDisabled, FaqEnabled]


async def test_disabling_twice_is_once(shelf: Shelf) -> None:
    faq_id = (await shelf.with_refund()).faq.id or 0
    for _ in range(2):
        async with shelf.db.transaction() as session:
            found = await actions.disable(session, VERA, faq_id, version=1, at=LATER)
    assert found.faq.version == 2
    assert len(await shelf.activity()) == 2


async def test_a_deleted_entry_is_gone_with_its_questions_and_stays_on_record(shelf: Shelf) -> None:
    faq_id = (await shelf.with_refund()).faq.id or 0
    async with shelf.db.transaction() as session:
        await actions.delete(session, VERA, faq_id, version=1, at=LATER)
    with pytest.raises(FaqNotFound):
        async with shelf.db.reading() as session:
            await queries.get(session, VERA, faq_id)
    await shelf.with_refund()  # its questions are free again
    fact = shelf.told[1]
    assert isinstance(fact, FaqDeleted)
    assert fact.question == REFUND.question


async def test_one_change_may_hold_both_words_and_state(shelf: Shelf) -> None:
    made = await shelf.with_refund()
    wanted = Change(FaqDraft(REFUND.question, "新的答案"), enabled=False, version=1)
    async with shelf.db.transaction() as session:
        present = await queries.get(session, VERA, made.faq.id or 0)
        changed = await actions.change(session, VERA, present, wanted, at=LATER)
    assert (changed.faq.answer, changed.faq.is_enabled, changed.faq.version) == ("新的答案", False, 3)


async def test_hits_count_without_making_a_new_version(shelf: Shelf) -> None:
    faq_id = (await shelf.with_refund()).faq.id or 0
    async with shelf.db.reading() as session:
        before = await queries.published_versions(session)
    for _ in range(3):
        async with shelf.db.transaction() as session:
            await actions.count_hit(session, faq_id)
    async with shelf.db.reading() as session:
        assert (await queries.get(session, VERA, faq_id)).faq.hit_count == 3
        assert await queries.published_versions(session) == before
