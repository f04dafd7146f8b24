"""The dispatcher acts by itself, one at a time, as the settings say, and outlives its database."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

import pytest

from aics_app import tables
from aics_app.accounts.models import Actor
from aics_app.chat import actions as chat
from aics_app.chat.models import AskedBy, TransferReason
from aics_app.chat.replies import topic_of
from aics_app.configuration.models import DEFAULTS, Key, SysConfig
from aics_app.core.cache import MemoryCache
from aics_app.core.db import Database
from aics_app.core.live import LocalLive
from aics_app.handoff import actions, queries
from aics_app.handoff.jobs import CLAIM, Dispatcher
from aics_app.handoff.models import Handoff, Priority, Status
from aics_app.workforce.models import BusinessSlot
from aics_app.workforce.models import Status as Presence
from tests.unit.handoff.conftest import Floor, after

LONGEST_S = float(DEFAULTS[Key.HANDOFF_LONGEST_SECONDS])
LONG_S = 30.0
"""So long is waited for what takes milliseconds: less would be a test of the machine."""
ABSENT_S = float(DEFAULTS[Key.HANDOFF_ABSENT_SECONDS])


class Bell:
    """Stands for the writers of answers: who was stopped."""

    def __init__(self) -> None:
        self.stopped: list[int] = []

    def stop(self, reply_id: int) -> None:
        self.stopped.append(reply_id)


class Post:
    """A dispatcher with a clock of the test's own."""

    def __init__(self, db: Database, *, every_s: float = 30.0) -> None:
        self.at = 0.0
        self.cache, self.live, self.bell = MemoryCache(), LocalLive(), Bell()
        self.dispatcher = Dispatcher(
            db,
            self.cache,
            self.live,
            self.bell,  # type: ignore[arg-type]  # all that is asked of the writers
            now=self._now,
            every_s=every_s,
        )

    def _now(self) -> datetime:
        return after(self.at)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Acting by itself, its first turn behind it."""
        self.dispatcher.rounds.open()
        try:
            await asyncio.sleep(0.05)
            yield
        finally:
            await self.dispatcher.rounds.close()

    async def turn(self, at: float) -> bool:
        self.at = at
        return await self.dispatcher.turn()


async def _until(floor: Floor, handoff: Handoff, status: Status) -> None:
    async with asyncio.timeout(LONG_S):
        while (await floor.row(handoff)).status != status:  # noqa: ASYNC110 - the database rings no bell
            await asyncio.sleep(0.01)


async def _set(floor: Floor, key: Key, value: str) -> None:
    async with floor.db.transaction() as session:
        session.add(SysConfig(config_key=key, config_value=value))


async def test_a_turn_gives_out_takes_back_and_ends(floor: Floor, lena: Actor, anna: Actor) -> None:
    post = Post(floor.db)
    assert not await post.turn(0)
    handoff = await floor.waiting(lena)
    assert await post.turn(1)
    assert (await floor.row(handoff)).agent_id == anna.user_id
    await post.turn(62)  # Anna's page has not been heard for a minute
    assert (await floor.row(handoff)).status == Status.QUEUED
    await post.turn(LONGEST_S + 1)
    assert (await floor.row(handoff)).status == Status.EXPIRED
    assert not await post.turn(LONGEST_S + 2)


async def test_the_answer_in_the_making_is_stopped(floor: Floor, lena: Actor, anna: Actor) -> None:
    handoff = await floor.waiting(lena)
    asked = await floor.do(
        chat.ask, lena, "Hm?", conversation_id=handoff.session_id, client_id=None, at=after(1)
    )
    post = Post(floor.db)
    await post.turn(2)
    assert post.bell.stopped == [asked.reply_id]


async def test_while_another_replica_is_about_it_nothing_is_done(
    floor: Floor, lena: Actor, anna: Actor
) -> None:
    handoff = await floor.waiting(lena)
    post = Post(floor.db)
    await post.cache.set(CLAIM, "another replica", 10)
    assert await post.turn(1)
    assert (await floor.row(handoff)).status == Status.QUEUED
    assert await post.cache.get(CLAIM) == "another replica"
    await post.cache.delete(CLAIM)
    await post.turn(2)
    assert (await floor.row(handoff)).status == Status.ACTIVE
    assert await post.cache.get(CLAIM) is None


async def test_policy_and_patience_are_read_from_the_settings(floor: Floor, lena: Actor, anna: Actor) -> None:
    await _set(floor, Key.HANDOFF_POLICY, "manual")
    await _set(floor, Key.HANDOFF_SILENT_SECONDS, "30")
    post = Post(floor.db)
    waiting = await floor.waiting(lena)
    await post.turn(1)
    assert (await floor.row(waiting)).status == Status.QUEUED
    taken = await floor.taken(lena, anna, 5)
    await post.turn(34)
    assert (await floor.row(taken)).status == Status.ACTIVE
    await post.turn(35)
    assert (await floor.row(taken)).status == Status.QUEUED


async def test_who_begins_to_wait_is_served_at_once(floor: Floor, lena: Actor, anna: Actor) -> None:
    post = Post(floor.db)
    async with post.at_work():
        handoff = await floor.waiting(lena)
        post.live.post("handoffs", {"type": "changed"})
        await _until(floor, handoff, Status.ACTIVE)


async def test_who_comes_to_work_is_given_something_at_once(floor: Floor, lena: Actor) -> None:
    handoff = await floor.waiting(lena)
    post = Post(floor.db)
    async with post.at_work():
        agent = await floor.agent("ada", Presence.ONLINE)
        post.live.post("workforce", {"type": "changed", "user_id": agent.user_id})
        await _until(floor, handoff, Status.ACTIVE)


async def test_signals_that_were_lost_are_made_up_for(floor: Floor, lena: Actor, tom: Actor) -> None:
    await floor.waiting(tom)  # somebody waits, so it looks often
    post = Post(floor.db, every_s=0.02)
    async with post.at_work():
        handoff = await floor.waiting(lena)
        await floor.agent("ada", Presence.ONLINE)
        await _until(floor, handoff, Status.ACTIVE)


async def test_it_ends_although_a_turn_is_deaf_to_it(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `asyncio.wait_for` is in Python 3.11 when what it waits for is done at the same moment."""

    async def deaf(_self: Dispatcher) -> bool:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        return True

    monkeypatch.setattr(Dispatcher, "turn", deaf)
    post = Post(floor.db)
    async with asyncio.timeout(20), post.at_work():
        pass


