"""The wall says what stands at this instant, to whom everybody's figures are shown."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from aics_app.accounts.models import Actor, Role
from aics_app.chat import actions as chat
from aics_app.chat.models import TransferReason
from aics_app.core import clock
from aics_app.core.container import clear, provide
from aics_app.core.db import Database
from aics_app.core.errors import Forbidden
from aics_app.handoff import actions as handoff
from aics_app.handoff.models import AskedBy
from aics_app.settings import Settings, load
from aics_app.stats.queries import Hour, rows
from aics_app.stats.queries.wall import Wall, wall
from aics_app.stats.rules.days import Window
from aics_app.stats.ui.wall import WallState
from aics_app.tickets.models import TicketClock
from aics_app.ui.hub import PageHub
from aics_app.workforce import actions as workforce
from aics_app.workforce.models import Status
from tests.unit.stats.page import Page, Watching
from tests.unit.tickets.conftest import NOON, Counter, after, counter_on


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    """Nobody is there yet."""
    async with counter_on(f"sqlite+aiosqlite:///{tmp_path / 'aics.db'}") as made:
        yield made


@pytest.fixture
async def ada(counter: Counter) -> Actor:
    """The administrator."""
    return await counter.person("ada", Role.ADMIN)


async def _waits(counter: Counter, name: str, *, since: float) -> None:
    """Somebody new asks for a person."""
    customer = await counter.person(name)
    conversation = await counter.do(chat.start_conversation, customer, "Where is it?", after(since))
    await counter.do(
        handoff.request,
        customer,
        conversation.id,
        reason=TransferReason.CUSTOMER_REQUEST,
        source=AskedBy.BUTTON,
        at=after(since),
    )


async def test_nobody_is_there_and_nothing_is_late(counter: Counter, ada: Actor) -> None:
    assert await counter.read(wall, ada, NOON) == Wall(0, None, 0, 0, 0, 0, 0, 0)


async def test_who_waits_longest_who_is_there_and_what_is_late(counter: Counter, ada: Actor) -> None:
    for name, status in (("anna", Status.ONLINE), ("ben", Status.BUSY), ("carl", Status.AWAY)):
        agent = await counter.person(name, Role.AGENT)
        await counter.do(workforce.choose_presence, agent, status, after(8))
    await _waits(counter, "lena", since=1)
    await _waits(counter, "tom", since=3)
    ruth = await counter.person("ruth")
    late = await counter.filed(ruth)
    await counter.filed(ruth, "And the cable is short")
    overdue = update(TicketClock).where(TicketClock.ticket_id == late.id).values(due_at=after(7))
    async with counter.db.transaction() as session:
        await session.execute(overdue)
    now = await counter.read(wall, ada, after(8))
    assert now.longest_since == after(1)
    assert (now.waiting, now.chats, now.online, now.busy, now.away) == (2, 0, 1, 1, 1)
    assert (now.tickets_open, now.tickets_overdue) == (2, 1)


async def test_an_agent_sees_no_wall(counter: Counter) -> None:
    anna = await counter.person("anna", Role.AGENT)
    with pytest.raises(Forbidden):
        await counter.read(wall, anna, NOON)


async def test_an_hour_of_the_week_leads_to_what_came_in_it(counter: Counter, ada: Actor) -> None:
    """Noon of a Monday in UTC."""
    lena = await counter.person("lena")
    ticket = await counter.filed(lena)
    await counter.filed(lena, "Later", at=after(61))
    week = Window(NOON.date() - timedelta(days=1), NOON.date() + timedelta(days=5))
    found, following = await counter.read(rows, ada, Hour(0, 12), week, tz="UTC", now=after(120))
    assert [row.number for row in found] == [ticket.order_no]
    assert following is None
    assert [Hour(0, 12).is_one, Hour(7, 0).is_one, Hour(6, 24).is_one] == [True, False, False]


@pytest.fixture
def hub(counter: Counter) -> Iterator[Watching]:
    """What the page's handlers take from the process."""
    found = Watching()
    provide(Database, counter.db)
    provide(Settings, load({}))
    provide(PageHub, found)  # type: ignore[type-abstract,arg-type]  # all that is asked of a hub
    yield found
    clear()


async def test_a_tab_that_left_the_wall_hears_no_more_of_it_and_reads_nothing(
    counter: Counter, ada: Actor, hub: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(counter, monkeypatch)
    page.seen_by(ada)
    page.stands_on("/admin/wall")
    shown = page.state(WallState)
    await WallState.open.fn(shown)
    for minutes, path, heard, read_at in ((1, "/admin/wall", 3, after(1)), (2, "/desk", 0, after(1))):
        page.stands_on(path)
        monkeypatch.setattr(clock, "now", partial(after, minutes))
        await WallState.refresh.fn(shown)
        assert (len(hub.slots), shown.now.read_at) == (heard, read_at.isoformat())
