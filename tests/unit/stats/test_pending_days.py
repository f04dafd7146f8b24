"""A large history that is still being computed is told as such, and no file is made of half of it."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from aics_app.accounts.models import Role
from aics_app.stats.errors import FiguresIncomplete
from aics_app.stats.export.waiting import until_computed
from aics_app.stats.models import Period
from aics_app.stats.queries import Granularity as By
from aics_app.stats.queries import Metric, Window, looking, pending_days, series, summary
from tests.unit.stats.conftest import ZONE, History, at

NOW = at("03-20 12:00")


@pytest.fixture
async def large(history: History, monkeypatch: pytest.MonkeyPatch) -> History:
    """Ten days of a question and a ticket each, which are much; from the 10th on they are to be computed."""
    monkeypatch.setattr(looking, "PLAIN_MESSAGES", 5)
    lena = await history.talk("lena", at("03-10 09:00"))
    for day in range(10, 20):
        await history.asked(lena, at(f"03-{day} 09:00"))
        await history.ticket("omar", at(f"03-{day} 09:30"))
    await history.computed(at("03-20 09:00"))
    async with history.db.transaction() as session:
        await session.execute(update(Period).where(col(Period.period) >= "2026-03").values(is_dirty=True))
    return history


async def test_days_that_are_left_out_are_told_of_each_figure_and_nothing_is_compared(
    large: History,
) -> None:
    vera = await large.actor("vera", Role.ADMIN)
    window = Window(date(2026, 3, 12), date(2026, 3, 17))
    found = await large.read(summary, vera, window, tz=ZONE, now=NOW)
    # Of 12 to 17 the last three are looked at; of 18 to 20 all.
    assert (found[Metric.QUESTIONS].n, found[Metric.QUESTIONS].pending_days) == (3, 3)
    assert found[Metric.QUESTIONS].previous is None
    assert await large.read(pending_days, vera, window, tz=ZONE, now=NOW) == 3
    await large.computed(at("03-20 11:00"))
    found = await large.read(summary, vera, window, tz=ZONE, now=NOW)
    assert (found[Metric.QUESTIONS].n, found[Metric.QUESTIONS].pending_days) == (6, 0)
    assert found[Metric.QUESTIONS].previous == 2


async def test_the_backlog_of_long_ago_is_as_little_known_as_the_days_since(large: History) -> None:
    vera = await large.actor("vera", Role.ADMIN)
    window = Window(date(2026, 3, 8), date(2026, 3, 9))
    found = await large.read(summary, vera, window, tz=ZONE, now=NOW)
    assert (found[Metric.QUESTIONS].pending_days, found[Metric.BACKLOG].pending_days) == (0, 8)
    how = {"tz": ZONE, "now": NOW}
    assert await large.read(pending_days, vera, window, metric=Metric.BACKLOG, **how) == 8
    assert await large.read(pending_days, vera, window, metric=Metric.QUESTIONS, **how) == 0
    await large.computed(at("03-20 11:00"))
    (before, *_) = await large.read(series, vera, Metric.BACKLOG, window, By.DAY, **how)
    assert before.n == 0


async def test_a_file_waits_until_all_is_computed_or_gives_up_in_words(large: History) -> None:
    vera = await large.actor("vera", Role.ADMIN)
    window = Window(date(2026, 3, 10), date(2026, 3, 19))
    asked: list[datetime] = []

    def later() -> datetime:
        asked.append(NOW)
        return NOW + timedelta(minutes=len(asked))

    with pytest.raises(FiguresIncomplete) as refused:
        await until_computed(
            large.db, vera, window, tz=ZONE, now=later, patience=timedelta(minutes=5), every_s=0
        )
    assert refused.value.params == {"days": 7}
    await large.computed(at("03-20 11:00"))
    await until_computed(large.db, vera, window, tz=ZONE, now=lambda: NOW, patience=timedelta())


async def test_a_file_waits_for_the_days_that_its_own_are_compared_with(large: History) -> None:
    vera = await large.actor("vera", Role.ADMIN)
    window, how = Window(date(2026, 3, 15), date(2026, 3, 19)), {"tz": ZONE, "now": lambda: NOW}
    await large.computed(at("03-20 11:00"))
    async with large.db.transaction() as session:
        await session.execute(update(Period).where(col(Period.period) < "2026-03-15").values(is_dirty=True))
    with pytest.raises(FiguresIncomplete) as refused:
        await until_computed(large.db, vera, window, **how, patience=timedelta())
    assert refused.value.params == {"days": 2}, "of the 10th to the 14th the last three are looked at"
    await large.computed(at("03-20 11:30"))
    await until_computed(large.db, vera, window, **how, patience=timedelta())
    found = await large.read(summary, vera, window, tz=ZONE, now=NOW)
    assert found[Metric.QUESTIONS].previous == 5
