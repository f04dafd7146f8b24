"""Several people on one ticket at the same time: everybody is told, and nothing is lost."""

import asyncio

from aics_app.accounts.models import Actor
from aics_app.core.errors import AppError
from aics_app.tickets import actions, queries
from aics_app.tickets.actions import Edit, Filing, Move, Words
from tests.unit.tickets.conftest import ALWAYS, Counter, after


async def test_of_two_who_change_what_they_saw_the_second_is_told(
    counter: Counter, lena: Actor, anna: Actor, ben: Actor
) -> None:
    number = (await counter.filed(lena)).order_no
    done = await asyncio.gather(
        counter.do(actions.edit, anna, number, Edit(title="A", version=0), hours=ALWAYS, at=after(1)),
        counter.do(actions.edit, ben, number, Edit(title="B", version=0), hours=ALWAYS, at=after(1)),
        return_exceptions=True,
    )
    refused = [one for one in done if isinstance(one, AppError)]
    assert [one.code for one in refused] == ["ticket_changed"]
    assert refused[0].params["who"] in ("Anna", "Ben")


async def test_of_two_who_go_the_same_way_one_does(
    counter: Counter, lena: Actor, anna: Actor, ben: Actor
) -> None:
    number = (await counter.filed(lena)).order_no
    closed = [Move("CLOSED", Words(f"Said by {name}.")) for name in ("anna", "ben")]
    done = await asyncio.gather(
        counter.do(actions.move, anna, number, closed[0], hours=ALWAYS, at=after(1)),
        counter.do(actions.move, ben, number, closed[1], hours=ALWAYS, at=after(1)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in done) == ["NoSuchWay", "Ticket"]
    ticket = await counter.read(queries.get_ticket, anna, number)
    assert len(await counter.read(queries.posts, ticket, anna)) == 1


async def test_what_several_say_at_once_is_all_there(
    counter: Counter, lena: Actor, anna: Actor, ben: Actor
) -> None:
    ticket = await counter.filed(lena)
    said = [(lena, "a"), (anna, "b"), (ben, "c"), (lena, "d"), (anna, "e")]
    await asyncio.gather(
        *(
            counter.do(actions.reply, who, ticket.order_no, Words(text), hours=ALWAYS, at=after(1))
            for who, text in said
        )
    )
    posts = await counter.read(queries.posts, ticket, lena)
    assert sorted(post.content for post in posts) == ["a", "b", "c", "d", "e"]
    assert (await counter.ticket(lena, ticket)).version == 5


async def test_what_is_sent_twice_is_there_once(counter: Counter, lena: Actor) -> None:
    filing = Filing("Lamp", "It is dark.", client_id="form")
    filed = await asyncio.gather(
        *(
            counter.do(actions.file, lena, filing, hours=ALWAYS, tail=f"00000{number}", at=after(0))
            for number in range(3)
        )
    )
    assert len({ticket.id for ticket, _ in filed}) == 1
    assert [is_new for _, is_new in filed].count(True) == 1
    words = Words("Hello?", client_id="line")
    number = filed[0][0].order_no
    posts = await asyncio.gather(
        *(counter.do(actions.reply, lena, number, words, hours=ALWAYS, at=after(1)) for _ in range(3))
    )
    assert len({post.id for post in posts}) == 1


async def test_two_who_link_crosswise_wait_for_nobody(
    counter: Counter, lena: Actor, anna: Actor, ben: Actor
) -> None:
    one, two = await counter.filed(lena, "lamp"), await counter.filed(lena, "vase")
    await asyncio.gather(
        *(
            counter.do(actions.link, who, *numbers, at=after(1))
            for who in (anna, ben)
            for numbers in ((one.order_no, two.order_no), (two.order_no, one.order_no))
        )
    )
    assert len(await counter.read(queries.links, one, anna)) == 1
