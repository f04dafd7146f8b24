"""Changes, hours and times in a workbook are those that the page shows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aics_app.accounts.models import Actor
from aics_app.core.errors import Invalid
from aics_app.stats import queries
from aics_app.stats.export import summary
from aics_app.stats.export.book import PERCENT, Styled
from aics_app.stats.models import Granularity, Metric, Unit
from aics_app.stats.rules.exporting import Wanted, wanted_of
from aics_app.stats.rules.figures import Figure
from aics_app.stats.ui.shapes import tile
from tests.unit.stats.exports.conftest import NOON, NOW, WEEK, ZONE, Company

ASKED = Wanted(WEEK, Granularity.DAY, "en", zone="America/New_York")


@pytest.mark.parametrize(
    ("metric", "value", "previous", "change"),
    [
        (Metric.AI_RESOLUTION_RATE, 0.3, 0.2, 10.0),
        (Metric.CSAT, 80.0, 90.0, -10.0),
        (Metric.CSAT, 80.0, 0.0, 80.0),
    ],
)
def test_shares_and_scores_change_by_points(
    metric: Metric, value: float, previous: float, change: float
) -> None:
    unit = Unit.SCORE if metric is Metric.CSAT else Unit.SHARE
    figure = Figure(value, 100, unit, previous=previous)
    told = summary.changed("points", figure)
    assert isinstance(told, Styled)
    assert told.value == pytest.approx(change)
    assert "points" in (told.format or "")
    assert f"{abs(change):g}" in tile(metric, figure, "").change.en


def test_all_else_changes_by_a_part_of_what_it_was() -> None:
    told = summary.changed("points", Figure(30, 30, Unit.COUNT, previous=20))
    assert told == Styled(0.5, format=PERCENT)
    assert summary.changed("points", Figure(30, 30, Unit.COUNT, previous=0)) == "—"
    assert summary.changed("points", Figure(0.3, 30, Unit.SHARE)) == "—"


async def test_the_hours_when_people_come_are_there(company: Company, vera: Actor, lena: Actor) -> None:
    for number in range(3):
        await company.talk(lena, number, NOON + timedelta(hours=number))
    head, *days = (await company.export(vera, ASKED))["Hours"]
    async with company.db.reading() as session:
        cells = await queries.heatmap(session, vera, WEEK, tz=ZONE, now=NOW)
    assert head[:2] == ["Weekday", "0:00"]
    assert [day[0] for day in days] == [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ]
    assert [day[1:] for day in days] == cells
    assert days[0][1 + 12] == 1


async def test_times_are_read_in_the_viewers_zone_and_days_cut_in_the_companys(
    company: Company, vera: Actor, lena: Actor
) -> None:
    # A minute into the company's first day; in New York it is still the day before.
    await company.talk(lena, 1, NOON - timedelta(hours=11, minutes=59), "Early")
    book = await company.export(vera, ASKED)
    told = {row[0]: row[1] for row in book["Summary"] if row[0]}
    assert (told["Time zone"], told["Days are cut in"]) == ("America/New_York", ZONE)
    (row,) = book["Conversations"][1:]
    begun = next(cell for cell in row if hasattr(cell, "hour"))
    assert begun.isoformat() == "2026-03-01T11:01:00"


def test_a_zone_that_is_none_is_refused_and_an_older_job_has_none() -> None:
    params = ASKED.params()
    assert wanted_of(params) == ASKED
    older = {name: value for name, value in params.items() if name != "zone"}
    assert wanted_of(older) == replace(ASKED, zone="")
    for nonsense in ("Mars/Olympus", "../etc/passwd", "America"):
        with pytest.raises(Invalid):
            wanted_of(params | {"zone": nonsense})
