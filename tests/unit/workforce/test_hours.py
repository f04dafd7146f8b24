"""When the shop is open, on ordinary days, nights, holidays, and days of 23 and 25 hours."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aics_app.workforce.rules.hours import Hours, Slot, business_seconds, closes_next, is_open, opens_next

SHANGHAI, NEW_YORK, BERLIN = (
    ZoneInfo("Asia/Shanghai"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Europe/Berlin"),
)
HAVANA, LORD_HOWE = ZoneInfo("America/Havana"), ZoneInfo("Australia/Lord_Howe")
MORNING, AFTERNOON = (9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60)
WORKDAYS = dict.fromkeys(range(5), (MORNING, AFTERNOON))
SHOP = Hours(SHANGHAI, WORKDAYS)
MINUTE = timedelta(minutes=1)


def at(zone: ZoneInfo, *when: int, fold: int = 0) -> datetime:
    """A wall time as an instant."""
    return datetime(*when, tzinfo=zone, fold=fold).astimezone(UTC)  # type: ignore[misc, arg-type]  # parts of a date


def beijing(*when: int) -> datetime:
    return at(SHANGHAI, 2026, 11, *when)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "expected"),
    [
        (23, 8, 59, False),
        (23, 9, 0, True),
        (23, 11, 59, True),
        (23, 12, 0, False),
        (23, 13, 29, False),
        (23, 13, 30, True),
        (23, 18, 0, False),
        (28, 10, 0, False),  # a Saturday
    ],
)
def test_the_shop_is_open_in_its_slots_to_the_minute(
    day: int, hour: int, minute: int, expected: bool
) -> None:
    assert is_open(SHOP, beijing(day, hour, minute)) is expected


def test_it_says_when_it_opens_and_closes_next() -> None:
    assert opens_next(SHOP, beijing(23, 12, 10)) == beijing(23, 13, 30)
    assert opens_next(SHOP, beijing(27, 18, 0)) == beijing(30, 9)  # from Friday evening to Monday
    assert closes_next(SHOP, beijing(23, 9, 30)) == beijing(23, 12)


def test_when_open_it_opens_now_and_when_closed_it_closes_now() -> None:
    assert opens_next(SHOP, beijing(23, 10, 0)) == beijing(23, 10)
    assert closes_next(SHOP, beijing(23, 12, 0)) == beijing(23, 12)


def test_a_company_without_slots_is_always_open() -> None:
    never_asked = Hours(SHANGHAI)
    assert is_open(never_asked, beijing(22, 3))
    assert opens_next(never_asked, beijing(22, 3)) == beijing(22, 3)
    assert closes_next(never_asked, beijing(22, 3)) is None
    assert business_seconds(never_asked, beijing(22, 3), beijing(24, 3)) == 2 * 86_400


def test_a_company_without_slots_still_has_holidays() -> None:
    hours = Hours(SHANGHAI, {}, {date(2026, 11, 24): ()})
    assert not is_open(hours, beijing(24, 12))
    assert closes_next(hours, beijing(23, 3)) == beijing(24, 0)
    assert opens_next(hours, beijing(24, 3)) == beijing(25, 0)


def test_a_company_that_only_has_holidays_left_does_not_open() -> None:
    closed = {date(2026, 1, 1) + timedelta(days=number): () for number in range(900)}
    assert opens_next(Hours(SHANGHAI, WORKDAYS, closed), beijing(23, 10)) is None


def test_a_holiday_replaces_the_slots_of_its_day() -> None:
    hours = Hours(SHANGHAI, WORKDAYS, {date(2026, 11, 23): (), date(2026, 11, 28): ((600, 720),)})
    assert not is_open(hours, beijing(23, 10))
    assert opens_next(hours, beijing(23, 10)) == beijing(24, 9)
    assert is_open(hours, beijing(28, 11))  # a Saturday on which people work
    assert not is_open(hours, beijing(28, 15))


def test_a_night_shift_runs_past_midnight_into_a_day_without_slots_and_into_a_holiday() -> None:
    night = Hours(SHANGHAI, {4: ((22 * 60, 26 * 60),)}, {date(2026, 11, 28): ()})
    assert is_open(night, beijing(27, 23))
    assert is_open(night, beijing(28, 1, 59))
    assert not is_open(night, beijing(28, 2))
    assert closes_next(night, beijing(27, 22)) == beijing(28, 2)
    assert business_seconds(night, beijing(27, 12), beijing(28, 12)) == 4 * 3600


def test_slots_that_meet_or_overlap_count_once() -> None:
    hours = Hours(SHANGHAI, {0: ((540, 720), (700, 800), (800, 1440 + 60)), 1: ((0, 120),)})
    assert closes_next(hours, beijing(23, 9)) == beijing(24, 2)
    assert business_seconds(hours, beijing(23, 0), beijing(25, 0)) == 17 * 3600


def test_in_new_york_a_slot_over_the_skipped_hour_lasts_one_hour_less() -> None:
    nights = Hours(NEW_YORK, {6: ((60, 240),)})  # Sundays, from one to four
    start, end = at(NEW_YORK, 2026, 3, 8, 0), at(NEW_YORK, 2026, 3, 8, 12)
    assert business_seconds(nights, start, end) == 2 * 3600


def test_a_slot_that_begins_in_the_skipped_hour_begins_with_the_skip() -> None:
    nights = Hours(
        NEW_YORK, {6: ((150, 195),)}
    )  # half past two, which that Sunday has not, to a quarter past three
    start = at(NEW_YORK, 2026, 3, 8, 0)
    assert opens_next(nights, start) == at(NEW_YORK, 2026, 3, 8, 3)
    assert business_seconds(nights, start, start + timedelta(hours=12)) == 15 * 60


def test_a_slot_inside_the_skipped_hour_is_left_out() -> None:
    nights = Hours(NEW_YORK, {6: ((130, 170),)})
    start = at(NEW_YORK, 2026, 3, 8, 0)
    assert business_seconds(nights, start, start + timedelta(hours=12)) == 0


def test_in_berlin_a_slot_over_the_hour_that_comes_twice_lasts_one_hour_more() -> None:
    nights = Hours(BERLIN, {6: ((60, 240),)})
    start, end = at(BERLIN, 2026, 10, 25, 0), at(BERLIN, 2026, 10, 25, 12)
    assert business_seconds(nights, start, end) == 4 * 3600


def test_a_slot_in_the_hour_that_comes_twice_is_open_once_the_first_time() -> None:
    nights = Hours(BERLIN, {6: ((120, 150),)})
    start = at(BERLIN, 2026, 10, 25, 0)
    assert is_open(nights, at(BERLIN, 2026, 10, 25, 2, 15))
    assert not is_open(nights, at(BERLIN, 2026, 10, 25, 2, 15, fold=1))
    assert business_seconds(nights, start, start + timedelta(hours=12)) == 30 * 60


def test_backwards_is_no_time() -> None:
    assert business_seconds(SHOP, beijing(23, 11), beijing(23, 10)) == 0


# The same by another way: walk through the minutes with a clock on the wall that never goes back.


def by_minutes(hours: Hours, start: datetime, end: datetime) -> list[bool]:
    """For each minute from start to end whether it is open."""
    found, moment = [], start - timedelta(days=2)
    reached = moment.astimezone(hours.zone).replace(tzinfo=None)
    while moment < end:
        reached = max(reached, moment.astimezone(hours.zone).replace(tzinfo=None))
        if moment >= start:
            found.append(_shows_open(hours, reached))
        moment += MINUTE
    return found


def _shows_open(hours: Hours, wall: datetime) -> bool:
    minute = wall.hour * 60 + wall.minute
    today = any(opens <= minute < closes for opens, closes in hours.slots(wall.date()))
    before = hours.slots(wall.date() - timedelta(days=1))
    return today or any(opens <= minute + 1440 < closes for opens, closes in before)


@st.composite
def slots(draw: st.DrawFn) -> Slot:
    opens = draw(st.integers(0, 1439))
    return opens, draw(st.integers(opens + 1, opens + 1440))


DAYS = {  # a day on which the clocks change, and one on which they don't
    SHANGHAI: [date(2026, 11, 22)],
    NEW_YORK: [date(2026, 3, 8), date(2026, 11, 1)],
    BERLIN: [date(2026, 3, 29), date(2026, 10, 25)],
    HAVANA: [date(2026, 3, 8), date(2026, 11, 1)],  # changes at midnight
    LORD_HOWE: [date(2026, 4, 5), date(2026, 10, 4)],  # by half an hour
}


@st.composite
def hours_and_days(draw: st.DrawFn) -> tuple[Hours, datetime]:
    """Hours of some company, and midnight in UTC of the day before something happens to its clocks."""
    zone = draw(st.sampled_from(list(DAYS)))
    day = draw(st.sampled_from(DAYS[zone]))
    some = st.lists(slots(), max_size=3, unique_by=lambda slot: slot[0]).map(tuple)
    week = {weekday: draw(some) for weekday in range(7)}
    near = st.sampled_from([day + timedelta(days=number) for number in (-1, 0, 1)])
    holidays = draw(st.dictionaries(near, some, max_size=2))
    return Hours(zone, week, holidays), datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)


@given(hours_and_days(), st.lists(st.integers(0, 4000), min_size=3, max_size=3))
def test_business_time_is_what_a_walk_through_the_minutes_counts(
    drawn: tuple[Hours, datetime], minutes: list[int]
) -> None:
    hours, midnight = drawn
    first, second, third = (midnight + minute * MINUTE for minute in sorted(minutes))
    walked = by_minutes(hours, first, third)
    whole = business_seconds(hours, first, third)
    assert whole == 60 * sum(walked)
    assert whole == business_seconds(hours, first, second) + business_seconds(hours, second, third)
    assert is_open(hours, first) == by_minutes(hours, first, first + MINUTE)[0]
    if walked:
        _check_next(hours, first, third, walked)


def _check_next(hours: Hours, start: datetime, end: datetime, walked: list[bool]) -> None:
    for wanted, found in ((True, opens_next(hours, start)), (False, closes_next(hours, start))):
        expected = start + walked.index(wanted) * MINUTE if wanted in walked else None
        assert found == expected if expected else found is None or found >= end


@given(hours_and_days(), st.integers(0, 4 * 86_400_000_000), st.integers(0, 4 * 86_400_000_000))
def test_no_microsecond_is_lost_or_counted_twice(
    drawn: tuple[Hours, datetime], some: int, others: int
) -> None:
    hours, midnight = drawn
    end = midnight + timedelta(days=4)
    between = sorted(midnight + timedelta(microseconds=one) for one in (some, others))
    parts = [midnight, *between, end]
    sums = [business_seconds(hours, start, stop) for start, stop in pairwise(parts)]
    assert sum(round(one * 1_000_000) for one in sums) == round(
        business_seconds(hours, midnight, end) * 1_000_000
    )
