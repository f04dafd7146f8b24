"""Every figure is what is found when it is counted in another way, on histories by chance."""

from datetime import timedelta
from random import Random
from statistics import mean, median

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.stats.queries import Figure, Metric, Share, Unit, Window, heatmap, ranking, shares, summary
from aics_app.workforce.models import BusinessSlot
from tests.unit.stats.conftest import ZONE, History
from tests.unit.stats.random_histories import BEGAN, Happening
from tests.unit.stats.slow_counting import (
    of_asked,
    of_endings,
    of_hours,
    of_intents,
    of_people,
    of_ratings,
    of_reasons,
    of_sources,
    of_the_ai,
    times_of_people,
)
from tests.unit.stats.slow_tables import (
    FIRST,
    LAST,
    NOW,
    SATURDAY,
    Tables,
    average,
    business,
    clock,
    read,
)
from tests.unit.stats.slow_tickets import of_agents, of_categories, of_tickets, times_of_tickets

NONE = (None, None)


@pytest.mark.parametrize("seed", range(5))
async def test_every_figure_is_what_slow_counting_finds(history: History, seed: int) -> None:
    for weekday in range(SATURDAY):
        await history.add(BusinessSlot(weekday=weekday, opens_minute=9 * 60, closes_minute=18 * 60))
    happening = Happening(Random(100 + seed), history)
    await happening.days(26)
    for days in (9, 11):
        await happening.late(BEGAN + timedelta(days=days))
    vera = await history.actor("vera", Role.ADMIN)
    window = Window(FIRST, LAST)
    found = await history.read(summary, vera, window, tz=ZONE, now=NOW)
    tables = await read(history)
    times = times_of_people(tables) | times_of_tickets(tables)
    slowly = of_the_ai(tables) | of_people(tables) | of_tickets(tables) | of_ratings(tables)
    slowly |= {metric: average(clock(waits)) for metric, waits in times.items()}
    assert set(Metric) == set(slowly)
    told = {metric: (found[metric].value, found[metric].n) for metric in slowly}
    assert {metric: n for metric, (_, n) in told.items()} == {metric: n for metric, (_, n) in slowly.items()}
    for metric, (value, _) in slowly.items():
        # Seconds are rounded one by one; a share of 1 that is off by one of a hundred is wrong.
        near = 1 if found[metric].unit == Unit.SECONDS else 1e-9
        assert told[metric][0] == (value if value is None else pytest.approx(value, abs=near)), metric
    assert {metric for metric in Metric if found[metric].unit == Unit.SECONDS} == set(times)
    _medians_are_too(found, {metric: clock(waits) for metric, waits in times.items()})
    opened = await history.read(summary, vera, window, tz=ZONE, business=True, now=NOW)
    _medians_are_too(opened, {metric: business(waits) for metric, waits in times.items()})
    earlier = await history.read(summary, vera, window.before(), tz=ZONE, now=NOW)
    assert {metric: found[metric].previous for metric in Metric} == {m: earlier[m].value for m in Metric}
    assert found[Metric.AI_RESOLUTION_RATE].parts == pytest.approx(of_endings(tables))
    assert found[Metric.CSAT].parts["asked"] == of_asked(tables)
    await _wholes_are_too(history, vera, tables)


def _medians_are_too(found: dict[Metric, Figure], times: dict[Metric, list[int]]) -> None:
    """And means: how long each wait took."""
    for metric, took in times.items():
        told = (found[metric].value, found[metric].median)
        slowly = (pytest.approx(mean(took), abs=1), pytest.approx(median(took), abs=1)) if took else NONE
        assert (found[metric].n, *told) == (len(took), *slowly), metric


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
