"""The board and the lists: which tickets are shown, in which order, and what that costs."""

import pytest

from aics_app.accounts.models import Actor
from aics_app.core import paging
from aics_app.core.errors import Invalid
from aics_app.tickets import actions, queries, views
from aics_app.tickets.actions import Edit, Move, Words
from aics_app.tickets.models import Ticket
from aics_app.tickets.rules.filters import By, Filters, Sort
from tests.asked import statements
from tests.unit.tickets.conftest import ALWAYS, Counter, after

USUAL = Sort()
EVERY_SORT = [Sort(by, is_reversed) for by in By for is_reversed in (False, True)]


async def shop(counter: Counter, lena: Actor, tom: Actor, anna: Actor) -> dict[str, Ticket]:
    """Six matters of two customers, in every kind of status."""
    made = {}
    for minute, (title, who, more) in enumerate(
        [
            ("lamp", lena, {"category": "delivery"}),
            ("chair", tom, {"priority": "HIGH"}),
            ("desk", lena, {"priority": "LOW", "content": "发票开错了，请重新开。"}),
            ("sofa", tom, {"category": "refund"}),
            ("vase", lena, {}),
            ("clock", tom, {"priority": "HIGH"}),
        ]
    ):
        made[title] = await counter.filed(who, title, at=after(minute), **more)
    numbers = {title: ticket.order_no for title, ticket in made.items()}
    await counter.do(actions.assign, anna, numbers["lamp"], anna.user_id, at=after(10))
    await counter.do(actions.assign, anna, numbers["sofa"], anna.user_id, at=after(11))
    for title, moves in (
        ("sofa", [Move("PROCESSING"), Move("WAITING", Words("Which colour?"))]),
        ("vase", [Move("CLOSED", Words("Glued."))]),
    ):
        for step in moves:
            await counter.do(actions.move, anna, numbers[title], step, hours=ALWAYS, at=after(12))
    return made


async def titles(counter: Counter, actor: Actor, wanted: Filters, sort: Sort = USUAL) -> list[str]:
    rows, _ = await counter.read(queries.page, actor, wanted, sort, limit=50, now=after(20))
    return [row.title for row in rows]


async def test_the_board_has_a_column_for_every_status(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor
) -> None:
    await shop(counter, lena, tom, anna)
    board = await counter.read(queries.board, anna, Filters(), limit=2, now=after(20))
    assert [(column.status, column.count, [one.title for one in column.tickets]) for column in board] == [
        ("PENDING", 4, ["lamp", "clock"]),
        ("PROCESSING", 0, []),
        ("WAITING", 1, ["sofa"]),
        ("CLOSED", 1, ["vase"]),
        ("REJECTED", 0, []),
    ]
    narrow = await counter.read(queries.board, anna, Filters(status="WAITING"), limit=2, now=after(20))
    assert [column.status for column in narrow] == ["WAITING"]


async def test_each_filter_leaves_what_was_meant(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor
) -> None:
    made = await shop(counter, lena, tom, anna)
    for wanted, left in (
        (Filters(status="WAITING"), {"sofa"}),
        (Filters(state="resolved"), {"vase"}),
        (Filters(handler="me"), {"lamp", "sofa"}),
        (Filters(handler=str(anna.user_id)), {"lamp", "sofa"}),
        (Filters(handler="none", priority="HIGH"), {"chair", "clock"}),
        (Filters(category="refund"), {"sofa"}),
        (Filters(q="发票"), {"desk"}),
        (Filters(q="CLOCK"), {"clock"}),
        (Filters(q="100%"), set()),
        (Filters(q=made["chair"].order_no), {"chair"}),
        (Filters(sla="running"), {"lamp", "chair", "desk", "clock"}),
    ):
        assert set(await titles(counter, anna, wanted)) == left, wanted


async def test_a_promise_is_soon_due_and_then_broken(counter: Counter, lena: Actor, anna: Actor) -> None:
    await counter.filed(lena, "lamp", priority="HIGH")
    for minute, sla in ((47, "running"), (50, "soon"), (60, "breached")):
        rows, _ = await counter.read(queries.page, anna, Filters(sla=sla), Sort(), limit=5, now=after(minute))
        assert [row.title for row in rows] == ["lamp"], sla
    (card,) = await counter.read(views.cards, anna, rows, hours=ALWAYS, now=after(60))
    assert {kind: (one.left_s, one.is_breached) for kind, one in card.clocks.items()} == {
        "reply": (0, True),
        "resolve": (7 * 3600, False),
    }


