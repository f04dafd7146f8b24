"""A ticket's way from filing to a rated solution, and who may do what on it."""

import pytest

from aics_app.accounts.models import Actor
from aics_app.core.errors import Forbidden, NotFound
from aics_app.tickets import actions, queries
from aics_app.tickets.actions import Edit, Move, Words
from aics_app.tickets.errors import NoSuchWay, TicketRatedBefore, TicketResolved, WayNeeds
from aics_app.tickets.models import WorkflowVersion
from aics_app.tickets.rules.default import DEFAULT
from aics_app.tickets.rules.definition import written
from tests.unit.tickets.conftest import ALWAYS, NOON, Counter, after


async def test_a_matter_goes_from_filing_to_a_rated_solution(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    ticket = await counter.filed(lena, category="delivery")
    number = ticket.order_no
    await counter.do(actions.assign, anna, number, anna.user_id, at=after(1))
    await counter.do(actions.move, anna, number, Move("PROCESSING"), hours=ALWAYS, at=after(2))
    asked = Move("WAITING", Words("Which lamp is it?"))
    await counter.do(actions.move, anna, number, asked, hours=ALWAYS, at=after(5))
    assert (await counter.clocks(ticket))["resolve"].left_s == 1435 * 60
    await counter.do(actions.reply, lena, number, Words("The tall one."), hours=ALWAYS, at=after(65))
    assert (await counter.ticket(lena, ticket)).status == "PROCESSING"
    assert (await counter.clocks(ticket))["resolve"].due_at == after(65 + 1435)
    solved = Move("CLOSED", Words("A new one is on its way."))
    await counter.do(actions.move, anna, number, solved, hours=ALWAYS, at=after(70))
    rated = await counter.do(actions.rate, lena, number, 5, "Quick!", at=after(80))
    assert (rated.user_feedback, rated.reply, rated.resolved_at) == (5, "A new one is on its way.", after(70))
    told = [type(fact).__name__ for fact in counter.told]
    assert told == [
        "TicketFiled",
        "TicketAssigned",
        "TicketMoved",
        "TicketReplied",
        "TicketMoved",
        "TicketReplied",
        "TicketMoved",
        "TicketReplied",
        "TicketMoved",
        "TicketRated",
    ]


async def test_what_a_step_needs_is_asked_for(counter: Counter, lena: Actor, anna: Actor) -> None:
    number = (await counter.filed(lena)).order_no
    with pytest.raises(WayNeeds):
        await counter.do(actions.move, anna, number, Move("PROCESSING"), hours=ALWAYS, at=after(1))
    with pytest.raises(WayNeeds):
        await counter.do(actions.move, anna, number, Move("CLOSED"), hours=ALWAYS, at=after(1))
    with pytest.raises(NoSuchWay):
        await counter.do(actions.move, anna, number, Move("PENDING"), hours=ALWAYS, at=after(1))


async def test_strangers_see_nothing_and_customers_do_no_staff_work(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor
) -> None:
    number = (await counter.filed(lena)).order_no
    for act in (
        counter.do(actions.reply, tom, number, Words("Mine!"), hours=ALWAYS, at=after(1)),
        counter.do(actions.note, tom, number, Words("Hm."), at=after(1)),
        counter.do(actions.assign, tom, number, anna.user_id, at=after(1)),
        counter.do(actions.rate, anna, number, 5, "", at=after(1)),
    ):
        with pytest.raises(NotFound):
            await act
    for act in (  # she sees it, and does not work on it
        counter.do(actions.note, lena, number, Words("Hm."), at=after(1)),
        counter.do(actions.assign, lena, number, anna.user_id, at=after(1)),
        counter.do(actions.edit, lena, number, Edit(priority="HIGH"), hours=ALWAYS, at=after(1)),
        counter.do(actions.move, lena, number, Move("PROCESSING"), hours=ALWAYS, at=after(1)),
    ):
        with pytest.raises(Forbidden):
            await act


async def test_resolved_is_resolved_until_it_is_reopened(counter: Counter, lena: Actor, anna: Actor) -> None:
    ticket = await counter.filed(lena)
    number = ticket.order_no
    done = Move("CLOSED", Words("Done."))
    await counter.do(actions.move, anna, number, done, hours=ALWAYS, at=after(1))
    with pytest.raises(TicketResolved):
        await counter.do(actions.reply, lena, number, Words("No!"), hours=ALWAYS, at=after(2))
    await counter.do(actions.rate, lena, number, 2, "", at=after(2))
    with pytest.raises(TicketRatedBefore):
        await counter.do(actions.rate, lena, number, 3, "", at=after(2))
    back = Move("PROCESSING", Words("It is dark again."))
    reopened = await counter.do(actions.move, lena, number, back, hours=ALWAYS, at=after(3))
    assert (reopened.reopened, reopened.user_feedback, reopened.resolved_at) == (1, None, None)
    assert reopened.first_resolved_at == after(1)
    assert (await counter.clocks(ticket))["resolve"].due_at == after(3 + 1440)


@pytest.mark.parametrize(
    ("ways", "status"),
    [
        ([("PENDING", "agent"), ("PROCESSING", "customer")], "PROCESSING"),
        ([("CLOSED", "customer"), ("PROCESSING", "agent")], "PROCESSING"),
        ([("CLOSED", "customer")], "WAITING"),  # there is none
    ],
)
async def test_what_the_customer_answers_wakes_a_ticket_by_his_way_or_by_anybodys(
    counter: Counter, lena: Actor, anna: Actor, ways: list[tuple[str, str]], status: str
) -> None:
    definition = written(DEFAULT)
    kept = [way for way in definition["transitions"] if way["source"] != "WAITING"]
    names = {"zh": "走", "en": "Go"}
    made = [
        {"source": "WAITING", "target": target, "names": names, "who": [who], "needs": []}
        for target, who in ways
    ]
    definition["transitions"] = [*kept, *made]
    async with counter.db.transaction() as session:
        session.add(WorkflowVersion(version=1, definition=definition, created_at=NOON))
    ticket = await counter.filed(lena)
    number = ticket.order_no
    await counter.do(actions.assign, anna, number, anna.user_id, at=after(1))
    for to, at in ((Move("PROCESSING"), 2), (Move("WAITING", Words("Which lamp?")), 3)):
        await counter.do(actions.move, anna, number, to, hours=ALWAYS, at=after(at))
    await counter.do(actions.reply, lena, number, Words("The tall one."), hours=ALWAYS, at=after(63))
    assert (await counter.ticket(lena, ticket)).status == status
    due_at = (await counter.clocks(ticket))["resolve"].due_at
    assert due_at == (after(1440 + 60) if status == "PROCESSING" else None)


async def test_notes_are_for_the_staff_alone(counter: Counter, lena: Actor, anna: Actor) -> None:
    ticket = await counter.filed(lena)
    await counter.do(actions.note, anna, ticket.order_no, Words("Third one this week."), at=after(1))
    assert await counter.read(queries.posts, ticket, lena) == []
    assert [post.content for post in await counter.read(queries.posts, ticket, anna)] == [
        "Third one this week."
    ]
