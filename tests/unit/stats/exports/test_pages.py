"""What the dialog and the page of conversations are told, and what they make of nonsense."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.chat.models import Source
from aics_app.core import container
from aics_app.core.container import provide
from aics_app.core.db import Database
from aics_app.core.errors import Forbidden, NotFound
from aics_app.jobs.models import Job, Status
from aics_app.knowledge.rules.dangers import Danger
from aics_app.locales import CATALOGUES
from aics_app.settings import Settings, load
from aics_app.stats.queries.conversations import Handled, Search
from aics_app.stats.ui.exporting import export_row
from aics_app.stats.ui.finding import search_of, wanted_of
from aics_app.stats.ui.found import read_talk
from tests.unit.stats.exports.conftest import NOON, ZONE, Company, handed_off

DONE: dict[str, Any] = {
    "status": Status.DONE,
    "file_size": 3_500_000,
    "expires_at": NOON + timedelta(days=7),
    "done": 10,
    "total": 10,
}


@pytest.mark.parametrize(
    ("values", "percent", "size", "error"),
    [
        ({}, -1, "", ""),
        ({"status": Status.RUNNING, "done": 50, "total": 200}, 25, "", ""),
        ({"status": Status.RUNNING, "done": 300, "total": 200}, 100, "", ""),
        ({"status": Status.RUNNING, "done": 0, "total": 0}, 0, "", ""),
        (DONE, 100, "3.3 MB", ""),
        (DONE | {"file_size": 10}, 100, "1 kB", ""),
        ({"status": Status.FAILED, "error_code": "storage_full"}, -1, "", "storage_full"),
    ],
)
def test_a_job_as_the_dialog_shows_it(values: dict[str, Any], percent: int, size: str, error: str) -> None:
    job = Job(id=7, kind="export", needs="stats.export", owner_id=1, created_at=NOON, **values)
    job.params = {"from": "2026-03-02", "to": "2026-03-08"}
    row = export_row(job)
    assert (row.percent, row.size, row.error) == (percent, size, error)
    assert row.days == "2026-03-02 – 2026-03-08"
    assert bool(row.expires_at) == (row.status == Status.DONE)


def test_nonsense_in_the_address_asks_for_nothing() -> None:
    said = {"intent": "x", "source": "y", "score": "9", "helpful": "1", "since": "never", "other": "z"}
    assert search_of(wanted_of(said), ZONE) == Search()


def test_days_are_the_companys_and_the_last_one_counts() -> None:
    wanted = wanted_of({"since": "2026-03-02", "until": "2026-03-02", "source": "faq", "handled": "ai"})
    found = search_of(wanted, ZONE)
    assert found.since == datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    assert found.until == datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    assert (found.source, found.handled) == (Source.FAQ, Handled.AI)


async def test_a_conversation_is_read_whole_by_who_may(
    company: Company, vera: Actor, lena: Actor, tmp_path: Path
) -> None:
    provide(Database, company.db)
    provide(Settings, load({"APP_DATA_DIR": str(tmp_path)}))
    try:
        anna = await company.person("anna", Role.AGENT)
        own = await company.talk(lena, 1, title="The lamp")
        await company.add(handed_off(own, lena, anna))
        shown = await read_talk(vera, own)
        assert [(line.sender, line.text, line.judged) for line in shown.lines] == [
            ("user", "How?", ""),
            ("ai", "So.", "yes"),
        ]
        assert [(one.agent, one.score, one.note) for one in shown.waits] == [("Anna", 5, "@note")]
        earlier = await read_talk(vera, own, before=shown.lines[1].id)
        assert [line.text for line in earlier.lines] == ["How?"]
        with pytest.raises(NotFound):
            await read_talk(vera, "f" * 32)
        for nobody in (lena, anna):
            with pytest.raises(Forbidden):
                await read_talk(nobody, own)
    finally:
        container.clear()


@pytest.mark.parametrize("danger", Danger)
def test_a_danger_is_looked_for_and_told_in_words(danger: Danger) -> None:
    assert search_of(wanted_of({"intent": danger}), ZONE) == Search(intent=danger)
    for locale, catalogue in CATALOGUES.items():
        assert catalogue[f"knowledge.intent.{danger}"] != danger, locale
