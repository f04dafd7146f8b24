"""Tags, links, and two tickets that become one."""

import asyncio

import pytest

from aics_app.accounts.models import Actor
from aics_app.core.errors import Forbidden, Invalid, NotFound
from aics_app.tickets import actions, views
from aics_app.tickets.actions import Move, Words
from aics_app.tickets.errors import CustomersDiffer, TicketChanged, TicketMerged, TicketResolved
from aics_app.tickets.models import Ticket
from aics_app.tickets.views import TicketPage
from tests.unit.tickets.conftest import ALWAYS, Counter, after


async def shown(counter: Counter, actor: Actor, ticket: Ticket) -> TicketPage:
    present = await counter.ticket(actor, ticket)
    return await counter.read(views.page, actor, present, hours=ALWAYS, now=after(60))


async def test_tags_are_set_as_a_whole_and_kept_clean(counter: Counter, lena: Actor, anna: Actor) -> None:
    ticket = await counter.filed(lena)
    words = [" Broken ", "BROKEN", "易碎, 品", "", "lamp"]
    tagged = await counter.do(actions.tag, anna, ticket.order_no, words, at=after(1))
    assert list((await shown(counter, anna, ticket)).card.tags) == ["broken", "lamp", "易碎 品"]
    again = await counter.do(actions.tag, anna, ticket.order_no, ["lamp", "broken", "易碎 品"], at=after(2))
    assert again.version == tagged.version
    await counter.do(actions.tag, anna, ticket.order_no, [], at=after(3))
    page = await shown(counter, anna, ticket)
    told = {"order_no": ticket.order_no, "user_id": lena.user_id}
    assert [dict(step.data) for step in page.history if step.event == "TicketEdited"] == [
        {**told, "changes": {"tags": [None, "broken, lamp, 易碎 品"]}},
        {**told, "changes": {"tags": ["broken, lamp, 易碎 品", None]}},
    ]
    for wrong in ([f"tag {number}" for number in range(21)], ["x" * 31]):
        with pytest.raises(Invalid):
            await counter.do(actions.tag, anna, ticket.order_no, wrong, at=after(4))


async def test_a_link_is_there_once_from_both_ends(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor
) -> None:
    one, two = await counter.filed(lena, "lamp"), await counter.filed(tom, "also a lamp")
    for first, second in ((one, two), (two, one), (one, two)):
        await counter.do(actions.link, anna, first.order_no, second.order_no, at=after(1))
    for ticket, other in ((one, two), (two, one)):
        page = await shown(counter, anna, ticket)
        assert [(link.kind, link.number) for link in page.links] == [("related", other.order_no)]
        assert len([step for step in page.history if step.event == "TicketEdited"]) == 1
    assert list((await shown(counter, lena, one)).links) == []  # another customer's
    await counter.do(actions.unlink, anna, two.order_no, one.order_no, at=after(2))
    await counter.do(actions.unlink, anna, two.order_no, one.order_no, at=after(2))
    assert list((await shown(counter, anna, one)).links) == []
    with pytest.raises(Invalid):
        await counter.do(actions.link, anna, one.order_no, one.order_no, at=after(3))


async def test_a_merged_ticket_goes_on_in_the_other(counter: Counter, lena: Actor, anna: Actor) -> None:
    old = await counter.filed(lena, "lamp", content="The lamp is dark.")
    new = await counter.filed(lena, "lamp again", content="Still dark!", at=after(2))
    await counter.do(actions.reply, anna, old.order_no, Words("Which one?"), hours=ALWAYS, at=after(1))
    await counter.do(actions.note, anna, old.order_no, Words("Difficult."), at=after(3))
    await counter.do(actions.reply, lena, new.order_no, Words("The tall one."), hours=ALWAYS, at=after(4))
    await counter.do(actions.merge, anna, old.order_no, new.order_no, hours=ALWAYS, at=after(5))
    for viewer, lines in (
        (anna, ["The lamp is dark.", "Which one?", "Difficult.", "The tall one."]),
        (lena, ["The lamp is dark.", "Which one?", "The tall one."]),
    ):
        assert [post.content for post in (await shown(counter, viewer, new)).thread] == lines
        source = await shown(counter, viewer, old)
        assert (source.merged_into, source.card.status_category, list(source.ways)) == (
            new.order_no,
            "resolved",
            [],
        )
        assert [link.kind for link in source.links] == ["merged_into"]
    with pytest.raises(TicketMerged) as refused:
        await counter.do(actions.reply, lena, old.order_no, Words("Hello?"), hours=ALWAYS, at=after(6))
    assert refused.value.params == {"order_no": new.order_no}
    assert {clock.met_at for clock in (await counter.clocks(old)).values()} == {after(1), after(5)}


