"""The list behind a figure of times adds up to it, by the clock that the figure is told by."""

from datetime import date

import pytest

from aics_app.accounts.models import Role
from aics_app.handoff.models import Status
from aics_app.stats.queries import Metric, Row, Window, rows, summary
from aics_app.stats.ui.reading import rows_address
from aics_app.stats.ui.rows import sought_of
from aics_app.workforce.models import BusinessSlot
from tests.unit.stats.conftest import ZONE, History, at

WEEK = Window(date(2026, 3, 2), date(2026, 3, 8))
LATER = at("03-20 00:00")


async def listed(history: History, metric: Metric, *, business: bool = False, limit: int = 2) -> list[Row]:
    """All pages."""
    vera = await history.actor("vera", Role.ADMIN)
    found: list[Row] = []
    cursor: str | None = ""
    while cursor is not None:
        some, cursor = await history.read(
            rows, vera, metric, WEEK, tz=ZONE, business=business, now=LATER, cursor=cursor, limit=limit
        )
        found += some
    return found


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
async def test_waits_of_the_same_length_are_each_listed_once(history: History, limit: int) -> None:
    talk = await history.talk("lena", at("03-02 09:00"))
    await history.handoff(
        talk,
        at("03-02 09:00"),
        status=Status.CLOSED,
        agent="anna",
        taken_at=at("03-02 09:01"),
        ended_at=at("03-02 09:30"),
    )
    for minute in (2, 3, 4):
        await history.said(talk, at(f"03-02 09:0{minute}:00"))
        await history.said(talk, at(f"03-02 09:0{minute}:05"), "anna")
    found = await listed(history, Metric.CUSTOMER_WAIT, limit=limit)
    assert [row.value for row in found] == [5, 5, 5]


async def test_under_business_hours_the_list_is_told_in_business_hours(history: History) -> None:
    # Filed on Friday evening, answered on Monday morning: the company is open from nine to six.
    for weekday in range(5):
        await history.add(BusinessSlot(weekday=weekday, opens_minute=540, closes_minute=1080))
    await history.ticket("lena", at("03-06 17:00"), first_reply_at=at("03-09 10:00"))
    vera = await history.actor("vera", Role.ADMIN)
    told = {}
    for business in (False, True):
        figures = await history.read(summary, vera, WEEK, tz=ZONE, business=business, now=LATER)
        (row,) = await listed(history, Metric.FIRST_RESPONSE_TICKET, business=business)
        assert row.value == figures[Metric.FIRST_RESPONSE_TICKET].value
        told[business] = row.value
    assert told == {False: 65 * 3600, True: 2 * 3600}


async def test_what_takes_no_time_is_the_same_under_both_clocks(history: History) -> None:
    talk = await history.talk("lena", at("03-07 09:00"))
    await history.asked(talk, at("03-07 09:00"))
    assert [
        row.id
        for business in (False, True)
        for row in await listed(history, Metric.QUESTIONS, business=business)
    ] == [talk, talk]


@pytest.mark.parametrize("business", [False, True])
def test_the_address_of_a_list_says_which_clock(business: bool) -> None:
    address = rows_address(Metric.QUEUE_WAIT, WEEK, business=business)
    said = dict(pair.split("=") for pair in address.partition("?")[2].split("&"))
    assert sought_of(said).hours == ("business" if business else "")
