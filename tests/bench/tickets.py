"""How long tickets take at the API, with a hundred thousand of them and a million events on MariaDB.

./aics bench tickets                    100,000 tickets, beside django-helpdesk with as many: some minutes
./aics bench tickets --quick            2,000 tickets, to see that it works
./aics bench tickets --without-helpdesk --without-uploads

The API is asked in its own process, without a network. django-helpdesk is installed from PyPI into a folder
that is gone afterwards, stands on SQLite, and is asked through its own handler for as many tickets of a list.
Then fifty customers upload ten megabytes each to a server. Times are never asserted: the status is 1 only
when something is answered wrongly.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
import venv
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from httpx import AsyncClient, Response
from sqlalchemy import event

from aics_app.accounts import queries as accounts
from aics_app.accounts.models import Actor, User
from aics_app.accounts.queries import actor_of
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.tickets import queries, views
from aics_app.tickets.rules.filters import Filters
from aics_app.workforce import queries as workforce
from tests.app import Shop, people
from tests.bench.desks import uploads
from tests.bench.desks.filling import fill
from tests.bench.streams.figures import quantile
from tests.processes import own_folder
from tests.servers import running_mariadb

AIM_MS = 60.0
WRITES = ("file", "reply", "transition")
PAGE = 25
"""Tickets of a list, as django-helpdesk's page asks for them: the open ones, and those with a word."""
RARE = "77777"
UPLOADS_MB = 100.0
HELPDESK = "django-helpdesk==2.6.1"
TIMES = {"list": 20, "search": 20, "one ticket": 2}
"""So many times faster than django-helpdesk."""

Ask = Callable[[int], Awaitable[Response | None]]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 0 when all was answered."""
    asked = _asked(argv)
    with own_folder("aics-bench-") as folder, running_mariadb() as server:
        server.execute("SET GLOBAL innodb_buffer_pool_size = 1073741824")
        environ = server.fresh_database().environ
        ours = asyncio.run(_ours(folder, environ, asked.tickets, asked.rounds))
    theirs = {} if asked.without_helpdesk else _theirs(asked.tickets, max(3, asked.rounds // 6))
    say(_table(ours, theirs, asked.tickets))
    if not asked.without_uploads:
        say(_grown(uploads.measure()))
    return 0


def say(text: str) -> None:
    """One line or many."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _asked(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./aics bench tickets", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60, help="how often each is asked; default: 60")
    parser.add_argument("--quick", action="store_true", help="2,000 tickets, 10 rounds")
    parser.add_argument("--without-helpdesk", action="store_true")
    parser.add_argument("--without-uploads", action="store_true")
    asked = parser.parse_args(argv)
    if asked.quick:
        asked.tickets, asked.rounds = 2_000, 10
    return asked


Taken = dict[str, tuple[list[float], int]]
"""By what was asked: milliseconds, and the statements of one."""


async def _ours(folder: Path, environ: dict[str, str], count: int, rounds: int) -> Taken:
    async with people(folder, **environ) as shop:
        say(f"filling {count} tickets …")
        began = time.monotonic()
        words_s = await fill(use(Database), count)
        say(f"filled in {time.monotonic() - began:.0f} s; the words of them were kept in {words_s:.0f} s")
        taken: Taken = {}
        for name, ask in (await _questions(shop, count)).items():
            taken[name] = await _timed(ask, rounds)
            say(f"{name}: p95 {quantile(taken[name][0], 0.95):.1f} ms")
    return taken


async def _questions(shop: Shop, count: int) -> dict[str, Ask]:
    anna, lena = await shop.agent("anna"), await shop.customer("lena")
    async with use(Database).reading() as session:
        actor = actor_of((await accounts.find_user(session, "anna")) or User())
    path = "/api/work-orders"
    filing = {"title": "The lamp is dark", "content": "It came broken.", "category": "delivery"}
    made = [(await lena.post(path, json=filing)).json()["order_no"] for _ in range(3)]

    def number(place: int) -> str:
        n = (place * 7919) % count
        return f"WO17{n:011d}{n:06d}"

    async def move(place: int) -> Response:
        status = "CLOSED" if place % 2 == 0 else "PROCESSING"
        body = {"status": status, "content": "So it is."}
        return await anna.post(f"{path}/{made[0]}/transition", json=body)

    return {
        "board": lambda _place: _board(actor),
        **_lists(anna, path),
        "one ticket": lambda place: anna.get(f"{path}/{number(place)}"),
        "own": _getting(lena, path),
        "file": lambda place: lena.post(path, json=filing),
        "reply": lambda place: anna.post(f"{path}/{made[1]}/replies", json={"content": "We look."}),
        "transition": move,
    }