async def test_who_was_merged_before_is_sent_on_too(counter: Counter, lena: Actor, anna: Actor) -> None:
    a, b, c = [
        await counter.filed(lena, title, content=f"{title}!", at=after(number))
        for number, title in enumerate("abc")
    ]
    await counter.do(actions.merge, anna, a.order_no, b.order_no, hours=ALWAYS, at=after(5))
    await counter.do(actions.merge, anna, b.order_no, c.order_no, hours=ALWAYS, at=after(6))
    assert [post.content for post in (await shown(counter, lena, c)).thread] == ["a!", "b!"]
    assert (await counter.ticket(lena, a)).merged_into_id == c.id
    for viewer in (lena, anna):
        page = await shown(counter, viewer, a)
        assert (page.merged_into, list(page.ways)) == (c.order_no, [])
        assert [(link.kind, link.number) for link in page.links] == [("merged_into", b.order_no)]
    for source, target in ((c, a), (a, c), (b, c)):
        with pytest.raises(TicketMerged):
            await counter.do(actions.merge, anna, source.order_no, target.order_no, hours=ALWAYS, at=after(7))


async def test_what_must_not_be_merged_is_not(counter: Counter, lena: Actor, tom: Actor, anna: Actor) -> None:
    mine, other, done = (
        await counter.filed(lena, "lamp"),
        await counter.filed(tom, "lamp"),
        await counter.filed(lena, "vase"),
    )
    await counter.do(
        actions.move, anna, done.order_no, Move("CLOSED", Words("Glued.")), hours=ALWAYS, at=after(1)
    )
    for into, error, version in (
        (other, CustomersDiffer, None),
        (done, TicketResolved, None),
        (mine, Invalid, None),
    ):
        with pytest.raises(error):
            await counter.do(
                actions.merge, anna, mine.order_no, into.order_no, version=version, hours=ALWAYS, at=after(2)
            )
    with pytest.raises(TicketChanged):
        await counter.do(
            actions.merge, anna, done.order_no, mine.order_no, version=0, hours=ALWAYS, at=after(2)
        )
    await counter.do(actions.merge, anna, done.order_no, mine.order_no, hours=ALWAYS, at=after(3))


async def test_belonging_is_the_staffs(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor, ada: Actor
) -> None:
    one, two = await counter.filed(lena, "lamp"), await counter.filed(lena, "vase")
    annas = await counter.filed(anna, "my own chair")
    for actor, error in ((lena, Forbidden), (tom, NotFound)):
        for act in (
            counter.do(actions.tag, actor, one.order_no, ["x"], at=after(1)),
            counter.do(actions.link, actor, one.order_no, two.order_no, at=after(1)),
            counter.do(actions.unlink, actor, one.order_no, two.order_no, at=after(1)),
            counter.do(actions.merge, actor, one.order_no, two.order_no, hours=ALWAYS, at=after(1)),
        ):
            with pytest.raises(error):
                await act
    with pytest.raises(Forbidden):  # nobody is of the staff in a matter of his own
        await counter.do(actions.link, anna, one.order_no, annas.order_no, at=after(1))
    with pytest.raises(NotFound):
        await counter.do(actions.link, anna, one.order_no, "WO0", at=after(1))
    assert (await counter.do(actions.tag, ada, one.order_no, ["x"], at=after(1))).version == 1


async def test_two_who_merge_crosswise_leave_one_that_goes_on(
    counter: Counter, lena: Actor, anna: Actor, ben: Actor
) -> None:
    one, two = await counter.filed(lena, "lamp"), await counter.filed(lena, "vase")
    done = await asyncio.gather(
        counter.do(actions.merge, anna, one.order_no, two.order_no, hours=ALWAYS, at=after(1)),
        counter.do(actions.merge, ben, two.order_no, one.order_no, hours=ALWAYS, at=after(1)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in done) == ["Ticket", "TicketMerged"]
    left = [(await counter.ticket(anna, ticket)).merged_into_id for ticket in (one, two)]
    assert left.count(None) == 1
