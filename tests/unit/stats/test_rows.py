"""What a figure leads to, compared with every fact and every table, on histories by chance."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from aics_app.accounts.models import Actor, Role, Scope
from aics_app.core import paging
from aics_app.core.errors import Invalid
from aics_app.core.events import Activity
from aics_app.stats.models import Measure
from aics_app.stats.queries import Hour, Metric, Part, Row, Share, Window, facts, lens_of, rows, summary
from aics_app.stats.queries.figures import SHARED
from aics_app.stats.queries.rows import _ROWS
from aics_app.stats.rules.facts import Fact
from aics_app.tickets.models import Ticket
from tests.unit.stats.conftest import ZONE, History, at
from tests.unit.stats.random_histories import BEGAN, DAYS, Happening

NOW = BEGAN + timedelta(days=DAYS + 20)
WINDOW = Window(date(2026, 3, 22), date(2026, 4, 2))
SHANGHAI = timedelta(hours=8)
What = Metric | Part | Hour


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
    if isinstance(what, Hour):
        wanted = [(Measure.ARRIVAL, f"{what.weekday}-{what.hour}")]
    else:
        wanted = [(SHARED[what.kind], what.key)] if isinstance(what, Part) else _ROWS[what]
    for fact in found:
        if any(fact.measure == measure and key in (None, fact.key) for measure, key in wanted):
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
