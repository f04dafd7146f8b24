"""What a figure leads to, compared with every fact and every table, on histories by chance."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from aics_app.accounts.models import Actor, Role, Scope
from aics_app.core import paging
from aics_app.core.errors import Invalid, NotFound
from aics_app.core.events import Activity
from aics_app.handoff.models import Status
from aics_app.stats.queries import (
    SIDES_OF_WORK,
    Hour,
    Metric,
    Part,
    Row,
    Share,
    Side,
    What,
    Window,
    Work,
    facts,
    lens_of,
    ranking,
    rows,
    sides_of,
    summary,
)
from aics_app.stats.queries.figures import SHARED
from aics_app.stats.queries.wanted import wanted_of
from aics_app.stats.rules.facts import Fact
from aics_app.tickets.models import Ticket
from tests.unit.stats.conftest import ZONE, History, at
from tests.unit.stats.random_histories import BEGAN, DAYS, Happening

NOW = BEGAN + timedelta(days=DAYS + 20)
WINDOW = Window(date(2026, 3, 22), date(2026, 4, 2))
SHANGHAI = timedelta(hours=8)


async def listed(history: History, actor: Actor, what: What, window: Window = WINDOW) -> list[Row]:
    """All pages, three lines on each."""
    found: list[Row] = []
    cursor: str | None = ""
    while cursor is not None:
        some, cursor = await history.read(rows, actor, what, window, tz=ZONE, now=NOW, cursor=cursor, limit=3)
        found += some
    return found


async def happened(history: History) -> list[Fact]:
    """Every fact of the range."""
    lens = await history.read(lens_of, ZONE, NOW)
    return await history.read(facts, WINDOW.span(lens.zone), lens)


def counted(found: list[Fact], what: What) -> Iterator[tuple[str, str, datetime]]:
    """Those that a figure, a part or an hour counts."""
    for fact in found:
        if any(fact.measure == measure and key in (None, fact.key) for measure, key in wanted_of(what)):
            yield fact.subject.kind, fact.subject.id, fact.at


def everything(found: list[Fact]) -> Iterator[What]:
    """Every figure, every part that there is, and some hours."""
    yield from (metric for metric in Metric if metric != Metric.BACKLOG)
    for kind, measure in SHARED.items():
        yield from (Part(kind, key) for key in {fact.key for fact in found if fact.measure == measure})
    yield Part(Share.INTENTS, "nobody-ever")
    yield from (Hour(weekday, 9) for weekday in range(7))


@pytest.mark.parametrize("is_computed", [False, True], ids=["plain", "computed"])
async def test_the_rows_are_all_that_is_counted_and_nothing_else(history: History, is_computed: bool) -> None:
    happening = Happening(Random(11), history)
    await happening.days(14)
    vera = await history.actor("vera", Role.ADMIN)
    if is_computed:
        await history.computed(NOW)
    found = await happened(history)
    anna = await history.actor("anna", Role.AGENT, Scope.OWN)
    hers = [fact for fact in found if fact.person_id == anna.user_id]
    for what in everything(found):
        shown = [(row.kind, row.id, row.at) for row in await listed(history, vera, what)]
        assert sorted(shown) == sorted(counted(found, what)), what
        assert [at for *_, at in shown] == sorted((at for *_, at in shown), reverse=True), what
    for metric in (Metric.CSAT, Metric.QUEUE_WAIT, Metric.QUESTIONS, Metric.HANDLING_TIME):
        shown = [(row.kind, row.id, row.at) for row in await listed(history, anna, metric)]
        assert sorted(shown) == sorted(counted(hers, metric)), metric


@pytest.mark.parametrize(("seed", "is_computed"), [(12, False), (16, True)], ids=["plain", "computed"])
async def test_each_side_of_a_figure_lists_as_many_as_it_says(
    history: History, seed: int, is_computed: bool
) -> None:
    happening = Happening(Random(seed), history)
    await happening.days(14)
    for day in range(6, 19):
        await happening.late(BEGAN + timedelta(days=day))
    vera = await history.actor("vera", Role.ADMIN)
    if is_computed:
        await history.computed(NOW)
    figures = await history.read(summary, vera, WINDOW, tz=ZONE, now=NOW)
    for metric in Metric:
        if not (words := sides_of(metric)):
            continue
        good, bad = [await listed(history, vera, Side(metric, word)) for word in words]
        figure = figures[metric]
        assert figure.n, metric
        if metric == Metric.AI_RESOLUTION_RATE:
            expected = [round((figure.parts[word] or 0) * figure.n) for word in words]
        else:
            of_all = 100 if metric.startswith("csat") else 1
            met = round((figure.value or 0) * figure.n / of_all)
            expected = [met, figure.n - met]
        assert [len(good), len(bad)] == expected, metric
        for side, word in ((good, words[0]), (bad, words[1])):
            assert {row.key.rpartition("-")[2] for row in side} <= {word}, metric
        places = sorted((row.at, row.kind, row.id, row.key) for row in (*good, *bad))
        whole = await listed(history, vera, metric)
        assert sorted((row.at, row.kind, row.id, row.key) for row in whole) == places, metric


@pytest.mark.parametrize("is_computed", [False, True], ids=["plain", "computed"])
async def test_what_the_ranking_counts_of_somebody_is_what_he_is_listed_with(
    history: History, is_computed: bool
) -> None:
    await Happening(Random(11), history).days(14)
    vera = await history.actor("vera", Role.ADMIN)
    if is_computed:
        await history.computed(NOW)
    ranked = await history.read(ranking, vera, WINDOW, tz=ZONE, now=NOW)
    assert len(ranked) > 1
    for one in ranked:
        for word, n in zip(SIDES_OF_WORK, (one.taken, one.resolved), strict=True):
            found = await listed(history, vera, Work(one.user_id, word))
            assert [row.key for row in found] == [word] * n
        both = await listed(history, vera, Work(one.user_id))
        assert len(both) == one.taken + one.resolved


async def test_a_chat_that_was_passed_on_is_listed_with_who_took_it(history: History) -> None:
    talk = await history.talk("lena", at("03-24 09:00"))
    times = {"taken_at": at("03-24 09:01"), "ended_at": at("03-24 09:30")}
    own = await history.handoff(talk, at("03-24 09:00"), status=Status.CLOSED, agent="anna", **times)
    anna, bruno = [await history.person(name, Role.AGENT) for name in ("anna", "bruno")]
    taken = {"session_id": talk, "agent_id": anna, "by_hand": True}
    await history.happened("HandoffTaken", "handoff", own, at("03-24 09:01"), **taken)
    await history.passed_on(own, at("03-24 09:05"), "bruno")
    vera = await history.actor("vera", Role.ADMIN)
    assert [(row.id, row.key) for row in await listed(history, vera, Work(anna))] == [(str(own), "taken")]
    assert await listed(history, vera, Work(bruno)) == []


async def test_nobody_is_listed_with_the_work_of_whom_he_may_not_see(history: History) -> None:
    anna = await history.actor("anna", Role.AGENT, Scope.OWN)
    bruno = await history.person("bruno", Role.AGENT)
    assert await listed(history, anna, Work(anna.user_id)) == []
    for stranger in (bruno, 10**9):
        with pytest.raises(NotFound):
            await listed(history, anna, Work(stranger))


@pytest.mark.parametrize(
    "what",
    [Side(Metric.CSAT, "met"), Side(Metric.BACKLOG, "good"), Work(1, "met"), Side(Metric.QUESTIONS, "")],
)
async def test_a_side_that_there_is_not_is_refused(history: History, what: What) -> None:
    vera = await history.actor("vera", Role.ADMIN)
    with pytest.raises(Invalid):
        await listed(history, vera, what)


@pytest.mark.parametrize("seed", range(3))
async def test_the_backlog_lists_what_was_open_at_the_end_of_the_day(history: History, seed: int) -> None:
    happening = Happening(Random(40 + seed), history)
    await happening.days(14)
    for days in (5, 13, 16):
        await happening.late(BEGAN + timedelta(days=days))
    vera = await history.actor("vera", Role.ADMIN)
    tickets = (await history.read(lambda session: session.execute(select(Ticket)))).scalars().all()
    steps = (await history.read(lambda session: session.execute(select(Activity)))).scalars().all()
    for last in Window(date(2026, 3, 19), date(2026, 4, 14)).days():
        day = Window(last, last)
        left = [ticket for ticket in tickets if _is_open(ticket, steps, last)]
        shown = await listed(history, vera, Metric.BACKLOG, day)
        assert [row.id for row in shown] == [
            str(one.id) for one in sorted(left, key=lambda one: (one.create_time, one.id), reverse=True)
        ]
        figures = await history.read(summary, vera, day, tz=ZONE, now=NOW)
        assert figures[Metric.BACKLOG].n == len(shown)


def _is_open(ticket: Ticket, steps: list[Activity], last: date) -> bool:
    moves = [one for one in steps if one.event == "TicketMoved" and one.subject_id == str(ticket.id)]
    before = [one for one in moves if (one.at + SHANGHAI).date() <= last]
    was_filed = (ticket.create_time + SHANGHAI).date() <= last and ticket.merged_into_id is None
    return was_filed and (not before or before[-1].data["category_after"] != "resolved")


async def test_an_agents_backlog_is_his_own(history: History) -> None:
    anna = await history.actor("anna", Role.AGENT, Scope.OWN)
    hers = await history.ticket("lena", at("03-24 09:00"), agent="anna")
    await history.ticket("omar", at("03-24 10:00"), agent="bruno")
    merged = await history.ticket("mia", at("03-24 11:00"), agent="anna", merged_into_id=hers)
    found = await listed(history, anna, Metric.BACKLOG)
    assert [row.id for row in found] == [str(hers)]
    assert merged != hers


@pytest.mark.parametrize("own", ["x", "9" * 30, "-1"])
async def test_a_cursor_of_no_ticket_is_refused(history: History, own: str) -> None:
    vera = await history.actor("vera", Role.ADMIN)
    cursor = paging.encode("2026-03-24T00:00:00+00:00", "ticket", own, "")
    with pytest.raises(Invalid):
        await history.read(rows, vera, Metric.BACKLOG, WINDOW, tz=ZONE, now=NOW, cursor=cursor)
