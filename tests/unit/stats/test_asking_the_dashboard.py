"""What the dashboard's address may say, and what comes of nonsense."""

from datetime import date

import pytest

from aics_app.stats.models import Granularity, Metric
from aics_app.stats.queries import Window
from aics_app.stats.ui.asking import (
    BadRange,
    Wanted,
    granularity_of,
    metric_of,
    wanted_of,
    window_of,
)
from aics_app.ui.addresses import address_of, filled

MARCH_3 = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("chosen", "first", "last"),
    [
        ("today", MARCH_3, MARCH_3),
        ("7d", date(2026, 2, 25), MARCH_3),
        ("", date(2026, 2, 2), MARCH_3),
        ("90d", date(2025, 12, 4), MARCH_3),
        ("month", date(2026, 3, 1), MARCH_3),
        ("last_month", date(2026, 2, 1), date(2026, 2, 28)),
        ("year", date(2026, 1, 1), MARCH_3),
    ],
)
def test_every_range_ends_where_its_name_says(chosen: str, first: date, last: date) -> None:
    assert window_of(Wanted(period=chosen), MARCH_3) == Window(first, last)


def test_days_of_ones_own_are_both_included() -> None:
    own = wanted_of({"period": "custom", "since": "2026-01-31", "until": "2026-01-31"})
    assert window_of(own, MARCH_3) == Window(date(2026, 1, 31), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("since", "until", "fault"),
    [
        ("2026-02-02", "2026-02-01", "order"),
        ("2016-02-01", "2026-02-02", "long"),
        ("", "2026-02-02", "date"),
        ("2026-02-30", "2026-03-01", "date"),
        ("0001-01-01", "2026-03-01", "date"),
        ("2026-01-01", "9999-12-31", "date"),
    ],
)
def test_days_that_cannot_be_had_are_refused_by_name(since: str, until: str, fault: str) -> None:
    with pytest.raises(BadRange) as refused:
        window_of(Wanted(period="custom", since=since, until=until), MARCH_3)
    assert refused.value.fault == fault


def test_ten_years_are_not_too_long() -> None:
    assert window_of(Wanted(period="custom", since="2016-03-04", until="2026-03-03"), MARCH_3).length == 3652


def test_an_address_says_the_same_again() -> None:
    said = {"period": "custom", "since": "2026-01-01", "until": "2026-02-01", "by": "week", "compare": "off"}
    assert filled(wanted_of(said)) == said


def test_the_usual_is_not_said() -> None:
    assert filled(wanted_of({"period": "30d", "by": "day"})) == {}


@pytest.mark.parametrize(
    "said",
    [
        {"period": "eternity", "by": "hour", "metric": "profit", "hours": "night", "compare": "yes"},
        {"period": "7d' OR 1=1", "since": "2026-01-01", "q": "x" * 10_000},
        {"since": "2026-01-01", "until": "2026-02-01"},
    ],
)
def test_nonsense_asks_for_the_usual(said: dict[str, str]) -> None:
    wanted = wanted_of(said)
    assert wanted == Wanted()
    month = window_of(wanted, MARCH_3)
    assert (granularity_of(wanted, month), metric_of(wanted)) == (Granularity.DAY, Metric.QUESTIONS)


def test_an_address_is_quoted() -> None:
    assert address_of("/admin/rows", {"of": "categories", "key": "a&b=c", "none": ""}) == (
        "/admin/rows?of=categories&key=a%26b%3Dc"
    )


@pytest.mark.parametrize(
    ("since", "asked", "given"),
    [
        ("2025-03-04", "", Granularity.DAY),
        ("2024-03-04", "", Granularity.WEEK),
        ("2024-03-04", "month", Granularity.MONTH),
        ("2016-03-04", "", Granularity.MONTH),
        ("2016-03-04", "week", Granularity.MONTH),
    ],
)
def test_long_ranges_are_cut_more_coarsely(since: str, asked: str, given: Granularity) -> None:
    wanted = Wanted(period="custom", since=since, until="2026-03-03", by=asked)
    assert granularity_of(wanted, window_of(wanted, MARCH_3)) == given
