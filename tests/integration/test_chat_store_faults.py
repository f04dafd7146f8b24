"""Database and Redis away in mid-service, a server killed in mid-answer: said plainly, healed unaided."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from aics_app.locales import tr
from tests.integration.conftest import Branches, Counter
from tests.served import Person, Server, Site, readiness, serving
from tests.socket_client import CHAT, PageSocket

SLOW = {"rate": 30, "tokens": 90}
QUESTION = "tell me about the shop"
AWAY = tr("en", "error.database_unavailable")
HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(site: Site) -> Iterator[None]:
    """Another process has SQLite's write lock meanwhile."""
    file = site.settings.app.data_dir / "aics.db"
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            holder.stdin.close()
            holder.wait(10)


async def _until(holds: Callable[[], Awaitable[bool]], patience_s: float) -> float:
    """How many seconds pass until something holds."""
    began = time.monotonic()
    async with asyncio.timeout(patience_s):
        while True:
            if await holds():
                return time.monotonic() - began
            await asyncio.sleep(0.2)


async def _ask(server: Server, person: Person, question: str, **more: str) -> dict[str, Any]:
    async with server.client(person) as client:
        response = await client.post("/api/ai/answer", json={"question": question, **more})
        return {"http": response.status_code, **response.json()}


async def _refused(page: PageSocket, question: str) -> None:
    """Ask, and be told that the database is away; the question stays in the box."""
    assert await page.ask(question, patience_s=15) == 0
    await page.until(lambda: AWAY in page.toasts)


async def _rows_but_of(site: Site, answer: int) -> dict[str, Any]:
    """Every row but this answer and what is told of it."""
    rows: dict[str, Any] = await site.rows()
    rows["conversation"] = [row for row in rows["conversation"] if answer not in row]
    return {name: rows[name] for name in ("conversation", "message_feedback", "sys_user", "faq")}


async def test_a_locked_file_is_said_plainly_and_nothing_is_half_saved(counter: Counter) -> None:
    lena = await counter.person()
    async with counter.server.page(lena) as page:
        counter.model.control(**SLOW)
        answer = await page.ask(QUESTION)
        before = await _rows_but_of(counter.site, answer)
        with locked(counter.site):
            began = time.monotonic()
            asked = [_ask(counter.server, lena, f"and pans {number}") for number in range(3)]
            *told, _, _ = await asyncio.gather(
                *asked, _refused(page, "and its pans"), _listed(counter.server, lena)
            )
            assert time.monotonic() - began < 12  # however many wait, nobody waits for all before them
        assert {(one["http"], one["code"]) for one in told} == {(503, "database_unavailable")}
        assert (await page.end_of(answer, 20))["state"] == "done"
        assert await _rows_but_of(counter.site, answer) == before
        counter.model.control(reset=True)
        assert (await page.end_of(await page.ask("and its pots")))["state"] == "done"


async def _listed(server: Server, person: Person) -> None:
    """Readers go on meanwhile."""
    began = time.monotonic()
    async with server.client(person) as client:
        assert (await client.get("/api/conversations")).status_code == 200
    assert time.monotonic() - began < 3


async def _is_without_database(server: Server) -> bool:
    ready = readiness(server)
    return (ready["http"], ready["components"]["database"]) == (503, "DOWN")


async def test_mariadb_goes_and_comes_back(branches: Branches) -> None:
    lena = await branches.site.person("lena")
    here, there = branches.here, branches.there
    conversation = (await _ask(here, lena, QUESTION))["session_id"]
    page = here.page(lena, path=f"/chat/{conversation}")
    await page.open()
    branches.model.control(rate=30, tokens=30)
    answer = await page.ask("and its pans")
    await page.until(lambda: page.pieces)
    branches.mariadb_switch.stop()  # it will have been written before there is anywhere to save it
    try:
        assert (await _ask(here, lena, "and its pots"))["code"] == "database_unavailable"
        assert (await _ask(there, lena, "and its pots"))["code"] == "database_unavailable"
        await _until(lambda: _is_without_database(here), 5)  # it looks every other second
        await _refused(page, "and its lids")
        await asyncio.sleep(1)
    finally:
        branches.mariadb_switch.start()

    async def is_back() -> bool:
        return readiness(here)["http"] == readiness(there)["http"] == 200

    assert await _until(is_back, 20) < 10
    assert (await page.end_of(answer, 20))["state"] == "done"
    branches.model.control(reset=True)
    assert (await page.end_of(await page.ask("and its lids")))["state"] == "done"
    async with there.client(lena) as client:
        items = (await client.get(f"/api/conversations/{conversation}/messages")).json()["items"]
    assert [(item["sender"], item["state"]) for item in items] == [("USER", "done"), ("AI", "done")] * 3
    await page.close()


