"""What else a customer brought, to whoever may see it."""

from aics_app.accounts.models import Actor
from aics_app.tickets import queries
from tests.unit.tickets.conftest import Counter, after


async def test_the_staff_sees_a_customers_tickets_the_newest_first(
    counter: Counter, lena: Actor, tom: Actor, anna: Actor
) -> None:
    first = await counter.filed(lena, "The lamp is dark")
    second = await counter.filed(lena, "The lamp is loud", at=after(1))
    await counter.filed(tom, "No lamp came", at=after(2))
    found = await counter.read(queries.of_customer, anna, lena.user_id, limit=10)
    assert [one.order_no for one in found] == [second.order_no, first.order_no]
    others = await counter.read(queries.of_customer, anna, lena.user_id, without=second.id, limit=10)
    assert [one.order_no for one in others] == [first.order_no]
    assert len(await counter.read(queries.of_customer, anna, lena.user_id, limit=1)) == 1


async def test_a_customer_sees_nobody_elses(counter: Counter, lena: Actor, tom: Actor) -> None:
    await counter.filed(lena)
    assert await counter.read(queries.of_customer, tom, lena.user_id, limit=10) == []
    assert len(await counter.read(queries.of_customer, lena, lena.user_id, limit=10)) == 1
