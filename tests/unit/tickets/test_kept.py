"""Macros, saved views, and one act on many tickets."""

from urllib.parse import parse_qsl

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.core.errors import Forbidden, Invalid, NotFound
from aics_app.tickets import actions, bulk, queries
from aics_app.tickets.actions import Known, Move, Words
from aics_app.tickets.errors import MacroChanged, NoSuchWay, TicketChanged, TooManyKept
from aics_app.tickets.rules.filters import By, Filters, Sort
from aics_app.tickets.rules.macros import Acts, Draft
from tests.unit.tickets.conftest import ALWAYS, Counter, after

REFUNDED = Acts(
    status="CLOSED",
    priority="LOW",
    category="refund",
    handler="me",
    tags=("Refund",),
    reply="{{customer}}, {{company}} has refunded {{order_no}}. {{agent}} {{who}}",
)


async def test_a_macro_does_all_of_its_acts_at_once(counter: Counter, lena: Actor, anna: Actor) -> None:
    macro = await counter.do(actions.create_macro, anna, Draft(" Refunded ", REFUNDED), at=after(0))
    ticket = await counter.filed(lena)
    await counter.do(actions.tag, anna, ticket.order_no, ["lamp"], at=after(1))
    done = await counter.do(
        actions.run_macro, anna, ticket.order_no, macro.id, known=Known("Acorn"), hours=ALWAYS, at=after(2)
    )
    assert (done.status, done.priority, done.category, done.handler_id) == (
        "CLOSED",
        "LOW",
        "refund",
        anna.user_id,
    )
    assert done.reply == f"Lena, Acorn has refunded {ticket.order_no}. Anna {{{{who}}}}"
    assert (await counter.read(queries.tags, [ticket.id]))[ticket.id] == ["lamp", "refund"]


async def test_a_macro_that_can_not_end_does_nothing(counter: Counter, lena: Actor, anna: Actor) -> None:
    acts = Acts(priority="HIGH", status="WAITING", reply="One moment.")  # no way leads there from PENDING
    macro = await counter.do(actions.create_macro, anna, Draft("Wait", acts), at=after(0))
    ticket = await counter.filed(lena)
    with pytest.raises(NoSuchWay):
        await counter.do(actions.run_macro, anna, ticket.order_no, macro.id, hours=ALWAYS, at=after(2))
    left = await counter.ticket(anna, ticket)
    assert (left.priority, left.version, left.reply) == ("NORMAL", 0, None)
    with pytest.raises(TicketChanged):
        await counter.do(
            actions.run_macro, anna, ticket.order_no, macro.id, version=7, hours=ALWAYS, at=after(2)
        )


async def test_a_macro_without_a_move_answers(counter: Counter, lena: Actor, anna: Actor) -> None:
    macro = await counter.do(actions.create_macro, anna, Draft("Hello", Acts(reply="Hello!")), at=after(0))
    ticket = await counter.filed(lena)
    done = await counter.do(actions.run_macro, anna, ticket.order_no, macro.id, hours=ALWAYS, at=after(2))
    assert (done.status, done.reply) == ("PENDING", "Hello!")


async def test_macros_are_ones_own_or_everybodys(
    counter: Counter, lena: Actor, anna: Actor, ben: Actor, ada: Actor
) -> None:
    own = await counter.do(actions.create_macro, anna, Draft("Mine", Acts(priority="HIGH")), at=after(0))
    all_ = await counter.do(actions.create_macro, ada, Draft("All", Acts(priority="LOW"), True), at=after(0))
    ticket = await counter.filed(lena)
    assert [one.name for one in await counter.read(queries.macros, anna)] == ["All", "Mine"]
    assert [one.name for one in await counter.read(queries.macros, ben)] == ["All"]
    changed = Draft("Renamed", Acts(priority="LOW"))
    for act, error in (
        (counter.do(actions.create_macro, anna, Draft("x", Acts(reply="x"), True), at=after(1)), Forbidden),
        (counter.do(actions.create_macro, lena, Draft("x", Acts(reply="x")), at=after(1)), Forbidden),
        (counter.do(actions.change_macro, anna, all_.id, changed, version=0, at=after(1)), Forbidden),
        (counter.do(actions.delete_macro, anna, all_.id, version=0, at=after(4)), Forbidden),
        (counter.do(actions.change_macro, ben, own.id, changed, version=0, at=after(1)), NotFound),
        (counter.do(actions.delete_macro, ben, own.id, version=0, at=after(4)), NotFound),
        (counter.do(actions.run_macro, ben, ticket.order_no, own.id, hours=ALWAYS, at=after(1)), NotFound),
        (counter.do(actions.run_macro, lena, ticket.order_no, all_.id, hours=ALWAYS, at=after(1)), Forbidden),
        (counter.read(queries.macros, lena), Forbidden),
    ):
        with pytest.raises(error):
            await act
    saved = await counter.do(actions.change_macro, anna, own.id, changed, version=0, at=after(2))
    assert (saved.name, saved.version) == ("Renamed", 1)
    for act in (
        counter.do(actions.change_macro, anna, own.id, changed, version=0, at=after(3)),
        counter.do(actions.delete_macro, anna, own.id, version=0, at=after(4)),
    ):
        with pytest.raises(MacroChanged):
            await act
    await counter.do(actions.delete_macro, anna, own.id, version=1, at=after(4))
    assert [one.name for one in await counter.read(queries.macros, anna)] == ["All"]


