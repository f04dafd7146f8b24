"""The ratings of an export are those that its figures count."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.core.events import Activity
from aics_app.stats import queries
from aics_app.stats.models import Metric
from aics_app.tickets.models import Ticket
from tests.unit.stats.exports.conftest import NOON, NOW, WEEK, ZONE, Company
from tests.unit.stats.exports.test_workbook import filed, wanted


def happened(event: str, ticket: Ticket, minutes: int, **data: Any) -> Activity:
    at = NOON + timedelta(minutes=minutes)
    return Activity(event=event, subject_type="ticket", subject_id=str(ticket.id), data=data, at=at)


def solved(ticket: Ticket, minutes: int, by: Actor) -> Activity:
    data = {"category_before": "open", "category_after": "resolved", "handler_id": by.user_id}
    return happened("TicketMoved", ticket, minutes, **data)


@pytest.mark.parametrize("portion", [1, 2, 1000])
async def test_a_bad_rating_stays_with_who_got_it_when_the_ticket_is_reopened(
    company: Company, vera: Actor, lena: Actor, portion: int
) -> None:
    """Anna's solution is rated 1; it is reopened, solved by Bruno, and rated 5. A third was taken over."""
    anna, bruno = [await company.person(name, Role.AGENT) for name in ("anna", "bruno")]
    ticket, before = filed(lena), filed(lena)
    before.order_no, before.handler_id = "WO-0", anna.user_id
    for one, minutes, score, words in ((ticket, 40, 5, "good now"), (before, 50, 4, "fine")):
        one.status, one.status_category = "RESOLVED", "resolved"
        one.resolved_at = one.first_resolved_at = NOON + timedelta(minutes=minutes - 1)
        one.rated_at = NOON + timedelta(minutes=minutes)
        one.user_feedback, one.user_feedback_content = score, words
    ticket.handler_id = bruno.user_id
    await company.add(ticket, before)
    again = {"category_before": "resolved", "category_after": "open", "handler_id": anna.user_id}
    await company.add(
        solved(ticket, 10, anna),
        happened("TicketRated", ticket, 20, score=1, handler_id=anna.user_id),
        happened("TicketMoved", ticket, 30, **again),
        solved(ticket, 39, bruno),
        happened("TicketRated", ticket, 40, score=5, handler_id=bruno.user_id),
    )
    book = await company.export(vera, wanted(), portion=portion)
    rows = book["Ratings"][1:]
    told = [(row[2], row[4], row[5], row[6], row[8]) for row in rows]
    assert told == [
        ("WO-1", "Lena", "Anna", 1, None),
        ("WO-1", "Lena", "Bruno", 5, "good now"),
        ("WO-0", "Lena", "Anna", 4, "fine"),
    ]
    assert rows[0][0] == datetime(2026, 3, 2, 12, 20)  # noqa: DTZ001 - a wall shows no zone
    async with company.db.reading() as session:
        figures = await queries.summary(session, vera, WEEK, tz=ZONE, now=NOW)
    assert figures[Metric.CSAT].n == len(told)
