"""An export shows what the page shows, to whom it shows it, and takes nobody's word for a formula."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from aics_app.accounts.models import Actor, Right, Role, Scope
from aics_app.core.errors import Forbidden, Invalid
from aics_app.jobs.models import Job
from aics_app.jobs.policies import require_sight
from aics_app.stats import queries
from aics_app.stats.export.making import Exporter, name_of
from aics_app.stats.models import Granularity, Metric
from aics_app.stats.rules.days import Window
from aics_app.stats.rules.exporting import Wanted, wanted_of
from aics_app.tickets.models import Ticket
from tests.unit.stats.exports.conftest import FORMULA, NOON, NOW, WEEK, ZONE, Company, handed_off


def wanted(**other: Any) -> Wanted:
    return replace(Wanted(WEEK, Granularity.DAY, "en"), **other)


def filed(customer: Actor) -> Ticket:
    return Ticket(
        order_no="WO-1",
        user_id=customer.user_id,
        title="-lamp",
        content="dark",
        create_time=NOON,
        update_time=NOON,
    )


async def test_the_summary_shows_what_the_page_shows(company: Company, vera: Actor, lena: Actor) -> None:
    for number in range(3):
        await company.talk(lena, number)
    book = await company.export(vera, wanted())
    async with company.db.reading() as session:
        figures = await queries.summary(session, vera, WEEK, tz=ZONE, now=NOW)
    shown = {row[0]: row[1] for row in book["Summary"] if row[0]}
    assert shown["Questions"] == figures[Metric.QUESTIONS].value == 3
    assert shown["Hand-off rate"] == figures[Metric.HANDOFF_RATE].value == 0
    assert shown["CSAT"] == "—"
    assert shown["Time zone"] == ZONE
    assert shown["Range"] == "2026-03-02 – 2026-03-08"
    assert shown["Exported by"] == "Vera"
    series = book["Series"]
    assert [row[:2] for row in series[:3]] == [
        ["Beginning", "Questions"],
        [datetime(2026, 3, 2), 3],  # noqa: DTZ001 - a day on the wall
        [datetime(2026, 3, 3), "—"],  # noqa: DTZ001 - as above
    ]
    assert ["Sources of answers", "FAQ", 3] in book["Shares"]
    assert len(book["Definitions"]) == 1 + len(Metric)


async def test_what_a_figure_is_made_of_stands_below_it(company: Company, vera: Actor, lena: Actor) -> None:
    # Three conversations were answered, judged well, and left.
    for number in range(3):
        await company.talk(lena, number)
    book = await company.export(vera, wanted())
    async with company.db.reading() as session:
        figures = await queries.summary(session, vera, WEEK, tz=ZONE, now=NOW)
    shown = {row[0]: row[1:4] for row in book["Summary"] if row[0]}
    rate, csat = figures[Metric.AI_RESOLUTION_RATE], figures[Metric.CSAT]
    assert rate.n == 3
    assert shown["AI resolution rate: confirmed"] == [rate.parts["confirmed"], "share", 3]
    assert shown["AI resolution rate: assumed"] == [rate.parts["assumed"], "share", 3]
    assert shown["AI resolution rate: undecided"] == [0, "count", None]
    assert csat.parts["asked"] == 3
    assert shown["CSAT: response rate"] == [csat.parts["response_rate"], "share", 3]
    assert shown["SLA, first reply: broken"] == [0, "count", None]


async def test_times_go_by_their_medians_too(company: Company, vera: Actor, lena: Actor) -> None:
    anna = await company.person("anna", Role.AGENT)
    for number, waited in enumerate((10, 20, 300)):
        own = await company.talk(lena, number)
        wait = handed_off(own, lena, anna)
        wait.taken_at = NOON + timedelta(seconds=waited)
        await company.add(wait)
    head, first, *_ = (await company.export(vera, wanted()))["Series"]
    shown = dict(zip(head, first, strict=True))
    assert (shown["Queue wait"], shown["Queue wait (median)"]) == (110, 20)
    assert "Questions (median)" not in head


async def test_every_row_is_there_in_portions_of_any_size(company: Company, vera: Actor, lena: Actor) -> None:
    titles = [f"matter {number}" for number in range(7)]
    for number, title in enumerate(titles):
        await company.talk(lena, number, NOON + timedelta(minutes=number // 3), title)
    for portion in (1, 3, 7, 100):
        book = await company.export(vera, wanted(), portion=portion)
        assert [row[1] for row in book["Conversations"][1:]] == titles
        assert len(book["Ratings"]) == 1 + len(titles)
    assert (company.progress.done, company.progress.total) == (7, 7)


async def test_rows_tell_who_when_and_what_and_run_nothing(
    company: Company, vera: Actor, lena: Actor
) -> None:
    anna = await company.person("anna", Role.AGENT)
    own = await company.talk(lena, 1)
    await company.add(handed_off(own, lena, anna), filed(lena))
    book = await company.export(vera, wanted())
    talk = dict(zip(*book["Conversations"], strict=True))
    at_noon = datetime(2026, 3, 2, 12, 0)  # noqa: DTZ001 - a wall shows no zone
    assert (talk["Title"], talk["Customer"], talk["Began"]) == (FORMULA, "Lena", at_noon)
    assert (talk["Questions"], talk["AI answers"], talk["Sources"]) == (1, 1, "FAQ")
    assert (talk["Intents"], talk["Hand-offs"], talk["Agents"]) == ("Refund", 1, "Anna")
    assert talk["Thumbs up"] == 1
    wait = dict(zip(*book["Hand-offs"], strict=True))
    assert (wait["Wait (s)"], wait["First response (s)"], wait["Handling (s)"]) == (90, 100, 300)
    assert (wait["Reason"], wait["Agent's note"], wait["Comment"]) == (
        "The customer asked",
        "@note",
        "+thanks",
    )
    ticket = dict(zip(*book["Tickets"], strict=True))
    assert (ticket["Number"], ticket["Title"], ticket["Filed"]) == ("WO-1", "-lamp", at_noon)
    judged = [[row[1], row[6], row[7]] for row in book["Ratings"][1:]]
    assert judged == [["Chat", 5, None], ["AI answer", None, "yes"]]
    assert [row[:2] for row in book["Agents"][1:]] == [["Anna", 1]]


async def test_days_are_cut_where_the_company_is(company: Company, vera: Actor, lena: Actor) -> None:
    midnight = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    await company.talk(lena, 1, midnight - timedelta(seconds=1), "Sunday")
    await company.talk(lena, 2, midnight, "Monday")
    book = await company.export(vera, wanted(window=Window(date(2026, 3, 2), date(2026, 3, 2))))
    assert [row[1] for row in book["Conversations"][1:]] == ["Monday"]


async def test_nothing_at_all_is_a_book_of_dashes_in_chinese(company: Company, vera: Actor) -> None:
    book = await company.export(vera, wanted(locale="zh"))
    values = {row[0]: row[1] for row in book["汇总"] if row[0]}
    assert values["满意度"] == "—"
    assert [len(book[name]) for name in ("会话", "转人工", "工单", "评价")] == [1, 1, 1, 1]


async def test_figures_alone_have_no_rows(company: Company, vera: Actor, lena: Actor) -> None:
    await company.talk(lena, 1)
    book = await company.export(vera, wanted(rows=False))
    assert list(book) == ["Summary", "Series", "Shares", "Agents", "Hours", "Definitions"]


async def test_whose_figures_one_may_not_see_one_may_not_export(company: Company, lena: Actor) -> None:
    with pytest.raises(Forbidden):
        await company.export(lena, wanted())


async def test_charts_are_excels_own(company: Company, vera: Actor, lena: Actor) -> None:
    await company.talk(lena, 1)
    await company.export(vera, wanted())
    charts = load_workbook(company.folder / "export.xlsx")["Summary"]._charts
    assert {type(chart).__name__ for chart in charts} == {"LineChart", "PieChart"}


async def test_as_a_job_it_has_a_name_and_a_type(company: Company, vera: Actor) -> None:
    job = Job(kind="export", needs="stats.export", owner_id=vera.user_id, params=wanted().params())
    made = await Exporter(company.db, ZONE, lambda: NOW)(vera, job, company.folder, company.progress)
    assert made.name == name_of(wanted()) == "aics-2026-03-02-2026-03-08.xlsx"
    assert made.path.stat().st_size > 0
    assert {Right.STATS_SEE_ALL, Right.CONVERSATIONS_SEE_ALL} < made.sights <= vera.rights


async def test_who_lost_the_search_that_showed_him_all_talks_does_not_get_the_file(
    company: Company, vera: Actor, lena: Actor
) -> None:
    """Ben sees the conversations of others by searching them alone."""
    await company.talk(lena, 1)
    rights = frozenset({Right.STATS_SEE, Right.STATS_SEE_ALL, Right.STATS_EXPORT, Right.CONVERSATIONS_SEARCH})
    ben = replace(vera, rights=rights)
    assert len((await company.export(ben, wanted()))["Conversations"]) == 2
    job = Job(kind="export", needs="stats.export", owner_id=ben.user_id, params=wanted().params())
    made = await Exporter(company.db, ZONE, lambda: NOW)(ben, job, company.folder, company.progress)
    job.scope, job.sights = ben.scope, sorted(made.sights)
    require_sight(ben, job)
    with pytest.raises(Forbidden):
        require_sight(replace(ben, rights=rights - {Right.CONVERSATIONS_SEARCH}), job)


async def test_what_a_job_kept_is_read_again(company: Company) -> None:
    assert wanted_of(wanted().params()) == wanted()
    for broken in ({}, {"from": "x"}, wanted().params() | {"granularity": "hour"}):
        with pytest.raises(Invalid):
            wanted_of(broken)


async def test_it_sees_no_further_than_its_owner(company: Company, vera: Actor, lena: Actor) -> None:
    own = await company.talk(lena, 1)
    anna, ben = [await company.person(name, Role.AGENT) for name in ("anna", "ben")]
    await company.add(handed_off(own, lena, anna))
    narrow = replace(ben, rights=vera.rights, scope=Scope.OWN)
    assert [len((await company.export(who, wanted()))["Hand-offs"]) - 1 for who in (narrow, vera)] == [0, 1]