def _lists(anna: AsyncClient, path: str) -> dict[str, Ask]:
    return {
        "list": _getting(anna, f"{path}?state=open&limit={PAGE}"),
        "list, all": _getting(anna, path),
        "list, filtered": _getting(anna, f"{path}?priority=HIGH&category=refund&tag=gift"),
        "list, due": _getting(anna, f"{path}?sort=due&sla=breached"),
        "search": _getting(anna, f"{path}?q=lamp&limit={PAGE}"),
        "search, rare": _getting(anna, f"{path}?q={RARE}"),
        "search, nothing": _getting(anna, f"{path}?q=aquarium"),
        "search, 中文": _getting(anna, f"{path}?q=退款未到账"),
    }


def _getting(client: AsyncClient, path: str) -> Ask:
    return lambda _place: client.get(path)


async def _board(actor: Actor) -> None:
    """The board is a page: its query, and the cards of what it shows."""
    async with use(Database).reading() as session:
        now = clock.now()
        columns = await queries.board(session, actor, Filters(), limit=20, now=now)
        hours = await workforce.hours(session, "UTC")
        rows = [ticket for column in columns for ticket in column.tickets]
        if not await views.cards(session, actor, rows, hours=hours, now=now):
            raise SystemExit("the board is empty")


async def _timed(ask: Ask, rounds: int) -> tuple[list[float], int]:
    with _statements() as seen:
        _require(await ask(0))
    taken = []
    for place in range(1, rounds + 1):
        began = time.perf_counter()
        answer = await ask(place)
        taken.append(1000 * (time.perf_counter() - began))
        _require(answer)
    return taken, seen[0]


def _require(answer: Response | None) -> None:
    if answer and answer.status_code >= 300:
        raise SystemExit(f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}")


@contextmanager
def _statements() -> Iterator[list[int]]:
    engine, seen = use(Database).engine.sync_engine, [0]

    def count_one(*_: Any) -> None:
        seen[0] += 1

    event.listen(engine, "before_cursor_execute", count_one)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", count_one)


def _theirs(count: int, rounds: int) -> dict[str, list[float]]:
    with own_folder("aics-helpdesk-") as folder:
        say("installing django-helpdesk …")
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv" / "bin" / "python"
        install = [python, "-m", "pip", "-q", "install", HELPDESK, "setuptools<81"]
        subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
        program = Path(__file__).parent / "desks" / "theirs.py"
        done = subprocess.run(
            [python, program, str(count), str(rounds)], check=True, capture_output=True, cwd=folder
        )
    took: dict[str, list[float]] = json.loads(done.stdout)
    return took


def _table(ours: Taken, theirs: dict[str, list[float]], count: int) -> str:
    lines = [
        f"### {count:,} tickets, MariaDB",
        "",
        "| | p50, ms | p95, ms | statements | django-helpdesk p50, ms | times faster | aim |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, (taken, statements) in ours.items():
        p50, p95 = quantile(taken, 0.5), quantile(taken, 0.95)
        other = quantile(theirs[name], 0.5) if name in theirs else None
        beside = f"{other:.0f} | {other / p50:.1f}" if other else " | "
        said = _verdict(name, p50, p95, other)
        lines.append(f"| {name} | {p50:.1f} | {p95:.1f} | {statements} | {beside} | {said} |")
    return "\n".join([*lines, ""])


def _grown(growth: uploads.Growth) -> str:
    return (
        f"{uploads.PARALLEL} uploads of 10 MB at once, in {growth.took_s:.1f} s: the server's memory grew "
        f"from {growth.before_mb:.0f} by {growth.mb:.0f} MB (aim {UPLOADS_MB:g}: "
        f"{_word(growth.mb < UPLOADS_MB)})"
    )


def _verdict(name: str, p50: float, p95: float, other: float | None) -> str:
    found = []
    if name not in WRITES:
        found.append(f"p95 {AIM_MS:g}: {_word(p95 <= AIM_MS)}")
    if other and name in TIMES:
        found.append(f"{TIMES[name]} ×: {_word(other / p50 >= TIMES[name])}")
    return "; ".join(found)


def _word(is_met: bool) -> str:
    return "met" if is_met else "**not met**"


if __name__ == "__main__":
    sys.exit(main())
