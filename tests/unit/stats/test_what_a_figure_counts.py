"""From a figure to what it counts, and back: pages without a browser."""

from urllib.parse import parse_qsl

import pytest

from aics_app.accounts.models import Role
from aics_app.locales import CATALOGUES
from aics_app.stats.models import Metric
from aics_app.stats.queries import SIDES_OF_WORK, Figure, Hour, Part, Share, Side, Unit, Work, sides_of
from aics_app.stats.ui.asking import Wanted
from aics_app.stats.ui.drawing import SIDES as MARKS
from aics_app.stats.ui.page import dashboard_page
from aics_app.stats.ui.reading import asked_of, promises, satisfaction
from aics_app.stats.ui.rows import RowsState, Sought, back_of, sought_of, what_of
from aics_app.stats.ui.rows_page import SIDES
from aics_app.stats.ui.shapes import OF_THE_AI
from aics_app.tickets import actions as tickets
from aics_app.tickets.actions import Move, Words
from aics_app.ui import routes
from tests.unit.stats.page import Page
from tests.unit.tickets.conftest import ALWAYS, after

DAYS = {"since": "2026-03-01", "until": "2026-03-02"}


@pytest.mark.usefixtures("ada")
async def test_the_rows_of_a_part_lead_to_their_tickets(page: Page) -> None:
    shown = page.state(RowsState)
    shown.sought = Sought("categories", "delivery", "2026-03-01", "2026-03-02")
    await RowsState.reload.fn(shown)
    assert [(row.kind, row.title) for row in shown.rows] == [("ticket", "The lamp is dark")]
    assert shown.rows[0].href == f"/board/{shown.rows[0].number}"
    shown.sought = Sought("categories", "delivery", "2026-03-02", "2026-03-01")
    await RowsState.reload.fn(shown)
    assert shown.missing


def test_an_address_of_rows_names_a_figure_a_part_or_an_hour() -> None:
    assert what_of(Sought("csat")) == Metric.CSAT
    assert what_of(Sought("sources", "faq")) == Part(Share.SOURCES, "faq")
    assert what_of(Sought("categories", "-")) == Part(Share.CATEGORIES, "")
    assert what_of(Sought("heat", "6-23")) == Hour(6, 23)
    assert what_of(Sought("sla_reply", part="breached")) == Side(Metric.SLA_REPLY, "breached")
    assert what_of(Sought("work", "7")) == Work(7)
    assert what_of(Sought("work", "7", part="taken")) == Work(7, "taken")
    assert what_of(Sought("csat", part="met")) is what_of(Sought("questions", part="good")) is None
    assert what_of(Sought("work", "x")) is what_of(Sought("work", "7", part="good")) is None
    assert [
        what_of(sought_of({"of": of, "key": key}))
        for of, key in (("", ""), ("profit", ""), ("sources", ""), ("heat", "7-1"), ("heat", "x-y"))
    ] == [None] * 5


@pytest.mark.usefixtures("ada")
async def test_what_a_figure_leads_to_names_its_days(page: Page) -> None:
    await page.loads()
    href = next(one.href for one in page.dashboard.more if one.key == "backlog")
    assert href == "/admin/rows?of=backlog&since=2026-02-01&until=2026-03-02"


@pytest.mark.usefixtures("ada")
async def test_a_list_leads_back_to_the_figures_it_was_opened_from(page: Page) -> None:
    asked = Wanted(period="90d", by="week", compare="off", hours="business", metric="csat")
    page.says(asked)
    await page.loads()
    address = next(one.href for one in page.dashboard.more if one.key == "backlog")
    sought = sought_of(dict(parse_qsl(address.partition("?")[2])))
    assert (sought.of, sought.hours) == ("backlog", "business")
    back = back_of(sought.back)
    assert back == "/admin?period=90d&by=week&compare=off&hours=business&metric=csat"
    for nonsense in ("", "//elsewhere.example", "period=never&next=/login", "%ff=&&=", "period"):
        assert back_of(nonsense) == routes.ADMIN


