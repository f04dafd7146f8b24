"""A slice of a whole is called the same on the page and in the workbook, in either language."""

import pytest

from aics_app.chat.models import Source
from aics_app.knowledge.rules import INTENTS
from aics_app.stats.export.words import Words
from aics_app.stats.models import Share
from aics_app.stats.ui import reading
from aics_app.tickets import queries as tickets
from tests.unit.stats.exports.conftest import Company

NOBODY, UNKNOWN = "", "made_by_an_administrator"
SLICES = {
    Share.SOURCES: (*Source, NOBODY),
    Share.INTENTS: (*INTENTS, UNKNOWN, NOBODY),
    Share.REASONS: ("customer_request", "tool_failure", UNKNOWN, NOBODY),
    Share.CATEGORIES: ("refund", "product", UNKNOWN, NOBODY),
}


@pytest.mark.parametrize("kind", Share)
@pytest.mark.parametrize("locale", ["zh", "en"])
async def test_page_and_workbook_call_it_the_same(company: Company, kind: Share, locale: str) -> None:
    async with company.db.reading() as session:
        on_page = await reading.names_of(session, kind, SLICES[kind])
        words = Words(locale, await tickets.workflow(session))
    named = [words.shared(kind, key) for key in SLICES[kind]]
    assert named == [getattr(one, locale) for one in on_page]
    assert named[-1] in ("Unnamed", "未分类")
    assert len(set(named)) == len(named)
