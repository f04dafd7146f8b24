"""What nobody does by hand: promises watched, somebody reminded, tickets given to people. Each once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.configuration.models import Key, SysConfig
from aics_app.core.cache import MemoryCache
from aics_app.core.db import rows_changed
from aics_app.core.live import LocalLive
from aics_app.tickets import actions
from aics_app.tickets.actions import Edit, Move, Words
from aics_app.tickets.events import ClockBreached, ClockWarned, TicketAssigned, TicketEdited, TicketReminded
from aics_app.tickets.jobs import Keeper
from aics_app.tickets.models import TicketClock, WorkflowVersion
from aics_app.tickets.rules.default import DEFAULT
from aics_app.tickets.rules.definition import written
from aics_app.workforce import actions as workforce
from aics_app.workforce.models import AgentProfile, BusinessSlot
from aics_app.workforce.models import Status as Presence
from tests.unit.tickets.conftest import ALWAYS, NOON, Counter, after


class Night:
    """A keeper of this counter, with a clock of the test's own, in minutes after noon."""

    def __init__(self, counter: Counter, *, assigns: bool = True) -> None:
        self.at = 0.0
        self.counter = counter
        self.keeper = Keeper(
            counter.db, MemoryCache(), LocalLive(), now=self._now, assigns=assigns, every_s=3600
        )

    def _now(self) -> datetime:
        return after(self.at)

    async def told(self, minutes: float, *kinds: type) -> list[object]:
        """What of these kinds is told when it is so late."""
        self.at = minutes
        self.counter.told.clear()
        await self.keeper.turn()
        return [fact for fact in self.counter.told if isinstance(fact, kinds)]


async def online(counter: Counter, actor: Actor, minutes: float = 0, **profile: object) -> None:
    """He comes to work, and can do this."""
    if profile:
        async with counter.db.transaction() as session:
            session.add(AgentProfile(user_id=actor.user_id, updated_at=NOON, **profile))
    await counter.do(workforce.choose_presence, actor, Presence.ONLINE, after(minutes))


async def escalating(counter: Counter, **escalation: object) -> None:
    """The workflow says so of broken promises."""
    definition = written(DEFAULT) | {"escalation": {"team": None, "priority": None} | escalation}
    async with counter.db.transaction() as session:
        session.add(WorkflowVersion(version=1, definition=definition, created_at=NOON))


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


