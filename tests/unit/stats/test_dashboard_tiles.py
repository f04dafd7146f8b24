"""A figure on the dashboard: its value, what it stands on, and how it changed."""

import pytest

from aics_app.locales import CATALOGUES
from aics_app.stats.models import Metric, Unit
from aics_app.stats.queries import AgentRow, Figure
from aics_app.stats.ui import drawing
from aics_app.stats.ui.shapes import OF_THE_AI, rank_rows, tile, unit_of
from aics_app.stats.ui.tiles import tiles
from aics_app.stats.ui.words import Words, amount, as_is, drawn, named


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (18_246, Unit.COUNT, Words("18,246", "18,246")),
        (0.783, Unit.SHARE, Words("78.3%", "78.3%")),
        (91.72, Unit.SCORE, Words("91.7%", "91.7%")),
        (18, Unit.SECONDS, Words("18 秒", "18 s")),
        (600, Unit.SECONDS, Words("10.0 分钟", "10.0 min")),
        (18_720, Unit.SECONDS, Words("5.2 小时", "5.2 h")),
        (3 * 86_400, Unit.SECONDS, Words("3.0 天", "3.0 days")),
        (None, Unit.SHARE, Words("—", "—")),
    ],
)
def test_a_number_is_read_in_its_unit(value: float | None, unit: Unit, words: Words) -> None:
    assert amount(value, unit) == words


def test_of_nothing_there_is_a_dash_and_nowhere_to_go() -> None:
    shown = tile(Metric.CSAT, Figure(None, 0, Unit.SCORE, previous=80.0), "/rows")
    assert (shown.value.en, shown.trend, shown.href) == ("—", "", "")
    assert [one.en for one in shown.beside] == ["n=0"]


def test_a_share_changes_by_points_and_says_what_it_is_made_of() -> None:
    parts = {"confirmed": 0.31, "assumed": 0.47, "open": 3.0}
    rate = Figure(0.78, 9120, Unit.SHARE, parts=parts, previous=0.759)
    shown = tile(Metric.AI_RESOLUTION_RATE, rate, "/rows")
    assert (shown.testid, shown.trend, shown.worth) == ("stats-ai-rate", "up", "good")
    assert (shown.change.en, shown.before.en) == ("up 2.1 points", "before: 75.9%")
    assert [one.en for one in shown.beside] == ["confirmed 31.0%", "assumed 47.0%", "undecided 3", "n=9,120"]


def test_of_times_the_median_leads_and_less_is_better() -> None:
    took = Figure(34_560, 412, Unit.SECONDS, median=18_720, previous=36_000)
    shown = tile(Metric.HANDLING_TIME, took, "/rows")
    assert shown.value.en == "5.2 h"
    assert shown.name.en == "Ticket handling time (median)"
    assert [one.en for one in shown.beside] == ["mean 9.6 h", "n=412"]
    assert (shown.trend, shown.worth, shown.change.en) == ("down", "good", "down 4.0%")
    assert shown.before.en == "mean before: 10.0 h"


@pytest.mark.parametrize(
    ("value", "previous", "trend", "change", "worth"),
    [
        (110, 100, "up", "up 10.0%", "neither"),
        (90, 100, "down", "down 10.0%", "neither"),
        (100, 100, "same", "as before", "neither"),
        (5, 0, "up", "none before", "neither"),
        (5, None, "", "", "neither"),
    ],
)
def test_more_questions_are_neither_good_nor_bad(
    value: int, previous: int | None, trend: str, change: str, worth: str
) -> None:
    shown = tile(Metric.QUESTIONS, Figure(value, value, Unit.COUNT, previous=previous), "/rows")
    assert (shown.trend, shown.change.en, shown.worth) == (trend, change, worth)


def test_more_hand_offs_are_worse() -> None:
    shown = tile(Metric.HANDOFF_RATE, Figure(0.3, 100, Unit.SHARE, previous=0.2), "/rows")
    assert (shown.trend, shown.worth) == ("up", "bad")


@pytest.mark.parametrize("metric", Metric)
def test_every_figure_has_its_name_its_definition_and_its_unit(metric: Metric) -> None:
    unit = unit_of(metric)
    shown = tile(metric, Figure(1, 1, unit), "/rows")
    assert shown.about.zh != shown.about.en
    assert {f"stats.metric.{metric}", f"stats.about.{metric}"} <= CATALOGUES["zh"].keys()


def test_the_busiest_agent_fills_the_bar_and_few_ratings_are_no_score() -> None:
    anna = AgentRow(1, "Anna", 30, 10, 18.0, 25, 95.2, 21)
    ben = AgentRow(2, "Ben", 10, 0, None, 0, None, 3)
    idle = AgentRow(3, "Cleo", 0, 0, None, 0, None, 0)
    first, second, third = rank_rows([anna, ben, idle], "/rows?key={}".format)
    assert (first.part, first.csat.en, first.first_response.en) == ("100%", "95% (n=21)", "18 s (n=25)")
    assert (second.part, second.csat.en, second.first_response.en) == ("25%", "too few (n=3)", "—")
    assert [one.href for one in (first, second, third)] == ["/rows?key=1", "/rows?key=2", ""]
    assert rank_rows([], str) == []


def test_as_many_wait_as_come_to_who_sees_all_and_to_who_sees_a_team() -> None:
    """Of the AI nothing comes to the latter."""
    waiting = str(tiles()).partition("of_all_rx_state_?")[2].split('"aria-hidden":"true"')[1:]
    counts = [part.count("stats-tile-waiting") for part in waiting]
    assert counts == [len(Metric), len(Metric) - len(OF_THE_AI)]


def test_an_agent_whose_account_is_gone_keeps_his_line() -> None:
    word = "stats.gone"
    (left,) = rank_rows([AgentRow(7, "", 3, 1, None, 0, None, 0)], str)
    assert (left.name.zh, left.name.en) == (CATALOGUES["zh"][word], CATALOGUES["en"][word])


def test_a_name_of_an_administrators_own_is_shown_as_it_is_and_never_as_markup() -> None:
    assert named("reason.", "customer_request").en == "The customer asked"
    assert named("reason.", "moon_phase") == as_is("moon_phase")
    assert drawn(as_is("<b>A|B}</b>")) == "@{ b A B  /b | b A B  /b }"


def test_a_course_has_bars_and_the_period_before_as_a_dashed_line() -> None:
    plotted = drawing.trend(["2026-03-01", "2026-03-02"], [3, None], [1, 2], step=1, suffix="%")
    bars, line = plotted["data"]
    assert (bars["type"], line["line"]["dash"]) == ("bar", "dash")
    assert "template" not in plotted["layout"]
    alone = drawing.trend(["2026-03-01"], [3], [], step=1, suffix="")
    assert len(alone["data"]) == 1


def test_charts_name_tokens_and_no_colours_of_their_own() -> None:
    cells = [list(range(24)) for _ in range(7)]
    for plotted in (
        drawing.ring(["a", "b"], [1, 2], ["faq", "none"]),
        drawing.lying(["a"], [1]),
        drawing.parted(["a"], [("good", [90], drawing.BARS)], suffix="%"),
        drawing.heat(cells, ["d"] * 7),
    ):
        assert "#" not in str(plotted)
        assert "var(--accent-9)" in str(plotted)