async def _is_without_redis(server: Server) -> bool:
    ready = readiness(server)
    return (ready["http"], ready["components"]["cache"]) == (503, "DOWN")


async def test_redis_goes_and_comes_back(branches: Branches) -> None:
    lena = await branches.site.person("lena")
    here, there = branches.here, branches.there
    branches.model.control(**SLOW)
    page = here.page(lena)
    await page.open()
    answer = await page.ask(QUESTION)
    await page.until(lambda: page.pieces)
    conversation = page.chat["conversation_id"]
    branches.redis_switch.stop()
    try:
        begun = len(page.pieces[answer])
        await page.until(lambda: len(page.pieces[answer]) > begun + 3)
        branches.model.control(reset=True)
        told = await asyncio.gather(_ask(here, lena, "do you sell hats"), _ask(there, lena, "and gloves"))
        assert [one["state"] for one in told] == ["done", "done"]
        await _until(lambda: _is_without_redis(here), 5)  # it looks every other second
    finally:
        branches.redis_switch.start()

    async def is_back() -> bool:
        return readiness(here)["http"] == readiness(there)["http"] == 200

    assert await _until(is_back, 20) < 10
    # Pages' states were in Redis and are gone: the open page begins anew by itself.
    await page.go(f"/chat/{conversation}")
    await page.until(lambda: page.shown(answer).get("state") == "done")
    assert (await page.end_of(await page.ask("and its lids")))["state"] == "done"
    await page.close()
    branches.model.control(**SLOW)
    await _both_hear_each_other(branches, lena, f"/chat/{conversation}", answer)


async def _both_hear_each_other(branches: Branches, lena: Person, path: str, answer: int) -> None:
    here, there = branches.here, branches.there
    async with here.page(lena, path=path) as one, there.page(lena, path=path) as other:
        await other.until(lambda: other.shown(answer))
        assert (await other.end_of(answer))["state"] == "done"
        following = await one.ask("and its pans")
        await other.until(lambda: other.pieces.get(following))
        await other.call(f"{CHAT}.stop")
        assert (await one.end_of(following))["state"] == "stopped"


@pytest.mark.timeout(120)
async def test_a_server_killed_in_mid_answer_leaves_one_that_can_be_tried_again(branches: Branches) -> None:
    branches.model.control(**SLOW, first_token_s=0)
    lena = await branches.site.person("lena")
    with serving(branches.site) as (third,):
        page = third.page(lena)
        await page.open()
        answer = await page.ask(QUESTION)
        await page.until(lambda: page.pieces)
        conversation = page.chat["conversation_id"]
        third.kill()
    killed = time.monotonic()
    branches.model.control(reset=True)
    async with branches.there.page(lena, path=f"/chat/{conversation}", token=page.token) as other:
        await other.until(lambda: other.shown(answer))
        assert other.shown(answer)["state"] == "streaming"
        end = await other.end_of(answer, 40)
        assert (end["state"], end["error"]) == ("stopped", "reply_interrupted")
        assert time.monotonic() - killed < 30
        await other.call(f"{CHAT}.retry", message_id=answer)
        await other.until(lambda: other.chat["messages"][-1]["id"] != answer)
        assert (await other.end_of(other.chat["messages"][-1]["id"]))["state"] == "done"
        assert len(other.chat["messages"]) == 2
