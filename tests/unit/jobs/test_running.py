"""A job comes to an end, whoever is lost, whatever is full, and whoever thinks better of it."""

import asyncio
import errno
from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, Role, Scope, User
from aics_app.core.errors import DatabaseUnavailable, Forbidden
from aics_app.jobs import actions, queries
from aics_app.jobs.errors import JobExpired
from aics_app.jobs.models import Job, Status
from aics_app.jobs.news import topic_of
from aics_app.jobs.rooms import begin, keep
from aics_app.storage import StorageFull, StorageUnavailable
from tests.unit.jobs.conftest import Bakery


async def test_a_job_is_done_and_its_file_is_kept(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    bakery.baking.rises.set()
    assert await bakery.worker().turn() == 1
    done = await bakery.read(queries.get_with_file, vera, job.id, bakery.now)
    assert (done.status, done.file_name, done.file_type) == (Status.DONE, "bread.txt", "text/plain")
    assert bakery.storage.files == {done.storage_key: b"bread for vera"}
    assert done.file_size == len(b"bread for vera")
    assert not bakery.baking.folders[0].exists()
    assert await bakery.facts() == ["JobAsked", "JobDone"]
    for _ in range(2):
        await bakery.do(actions.fetch, vera, job.id, bakery.now)
    assert await bakery.facts() == ["JobAsked", "JobDone", "JobFetched", "JobFetched"]


async def test_its_owner_is_told_how_far_it_is(bakery: Bakery, vera: Actor) -> None:
    told = asyncio.Event()
    bakery.live.subscribe(topic_of(vera.user_id), lambda _topic, _message: told.set())
    job = await bakery.asked(vera)
    turn = asyncio.create_task(bakery.worker().turn())
    await bakery.baking.begun.wait()
    for _ in range(2):  # the first beat may have begun before
        told.clear()
        await told.wait()
    row = await bakery.row(job)
    assert row is not None
    assert (row.status, row.done, row.total) == (Status.RUNNING, 1, 2)
    bakery.baking.rises.set()
    await turn


async def test_two_workers_do_it_once(bakery: Bakery, vera: Actor) -> None:
    await bakery.asked(vera)
    bakery.baking.rises.set()
    turns = await asyncio.gather(*[bakery.worker().turn() for _ in range(4)])
    assert sorted(turns) == [0, 0, 0, 1]
    assert len(bakery.storage.files) == 1


async def test_cancelled_in_the_middle_nothing_is_left(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    turn = asyncio.create_task(bakery.worker().turn())
    await bakery.baking.begun.wait()
    await bakery.do(actions.cancel, vera, job.id, bakery.now)
    await turn
    row = await bakery.row(job)
    assert row is not None
    assert (row.status, row.storage_key) == (Status.CANCELLED, None)
    assert bakery.storage.files == {}
    assert not bakery.baking.folders[0].exists()


async def test_cancelled_while_its_file_is_stored_the_file_goes(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    bakery.baking.rises.set()
    keep = bakery.storage.put

    async def put(key: str, content: object) -> None:
        await keep(key, content)  # type: ignore[arg-type]  # as it was given
        await bakery.do(actions.cancel, vera, job.id, bakery.now)

    bakery.storage.put = put  # type: ignore[method-assign]  # a customer who is quick
    await bakery.worker().turn()
    assert bakery.storage.files == {}
    assert await bakery.facts() == ["JobAsked", "JobCancelled"]


async def test_what_a_lost_worker_left_is_taken_up_by_another(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    lost = await bakery.do(actions.claim, "lost", bakery.now)
    assert lost is not None
    bakery.baking.rises.set()
    assert await bakery.worker().turn() == 0, "it may be alive yet"
    bakery.later(seconds=61)
    assert await bakery.worker().turn() == 1
    row = await bakery.row(job)
    assert row is not None
    assert (row.status, row.attempts) == (Status.DONE, 2)
    product = actions.Product("0" * 32, "late.txt", "text/plain", 1, vera.scope)
    assert not await bakery.do(actions.finish, lost, product, bakery.now), "who was lost comes too late"
    assert not await bakery.do(actions.beat, lost, done=1, total=1, at=bakery.now)
    assert not await bakery.do(actions.fail, lost, "internal", bakery.now)


async def test_after_three_lost_workers_it_has_failed_and_holds_up_nobody(
    bakery: Bakery, vera: Actor
) -> None:
    job, behind = await bakery.asked(vera), await bakery.asked(vera)
    for name in ("first", "second", "third"):
        assert await bakery.do(actions.claim, name, bakery.now)
        bakery.later(seconds=61)
    bakery.baking.rises.set()
    assert await bakery.worker().turn() == 1
    row, done = await bakery.row(job), await bakery.row(behind)
    assert row is not None
    assert done is not None
    assert (row.status, row.error_code) == (Status.FAILED, "worker_lost")
    assert (done.status, done.attempts) == (Status.DONE, 1)


async def test_a_process_that_ends_leaves_it_to_the_next(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    worker = bakery.worker()
    worker.rounds.open()
    await bakery.baking.begun.wait()
    await worker.rounds.close()
    row = await bakery.row(job)
    assert row is not None
    assert (row.status, row.attempts) == (Status.QUEUED, 0)
    assert not bakery.baking.folders[0].exists()


async def test_what_breaks_while_it_is_given_up_has_not_failed(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    bakery.baking.spoils = ValueError("half baked")
    worker = bakery.worker()
    worker.rounds.open()
    await bakery.baking.begun.wait()
    await worker.rounds.close()
    row = await bakery.row(job)
    assert row is not None
    assert (row.status, row.attempts) == (Status.QUEUED, 0)
    assert await bakery.facts() == ["JobAsked"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "storage_full"),
        (PermissionError("not ours"), "storage_unavailable"),
        (StorageFull(), "storage_full"),
        (StorageUnavailable(), "storage_unavailable"),
        (ZeroDivisionError("a mistake of ours"), "internal"),
    ],
)
async def test_what_goes_wrong_is_said(bakery: Bakery, vera: Actor, fault: Exception, code: str) -> None:
    job = await bakery.asked(vera)
    bakery.baking.fault = fault
    bakery.baking.rises.set()
    await bakery.worker().turn()
    row = await bakery.row(job)
    assert row is not None
    assert (row.status, row.error_code) == (Status.FAILED, code)
    assert bakery.storage.files == {}
    assert await bakery.facts() == ["JobAsked", "JobFailed"]


async def test_a_full_storage_fails_it(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    bakery.storage.room = 3
    bakery.baking.rises.set()
    await bakery.worker().turn()
    row = await bakery.row(job)
    assert row is not None
    assert (row.status, row.error_code) == (Status.FAILED, "storage_full")


async def test_who_sees_less_than_before_does_not_get_the_file(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    bakery.baking.rises.set()
    await bakery.worker().turn()
    with pytest.raises(Forbidden):
        await bakery.do(actions.fetch, replace(vera, scope=Scope.OWN), job.id, bakery.now)
    assert "JobFetched" not in await bakery.facts()


async def test_who_has_lost_a_right_that_shaped_it_does_not_get_the_file(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    bakery.baking.sights = frozenset({Right.STATS_SEE_ALL})
    bakery.baking.rises.set()
    await bakery.worker().turn()
    for lost in (Right.STATS_SEE_ALL, Right.AUDIT_SEE):
        less = replace(vera, rights=vera.rights - {lost})
        if lost in bakery.baking.sights:
            with pytest.raises(Forbidden):
                await bakery.read(queries.get_with_file, less, job.id, bakery.now)
        else:
            assert await bakery.read(queries.get_with_file, less, job.id, bakery.now)


async def test_what_a_killed_worker_wrote_is_swept_and_what_another_writes_is_not(
    bakery: Bakery, vera: Actor
) -> None:
    killed = bakery.rooms / "killed"
    begin(killed, bakery.now)
    (killed / "half a loaf").write_bytes(b"bre")
    keep(killed, bakery.now)
    beat = asyncio.Event()
    bakery.live.subscribe(topic_of(vera.user_id), lambda _topic, _message: beat.set())
    job = await bakery.asked(vera)
    turn = asyncio.create_task(bakery.worker().turn())
    await bakery.baking.begun.wait()
    (busy,) = bakery.baking.folders
    assert busy.parent == bakery.rooms
    bakery.later(minutes=11)
    for _ in range(2):  # the first may have begun before
        beat.clear()
        await beat.wait()
    await bakery.worker().sweep()
    assert (killed.exists(), busy.exists()) == (False, True)
    bakery.baking.rises.set()
    await turn
    row = await bakery.row(job)
    assert row is not None
    assert (row.status, list(bakery.rooms.iterdir())) == (Status.DONE, [])


@pytest.mark.parametrize("values", [{"role": Role.AGENT}, {"status": 0}])
async def test_whoever_has_lost_the_right_gets_nothing(
    bakery: Bakery, vera: Actor, values: dict[str, object]
) -> None:
    job = await bakery.asked(vera)
    async with bakery.db.transaction() as session:
        await session.execute(update(User).where(col(User.id) == vera.user_id).values(**values))
    bakery.baking.rises.set()
    await bakery.worker().turn()
    row = await bakery.row(job)
    assert row is not None
    assert (row.status, row.error_code) == (Status.FAILED, "forbidden")
    assert bakery.baking.folders == []


async def test_after_a_week_file_and_row_are_gone(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    bakery.baking.rises.set()
    worker = bakery.worker()
    await worker.turn()
    bakery.later(days=6, hours=23)
    assert await worker.sweep() == 0
    bakery.later(hours=1)
    with pytest.raises(JobExpired):
        await bakery.read(queries.get_with_file, vera, job.id, bakery.now)
    bakery.storage.is_gone = True
    assert await worker.sweep() == 0, "a file that can't be deleted now keeps its row"
    bakery.storage.is_gone = False
    assert [await one.sweep() for one in (worker, bakery.worker())] == [1, 0]
    assert (await bakery.row(job), bakery.storage.files) == (None, {})


async def test_the_storage_knows_what_belongs_to_jobs(bakery: Bakery, vera: Actor) -> None:
    await bakery.asked(vera)
    bakery.baking.rises.set()
    await bakery.worker().turn()
    (key,) = bakery.storage.files
    assert await bakery.read(queries.known_keys, [key, "f" * 32]) == {key}


async def test_a_database_that_is_away_for_a_beat_ends_nothing(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    turn = asyncio.create_task(bakery.worker().turn())
    await bakery.baking.begun.wait()
    open_transaction = bakery.db.transaction
    missed = asyncio.Event()

    def gone() -> object:

        missed.set()
        raise DatabaseUnavailable

    bakery.db.transaction = gone  # type: ignore[method-assign,assignment]  # it is away
    await missed.wait()
    bakery.db.transaction = open_transaction  # type: ignore[method-assign]  # and there again
    bakery.baking.rises.set()
    await turn
    row = await bakery.row(job)
    assert row is not None
    assert row.status == Status.DONE


def test_a_job_says_whether_it_is_open() -> None:
    assert [Job(status=status).is_open for status in Status] == [True, True, False, False, False]
