"""Every figure is what is found when it is counted in another way, on histories by chance."""

from datetime import timedelta
from random import Random
from statistics import median

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.stats.queries import Metric, Share, Unit, Window, heatmap, ranking, shares, summary
from tests.unit.stats.conftest import ZONE, History
from tests.unit.stats.random_histories import BEGAN, Happening
from tests.unit.stats.slow_counting import (
    of_asked,
    of_hours,
    of_intents,
    of_people,
    of_ratings,
    of_reasons,
    of_sources,
    of_the_ai,
)
from tests.unit.stats.slow_tables import FIRST, LAST, NOW, Tables, counts, read, seconds
from tests.unit.stats.slow_tickets import of_agents, of_categories, of_tickets


@pytest.mark.parametrize("seed", range(5))
async def test_every_figure_is_what_slow_counting_finds(history: History, seed: int) -> None:
    happening = Happening(Random(100 + seed), history)
    await happening.days(26)
    for days in (9, 11):
        await happening.late(BEGAN + timedelta(days=days))
    vera = await history.actor("vera", Role.ADMIN)
    window = Window(FIRST, LAST)
    found = await history.read(summary, vera, window, tz=ZONE, now=NOW)
    tables = await read(history)
    slowly = of_the_ai(tables) | of_people(tables) | of_tickets(tables) | of_ratings(tables)
    assert set(Metric) == set(slowly)
    told = {metric: (found[metric].value, found[metric].n) for metric in slowly}
    assert {metric: n for metric, (_, n) in told.items()} == {metric: n for metric, (_, n) in slowly.items()}
    for metric, (value, _) in slowly.items():
        # Seconds are rounded one by one; a share of 1 that is off by one of a hundred is wrong.
        near = 1 if found[metric].unit == Unit.SECONDS else 1e-9
        assert told[metric][0] == (value if value is None else pytest.approx(value, abs=near)), metric
    waits = [(w.created_at, w.taken_at) for w in tables.waits if counts(w.created_at) and w.taken_at]
    assert found[Metric.QUEUE_WAIT].median == median(seconds(waits))
    assert found[Metric.CSAT].parts["asked"] == of_asked(tables)
    await _wholes_are_too(history, vera, tables)


async def _wholes_are_too(history: History, vera: Actor, tables: Tables) -> None:
    """What is parted by kind, by hour and by person."""
    window = Window(FIRST, LAST)
    for kind, of_kind in (
        (Share.SOURCES, of_sources),
        (Share.INTENTS, of_intents),
        (Share.REASONS, of_reasons),
        (Share.CATEGORIES, of_categories),
    ):
        slices = await history.read(shares, vera, kind, window, tz=ZONE, now=NOW)
        assert {one.key: one.n for one in slices} == of_kind(tables)
    heat = await history.read(heatmap, vera, window, tz=ZONE, now=NOW)
    hours = {(day, hour): n for day, row in enumerate(heat) for hour, n in enumerate(row) if n}
    assert hours == of_hours(tables)
    people = await history.read(ranking, vera, window, tz=ZONE, now=NOW)
    did = {one.user_id: (one.taken, one.resolved) for one in people if one.taken or one.resolved}
    assert did == of_agents(tables)
