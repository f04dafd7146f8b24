"""Promises: warned of, kept, broken, escalated, each once; begun, paused and made anew with tickets."""

from sqlalchemy import delete

from aics_app.accounts.models import Actor
from aics_app.tickets import actions
from aics_app.tickets.actions import Edit, Move, Words
from aics_app.tickets.events import ClockBreached, ClockWarned, TicketEdited
from aics_app.tickets.models import TicketClock, WorkflowVersion
from aics_app.tickets.rules.default import DEFAULT
from aics_app.tickets.rules.definition import written
from tests.unit.tickets.conftest import ALWAYS, NOON, Counter, after
from tests.unit.tickets.test_turns import Night, escalating, online


async def test_a_promise_is_warned_of_at_four_fifths_and_broken_at_its_end_each_once(
    counter: Counter, lena: Actor
) -> None:
    await counter.filed(lena)
    night = Night(counter)
    assert await night.told(191.9, ClockWarned, ClockBreached) == []
    (warned,) = await night.told(192, ClockWarned, ClockBreached)
    assert isinstance(warned, ClockWarned)
    assert warned.kind == "reply"
    assert await night.told(239.9, ClockWarned, ClockBreached) == []
    (broken,) = await night.told(240, ClockWarned, ClockBreached)
    assert isinstance(broken, ClockBreached)
    assert await night.told(241, ClockWarned, ClockBreached) == []


async def test_what_was_kept_is_not_broken(counter: Counter, lena: Actor, anna: Actor) -> None:
    number = (await counter.filed(lena)).order_no
    await counter.do(actions.reply, anna, number, Words("I look into it."), hours=ALWAYS, at=after(100))
    assert await Night(counter).told(300, ClockWarned, ClockBreached) == []


