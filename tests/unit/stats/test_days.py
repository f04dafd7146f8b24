"""Days of a zone, also where the clocks jump, and how ranges of them are cut."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aics_app.core.errors import Invalid
from aics_app.stats.models import Granularity
from aics_app.stats.rules.days import Window, begin_of, buckets, day_of, hour_of

SHANGHAI, BERLIN, CAIRO = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("Africa/Cairo")
HAVANA = ZoneInfo("America/Havana")


def test_a_day_begins_at_its_midnight_on_the_wall() -> None:
    assert begin_of(date(2026, 3, 2), SHANGHAI) == datetime(2026, 3, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_the_days_on_which_the_clocks_change_are_shorter_and_longer(day: date, hours: int) -> None:
    start, end = Window(day, day).span(BERLIN)
    assert end - start == timedelta(hours=hours)


def test_an_hour_on_the_wall_is_an_hour_unless_the_clocks_change() -> None:
    nine = datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert hour_of(date(2026, 3, 2), 9, BERLIN) == (nine, nine + timedelta(hours=1))
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        assert hour_of(day, 9, BERLIN) == Window(day, day).span(BERLIN)


def test_where_midnight_is_skipped_the_day_begins_with_the_skip() -> None:
    # In Cairo Friday 24 April 2026 begins at 01:00: the clocks went from 00:00 (UTC+2) to 01:00 (UTC+3).
    assert begin_of(date(2026, 4, 24), CAIRO) == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert day_of(datetime(2026, 4, 23, 21, 59, 59, tzinfo=UTC), CAIRO) == date(2026, 4, 23)
    assert day_of(datetime(2026, 4, 23, 22, tzinfo=UTC), CAIRO) == date(2026, 4, 24)


@pytest.mark.parametrize("zone", [SHANGHAI, BERLIN, CAIRO, HAVANA])
def test_every_instant_lies_in_the_stretch_of_its_day(zone: ZoneInfo) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    while at.year == 2026:
        day = day_of(at, zone)
        assert begin_of(day, zone) <= at < begin_of(day + timedelta(days=1), zone)
        at += timedelta(minutes=30)


def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    assert Window(date(2026, 3, 1), date(2026, 3, 7)).before() == Window(date(2026, 2, 22), date(2026, 2, 28))


def test_weeks_begin_on_monday_and_hold_only_days_of_the_range() -> None:
    # 2026-03-05 is a Thursday, 2026-03-10 a Tuesday.
    assert list(buckets(Window(date(2026, 3, 5), date(2026, 3, 10)), Granularity.WEEK)) == [
        (date(2026, 3, 2), Window(date(2026, 3, 5), date(2026, 3, 8))),
        (date(2026, 3, 9), Window(date(2026, 3, 9), date(2026, 3, 10))),
    ]


def test_months_begin_on_their_first() -> None:
    starts = [start for start, _ in buckets(Window(date(2025, 12, 31), date(2026, 2, 1)), Granularity.MONTH)]
    assert starts == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


def test_who_has_the_ends_the_wrong_way_round_is_told() -> None:
    with pytest.raises(Invalid) as refused:
        Window(date(2026, 3, 2), date(2026, 3, 1))
    assert refused.value.fields == {"to": "before_from"}


def test_more_than_ten_years_are_refused() -> None:
    Window(date(2016, 3, 2), date(2026, 3, 1))
    with pytest.raises(Invalid):
        Window(date(2015, 3, 2), date(2026, 3, 1))


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_refused(day: date) -> None:
    with pytest.raises(Invalid):
        Window(day, day)
