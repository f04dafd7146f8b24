"""Computed days and months say what the tables say, whatever comes late."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Role
from aics_app.configuration.models import Key, SysConfig
from aics_app.core.cache import MemoryCache
from aics_app.handoff.models import Status
from aics_app.stats import actions
from aics_app.stats.jobs import Rollups
from aics_app.stats.models import Period, StoredTally
from aics_app.stats.queries import (
    Granularity,
    Metric,
    Share,
    Window,
    heatmap,
    pending_days,
    ranking,
    rows,
    series,
    shares,
    summary,
)
from aics_app.workforce.models import BusinessSlot, Plan
from tests.unit.stats.conftest import ZONE, History, at
from tests.unit.stats.random_histories import BEGAN, DAYS, Happening

NOW = BEGAN + timedelta(days=DAYS + 20)
WINDOW = Window(date(2026, 3, 18), date(2026, 4, 12))


async def everything(history: History, actor: Actor, now: datetime, zone: str = ZONE) -> dict[str, Any]:
    """All that can be asked of a range, through the months within it."""
    async with history.db.reading() as session:
        return await _everything(session, actor, now, zone)


async def _everything(session: AsyncSession, actor: Actor, now: datetime, zone: str) -> dict[str, Any]:
    found: dict[str, Any] = {}

    async def ask(name: str, query: Callable[..., Awaitable[Any]], *args: Any, **more: Any) -> None:
        found[name] = await query(session, actor, *args, tz=zone, now=now, **more)

    for business in (False, True):
        await ask(f"summary {business}", summary, WINDOW, business=business)
        await ask(f"ranking {business}", ranking, WINDOW, business=business)
    for share in Share:
        await ask(share, shares, share, WINDOW)
    await ask("heat", heatmap, WINDOW)
    for metric in (Metric.AI_RESOLUTION_RATE, Metric.BACKLOG, Metric.CUSTOMER_WAIT, Metric.CSAT):
        for granularity in Granularity:
            await ask(f"{metric} {granularity}", series, metric, WINDOW, granularity)
    for metric in (Metric.QUESTIONS, Metric.REOPEN_RATE):
        await ask(f"rows {metric}", rows, metric, WINDOW, limit=200)
    return found


async def plainly(history: History, actor: Actor, now: datetime, zone: str = ZONE) -> dict[str, Any]:
    """The same with nothing computed."""
    async with history.db.transaction() as session:
        await actions.begin_anew(session, timezone="none", plan_version=0, timely=timedelta(), activity_id=0)
    return await everything(history, actor, now, zone)


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_computed_is_what_the_tables_say_also_after_late_news(
    history: History, seed: int
) -> None:
    happening = Happening(Random(seed), history)
    await history.add(BusinessSlot(weekday=2, opens_minute=540, closes_minute=1080))
    await happening.days(10)
    actor = await history.actor("vera", Role.ADMIN)
    await history.computed(NOW)
    for step in range(3):
        now = NOW + timedelta(hours=7 * step)
        await happening.late(now)
        read_at_once = await everything(history, actor, now)
        await history.computed(now + timedelta(minutes=5))
        read_later = await everything(history, actor, now)
        assert read_at_once == read_later
    assert read_later == await plainly(history, actor, now)


async def test_a_day_is_what_its_tables_say_as_soon_as_a_day_of_silence_is_over(history: History) -> None:
    vera = await history.actor("vera", Role.ADMIN)
    lena = await history.talk("lena", at("03-20 09:00"))
    await history.asked(lena, at("03-20 09:00"))
    day = Window(date(2026, 3, 20), date(2026, 3, 20))
    await history.computed(at("03-20 10:00"))
    open_yet = await history.read(summary, vera, day, tz=ZONE, now=at("03-20 10:00"))
    settled = await history.read(summary, vera, day, tz=ZONE, now=at("03-21 09:00"))
    await history.computed(at("03-21 09:00"))
    computed = await history.read(summary, vera, day, tz=ZONE, now=at("03-21 09:00"))
    rates = [one[Metric.AI_RESOLUTION_RATE].value for one in (open_yet, settled, computed)]
    assert rates == [None, 1, 1]


async def test_other_opening_hours_or_another_zone_begin_everything_anew(history: History) -> None:
    happening = Happening(Random(9), history)
    await happening.days(8)
    vera = await history.actor("vera", Role.ADMIN)
    await history.computed(NOW)
    await history.add(BusinessSlot(weekday=1, opens_minute=540, closes_minute=1080))
    await history.add(Plan(id=1, version=1, updated_at=NOW))
    await history.computed(NOW)
    assert await everything(history, vera, NOW) == await plainly(history, vera, NOW)
    elsewhere = Rollups(history.db, MemoryCache(), timezone="America/New_York", now=lambda: NOW)
    await elsewhere.turn()
    computed = await everything(history, vera, NOW, "America/New_York")
    assert computed == await plainly(history, vera, NOW, "America/New_York")


async def test_another_time_for_a_timely_reply_counts_also_for_days_that_were_computed(
    history: History,
) -> None:
    vera = await history.actor("vera", Role.ADMIN)
    talk, asked = await history.talk("lena", at("03-20 09:00")), at("03-20 09:05")
    taken, ended = asked + timedelta(minutes=1), asked + timedelta(minutes=9)
    await history.handoff(
        talk, asked, status=Status.CLOSED, agent="anna", taken_at=taken, first_reply_at=ended, ended_at=ended
    )
    day, found = Window(date(2026, 3, 20), date(2026, 3, 20)), []

    async def rate() -> float | None:
        return (await history.read(summary, vera, day, tz=ZONE, now=NOW))[Metric.TIMELY_REPLY_RATE].value

    await history.computed(NOW)
    found.append(await rate())
    await history.add(SysConfig(config_key=Key.TIMELY_REPLY_MINUTES, config_value="10"))
    found.append(await rate())  # at once, and also when it is computed again
    await history.computed(NOW)
    assert [*found, await rate()] == [0, 1, 1]
    assert await everything(history, vera, NOW) == await plainly(history, vera, NOW)


async def test_who_is_not_the_first_leaves_the_work_to_the_first(history: History) -> None:
    await Happening(Random(3), history).days(2)
    cache = MemoryCache()
    await cache.add("stats:rollups", "somebody", 60)
    assert await Rollups(history.db, cache, timezone=ZONE, now=lambda: NOW).turn() == 0
    found = await history.read(lambda session: session.execute(select(func.count()).select_from(Period)))
    assert found.scalar_one() == 0


async def test_computing_twice_changes_nothing(history: History) -> None:
    await Happening(Random(5), history).days(4)

    async def stored() -> list[tuple[Any, ...]]:
        columns = (StoredTally.period, StoredTally.measure, StoredTally.person_id, StoredTally.n)
        chosen = select(*map(col, columns), col(StoredTally.part)).order_by(*map(col, columns))
        return [tuple(row) for row in await history.read(lambda session: session.execute(chosen))]

    await history.computed(NOW)
    first = sorted(await stored())
    await history.computed(NOW)
    assert first == sorted(await stored())
    assert first


async def test_a_range_without_anything_and_one_to_come_are_empty(history: History) -> None:
    vera = await history.actor("vera", Role.ADMIN)
    await history.computed(NOW)
    for window in (Window(date(2020, 1, 1), date(2021, 12, 31)), Window(date(2030, 1, 1), date(2030, 1, 2))):
        found = await history.read(summary, vera, window, tz=ZONE, now=NOW)
        assert {figure.value for figure in found.values()} == {None}
        assert await history.read(pending_days, vera, window, tz=ZONE, now=NOW) == 0


async def test_one_clock_that_was_ahead_does_not_hold_up_all_that_follows(history: History) -> None:
    lena = await history.talk("lena", at("03-20 09:00"))
    await history.happened("SolvedSaid", "conversation", lena, NOW + timedelta(days=3), solved=True)
    await history.asked(lena, at("03-20 09:00"))
    await history.computed(NOW)
    rollups = Rollups(history.db, MemoryCache(), timezone=ZONE, now=lambda: NOW)
    assert await rollups.turn() == 0


async def test_a_day_of_23_hours_holds_what_was_asked_in_them(history: History) -> None:
    # In New York clocks go from 02:00 to 03:00 on 8 March: that day is from 05:00 to 04:00 UTC.
    lena = await history.talk("lena", at("03-08 12:59"))
    for when in ("03-08 12:59", "03-08 13:00", "03-09 11:59", "03-09 12:00"):
        await history.asked(lena, at(when))
    now, zone = at("03-12 12:00"), "America/New_York"
    await Rollups(history.db, MemoryCache(), timezone=zone, now=lambda: now).turn()
    vera = await history.actor("vera", Role.ADMIN)
    three = Window(date(2026, 3, 7), date(2026, 3, 9))
    found = await history.read(series, vera, Metric.QUESTIONS, three, Granularity.DAY, tz=zone, now=now)
    assert [point.n for point in found] == [1, 2, 1]
