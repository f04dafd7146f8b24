"""The dashboard's handlers as anybody may call them: what comes from the browser is not believed."""

from dataclasses import replace
from typing import Any

import pytest
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

from aics_app.accounts.models import Right, Role, Scope
from aics_app.accounts.ui.guard import is_sound
from aics_app.core.container import provide
from aics_app.core.errors import DatabaseUnavailable, Forbidden, Invalid
from aics_app.stats.models import Metric
from aics_app.stats.ui import charting, states, wall
from aics_app.stats.ui.asking import Wanted
from aics_app.stats.ui.charting import ChartsState
from aics_app.stats.ui.pulse import PulseState
from aics_app.stats.ui.rows import RowsState
from aics_app.stats.ui.shapes import OF_THE_AI
from aics_app.stats.ui.states import DashboardState
from aics_app.stats.ui.wall import WallState
from aics_app.ui.hub import PageHub
from tests.unit.stats.page import Page, Watching


@pytest.mark.usefixtures("ada")
async def test_the_figures_come_after_the_frame_and_then_the_charts(page: Page) -> None:
    then = await DashboardState.open.fn(page.dashboard)
    assert (page.dashboard.days.first, page.dashboard.days.last) == ("2026-02-01", "2026-03-02")
    assert page.dashboard.loaded is False
    assert [one.handler.fn.__qualname__ for one in then] == ["DashboardState.read", "PulseState.open"]
    then = await DashboardState.read.fn(page.dashboard)
    assert (page.dashboard.loaded, page.charts.categories.status) == (True, "loading")
    assert then.handler.fn.__name__ == "load"
    await ChartsState.load.fn(page.charts)
    assert [one.key for one in page.dashboard.tiles] == [
        "questions",
        "ai_resolution_rate",
        "handling_time",
        "csat",
    ]
    assert {one.key: one.value.en for one in page.dashboard.more}["backlog"] == "1"
    assert page.charts.categories.status == "ready"
    assert [row.value.en for row in page.charts.categories.rows] == ["1"]
    assert page.charts.trend.status == page.charts.satisfaction.status == "empty"
    assert page.charts.heat.rows[12].value.en == "1"


async def test_an_agent_sees_his_own_figures_and_nobody_elses(page: Page) -> None:
    page.seen_by(await page.counter.person("anna", Role.AGENT))
    await page.loads()
    assert page.dashboard.own
    assert page.dashboard.tiles[0].key == "first_response_chat"
    assert "questions" not in {one.key for one in page.dashboard.more}
    assert {one.key: one.value.en for one in page.dashboard.more}["backlog"] == "—"
    assert page.charts.categories.status == "empty"
    assert (page.charts.heat.status, page.charts.ranking_status) == ("loading", "loading")
    for name in ("heat", "sources", "ranking"):
        with pytest.raises(Invalid):
            await ChartsState.retry.fn(page.charts, name)


async def test_who_sees_a_team_has_its_ranking_and_nothing_of_the_ai(page: Page) -> None:
    ada = await page.counter.person("ada", Role.ADMIN)
    page.seen_by(replace(ada, scope=Scope.TEAM))
    await page.loads()
    assert (page.dashboard.own, page.dashboard.of_all) == (False, False)
    shown = [one.key for one in (*page.dashboard.tiles, *page.dashboard.more)]
    assert shown[0] == "first_response_chat"
    assert OF_THE_AI.isdisjoint(shown)
    assert page.charts.ranking_status != "loading"
    for name in ("heat", "sources", "intents"):
        assert getattr(page.charts, name).status == "loading"
        with pytest.raises(Invalid):
            await ChartsState.retry.fn(page.charts, name)


async def test_who_sees_a_team_only_by_now_has_no_pulse_of_all_any_more(page: Page) -> None:
    """Ada looked at everybody's; her reach was narrowed since, and the page is read anew."""
    ada = await page.counter.person("ada", Role.ADMIN)
    page.seen_by(ada)
    hub = Watching()
    provide(PageHub, hub)  # type: ignore[type-abstract,arg-type]  # all that is asked of a hub
    await page.loads()
    shown = page.state(PulseState)
    await PulseState.open.fn(shown)
    assert (shown.loaded, len(hub.slots)) == (True, 2)
    page.seen_by(replace(ada, rights=ada.rights - {Right.STATS_SEE_ALL}))
    await page.loads()
    assert (shown.loaded, shown.now, hub.slots) == (False, wall.Now(), set())


async def test_customers_are_refused(page: Page) -> None:
    page.seen_by(await page.counter.person("tom"))
    for call in (
        DashboardState.open.fn(page.dashboard),
        DashboardState.choose.fn(page.dashboard, "by", "week"),
        ChartsState.follow.fn(page.charts, "trend", 0),
        RowsState.open.fn(page.state(RowsState)),
        WallState.open.fn(page.state(WallState)),
    ):
        with pytest.raises(Forbidden):
            await call


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(("name", "value"), [("_open", "x"), ("fault", "x"), ("by", None), ("", "")])
async def test_a_choice_that_is_none_is_refused(page: Page, name: str, value: object) -> None:
    with pytest.raises(Invalid):
        await DashboardState.choose.fn(page.dashboard, name, value)


