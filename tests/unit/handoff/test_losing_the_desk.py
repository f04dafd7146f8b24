"""Who may not work any more keeps no chats: they wait again, before those who came later."""

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, Role, RoleRight, User
from aics_app.handoff.events import HandoffReturned
from aics_app.handoff.models import Status
from aics_app.handoff.rules.absence import Why
from tests.unit.handoff.conftest import Floor
from tests.unit.handoff.test_dispatcher import Post

TAKEN_AWAY = {
    "the right of his role": delete(RoleRight).where(
        col(RoleRight.role) == Role.AGENT, col(RoleRight.permission) == Right.DESK_WORK
    ),
    "his role": update(User).where(col(User.username) == "anna").values(role=Role.CUSTOMER),
    "the whole role": update(User).where(col(User.username) == "anna").values(role="GONE"),
    "his account": update(User).where(col(User.username) == "anna").values(status=0),
}


@pytest.mark.parametrize("what", TAKEN_AWAY)
async def test_chats_go_back_to_the_front_of_the_queue(
    floor: Floor, lena: Actor, tom: Actor, what: str
) -> None:
    anna = await floor.agent("anna")  # works through the API: her page is never heard
    held = await floor.taken(lena, anna, at=10)
    earlier = await floor.waiting(tom, at=20)
    async with floor.db.transaction() as session:
        await session.execute(TAKEN_AWAY[what])
    await Post(floor.db).turn(30)
    row = await floor.row(held)
    assert (row.status, row.agent_id, row.attempts) == (Status.QUEUED, None, 1)
    assert await floor.line() == [held.id, earlier.id]
    (told,) = [fact for fact in floor.told if isinstance(fact, HandoffReturned)]
    assert (told.agent_id, told.why) == (anna.user_id, Why.OFFLINE)


async def test_who_may_work_keeps_his_own(floor: Floor, lena: Actor, tom: Actor) -> None:
    anna, ben = await floor.agent("anna"), await floor.agent("ben")
    hers, his = await floor.taken(lena, anna, at=10), await floor.taken(tom, ben, at=10)
    async with floor.db.transaction() as session:
        await session.execute(TAKEN_AWAY["his role"])
    await Post(floor.db).turn(20)
    assert [(await floor.row(one)).status for one in (hers, his)] == [Status.QUEUED, Status.ACTIVE]