async def test_what_happens_to_a_macro_is_audited(counter: Counter, anna: Actor) -> None:
    own = await counter.do(actions.create_macro, anna, Draft("Mine", Acts(priority="HIGH")), at=after(0))
    changed = Draft("Renamed", Acts(priority="LOW"))
    await counter.do(actions.change_macro, anna, own.id, changed, version=0, at=after(2))
    await counter.do(actions.delete_macro, anna, own.id, version=1, at=after(4))
    told = [fact for fact in counter.told if fact.subject_type == "macro"]
    assert [type(fact).__name__ for fact in told] == ["MacroCreated", "MacroEdited", "MacroDeleted"]
    assert {(fact.subject_id, fact.is_audited, fact.data()["shared"]) for fact in told} == {
        (str(own.id), True, False)
    }
    assert told[1].data()["before"] == {"name": "Mine", "priority": "HIGH"}
    assert told[1].data()["after"] == {"name": "Renamed", "priority": "LOW"}


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (Draft("", Acts(reply="x")), "name"),
        (Draft("x" * 61, Acts(reply="x")), "name"),
        (Draft("x", Acts()), "acts"),
        (Draft("x", Acts(status="GONE")), "status"),
        (Draft("x", Acts(priority="GONE")), "priority"),
        (Draft("x", Acts(category="gone")), "category"),
        (Draft("x", Acts(handler="7")), "handler"),
        (Draft("x", Acts(tags=("x" * 31,))), "tags"),
        (Draft("x", Acts(reply="x" * 10_001)), "reply"),
    ],
)
async def test_a_macro_must_mean_something(counter: Counter, anna: Actor, draft: Draft, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await counter.do(actions.create_macro, anna, draft, at=after(0))
    assert list(refused.value.fields) == [field]


async def test_a_page_may_choose_more_than_a_request(counter: Counter, lena: Actor) -> None:
    ticket = await counter.filed(lena)
    numbers = [ticket.order_no, *(f"WO{number}" for number in range(250))]

    async def look(session: AsyncSession, order_no: str) -> None:
        await queries.get_ticket(session, lena, order_no)

    outcomes = await bulk.all_of(counter.db, numbers, look)
    assert [one.number for one in outcomes] == numbers
    assert [one.number for one in outcomes if one.error is None] == [ticket.order_no]
    with pytest.raises(Invalid):
        await bulk.all_of(counter.db, [], look)


async def test_a_view_is_kept_under_its_name(counter: Counter, lena: Actor, anna: Actor, ben: Actor) -> None:
    urgent = Filters(handler="me", priority="HIGH", q="灯 & lamp")
    await counter.do(actions.save_view, anna, " Urgent ", urgent, Sort(By.DUE), at=after(0))
    saved = await counter.do(actions.save_view, anna, "urgent", Filters(), Sort(By.DUE, True), at=after(1))
    assert [(one.name, one.address) for one in await counter.read(queries.saved_views, anna)] == [
        ("Urgent", "sort=-due")
    ]
    assert await counter.read(queries.saved_views, ben) == []
    with pytest.raises(NotFound):
        await counter.do(actions.delete_view, ben, saved.id)
    with pytest.raises(Forbidden):
        await counter.do(actions.save_view, lena, "mine", urgent, Sort(), at=after(1))
    for name in ("", "x" * 61):
        with pytest.raises(Invalid):
            await counter.do(actions.save_view, anna, name, urgent, Sort(), at=after(1))
    await counter.do(actions.delete_view, anna, saved.id)
    assert await counter.read(queries.saved_views, anna) == []


async def test_a_view_has_room_for_chinese_and_an_end(counter: Counter, anna: Actor) -> None:
    wanted = Filters(q="灯" * 100)
    saved = await counter.do(actions.save_view, anna, "灯", wanted, Sort(), at=after(0))
    assert Filters.of(dict(parse_qsl(saved.address))) == wanted
    longer = Filters(q="灯" * 100, team="灯" * 60)
    with pytest.raises(Invalid) as refused:
        await counter.do(actions.save_view, anna, "too much", longer, Sort(), at=after(1))
    assert refused.value.fields == {"filters": "too_long"}


async def test_nobody_keeps_views_without_end(counter: Counter, anna: Actor) -> None:
    for number in range(30):
        await counter.do(actions.save_view, anna, f"{number}", Filters(), Sort(), at=after(0))
    with pytest.raises(TooManyKept):
        await counter.do(actions.save_view, anna, "one more", Filters(), Sort(), at=after(0))


async def test_of_many_tickets_each_has_its_own_outcome(counter: Counter, lena: Actor, anna: Actor) -> None:
    one, two = await counter.filed(lena, "lamp"), await counter.filed(lena, "vase")
    closed = Move("CLOSED", Words("Glued."))
    await counter.do(actions.move, anna, two.order_no, closed, hours=ALWAYS, at=after(1))

    async def take(session: AsyncSession, number: str) -> object:
        return await actions.assign(session, anna, number, anna.user_id, at=after(2))

    numbers = [two.order_no, one.order_no, one.order_no, "WO0"]
    outcomes = await bulk.each(counter.db, numbers, take)
    assert [(one.number, one.error and one.error.code) for one in outcomes] == [
        (two.order_no, "ticket_resolved"),
        (one.order_no, None),
        ("WO0", "not_found"),
    ]
    assert (await counter.ticket(anna, one)).handler_id == anna.user_id
    for wrong in ([], [f"{number}" for number in range(101)]):
        with pytest.raises(Invalid):
            await bulk.each(counter.db, wrong, take)