async def test_what_was_kept_too_late_is_broken_also_if_nobody_looked_in_between(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    ticket = await counter.filed(lena)
    number = ticket.order_no
    counter.told.clear()
    await counter.do(actions.reply, anna, number, Words("At last."), hours=ALWAYS, at=after(240))
    await counter.do(actions.reply, anna, number, Words("And more."), hours=ALWAYS, at=after(300))
    closed = Move("CLOSED", Words("Done."))
    await counter.do(actions.move, anna, number, closed, hours=ALWAYS, at=after(1441))
    broken = [fact for fact in counter.told if isinstance(fact, ClockBreached)]
    assert [(fact.kind, fact.at) for fact in broken] == [("reply", after(240)), ("resolve", after(1441))]
    clocks = await counter.clocks(ticket)
    assert {kind: one.breached_at for kind, one in clocks.items()} == {
        "reply": after(240),
        "resolve": after(1441),
    }
    assert await Night(counter).told(1442, ClockBreached) == []


async def test_a_promise_stands_while_the_customer_is_waited_for(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    number = (await counter.filed(lena)).order_no
    await counter.do(actions.assign, anna, number, anna.user_id, at=after(0))
    await counter.do(actions.move, anna, number, Move("PROCESSING"), hours=ALWAYS, at=after(0))
    asked = Move("WAITING", Words("Which lamp?"))
    await counter.do(actions.move, anna, number, asked, hours=ALWAYS, at=after(10))
    assert await Night(counter).told(5000, ClockWarned, ClockBreached) == []


async def test_what_is_overdue_when_it_is_paused_is_broken_all_the_same(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    number = (await counter.filed(lena)).order_no
    await counter.do(actions.assign, anna, number, anna.user_id, at=after(0))
    await counter.do(actions.move, anna, number, Move("PROCESSING"), hours=ALWAYS, at=after(0))
    asked = Move("WAITING", Words("Which lamp?"))
    await counter.do(actions.move, anna, number, asked, hours=ALWAYS, at=after(1500))
    (broken,) = await Night(counter).told(1501, ClockBreached)
    assert isinstance(broken, ClockBreached)
    assert broken.kind == "resolve"


async def test_a_broken_promise_goes_to_the_team_and_priority_of_the_workflow_once(
    counter: Counter, lena: Actor, anna: Actor, ben: Actor
) -> None:
    await escalating(counter, team="second", priority="HIGH")
    ticket = await counter.filed(lena)
    await counter.do(actions.assign, anna, ticket.order_no, anna.user_id, at=after(1))
    await online(counter, ben, 239.5, capacity=1, team="second")
    night = Night(counter)
    (edited,) = await night.told(240, TicketEdited)
    assert isinstance(edited, TicketEdited)
    assert edited.changes == {"priority": ["NORMAL", "HIGH"], "team": [None, "second"]}
    now = await counter.ticket(anna, ticket)
    assert (now.team, now.priority, now.handler_id) == ("second", "HIGH", ben.user_id)
    assert await night.told(3000, TicketEdited) == []


async def test_who_is_more_urgent_already_is_not_made_less_urgent(counter: Counter, lena: Actor) -> None:
    await escalating(counter, priority="NORMAL")
    ticket = await counter.filed(lena, priority="HIGH")
    assert await Night(counter).told(60, TicketEdited) == []
    assert (await counter.ticket(lena, ticket)).priority == "HIGH"


async def test_another_priority_may_be_warned_of_again(counter: Counter, lena: Actor, anna: Actor) -> None:
    ticket = await counter.filed(lena)
    night = Night(counter)
    assert len(await night.told(200, ClockWarned)) == 1
    low = Edit(priority="LOW")
    await counter.do(actions.edit, anna, ticket.order_no, low, hours=ALWAYS, at=after(201))
    assert await night.told(202, ClockWarned) == []
    assert len(await night.told(384, ClockWarned)) == 1


async def test_reopened_into_a_pause_its_promise_stands(counter: Counter, lena: Actor, anna: Actor) -> None:
    back = {
        "source": "CLOSED",
        "target": "WAITING",
        "names": {"zh": "等", "en": "Wait"},
        "who": ["agent"],
        "needs": [],
    }
    definition = written(DEFAULT)
    definition["transitions"].append(back)
    async with counter.db.transaction() as session:
        session.add(WorkflowVersion(version=1, definition=definition, created_at=NOON))
    ticket = await counter.filed(lena)
    done = Move("CLOSED", Words("Done."))
    await counter.do(actions.move, anna, ticket.order_no, done, hours=ALWAYS, at=after(1))
    await counter.do(actions.move, anna, ticket.order_no, Move("WAITING"), hours=ALWAYS, at=after(2))
    clock = (await counter.clocks(ticket))["resolve"]
    assert (clock.due_at, clock.left_s, clock.met_at) == (None, 1440 * 60, None)


async def test_what_was_taken_over_without_promises_gets_one_when_it_is_reopened(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    ticket = await counter.filed(lena)
    done = Move("CLOSED", Words("Done."))
    await counter.do(actions.move, anna, ticket.order_no, done, hours=ALWAYS, at=after(1))
    async with counter.db.transaction() as session:
        await session.execute(delete(TicketClock))
    await counter.do(actions.move, lena, ticket.order_no, Move("PROCESSING"), hours=ALWAYS, at=after(2))
    clocks = await counter.clocks(ticket)
    assert {(kind, one.due_at, one.met_at) for kind, one in clocks.items()} == {
        ("resolve", after(2 + 1440), None)
    }


async def test_a_promise_made_anew_escalates_again(counter: Counter, lena: Actor, anna: Actor) -> None:
    await escalating(counter, priority="HIGH")
    number = (await counter.filed(lena)).order_no
    night = Night(counter)
    assert len(await night.told(240, TicketEdited)) == 1
    closed = Move("CLOSED", Words("Done."))
    await counter.do(actions.move, anna, number, closed, hours=ALWAYS, at=after(300))
    await counter.do(actions.move, lena, number, Move("PROCESSING"), hours=ALWAYS, at=after(310))
    normal = Edit(priority="NORMAL")
    await counter.do(actions.edit, anna, number, normal, hours=ALWAYS, at=after(310))
    assert await night.told(310 + 1439, TicketEdited) == []
    (edited,) = await night.told(310 + 1440, TicketEdited)
    assert isinstance(edited, TicketEdited)
    assert edited.changes == {"priority": ["NORMAL", "HIGH"]}
