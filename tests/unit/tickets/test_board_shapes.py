"""What the board makes of addresses, of the workflow, and of who looks."""

from aics_app.accounts.models import Actor
from aics_app.tickets import actions, views
from aics_app.tickets.actions import Edit, Move, Words
from aics_app.tickets.models import Clock
from aics_app.tickets.rules.default import DEFAULT
from aics_app.tickets.ui.board_shapes import COLUMNS, Wanted, filters_of, wanted_of
from aics_app.tickets.ui.cards import card_view, next_clock
from aics_app.tickets.ui.moving_shapes import Colleague, colleagues_first, priority_view, ways_of
from aics_app.tickets.ui.working_shapes import step_view, ticket_facts
from aics_app.ui.addresses import filled
from tests.unit.tickets.conftest import ALWAYS, Counter, after


def test_an_address_says_what_is_shown_and_nonsense_asks_for_nothing() -> None:
    said = {
        "handler": "me",
        "sla": "breached",
        "q": "lamp",
        "view": "table",
        "sort": "-due",
        "hidden": "tags,x",
    }
    wanted = wanted_of(said)
    assert filled(wanted) == {**said, "hidden": "tags"}
    assert filters_of(wanted).query() == {"handler": "me", "sla": "breached", "q": "lamp"}
    assert (
        wanted_of({"handler": "1 or 1", "sla": "ever", "view": "x", "sort": "x", "hidden": "x"}) == Wanted()
    )
    assert wanted_of({"hidden": ",".join(COLUMNS) + ",tags"}).hidden == ",".join(COLUMNS)


async def test_a_way_asks_only_for_what_is_missing(counter: Counter, lena: Actor, anna: Actor) -> None:
    ticket = await counter.filed(lena)
    ways = {way.target: way.needs for way in ways_of(DEFAULT, ticket, anna)}
    assert ways == {"PROCESSING": ["assignee"], "REJECTED": ["reply"], "CLOSED": ["reply"]}
    await counter.do(actions.assign, anna, ticket.order_no, anna.user_id, at=after(1))
    ways = {way.target: way.needs for way in ways_of(DEFAULT, await counter.ticket(anna, ticket), anna)}
    assert ways["PROCESSING"] == []
    assert ways_of(DEFAULT, ticket, lena) == []  # nobody is of the staff in a matter of his own


async def test_a_card_shows_the_promise_that_has_to_be_kept_next(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    ticket = await counter.filed(lena, priority="HIGH", category="refund")

    async def card(minutes: float) -> views.TicketCard:
        now = await counter.ticket(anna, ticket)
        return (await counter.read(views.cards, anna, [now], hours=ALWAYS, now=after(minutes)))[0]

    shown = card_view(DEFAULT, anna, ticket, await card(1))
    assert (shown.customer, shown.handler, shown.topic.en) == ("Lena", "", "Returns and refunds")
    assert (shown.priority.kind, shown.status.kind, shown.ways) == (
        "high",
        "open",
        "PROCESSING REJECTED CLOSED",
    )
    assert shown.clock.kind == Clock.REPLY
    await counter.do(actions.reply, anna, ticket.order_no, Words("We look."), hours=ALWAYS, at=after(2))
    assert next_clock((await card(3)).clocks).kind == Clock.RESOLVE
    await counter.do(actions.assign, anna, ticket.order_no, anna.user_id, at=after(3))
    for status, words in (("PROCESSING", None), ("WAITING", Words("Which lamp?"))):
        await counter.do(actions.move, anna, ticket.order_no, Move(status, words), hours=ALWAYS, at=after(4))
    stands = next_clock((await card(5)).clocks)
    assert (stands.due_at, stands.left_s) == ("", (480 - 4) * 60)


async def test_the_page_tells_every_field_as_it_was_and_is(
    counter: Counter, lena: Actor, anna: Actor
) -> None:
    ticket = await counter.filed(lena)
    await counter.do(actions.assign, anna, ticket.order_no, anna.user_id, at=after(1))
    await counter.do(
        actions.edit,
        anna,
        ticket.order_no,
        Edit(priority="HIGH", category="order"),
        hours=ALWAYS,
        at=after(2),
    )
    await counter.do(actions.move, anna, ticket.order_no, Move("PROCESSING"), hours=ALWAYS, at=after(3))
    row = await counter.ticket(anna, ticket)
    page = await counter.read(views.page, anna, row, hours=ALWAYS, now=after(4))
    facts = ticket_facts(DEFAULT, anna, row, page)
    assert (facts.is_mine, facts.may_work, facts.handler, facts.next) == (True, True, "Anna", "answer")
    steps = [step_view(DEFAULT, anna, one) for one in page.history]
    assert [(one.event, one.who, one.is_own) for one in steps] == [
        ("TicketFiled", "Lena", False),
        ("TicketAssigned", "Anna", True),
        ("TicketEdited", "Anna", True),
        ("TicketMoved", "Anna", True),
    ]
    changes = {one.field: (one.before.en, one.after.en) for step in steps for one in step.changes}
    assert changes == {
        "handler": ("", "Anna"),
        "priority": ("Normal", "High"),
        "category": ("", "Orders"),
        "status": ("Pending", "In progress"),
    }


def test_words_that_the_workflow_lost_stand_for_themselves() -> None:
    assert (priority_view(DEFAULT, "URGENT").zh, priority_view(DEFAULT, "LOW").kind) == ("URGENT", "low")


def test_oneself_is_the_first_of_the_colleagues_then_who_is_there_and_free() -> None:
    everybody = [
        Colleague(1, "Ben", "offline", 0),
        Colleague(2, "Cleo", "online", 3),
        Colleague(3, "Dan", "online", 1),
        Colleague(4, "Anna", "away", 9),
    ]
    assert [one.id for one in colleagues_first(4, everybody)] == [4, 3, 2, 1]