@pytest.mark.usefixtures("ada")
async def test_days_of_ones_own_begin_with_those_that_are_shown(page: Page) -> None:
    await page.loads()
    led = await DashboardState.choose.fn(page.dashboard, "period", "custom")
    assert "/admin?period=custom&since=2026-02-01&until=2026-03-02" in str(led)


@pytest.mark.usefixtures("ada")
async def test_a_form_of_days_gets_past_the_guard_and_is_refused_in_words(page: Page) -> None:
    """A browser sends a form as a list of its fields; the guard sees it before Reflex makes a dict of it."""
    await page.loads()
    fields = [["since", "2026-03-02"], ["until", "2026-03-01"]]
    assert is_sound(DashboardState.choose_days.fn, {"form": {FORM_DATA_ENTRIES_KEY: fields}})
    for since, until, fault in (
        ("2026-03-02", "2026-03-01", "order"),
        ("2010-01-01", "2026-03-01", "long"),
        ("", "2026-03-01", "date"),
    ):
        form = {"since": since, "until": until}
        assert await DashboardState.choose_days.fn(page.dashboard, form) is None
        assert page.dashboard.fault == fault
    led = await DashboardState.choose_days.fn(page.dashboard, {"since": "2026-03-01", "until": "2026-03-02"})
    assert "/admin?period=custom&since=2026-03-01&until=2026-03-02" in str(led)
    assert page.dashboard.fault == ""


@pytest.mark.usefixtures("ada")
async def test_an_address_with_impossible_days_says_so_and_reads_nothing(page: Page) -> None:
    page.says(Wanted(period="custom", since="2026-03-02", until="2026-03-01"))
    await DashboardState.open.fn(page.dashboard)
    assert (page.dashboard.fault, page.dashboard.tiles, page.dashboard.loaded) == ("order", [], True)


@pytest.mark.usefixtures("ada")
async def test_without_comparison_nothing_is_said_of_the_period_before(page: Page) -> None:
    page.says(Wanted(compare="off"))
    await page.loads()
    assert {one.trend for one in (*page.dashboard.tiles, *page.dashboard.more)} == {""}


@pytest.mark.usefixtures("ada")
async def test_one_chart_fails_and_the_rest_stands(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(*_: object, **__: object) -> None:
        raise DatabaseUnavailable

    monkeypatch.setitem(charting.CHARTS, "intents", gone)
    await page.loads()
    assert (page.charts.intents.status, page.charts.categories.status) == ("failed", "ready")
    monkeypatch.setitem(charting.CHARTS, "intents", charting.CHARTS["categories"])
    await ChartsState.retry.fn(page.charts, "intents")
    assert page.charts.intents.status == "ready"


@pytest.mark.usefixtures("ada")
async def test_who_asks_for_other_days_never_sees_the_old_figures_under_them(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the figures are read, and then while a chart is, Ada chooses a week."""
    summary, categories = states.queries.summary, charting.CHARTS["categories"]

    async def slow_figures(*asked: Any, **how: Any) -> Any:
        page.dashboard.wanted = Wanted(period="7d")
        return await summary(*asked, **how)

    async def slow_chart(*asked: Any) -> Any:
        page.charts._wanted = Wanted(period="7d")
        return await categories(*asked)

    await DashboardState.open.fn(page.dashboard)
    with monkeypatch.context() as slowly:
        slowly.setattr(states.queries, "summary", slow_figures)
        assert await DashboardState.read.fn(page.dashboard) is None
    assert (page.dashboard.loaded, page.dashboard.tiles) == (False, [])
    monkeypatch.setitem(charting.CHARTS, "categories", slow_chart)
    await ChartsState.load.fn(page.charts)
    shown = (page.charts.reasons.status, page.charts.categories.status, page.charts.heat.status)
    assert shown == ("empty", "loading", "loading")


@pytest.mark.usefixtures("ada")
async def test_days_that_are_not_counted_yet_are_told_until_they_are(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = states.queries.summary

    async def incomplete(*asked: Any, **how: Any) -> Any:
        found = await summary(*asked, **how)
        return {**found, Metric.CSAT: replace(found[Metric.CSAT], pending_days=4)}

    with monkeypatch.context() as busy:
        busy.setattr(states.queries, "summary", incomplete)
        await page.loads()
    assert page.dashboard.pending == 4
    await DashboardState.read.fn(page.dashboard)
    assert page.dashboard.pending == 0


@pytest.mark.usefixtures("ada")
async def test_a_mark_leads_to_what_it_counts_and_a_place_that_is_none_nowhere(page: Page) -> None:
    await page.loads()
    led = await ChartsState.follow.fn(page.charts, "categories", 0)
    assert "/admin/rows?of=categories&key=delivery&since=2026-02-01&until=2026-03-02" in str(led)
    for place in (-1, 1, 10**9):
        assert await ChartsState.follow.fn(page.charts, "categories", place) is None
    for name, nonsense in (("ranking", 0), (["trend"], 0), ("trend", "x"), ("trend", None), ("trend", [0])):
        with pytest.raises(Invalid):
            await ChartsState.follow.fn(page.charts, name, nonsense)
    for form in (None, ["since"], "since"):
        with pytest.raises(Invalid):
            await DashboardState.choose_days.fn(page.dashboard, form)
    for name in ([1], {"period": 1}, None):
        with pytest.raises(Invalid):
            await DashboardState.choose.fn(page.dashboard, name, "7d")