@pytest.mark.usefixtures("ada")
async def test_each_part_of_a_bar_leads_to_its_own_rows(page: Page) -> None:
    """Four of five were satisfied with Anna; every promise of a first reply was kept."""
    actor = await page.counter.person("vera", Role.ADMIN)
    nothing = Figure(None, 0, Unit.SCORE)
    figures = dict.fromkeys(Metric, nothing) | {
        Metric.CSAT_PERSON: Figure(80.0, 5, Unit.SCORE),
        Metric.SLA_REPLY: Figure(1.0, 3, Unit.SHARE),
    }
    asked = asked_of(Wanted(period="custom", **DAYS), actor)
    rows = satisfaction(figures, asked).rows
    assert len(rows) == 3 * MARKS
    shown = [(row.name.en, row.value.en, row.beside.en) for row in rows[-MARKS:]]
    assert shown == [
        ("CSAT, person: Satisfied", "80.0%", "n=5"),
        ("CSAT, person: Not satisfied", "20.0%", "n=5"),
    ]
    sought = [sought_of(dict(parse_qsl(row.href.partition("?")[2]))) for row in rows[-MARKS:]]
    assert [what_of(one) for one in sought] == [Side(Metric.CSAT_PERSON, one) for one in ("good", "bad")]
    kept, broken, *unknown = promises(figures, asked).rows
    assert (bool(kept.href), broken.value.en, broken.href) == (True, "0.0%", "")
    assert {(row.value.en, row.href) for row in unknown} == {("—", "")}


@pytest.mark.usefixtures("ada")
async def test_the_rows_of_a_figure_say_on_which_side_of_it_they_are(page: Page) -> None:
    anna = await page.counter.person("anna", Role.AGENT)
    tom = await page.counter.person("tom")
    ticket = await page.counter.filed(tom)
    glued = Move("CLOSED", Words("Glued."))
    await page.counter.do(tickets.assign, anna, ticket.order_no, anna.user_id, at=after(1))
    await page.counter.do(tickets.move, anna, ticket.order_no, glued, hours=ALWAYS, at=after(2))
    shown = page.state(RowsState)
    shown.sought = Sought("work", str(anna.user_id), **DAYS)
    await RowsState.reload.fn(shown)
    assert [(row.kind, row.side) for row in shown.rows] == [("ticket", "resolved")]
    assert (shown.sided, shown.timed, shown.title.en) == (True, False, "Anna: Taken and resolved")
    shown.sought = Sought("work", str(tom.user_id), **DAYS)
    await RowsState.reload.fn(shown)
    assert (shown.rows, shown.title.en) == ([], "Taken and resolved"), "a customer is not named by his number"
    shown.sought = Sought("categories", "delivery", **DAYS)
    await RowsState.reload.fn(shown)
    assert {row.side for row in shown.rows} == {""}


async def test_of_somebody_out_of_reach_there_is_no_list(page: Page) -> None:
    anna, ben = [await page.counter.person(name, Role.AGENT) for name in ("anna", "ben")]
    page.seen_by(anna)
    shown = page.state(RowsState)
    for person, missing in ((anna, False), (ben, True)):
        shown.sought = Sought("work", str(person.user_id), **DAYS)
        await RowsState.reload.fn(shown)
        assert (shown.missing, shown.failed) == (missing, False)


async def test_who_sees_his_own_figures_chooses_among_those(page: Page) -> None:
    page.seen_by(await page.counter.person("anna", Role.AGENT))
    page.says(Wanted(metric="questions", by="week"))
    await page.loads()
    assert page.dashboard.wanted == Wanted(by="week")
    offered = str(dashboard_page()).partition('"stats-metric"')[2]
    for metric in Metric:
        option = offered.partition(f'value:"{metric}"')[0].rpartition('jsx("option"')[0]
        assert option.endswith("of_all_rx_state_?(jsx(Fragment,{},") is (metric in OF_THE_AI), metric


def test_every_side_has_its_colour_icon_and_word() -> None:
    words = {*SIDES_OF_WORK, *(word for metric in Metric for word in sides_of(metric))}
    assert words == set(SIDES)
    assert {f"stats.side.{word}" for word in words} <= CATALOGUES["zh"].keys()
    assert {len(sides_of(metric)) for metric in Metric} == {0, MARKS}