async def test_customers_find_their_own_alone(counter: Counter, lena: Actor, tom: Actor, anna: Actor) -> None:
    await shop(counter, lena, tom, anna)
    assert set(await titles(counter, lena, Filters())) == {"lamp", "desk", "vase"}
    mine, following = await counter.read(queries.own, lena, limit=2)
    assert [one.title for one in mine] == ["vase", "desk"]
    rest, end = await counter.read(queries.own, lena, limit=2, cursor=following)
    assert ([one.title for one in rest], end) == (["lamp"], None)
    resolved, _ = await counter.read(queries.own, lena, "resolved", limit=9)
    assert [one.title for one in resolved] == ["vase"]
    board = await counter.read(queries.counts, lena, Filters(), now=after(20))
    assert board == {"PENDING": 2, "PROCESSING": 0, "WAITING": 0, "CLOSED": 1, "REJECTED": 0}


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("updated", ["vase", "sofa", "lamp", "clock", "desk", "chair"]),
        ("created", ["clock", "vase", "sofa", "desk", "chair", "lamp"]),
        ("-created", ["lamp", "chair", "desk", "sofa", "vase", "clock"]),
        ("priority", ["clock", "chair", "vase", "sofa", "lamp", "desk"]),
        ("due", ["chair", "clock", "lamp", "desk", "vase", "sofa"]),
    ],
)
async def test_a_list_has_the_order_that_is_asked_for(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor, sort: str, order: list[str]
) -> None:
    await shop(counter, lena, tom, anna)
    found = await titles(counter, anna, Filters(), Sort.of(sort))
    if sort in ("updated", "due"):  # sofa and vase changed at the same time; the younger comes first
        assert set(found) == set(order)
    assert found == order


@pytest.mark.parametrize("sort", EVERY_SORT, ids=lambda sort: sort.word)
async def test_pages_of_two_are_the_whole_list(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor, sort: Sort
) -> None:
    await shop(counter, lena, tom, anna)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        rows, cursor = await counter.read(
            queries.page, anna, Filters(), sort, limit=2, cursor=cursor, now=after(20)
        )
        assert len(rows) == 2  # six tickets
        seen += [row.title for row in rows]
    assert seen == await titles(counter, anna, Filters(), sort)
    assert len(set(seen)) == 6


async def test_a_cursor_of_another_order_is_refused(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor
) -> None:
    await shop(counter, lena, tom, anna)
    _, cursor = await counter.read(queries.page, anna, Filters(), Sort(), limit=2, now=after(20))
    for sort, wrong in (
        (Sort(By.DUE), cursor),
        (Sort(), "x"),
        (Sort(), paging.encode("updated", 0, "soon", 1)),
    ):
        with pytest.raises(Invalid):
            await counter.read(queries.page, anna, Filters(), sort, limit=2, cursor=wrong, now=after(20))


def test_filters_are_read_from_an_address_and_written_there() -> None:
    address = {"status": "PENDING", "handler": "me", "q": " lamp ", "sla": "soon", "page": "3"}
    found = Filters.of(address)
    assert found == Filters(status="PENDING", handler="me", q="lamp", sla="soon")
    assert Filters.of(found.query()) == found
    assert Filters.of({"handler": "1 or 1", "sla": "never", "tag": "x" * 61}) == Filters()
    assert [Sort.of(word).word for word in ("-due", "priority", "'; drop")] == ["-due", "priority", "updated"]


async def test_more_tickets_cost_no_more_statements(counter: Counter, lena: Actor, anna: Actor) -> None:
    async def cost() -> tuple[int, int, int]:
        spent = []
        for read in (_board, _list, _one):
            with statements(counter.db) as asked:
                await read(counter, anna)
            spent.append(len(asked))
        return spent[0], spent[1], spent[2]

    ticket = await counter.filed(lena, "lamp")
    await counter.do(actions.reply, anna, ticket.order_no, Words("Oh."), hours=ALWAYS, at=after(0))
    few = await cost()
    for minute in range(12):
        await counter.filed(lena, f"lamp {minute}")
        said = Words(f"Still dark, for {minute} minutes.")
        await counter.do(actions.reply, lena, ticket.order_no, said, hours=ALWAYS, at=after(minute))
        await counter.do(
            actions.edit, anna, ticket.order_no, Edit(title=f"{minute}"), hours=ALWAYS, at=after(minute)
        )
    assert await cost() == few
    assert [spent <= most for spent, most in zip(few, (7, 5, 12), strict=True)] == [True] * 3


async def _board(counter: Counter, actor: Actor) -> None:
    columns = await counter.read(queries.board, actor, Filters(), limit=20, now=after(20))
    rows = [row for column in columns for row in column.tickets]
    await counter.read(views.cards, actor, rows, hours=ALWAYS, now=after(20))


async def _list(counter: Counter, actor: Actor) -> None:
    rows, _ = await counter.read(queries.page, actor, Filters(), Sort(By.DUE), limit=20, now=after(20))
    await counter.read(views.cards, actor, rows, hours=ALWAYS, now=after(20))


async def _one(counter: Counter, actor: Actor) -> None:
    rows, _ = await counter.read(
        queries.page, actor, Filters(), Sort(By.CREATED, True), limit=1, now=after(20)
    )
    ticket = await counter.read(queries.get_ticket, actor, rows[0].order_no)
    await counter.read(views.page, actor, ticket, hours=ALWAYS, now=after(20))
