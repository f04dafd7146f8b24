"""Who may have something done, cancel it, and see it."""

import asyncio

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.core.errors import Forbidden, NotFound
from aics_app.jobs import actions, queries
from aics_app.jobs.errors import JobNotDone, JobOver, TooManyJobs
from aics_app.jobs.models import Status
from tests.unit.jobs.conftest import Bakery


async def test_vera_asks_and_it_waits(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.row(await bakery.asked(vera))
    assert job is not None
    assert (job.status, job.params, job.owner_id) == (Status.QUEUED, {"loaves": 2}, vera.user_id)
    assert await bakery.facts() == ["JobAsked"]


async def test_who_lacks_the_right_may_not_ask(bakery: Bakery) -> None:
    anna = await bakery.person("anna", Role.AGENT)
    with pytest.raises(Forbidden):
        await bakery.asked(anna)


async def test_a_person_has_three_open_ones_at_most(bakery: Bakery, vera: Actor) -> None:
    jobs = [await bakery.asked(vera) for _ in range(actions.AT_ONCE)]
    with pytest.raises(TooManyJobs):
        await bakery.asked(vera)
    await bakery.do(actions.cancel, vera, jobs[0].id, bakery.now)
    await bakery.asked(vera)
    walter = await bakery.person("walter")
    assert (await bakery.asked(walter)).id


async def test_who_asks_many_times_at_once_has_three(bakery: Bakery, vera: Actor) -> None:
    asked = await asyncio.gather(*[bakery.asked(vera) for _ in range(8)], return_exceptions=True)
    refused = [one for one in asked if isinstance(one, TooManyJobs)]
    assert (len(asked) - len(refused), len(refused)) == (actions.AT_ONCE, 5)
    assert await bakery.read(queries.open_count, vera) == actions.AT_ONCE


async def test_cancelled_twice_is_once(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    for _ in range(2):
        cancelled = await bakery.do(actions.cancel, vera, job.id, bakery.now)
        assert cancelled.status == Status.CANCELLED
    assert await bakery.facts() == ["JobAsked", "JobCancelled"]


async def test_what_is_done_is_cancelled_no_more(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    bakery.baking.rises.set()
    await bakery.worker().turn()
    with pytest.raises(JobOver):
        await bakery.do(actions.cancel, vera, job.id, bakery.now)


async def test_a_colleague_sees_and_cancels_nothing_of_vera(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    walter = await bakery.person("walter")
    for sight in (queries.get, queries.get_with_file):
        with pytest.raises(NotFound):
            await bakery.read(
                sight, walter, job.id, *([bakery.now] if sight is queries.get_with_file else [])
            )
    with pytest.raises(NotFound):
        await bakery.do(actions.cancel, walter, job.id, bakery.now)
    assert await bakery.read(queries.listed, walter) == ([], None)


async def test_there_is_no_file_before_it_is_done(bakery: Bakery, vera: Actor) -> None:
    job = await bakery.asked(vera)
    with pytest.raises(JobNotDone):
        await bakery.read(queries.get_with_file, vera, job.id, bakery.now)


async def test_jobs_are_listed_in_pages_newest_first(bakery: Bakery, vera: Actor) -> None:
    jobs = [await bakery.asked(vera) for _ in range(3)]
    first, cursor = await bakery.read(queries.listed, vera, kind="bread", limit=2)
    rest, end = await bakery.read(queries.listed, vera, kind="bread", limit=2, cursor=cursor)
    assert [job.id for job in [*first, *rest]] == [job.id for job in reversed(jobs)]
    assert end is None
    assert await bakery.read(queries.listed, vera, kind="cake") == ([], None)
