"""What one ticket shows to whom."""

from aics_app.accounts.models import Actor
from aics_app.tickets import actions, views
from aics_app.tickets.actions import Edit, Move, Words
from aics_app.tickets.models import Ticket
from aics_app.tickets.rules.next import Step
from aics_app.tickets.views import TicketPage
from tests.unit.tickets.conftest import ALWAYS, Counter, after


async def shown(counter: Counter, actor: Actor, ticket: Ticket, minute: float = 30) -> TicketPage:
    return await counter.read(
        views.page, actor, await counter.ticket(actor, ticket), hours=ALWAYS, now=after(minute)
    )


async def test_a_page_tells_who_said_what_and_where_it_may_go(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    ticket = await counter.filed(lena)
    number = ticket.order_no
    await counter.do(actions.assign, anna, number, anna.user_id, at=after(1))
    await counter.do(actions.note, anna, number, Words("Third one this week."), at=after(2))
    await counter.do(actions.reply, anna, number, Words("Which lamp?"), hours=ALWAYS, at=after(3))
    page = await shown(counter, anna, ticket)
    assert [(post.author and post.author.name, post.kind, post.content) for post in page.thread] == [
        ("Anna", "note", "Third one this week."),
        ("Anna", "public", "Which lamp?"),
    ]
    assert [(way.target, list(way.needs)) for way in page.ways] == [
        ("PROCESSING", ["assignee"]),
        ("REJECTED", ["reply"]),
        ("CLOSED", ["reply"]),
    ]
    assigned = next(step for step in page.history if step.event == "TicketAssigned")
    assert assigned.names[anna.user_id] == "Anna"
    assert (page.is_staff, page.may_work) == (True, True)


async def test_the_customer_is_told_nothing_that_is_the_staffs(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    ticket = await counter.filed(lena)
    number = ticket.order_no
    await counter.do(actions.note, anna, number, Words("Third one this week."), at=after(2))
    edited = Edit(team="repairs", priority="HIGH")
    await counter.do(actions.edit, anna, number, edited, hours=ALWAYS, at=after(3))
    page = await shown(counter, lena, ticket)
    assert "Third one" not in repr(page)
    assert "repairs" not in repr(page)
    assert {step.event for step in page.history} == {"TicketFiled"}
    assert (page.ways, page.is_staff, page.may_work) == ([], False, False)
    staff = await shown(counter, anna, ticket)
    assert {"TicketNoted", "TicketEdited"} <= {step.event for step in staff.history}


async def test_what_happens_next_is_said_with_its_time(counter: Counter, lena: Actor, anna: Actor) -> None:
    ticket = await counter.filed(lena)
    number = ticket.order_no

    async def following(minute: float) -> tuple[Step, object]:
        found = (await shown(counter, lena, ticket, minute)).next
        return found.step, found.by

    assert await following(1) == (Step.ANSWER, after(240))
    await counter.do(actions.assign, anna, number, anna.user_id, at=after(1))
    await counter.do(actions.reply, anna, number, Words("I look."), hours=ALWAYS, at=after(2))
    assert await following(3) == (Step.SOLUTION, after(1440))
    for status, at, told in (
        ("PROCESSING", 4, Step.SOLUTION),
        ("WAITING", 5, Step.CUSTOMER),
        ("CLOSED", 6, Step.RATING),
    ):
        move = Move(status, Words("So it is."))
        await counter.do(actions.move, anna, number, move, hours=ALWAYS, at=after(at))
        assert (await following(at + 1))[0] == told
    await counter.do(actions.rate, lena, number, 4, "", at=after(8))
    assert await following(9) == (Step.NOTHING, None)
