"""The waiting line: who comes first is served first, and nobody's place is lost."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aics_app.llm.errors import ModelBusy
from aics_app.llm.line import Line


class Customer:
    """Stands in line, and once in stays until told to leave."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.places: list[int] = []
        self.is_in = asyncio.Event()
        self.leaves = asyncio.Event()
        self.task = asyncio.ensure_future(self._visit())

    async def _visit(self) -> None:
        async with self.line.place(self._told):
            self.is_in.set()
            await self.leaves.wait()

    async def _told(self, place: int) -> None:
        self.places.append(place)


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def arrive(line: Line, *names: str) -> list[Customer]:
    customers = []
    for _ in names:
        customers.append(Customer(line))
        await settle()
    return customers


async def send_home(*customers: Customer) -> None:
    for customer in customers:
        customer.leaves.set()
    await asyncio.gather(*(customer.task for customer in customers), return_exceptions=True)


async def test_who_finds_a_free_place_is_told_of_no_line() -> None:
    line = Line(places=2, longest=5, patience_s=5)
    lin, wang = await arrive(line, "Lin", "Wang")
    assert lin.is_in.is_set()
    assert wang.is_in.is_set()
    assert lin.places == wang.places == []
    assert (line.taken, line.waiting) == (2, 0)
    await send_home(lin, wang)
    assert line.taken == 0


async def test_the_line_is_served_in_order_and_everyone_sees_it_move() -> None:
    line = Line(places=1, longest=5, patience_s=5)
    lin, wang, zhao, anna = await arrive(line, "Lin", "Wang", "Zhao", "Anna")
    assert (wang.places, zhao.places, anna.places) == ([1], [2], [3])

    await send_home(lin)
    await settle()
    assert wang.is_in.is_set()
    assert not zhao.is_in.is_set()
    assert (zhao.places, anna.places) == ([2, 1], [3, 2])
    await send_home(wang, zhao, anna)
    assert (line.taken, line.waiting) == (0, 0)


async def test_a_newcomer_does_not_slip_in_before_the_line() -> None:
    line = Line(places=1, longest=5, patience_s=5)
    lin, wang = await arrive(line, "Lin", "Wang")
    lin.leaves.set()
    zhao = Customer(line)  # asks in the very moment in which Lin's place goes to Wang
    await settle()
    assert wang.is_in.is_set()
    assert not zhao.is_in.is_set()
    await send_home(lin, wang, zhao)


async def test_a_full_line_refuses_at_once() -> None:
    line = Line(places=1, longest=1, patience_s=5)
    lin, wang = await arrive(line, "Lin", "Wang")
    with pytest.raises(ModelBusy) as refused:
        async with line.place(None):
            pytest.fail("there was no room")
    assert refused.value.reason == "line_full"
    assert refused.value.retry_after_s is not None
    await send_home(lin, wang)


async def test_who_waits_too_long_is_sent_away_and_the_others_move_up() -> None:
    line = Line(places=1, longest=5, patience_s=0.5)
    lin, wang = await arrive(line, "Lin", "Wang")
    await asyncio.sleep(0.2)
    (zhao,) = await arrive(line, "Zhao")
    with pytest.raises(ModelBusy) as refused:
        await wang.task
    assert refused.value.reason == "waited_too_long"
    await settle()
    assert zhao.places == [2, 1]
    await send_home(lin, zhao)
    assert (line.taken, line.waiting) == (0, 0)


async def test_who_leaves_the_line_makes_room_for_those_behind() -> None:
    line = Line(places=1, longest=5, patience_s=5)
    lin, wang, zhao = await arrive(line, "Lin", "Wang", "Zhao")
    wang.task.cancel()
    await settle()
    assert zhao.places == [2, 1]
    await send_home(lin)
    await settle()
    assert zhao.is_in.is_set()
    await send_home(zhao)


async def test_a_place_given_to_someone_who_is_just_leaving_goes_to_the_next() -> None:
    line = Line(places=1, longest=5, patience_s=5)
    lin, wang, zhao = await arrive(line, "Lin", "Wang", "Zhao")
    lin.leaves.set()
    await asyncio.sleep(0)  # Lin is out and the place is Wang's, but Wang has not woken yet
    wang.task.cancel()
    await settle()
    assert zhao.is_in.is_set()
    await send_home(zhao)
    assert (line.taken, line.waiting) == (0, 0)


async def test_a_page_that_fails_to_show_the_place_loses_only_its_own() -> None:
    line = Line(places=1, longest=5, patience_s=5)
    (lin,) = await arrive(line, "Lin")

    async def fail(place: int) -> None:
        message = "the page is gone"
        raise ConnectionResetError(message)

    with pytest.raises(ConnectionResetError):
        async with line.place(fail):
            pytest.fail("there was no room")
    assert line.waiting == 0
    await send_home(lin)
    assert line.taken == 0


async def test_a_slow_page_still_gets_its_turn() -> None:
    line = Line(places=1, longest=5, patience_s=60)
    (lin,) = await arrive(line, "Lin")
    is_shown = asyncio.Event()

    async def show_slowly(place: int) -> None:
        await is_shown.wait()

    async def visit() -> int:
        async with line.place(show_slowly):
            return line.taken

    wang = asyncio.ensure_future(visit())
    await settle()
    await send_home(lin)
    is_shown.set()
    async with asyncio.timeout(10):
        assert await wang == 1


async def test_a_turn_that_comes_in_the_last_moment_counts() -> None:
    line = Line(places=1, longest=5, patience_s=0.02)
    lin, wang = await arrive(line, "Lin", "Wang")
    lin.leaves.set()
    time.sleep(0.03)  # noqa: ASYNC251 - so that Lin's leaving and the end of Wang's patience fall together
    await settle()
    assert wang.is_in.is_set()
    await send_home(wang)
    assert line.taken == 0


Step = tuple[str, int]


@settings(max_examples=60, deadline=None)
@given(
    places=st.integers(1, 3),
    steps=st.lists(st.tuples(st.sampled_from(["come", "leave", "vanish", "breathe"]), st.integers(0, 9))),
)
def test_whatever_customers_do_no_place_is_lost_or_given_twice(places: int, steps: list[Step]) -> None:
    async def day() -> None:
        line = Line(places=places, longest=4, patience_s=60)
        customers: list[Customer] = []
        acts: dict[str, Callable[[Customer], object]] = {
            "leave": lambda customer: customer.leaves.set(),
            "vanish": lambda customer: customer.task.cancel(),
        }
        for act, number in steps:
            if act == "come":
                customers.append(Customer(line))
            elif act == "breathe":
                await asyncio.sleep(0)
            elif customers:
                acts[act](customers[number % len(customers)])
            present = [one for one in customers if one.is_in.is_set() and not one.task.done()]
            assert line.taken <= places
            assert len([one for one in present if not one.leaves.is_set()]) <= places
        await settle()
        assert line.waiting == 0 or line.taken == places, "somebody waits before a free place"
        await send_home(*customers)
        assert (line.taken, line.waiting) == (0, 0)

    run(day)


def run(story: Callable[[], Awaitable[None]]) -> None:
    async def told() -> None:
        await story()

    asyncio.run(told())
