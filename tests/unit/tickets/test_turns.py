"""What nobody does by hand: somebody reminded, tickets given to people. Each once."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.configuration.models import Key, SysConfig
from aics_app.core.cache import MemoryCache
from aics_app.core.db import rows_changed
from aics_app.core.live import LocalLive
from aics_app.tickets import actions
from aics_app.tickets.actions import Move, Words
from aics_app.tickets.events import ClockBreached, TicketAssigned, TicketReminded
from aics_app.tickets.jobs import Keeper
from aics_app.tickets.models import WorkflowVersion
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


async def test_nothing_is_given_where_tickets_are_taken_by_hand(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    await counter.filed(lena)
    await online(counter, anna)
    assert await Night(counter, assigns=False).told(0, TicketAssigned) == []


async def test_where_chats_are_taken_by_hand_tickets_are_given_to_who_has_least(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    async with counter.db.transaction() as session:
        session.add(SysConfig(config_key=Key.HANDOFF_POLICY, config_value="manual"))
    await counter.filed(lena)
    await online(counter, anna)
    (given,) = await Night(counter).told(0, TicketAssigned)
    assert isinstance(given, TicketAssigned)
    assert given.after == anna.user_id


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