async def test_it_outlives_an_outage_of_the_database(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A database without tables refuses everything, as one that is away does."""
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'late.db'}")
    post = Post(db, every_s=0.02)
    try:
        with caplog.at_level(logging.WARNING, logger="aics_app"):
            await post.dispatcher.rounds.once()
        assert "handoff: database_unavailable" in caplog.text
        async with post.at_work():
            async with db.engine.begin() as connection:
                await connection.run_sync(tables.metadata.create_all)
            floor = Floor(db)
            lena, _ = await floor.person("lena"), await floor.agent("anna", Presence.ONLINE)
            handoff = await floor.waiting(lena)
            post.live.post("handoffs", {"type": "changed"})
            await _until(floor, handoff, Status.ACTIVE)
    finally:
        await db.close()


async def test_it_outlives_a_fault_that_nobody_foresaw(
    floor: Floor, lena: Actor, anna: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    turn, turns = Dispatcher.turn, 0

    async def breaks_once(own: Dispatcher) -> bool:
        nonlocal turns
        turns += 1
        if turns == 1:
            raise RuntimeError("a packet out of order")
        return await turn(own)

    monkeypatch.setattr(Dispatcher, "turn", breaks_once)
    handoff = await floor.waiting(lena)
    async with Post(floor.db, every_s=0.02).at_work():
        await _until(floor, handoff, Status.ACTIVE)
    assert "handoff: a round broke" in caplog.text


async def test_who_goes_away_for_long_waits_no_longer_and_is_told_why(floor: Floor, lena: Actor) -> None:
    post, handoff = Post(floor.db), await floor.waiting(lena)
    await floor.do(actions.see_customer, handoff, after(100))
    await post.turn(ABSENT_S + 99)
    assert (await floor.row(handoff)).status == Status.QUEUED
    await post.turn(ABSENT_S + 101)
    assert (await floor.row(handoff)).status == Status.EXPIRED
    assert await floor.lines(handoff) == ["handoff_queued", "handoff_left"]


async def test_who_is_in_danger_is_waited_for(floor: Floor, lena: Actor) -> None:
    post, handoff = Post(floor.db), await floor.waiting(lena, priority=Priority.URGENT)
    await post.turn(ABSENT_S + 101)
    assert (await floor.row(handoff)).status == Status.QUEUED


async def test_nobodys_absence_counts_while_the_company_is_closed(floor: Floor, lena: Actor) -> None:
    closes = 12 * 60 + 10
    async with floor.db.transaction() as session:
        session.add(BusinessSlot(weekday=0, opens_minute=9 * 60, closes_minute=closes))
        session.add(BusinessSlot(weekday=1, opens_minute=9 * 60, closes_minute=closes))
    post, handoff = Post(floor.db), await floor.waiting(lena, 60)
    await post.turn(ABSENT_S + 61)  # closed for twenty minutes
    assert (await floor.row(handoff)).status == Status.QUEUED
    opens_again = 21 * 3600.0
    await post.turn(opens_again + ABSENT_S / 2)  # just opened: nobody could have served her before
    assert (await floor.row(handoff)).status == Status.QUEUED
    await post.turn(opens_again + ABSENT_S + 1)
    assert (await floor.row(handoff)).status == Status.EXPIRED


async def test_a_wish_whose_process_died_is_taken_up(floor: Floor, lena: Actor, tom: Actor) -> None:
    post, hers, his = Post(floor.db), await floor.conversation(lena), await floor.conversation(tom)
    why = {"reason": TransferReason.POLICY_RESTRICTION, "source": AskedBy.RULE}
    await floor.do(chat.wish_person, None, hers, **why, priority=Priority.URGENT, at=after(0))
    await floor.do(chat.wish_person, None, his, **why, at=after(-3600))
    assert not await post.turn(5)  # it may still be on its way
    assert await post.turn(11)
    taken_up = await floor.read(queries.find_open, hers)
    assert taken_up
    assert (taken_up.priority, taken_up.source, taken_up.reason) == (
        Priority.URGENT,
        AskedBy.RULE,
        TransferReason.POLICY_RESTRICTION,
    )
    assert await floor.read(queries.find_open, his) is None  # history
    await post.turn(12)
    assert len(await floor.line()) == 1


async def test_a_page_in_the_background_is_asked_whether_it_is_there(floor: Floor, lena: Actor) -> None:
    post, handoff = Post(floor.db), await floor.waiting(lena)
    asked: list[float] = []
    post.live.subscribe(topic_of(handoff.session_id), lambda *_: asked.append(post.at))
    half = ABSENT_S / 2
    for at in (half - 1, half + 1, half + 5, half + 40):
        await post.turn(at)
    assert asked == [half + 1, half + 40]
