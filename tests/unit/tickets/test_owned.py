"""A customer's own list, and one ticket as its customer's page is told of it."""

import pytest

from aics_app.accounts.models import Actor
from aics_app.core.errors import Invalid
from aics_app.tickets import actions, queries, views
from aics_app.tickets.actions import Move, Words
from aics_app.tickets.models import Ticket
from aics_app.tickets.rules.default import DEFAULT
from aics_app.tickets.ui.following_shapes import ticket_view
from aics_app.tickets.ui.shapes import TicketView
from tests.unit.tickets.conftest import ALWAYS, Counter, after

SOLVED = Move("CLOSED", Words("A new one is on its way."))


async def _view(counter: Counter, viewer: Actor, ticket: Ticket, minute: float) -> TicketView:
    now = after(minute)
    fresh = await counter.ticket(viewer, ticket)
    page = await counter.read(views.page, viewer, fresh, hours=ALWAYS, now=now)
    return ticket_view(page, DEFAULT, now)


async def test_what_is_open_comes_first_and_the_newest_before_older_ones(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor
) -> None:
    lamps = [await counter.filed(lena, f"Lamp {number}") for number in range(4)]
    await counter.filed(tom, "Lamp of Tom")
    await counter.do(actions.move, anna, lamps[3].order_no, SOLVED, hours=ALWAYS, at=after(1))
    await counter.do(actions.move, anna, lamps[0].order_no, SOLVED, hours=ALWAYS, at=after(2))
    first, cursor = await counter.read(queries.own_found, lena, limit=3)
    rest, end = await counter.read(queries.own_found, lena, limit=3, cursor=cursor)
    titles = [ticket.title for ticket in (*first, *rest)]
    assert (titles, end) == (["Lamp 2", "Lamp 1", "Lamp 3", "Lamp 0"], None)


async def test_it_is_found_by_its_number_its_title_and_its_words(counter: Counter, lena: Actor) -> None:
    lamp = await counter.filed(lena, "Dark lamp", content="100% broken")
    await counter.filed(lena, "Chair")
    for text in (lamp.order_no, "dark LAMP", "100%"):
        found, _ = await counter.read(queries.own_found, lena, text, limit=9)
        assert [ticket.id for ticket in found] == [lamp.id]
    assert await counter.read(queries.own_found, lena, "0_b", limit=9) == ([], None)


async def test_a_cursor_that_is_none_is_refused(counter: Counter, lena: Actor) -> None:
    with pytest.raises(Invalid):
        await counter.read(queries.own_found, lena, limit=9, cursor="Mnwx")


async def test_the_list_says_what_happened_last_and_nothing_of_the_staffs_own(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    lamp = await counter.filed(lena)
    number = lamp.order_no
    await counter.do(actions.reply, anna, number, Words("Which lamp?"), hours=ALWAYS, at=after(1))
    await counter.do(actions.note, anna, number, Words("Third one."), at=after(2))
    steps = await counter.read(queries.last_steps, [lamp])
    assert [(step.event, step.data["is_staff"]) for step in steps.values()] == [("TicketReplied", True)]
    assert await counter.read(queries.last_steps, []) == {}


async def test_the_page_tells_in_order_what_was_said_and_done(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    lamp = await counter.filed(lena, category="product")
    number = lamp.order_no
    await counter.do(actions.assign, anna, number, anna.user_id, at=after(1))
    await counter.do(actions.note, anna, number, Words("Third one."), at=after(2))
    await counter.do(actions.move, anna, number, SOLVED, hours=ALWAYS, at=after(3))
    view = await _view(counter, lena, lamp, 4)
    told = [(line.what, line.who, line.text, line.word.en) for line in view.lines]
    assert told == [
        ("filed", "Lena", "It came broken.", ""),
        ("TicketAssigned", "Anna", "", ""),
        ("said", "Anna", "A new one is on its way.", ""),
        ("TicketMoved", "", "", "Resolved"),
    ]
    assert (view.status.zh, view.topic.en, view.handler) == ("已解决", "Products", "Anna")
    assert (view.step, view.reopen_to, view.confirm_to) == ("rating", "PROCESSING", "")


async def test_the_promise_is_told_until_it_is_kept_and_that_it_is_late(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    lamp = await counter.filed(lena)
    view = await _view(counter, lena, lamp, 10)
    assert (view.step, view.by, view.late) == ("answer", after(240).isoformat(), False)
    assert view.solution_by == after(1440).isoformat()
    assert (await _view(counter, lena, lamp, 300)).late
    await counter.do(actions.assign, anna, lamp.order_no, anna.user_id, at=after(300))
    asked = Words("Which lamp?")
    await counter.do(actions.move, anna, lamp.order_no, Move("PROCESSING"), hours=ALWAYS, at=after(301))
    await counter.do(actions.move, anna, lamp.order_no, Move("WAITING", asked), hours=ALWAYS, at=after(302))
    view = await _view(counter, lena, lamp, 303)
    assert (view.step, view.by, view.confirm_to, view.reopen_to) == ("customer", "", "CLOSED", "")
