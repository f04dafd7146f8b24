"""Words in tickets: found by whoever may read them, wherever they stand, also when nobody kept them yet."""

import asyncio

import pytest
from sqlalchemy import delete, func, select, update
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core.cache import MemoryCache
from aics_app.core.live import LocalLive
from aics_app.tickets import actions, queries
from aics_app.tickets.actions import Edit, Words
from aics_app.tickets.jobs import Keeper
from aics_app.tickets.models import Mention, Ticket
from aics_app.tickets.queries import words
from aics_app.tickets.rules.filters import Filters, Sort
from tests.unit.tickets.conftest import ALWAYS, Counter, after


async def found(counter: Counter, actor: Actor, phrase: str) -> set[str]:
    rows, _ = await counter.read(queries.page, actor, Filters(q=phrase), Sort(), limit=50, now=after(20))
    return {row.title for row in rows}


async def talk(counter: Counter, lena: Actor, tom: Actor, anna: Actor) -> None:
    """A customer and the staff about a lamp, and a chair of somebody else's."""
    lamp = await counter.filed(lena, "lamp", content="退款未到账，parcel DHL_00340")
    await counter.filed(tom, "chair", content="Its leg is 100% loose.")
    said = Words("The refund is on its way.")
    await counter.do(actions.reply, anna, lamp.order_no, said, hours=ALWAYS, at=after(1))
    await counter.do(actions.note, anna, lamp.order_no, Words("Perhaps a fraud, 可疑"), at=after(2))


async def test_the_staff_find_what_stands_somewhere(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor
) -> None:
    await talk(counter, lena, tom, anna)
    for phrase, titles in (
        ("LAMP", {"lamp"}),
        ("am", {"lamp"}),
        ("退款", {"lamp"}),
        ("款未到", {"lamp"}),
        ("账", {"lamp"}),
        ("DHL_0034", {"lamp"}),
        ("034", {"lamp"}),
        ("refund is o", {"lamp"}),
        ("fraud", {"lamp"}),
        ("可疑", {"lamp"}),
        ("100%", {"chair"}),
        ("leg is 100", {"chair"}),
        ("is", {"lamp", "chair"}),
        ("leg is refund", set()),
        ("refund the", set()),
        ("到款", set()),
        ("WO", {"lamp", "chair"}),
        ("&!", set()),
    ):
        assert await found(counter, anna, phrase) == titles, phrase
        board = await counter.read(queries.counts, anna, Filters(q=phrase), now=after(20))
        assert sum(board.values()) == len(titles), phrase


async def test_a_number_is_found_by_its_end(counter: Counter, lena: Actor, anna: Actor) -> None:
    lamp, chair = await counter.filed(lena, "lamp"), await counter.filed(lena, "chair")
    assert await found(counter, anna, chair.order_no[-6:]) == {"chair"}
    assert await found(counter, anna, lamp.order_no.lower()) == {"lamp"}


async def test_nobody_finds_by_a_line_that_he_may_not_read(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor, ben: Actor
) -> None:
    await talk(counter, lena, tom, anna)
    assert await found(counter, lena, "refund is") == {"lamp"}
    assert await found(counter, tom, "refund is") == set()
    for phrase in ("fraud", "可疑", "疑"):
        assert await found(counter, lena, phrase) == set()
    own = await counter.filed(anna, "my own lamp")  # who works here and buys here is a customer in that
    await counter.do(actions.note, ben, own.order_no, Words("Again a fraud?"), at=after(3))
    assert await found(counter, anna, "fraud") == {"lamp"}
    assert await found(counter, ben, "fraud") == {"lamp", "my own lamp"}


async def test_an_edited_title_counts_as_it_is_now(counter: Counter, lena: Actor, anna: Actor) -> None:
    ticket = await counter.filed(lena, "lamp")
    await counter.do(actions.edit, anna, ticket.order_no, Edit(title="mirror"), hours=ALWAYS, at=after(1))
    assert await found(counter, anna, "mirror") == {"mirror"}
    assert await found(counter, anna, "lamp") == set()


async def test_what_came_without_words_is_found_before_and_after_they_are_kept(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor
) -> None:
    await talk(counter, lena, tom, anna)
    async with counter.db.transaction() as session:  # as another program's rows
        await session.execute(delete(Mention))
        await session.execute(update(Ticket).values(words_kept=False))
        before = (await session.execute(select(col(Ticket.update_time), col(Ticket.version)))).all()
    keeper = Keeper(counter.db, MemoryCache(), LocalLive(), now=lambda: after(3), assigns=False)
    for turn in range(3):
        assert await found(counter, anna, "fraud") == {"lamp"}, turn
        assert await found(counter, anna, "loose") == {"chair"}, turn
        assert await found(counter, anna, "sofa") == set(), turn
        await keeper.turn()
    async with counter.db.reading() as session:
        assert (await session.execute(select(col(Ticket.update_time), col(Ticket.version)))).all() == before
        kept = (await session.execute(select(func.count()).select_from(Mention))).scalar_one()
    assert kept > 20
    assert await counter.read(queries.texts_unread, limit=5) == {}


async def test_frequent_words_are_found_in_the_order_of_the_list(
    counter: Counter, lena: Actor, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "FEW", 2)
    for number in range(4):
        await counter.filed(lena, f"lamp {number}", content="退款未到账")
    await counter.filed(lena, "a headlamp", content="It is loose.")
    assert len(await found(counter, anna, "lamp")) == 5
    assert len(await found(counter, anna, "款未到")) == 4
    assert await found(counter, anna, "lamp 3") == {"lamp 3"}
    assert await found(counter, anna, "headlamp") == {"a headlamp"}
    assert await found(counter, anna, "is loo") == {"a headlamp"}
    assert await found(counter, anna, "lamp sofa") == set()


async def test_many_bring_the_same_new_words_at_once(counter: Counter, lena: Actor, anna: Actor) -> None:
    text = "zebra yak xylophone wolf viper 斑马牦牛"
    await asyncio.gather(*(counter.filed(lena, f"lamp {one}", content=text) for one in range(6)))
    assert len(await found(counter, anna, "xylophone wo")) == 6
    assert len(await found(counter, anna, "马牦")) == 6


async def test_a_long_text_is_kept_whole(counter: Counter, lena: Actor, anna: Actor) -> None:
    many = "".join(chr(0x4E00 + place) for place in range(3000))
    await counter.filed(lena, "lamp", content=many)
    await counter.filed(lena, "chair", content="https://shop.example/" + "abcde" * 30 + "qrst")
    assert await found(counter, anna, many[2990:]) == {"lamp"}
    assert await found(counter, anna, "deqrst") == {"chair"}
    assert await found(counter, anna, "abcde" * 20) == {"chair"}
