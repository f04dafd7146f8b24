"""What comes late changes the day that it bears on, also where that is another day than its own."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.chat.models import State
from aics_app.stats import actions, queries
from aics_app.stats.queries import Figure, Metric, Window, summary
from tests.unit.stats.conftest import ZONE, History, at


async def stored_and_plain(history: History, day: date, now: str) -> list[dict[Metric, Figure]]:
    """The figures of a day as they were computed, and as the tables say."""
    vera: Actor = await history.actor("vera", Role.ADMIN)
    asked = (summary, vera, Window(day, day))
    stored = await history.read(*asked, tz=ZONE, now=at(now))
    async with history.db.transaction() as session:
        await actions.begin_anew(session, timezone="none", plan_version=0, timely=timedelta(), activity_id=0)
    return [stored, await history.read(*asked, tz=ZONE, now=at(now))]


async def test_what_is_asked_again_after_midnight_makes_yesterdays_answer_a_false_hit(
    history: History,
) -> None:
    lena = await history.talk("lena", at("03-16 09:00"))
    await history.asked(lena, at("03-16 09:00"))
    await history.asked(lena, at("03-17 23:58"), source="cache")
    await history.computed(at("03-17 23:59"))
    await history.asked(lena, at("03-18 00:01"), source="cache")
    await history.computed(at("03-18 00:02"))
    found = await stored_and_plain(history, date(2026, 3, 17), "03-18 11:00")
    assert [one[Metric.FALSE_HIT_RATE].value for one in found] == [1, 1]


async def test_an_answer_that_comes_after_midnight_counts_for_the_day_of_its_question(
    history: History,
) -> None:
    lena = await history.talk("lena", at("03-01 09:00"))
    await history.asked(lena, at("03-01 09:00"))
    failed = await history.asked(lena, at("03-02 23:58"), state=State.FAILED)
    await history.computed(at("03-02 23:59"))
    await history.retried(failed, at("03-03 00:01"))
    await history.computed(at("03-03 00:05"))
    found = await stored_and_plain(history, date(2026, 3, 2), "03-03 11:00")
    assert [one[Metric.CACHE_HIT_RATE].n for one in found] == [1, 1]


async def test_a_ticket_that_gets_its_category_late_is_a_return_of_the_day_it_was_filed(
    history: History,
) -> None:
    lena = await history.talk("lena", at("03-02 09:00"))
    await history.asked(lena, at("03-02 09:00"), intent="refund")
    ticket = await history.ticket("lena", at("03-04 09:00"))
    await history.computed(at("03-10 09:00"))
    await history.edited(ticket, at("03-12 09:00"), category="refund")
    await history.computed(at("03-12 09:05"))
    found = await stored_and_plain(history, date(2026, 3, 2), "03-13 11:00")
    assert [one[Metric.AI_RESOLUTION_RATE].value for one in found] == [0, 0]


class Gate:
    """Stops the first who has read, until it is opened: he is slow, and his claim runs out meanwhile."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        self.has_read, self.may_go_on = asyncio.Event(), asyncio.Event()
        self._read = getattr(queries, name)
        monkeypatch.setattr(queries, name, self)

    async def __call__(self, *args: Any) -> Any:
        found = await self._read(*args)
        if not self.has_read.is_set():
            self.has_read.set()
            await self.may_go_on.wait()
        return found


async def of_march(history: History) -> int:
    vera = await history.actor("vera", Role.ADMIN)
    march = Window(date(2026, 3, 1), date(2026, 3, 31))
    found = await history.read(summary, vera, march, tz=ZONE, now=at("03-31 13:00"))
    return found[Metric.QUESTIONS].n


async def test_a_day_that_was_read_before_other_replicas_wrote_it_is_not_written(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    lena = await history.talk("lena", at("03-31 09:00"))
    await history.asked(lena, at("03-31 09:00"))
    gate = Gate(monkeypatch, "facts")
    slow = asyncio.create_task(history.computed(at("03-31 12:00")))
    await gate.has_read.wait()
    await history.asked(lena, at("03-31 12:01"))
    await history.computed(at("03-31 12:10"))
    gate.may_go_on.set()
    await slow
    assert await of_march(history) == 2


async def test_a_month_is_not_put_together_of_days_that_others_have_marked_meanwhile(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    lena = await history.talk("lena", at("03-01 09:00"))
    await history.asked(lena, at("03-31 09:00"))
    gate = Gate(monkeypatch, "due_months")
    slow = asyncio.create_task(history.computed(at("03-31 12:00")))
    await gate.has_read.wait()
    await history.asked(lena, at("03-31 12:01"))
    last = await history.read(queries.last_activity)
    async with history.db.transaction() as session:
        await actions.follow(session, [date(2026, 3, 31)], activity_id=last)
    gate.may_go_on.set()
    await slow
    assert await of_march(history) == 2


async def test_reading_what_is_old_has_no_day_counted_anew(history: History) -> None:
    """Vera looks at Lena's conversation of a week ago, and asks the model for help in it; Omar asks today."""
    lena = await history.talk("lena", at("03-02 09:00"))
    await history.asked(lena, at("03-02 09:00"))
    await history.computed(at("03-09 09:00"))
    vera = await history.actor("vera", Role.ADMIN)
    before = await history.read(queries.progress)
    assert before is not None
    for event in ("ConversationLookedAt", "HelpAsked"):
        await history.happened(event, "conversation", lena, at("03-09 10:00"))
    lens = await history.read(queries.lens_of, ZONE, at("03-09 11:00"))
    looked = await history.read(queries.after, before.activity_id, at("03-09 11:00"), 100)
    assert await history.read(queries.days_of, looked, lens) == set()
    await history.talk("omar", at("03-09 10:30"))
    news = await history.read(queries.after, before.activity_id, at("03-09 11:00"), 100)
    assert await history.read(queries.days_of, news, lens) == {date(2026, 3, 9)}
    await history.computed(at("03-09 11:00"))
    followed = await history.read(queries.progress)
    assert followed is not None
    assert followed.activity_id == news.last_id == await history.read(queries.last_activity)
    window = Window(date(2026, 3, 1), date(2026, 3, 9))
    found = await history.read(queries.summary, vera, window, tz=ZONE, now=at("03-09 11:00"))
    assert found[Metric.QUESTIONS].value == 1
