"""What customers and staff are shown of a hand-off: place, expected wait, hours; and what they are not."""

from datetime import UTC, datetime

from aics_app.accounts.models import Actor
from aics_app.chat import actions as chat
from aics_app.chat.models import TransferReason
from aics_app.handoff import actions, views
from aics_app.handoff.models import AskedBy, Disposition, Handoff, Status
from aics_app.handoff.rules.waits import How, Wait
from aics_app.handoff.schemas import HandoffOut
from aics_app.workforce.models import BusinessSlot
from tests.unit.handoff.conftest import Floor, after

UTC_ZONE = "UTC"


async def _shown(floor: Floor, actor: Actor, *rows: Handoff, at: float = 600) -> list[views.Shown]:
    return await floor.read(views.shown, actor, rows, timezone=UTC_ZONE, now=after(at))


async def _past(floor: Floor, customer: Actor, agent: Actor, waits: list[int]) -> None:
    """Chats that were taken after so many seconds each, and ended 100 s later."""
    async with floor.db.transaction() as session:
        for wait in waits:
            began = -2000
            session.add(
                Handoff(
                    session_id=(await chat.start_conversation(session, customer, "Hello", after(-3000))).id,
                    user_id=customer.user_id,
                    status=Status.CLOSED,
                    reason=TransferReason.CUSTOMER_REQUEST,
                    source=AskedBy.BUTTON,
                    agent_id=agent.user_id,
                    queued_at=after(began),
                    created_at=after(began),
                    taken_at=after(began + wait),
                    ended_at=after(began + wait + 100),
                )
            )


async def test_lena_sees_her_place_and_a_range_from_recent_waits(
    floor: Floor, lena: Actor, tom: Actor, anna: Actor
) -> None:
    await _past(floor, tom, anna, [10, 20, 30, 40, 50])
    await floor.waiting(tom, 590)
    hers = await floor.waiting(lena, 595)
    await floor.beat(anna, 595)
    (shown,) = await _shown(floor, lena, hers)
    assert (shown.place, shown.wait) == (2, Wait(40, 80, How.RECENT_WAITS, 5))
    told = HandoffOut.of(shown)
    assert (told.position, told.wait_low_s, told.wait_high_s) == (2, 40, 80)
    assert (told.wait_from, told.wait_samples, told.opens_at) == ("recent_waits", 5, None)


async def test_with_nobody_at_work_no_wait_is_promised(
    floor: Floor, lena: Actor, tom: Actor, anna: Actor
) -> None:
    await _past(floor, tom, anna, [10, 20, 30, 40, 50])
    (shown,) = await _shown(floor, lena, await floor.waiting(lena, 595))
    assert (shown.place, shown.wait) == (1, None)


async def test_out_of_hours_lena_is_told_when_somebody_is_there_again(
    floor: Floor, lena: Actor, tom: Actor, anna: Actor
) -> None:
    await _past(floor, tom, anna, [10] * 5)
    await floor.beat(anna, 595)
    async with floor.db.transaction() as session:
        session.add(BusinessSlot(weekday=0, opens_minute=8 * 60, closes_minute=11 * 60))
    (shown,) = await _shown(floor, lena, await floor.waiting(lena, 595))
    told = HandoffOut.of(shown)
    assert (told.wait_low_s, told.opens_at) == (None, datetime(2026, 3, 9, 8, 0, tzinfo=UTC))


async def test_once_taken_there_is_no_place_but_an_agent(floor: Floor, lena: Actor, anna: Actor) -> None:
    (shown,) = await _shown(floor, lena, await floor.taken(lena, anna))
    told = HandoffOut.of(shown)
    assert (told.position, told.wait_low_s, told.wait_high_s) == (None, None, None)
    assert told.agent is not None
    assert told.agent.model_dump() == {"id": anna.user_id, "nickname": "Anna"}


async def test_places_in_a_list_are_those_that_each_is_told(floor: Floor, anna: Actor) -> None:
    queue = await floor.customers_waiting(4)
    listed = await _shown(floor, anna, *reversed(queue))
    single = [(await _shown(floor, anna, one))[0] for one in reversed(queue)]
    assert [one.place for one in listed] == [one.place for one in single] == [4, 3, 2, 1]


async def test_what_the_staff_notes_stays_with_the_staff(floor: Floor, lena: Actor, anna: Actor) -> None:
    handoff = await floor.taken(lena, anna)
    closed = await floor.do(
        actions.close, anna, handoff.id, disposition=Disposition.SPAM, note="A pest.", at=after(60)
    )
    (hers,), (staffs,) = await _shown(floor, lena, closed), await _shown(floor, anna, closed)
    assert "pest" not in HandoffOut.of(hers).model_dump_json()
    assert "spam" not in HandoffOut.of(hers).model_dump_json()
    told = HandoffOut.of(staffs)
    assert (told.note, told.disposition) == ("A pest.", Disposition.SPAM)
    assert told.customer is not None
    assert told.customer.nickname == "Lena"
