"""Finding entries, page by page."""

from datetime import timedelta

import pytest

from aics_app.core.errors import Invalid
from aics_app.core.paging import encode
from aics_app.knowledge import actions, queries
from aics_app.knowledge.models import Language
from aics_app.knowledge.queries import Filter
from aics_app.knowledge.rules.entries import FaqDraft
from tests.unit.knowledge.conftest import NOON, VERA, Shelf

ENTRIES = (
    FaqDraft("怎么申请退款?", "打开订单，点申请售后。", "refund", "zh", ("想退钱",)),
    FaqDraft("How do I get a refund?", "Open the order.", "refund", "en", ("money back",)),
    FaqDraft("运费怎么算?", "满99元包邮，否则10元。", "delivery", "zh"),
    FaqDraft("100% cotton?", "Yes, 100%_pure.", "", "en"),
)


async def _filled(shelf: Shelf, drafts: tuple[FaqDraft, ...] = ENTRIES) -> None:
    for place, draft in enumerate(drafts):
        async with shelf.db.transaction() as session:
            await actions.create(session, VERA, draft, enabled=place != 2, at=NOON + timedelta(minutes=place))


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        (Filter(), [3, 2, 1, 0]),
        (Filter(q="退"), [0]),
        (Filter(q="想退钱"), [0]),
        (Filter(q="包邮"), [2]),
        (Filter(q="MONEY"), [1]),
        (Filter(q="open refund"), [1]),
        (Filter(q="100%"), [3]),
        (Filter(q="%"), [3]),
        (Filter(q="_"), [3]),
        (Filter(category="refund"), [1, 0]),
        (Filter(language="zh"), [2, 0]),
        (Filter(enabled=False), [2]),
        (Filter(category="refund", language="en", enabled=True), [1]),
        (Filter(q="nothing like it"), []),
    ],
)
async def test_the_newest_change_comes_first_and_every_filter_counts(
    shelf: Shelf, wanted: Filter, places: list[int]
) -> None:
    await _filled(shelf)
    async with shelf.db.reading() as session:
        found, following = await queries.listed(session, VERA, wanted)
        total = await queries.count(session, VERA, wanted)
    assert [one.faq.question for one in found] == [ENTRIES[place].question for place in places]
    assert (total, following) == (len(places), None)


async def test_pages_hold_every_entry_once_also_those_of_one_moment(shelf: Shelf) -> None:
    async with shelf.db.transaction() as session:
        for number in range(7):
            await actions.create(session, VERA, FaqDraft(f"问题{number}", "答案"), at=NOON)
    seen, cursor = [], ""
    for _ in range(4):
        async with shelf.db.reading() as session:
            found, following = await queries.listed(session, VERA, Filter(), limit=2, cursor=cursor)
        seen += [one.faq.question for one in found]
        cursor = following or ""
    assert seen == [f"问题{number}" for number in reversed(range(7))]
    assert cursor == ""


async def test_what_is_searched_is_first_looked_for_in_the_question(shelf: Shelf) -> None:
    async with shelf.db.transaction() as session:
        for number in range(3):
            await actions.create(session, VERA, FaqDraft(f"怎么退货{number}", "答案"), at=NOON)
            await actions.create(session, VERA, FaqDraft(f"运费{number}", "退货时由您承担"), at=NOON)
    seen, cursor = [], ""
    for _ in range(3):
        async with shelf.db.reading() as session:
            found, following = await queries.listed(session, VERA, Filter(q="退货"), limit=2, cursor=cursor)
        seen += [one.faq.question for one in found]
        cursor = following or ""
    assert seen == ["怎么退货2", "怎么退货1", "怎么退货0", "运费2", "运费1", "运费0"]


@pytest.mark.parametrize(
    "cursor", ["nonsense", encode("yesterday", 1), encode("2026-03-02T12:00:00+00:00"), "ß"]
)
async def test_a_cursor_of_somebody_elses_making_is_refused(shelf: Shelf, cursor: str) -> None:
    with pytest.raises(Invalid):
        async with shelf.db.reading() as session:
            await queries.listed(session, VERA, Filter(), cursor=cursor)


async def test_categories_are_those_in_use(shelf: Shelf) -> None:
    await _filled(shelf)
    async with shelf.db.reading() as session:
        assert await queries.categories(session, VERA) == ["delivery", "refund"]


async def test_the_demo_company_fills_an_empty_table_once(shelf: Shelf) -> None:
    async with shelf.db.transaction() as session:
        made = await actions.seed_faqs(session, NOON)
    async with shelf.db.transaction() as session:
        assert await actions.seed_faqs(session, NOON) == 0
    async with shelf.db.reading() as session:
        counts = {
            language: await queries.count(session, VERA, Filter(language=language)) for language in Language
        }
        categories = await queries.categories(session, VERA)
        found, _ = await queries.listed(session, VERA, Filter(q="客服几点上班"))
    assert sum(counts.values()) == made
    assert min(counts.values()) >= 60
    assert len(categories) == 10
    assert [one.faq.question for one in found] == ["客服几点上班?"]


def test_no_phrase_of_the_demo_company_stands_under_two_entries() -> None:
    from aics_app.knowledge.rules.matching import normalised  # noqa: PLC0415 - beside what it checks

    asked = [
        (draft.language, normalised(text))
        for draft in actions.demo_faqs()
        for text in (draft.question, *draft.similar)
    ]
    assert len(asked) == len(set(asked))