async def test_somebody_is_reminded_of_what_nobody_handles_once_for_each_handler(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    ticket = await counter.filed(lena)
    night = Night(counter)
    assert await night.told(29, TicketReminded) == []
    assert len(await night.told(30, TicketReminded)) == 1
    assert await night.told(31, TicketReminded) == []
    await counter.do(actions.assign, anna, ticket.order_no, anna.user_id, at=after(40))
    (reminded,) = await night.told(70, TicketReminded)
    assert isinstance(reminded, TicketReminded)
    assert reminded.handler_id == anna.user_id


async def test_what_was_said_before_a_reopening_or_to_another_handler_handles_nothing(
    counter: Counter, lena: Actor, anna: Actor, ben: Actor
) -> None:
    number = (await counter.filed(lena)).order_no
    night = Night(counter)
    rejected = Move("REJECTED", Words("It is not ours."))
    await counter.do(actions.move, anna, number, rejected, hours=ALWAYS, at=after(10))
    await counter.do(actions.move, lena, number, Move("PENDING"), hours=ALWAYS, at=after(20))
    assert await night.told(49, TicketReminded) == []
    assert len(await night.told(50, TicketReminded)) == 1
    await counter.do(actions.reply, anna, number, Words("I look again."), hours=ALWAYS, at=after(55))
    await counter.do(actions.move, anna, number, rejected, hours=ALWAYS, at=after(60))
    await counter.do(actions.move, anna, number, Move("PENDING"), hours=ALWAYS, at=after(61))
    assert len(await night.told(91, TicketReminded)) == 1
    await counter.do(actions.reply, anna, number, Words("It is."), hours=ALWAYS, at=after(92))
    await counter.do(actions.assign, anna, number, ben.user_id, at=after(93))
    assert await night.told(122, TicketReminded) == []
    assert len(await night.told(123, TicketReminded)) == 1
    await counter.do(actions.assign, ben, number, anna.user_id, at=after(130))
    await counter.do(actions.reply, anna, number, Words("I have it."), hours=ALWAYS, at=after(131))
    assert await night.told(200, TicketReminded) == []


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


async def test_nobody_is_reminded_of_what_is_handled(counter: Counter, lena: Actor, anna: Actor) -> None:
    number = (await counter.filed(lena)).order_no
    await counter.do(actions.reply, anna, number, Words("I look into it."), hours=ALWAYS, at=after(20))
    assert await Night(counter).told(60, TicketReminded) == []


async def test_nobody_is_reminded_while_the_company_is_closed(counter: Counter, lena: Actor) -> None:
    async with counter.db.transaction() as session:  # Mondays from 12:10 to 12:20, and from 14:00 to 15:00
        session.add(BusinessSlot(weekday=0, opens_minute=730, closes_minute=740))
        session.add(BusinessSlot(weekday=0, opens_minute=840, closes_minute=900))
    await counter.filed(lena)
    night = Night(counter)
    assert await night.told(90, TicketReminded) == []
    assert await night.told(139, TicketReminded) == []
    assert len(await night.told(140, TicketReminded)) == 1


async def test_a_new_ticket_goes_to_who_is_there_and_has_least(
    counter: Counter, lena: Actor, anna: Actor, ben: Actor
) -> None:
    first = await counter.filed(lena, "First")
    night = Night(counter)
    assert await night.told(0, TicketAssigned) == []
    await online(counter, anna)
    await night.told(0, TicketAssigned)
    assert (await counter.ticket(anna, first)).handler_id == anna.user_id
    await online(counter, ben)
    tom = await counter.person("tom")
    second = await counter.filed(tom, "Second")
    (given,) = await night.told(0, TicketAssigned)
    assert isinstance(given, TicketAssigned)
    assert (given.subject_id, given.after, given.by_rule) == (str(second.id), ben.user_id, True)


async def test_the_team_of_the_category_comes_first_then_anybody(
    counter: Counter, lena: Actor, anna: Actor, ben: Actor
) -> None:
    definition = written(DEFAULT)
    definition["categories"][0]["team"] = "orders"
    async with counter.db.transaction() as session:
        session.add(WorkflowVersion(version=1, definition=definition, created_at=NOON))
    await online(counter, anna)
    await online(counter, ben, capacity=1, team="orders")
    tickets = [await counter.filed(lena, f"No {n}", category="order") for n in range(6)]
    await Night(counter).told(0)
    handlers = [(await counter.ticket(lena, ticket)).handler_id for ticket in tickets]
    assert handlers == 5 * [ben.user_id] + [anna.user_id]


async def test_the_last_handler_of_the_customer_is_preferred(
    counter: Counter, lena: Actor, anna: Actor, ben: Actor
) -> None:
    old = await counter.filed(lena, "Before")
    await counter.do(actions.assign, ben, old.order_no, ben.user_id, at=after(0))
    await online(counter, anna)
    await online(counter, ben)
    new = await counter.filed(lena, "Again")
    await Night(counter).told(0)
    assert (await counter.ticket(lena, new)).handler_id == ben.user_id


async def test_the_most_urgent_is_given_first(counter: Counter, lena: Actor, anna: Actor) -> None:
    await counter.filed(lena, "Slow", priority="LOW")
    urgent = await counter.filed(lena, "Quick", priority="HIGH")
    await online(counter, anna)
    given = await Night(counter).told(0, TicketAssigned)
    assert next(fact.subject_id for fact in given if isinstance(fact, TicketAssigned)) == str(urgent.id)


@pytest.mark.parametrize("why", ["policy", "setting"])
async def test_nothing_is_given_where_people_take_by_hand(
    counter: Counter, lena: Actor, anna: Actor, why: str
) -> None:
    if why == "policy":
        async with counter.db.transaction() as session:
            session.add(SysConfig(config_key=Key.HANDOFF_POLICY, config_value="manual"))
    await counter.filed(lena)
    await online(counter, anna)
    assert await Night(counter, assigns=why == "policy").told(0, TicketAssigned) == []


async def test_nobody_is_given_a_ticket_of_his_own(counter: Counter, anna: Actor) -> None:
    await counter.filed(anna)
    await online(counter, anna)
    assert await Night(counter).told(0, TicketAssigned) == []


async def test_a_ticket_stays_with_who_goes_offline_and_goes_back_from_who_is_disabled(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    ticket = await counter.filed(lena)
    await counter.do(actions.assign, anna, ticket.order_no, anna.user_id, at=after(0))
    night = Night(counter)
    assert await night.told(1, TicketAssigned) == []
    async with counter.db.transaction() as session:
        await rows_changed(session, update(User).where(col(User.id) == anna.user_id).values(status=0))
    (back,) = await night.told(3, TicketAssigned)
    assert isinstance(back, TicketAssigned)
    assert (back.before, back.after) == (anna.user_id, None)


async def test_a_keeper_leaves_to_another_what_that_one_is_about(counter: Counter, lena: Actor) -> None:
    await counter.filed(lena)
    cache = MemoryCache()
    keeper = Keeper(counter.db, cache, LocalLive(), now=lambda: NOON + timedelta(days=9))
    await cache.add("tickets:keeper", "another", 30)
    counter.told.clear()
    await keeper.turn()
    assert counter.told == []
    await cache.delete("tickets:keeper")
    await keeper.turn()
    assert [fact for fact in counter.told if isinstance(fact, ClockBreached)]
