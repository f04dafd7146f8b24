"""How long figures take over two years of a company, on SQLite and on MariaDB.

./aics bench stats                    1,000,000 messages, 100,000 tickets, 20,000 hand-offs: half an hour
./aics bench stats --quick            a hundredth of it, to see that it works
./aics bench stats --databases sqlite --scale 0.1

First everything is computed, day by day, as the background does it; then pages are asked for what the
dashboard asks for, one after the other in one transaction, in this process and without a network. Times are
never asserted: the status is 1 only when something is answered wrongly.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from aics_app.accounts.models import Actor, Role
from aics_app.accounts.rules import rights_of
from aics_app.core import clock
from aics_app.core.cache import MemoryCache
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.stats import queries
from aics_app.stats.jobs import PORTION_DAYS, Rollups
from aics_app.stats.queries import Granularity, Metric, Part, Share, Window
from tests.app import people
from tests.bench.history.filling import DAYS, fill
from tests.bench.streams.figures import quantile
from tests.processes import own_folder
from tests.servers import running_mariadb

ZONE = "Asia/Shanghai"
AIM_MS = 300.0
DASHBOARDS = ("dashboard, a month", "dashboard, two years")
TABLES = ("conversation", "chat_session", "handoff", "work_order", "activity", "ticket_clock", "stats_tally")

Ask = Callable[[Any], Awaitable[object]]


@dataclass
class Taken:
    """What was measured on one database."""

    name: str
    filled_s: float = 0.0
    computed_s: float = 0.0
    days: int = 0
    asked: dict[str, list[float]] = field(default_factory=dict)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 0 when all was answered."""
    asked = _asked(argv)
    found = []
    for name in asked.databases:
        with own_folder("aics-bench-") as folder, _environ(name) as environ:
            found.append(asyncio.run(_measured(name, folder, environ, asked)))
    say(_table(found, asked.scale))
    return 0


def say(words: str) -> None:
    """One line or many."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _asked(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./aics bench stats", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=float, default=1.0, help="1.0 is a million messages")
    parser.add_argument("--rounds", type=int, default=30, help="how often each is asked; default: 30")
    parser.add_argument(
        "--databases", nargs="+", choices=("sqlite", "mariadb"), default=["sqlite", "mariadb"]
    )
    parser.add_argument("--quick", action="store_true", help="a hundredth, 5 rounds")
    asked = parser.parse_args(argv)
    if asked.quick:
        asked.scale, asked.rounds = 0.01, 5
    return asked


@contextmanager
def _environ(name: str) -> Iterator[dict[str, str]]:
    if name == "sqlite":
        yield {}
        return
    with running_mariadb() as server:
        server.execute("SET GLOBAL innodb_buffer_pool_size = 1073741824")
        yield server.fresh_database().environ


async def _measured(name: str, folder: Path, environ: dict[str, str], asked: argparse.Namespace) -> Taken:
    taken, now = Taken(name), clock.now()
    async with people(folder, APP_TIMEZONE=ZONE, **environ):
        db = use(Database)
        began = time.monotonic()
        await fill(db.engine, asked.scale, now)
        taken.filled_s = time.monotonic() - began
        say(f"{name}: filled in {taken.filled_s:.0f} s")
        await _analyse(db)
        rollups = Rollups(db, MemoryCache(), timezone=ZONE)
        began = time.monotonic()
        while True:
            left = await rollups.turn()
            taken.days = taken.days or left
            say(f"{name}: {left} days to compute, {time.monotonic() - began:.0f} s")
            if left <= PORTION_DAYS:
                break
        taken.computed_s = time.monotonic() - began
        await _analyse(db)
        for what, ask in _questions(now).items():
            taken.asked[what] = await _timed(db, ask, asked.rounds)
            say(f"{name}: {what}: p95 {quantile(taken.asked[what], 0.95):.0f} ms")
    return taken


async def _analyse(db: Database) -> None:
    async with db.engine.begin() as connection:
        for table in TABLES:
            await connection.execute(text(f"ANALYZE {'' if db.is_sqlite else 'TABLE '}{table}"))


def _questions(now: datetime) -> dict[str, Ask]:
    today = now.date()
    month, years = Window(today - timedelta(days=29), today), Window(today - timedelta(days=DAYS), today)
    vera = Actor(1, "vera", "Vera", Role.ADMIN, rights_of(Role.ADMIN))
    how = {"tz": ZONE, "now": now}
    return {
        "dashboard, a month": lambda session: _dashboard(session, vera, month, Granularity.DAY, how),
        "dashboard, two years": lambda session: _dashboard(session, vera, years, Granularity.MONTH, how),
        "summary, two years": lambda session: queries.summary(session, vera, years, **how),
        "a figure day by day, two years": lambda session: queries.series(
            session, vera, Metric.CUSTOMER_WAIT, years, Granularity.DAY, **how
        ),
        "ranking, two years": lambda session: queries.ranking(session, vera, years, **how),
        "rows of a figure, two years": lambda session: queries.rows(
            session, vera, Metric.FALSE_HIT_RATE, years, **how
        ),
        "rows of a bar": lambda session: queries.rows(
            session, vera, Part(Share.CATEGORIES, "refund"), _day(today - timedelta(days=99)), **how
        ),
        "an agent's own, two years": lambda session: queries.summary(
            session, Actor(1_003, "p", "P", Role.AGENT, rights_of(Role.AGENT)), years, **how
        ),
    }


def _day(day: date) -> Window:
    return Window(day, day)


async def _dashboard(
    session: Any, actor: Actor, window: Window, granularity: Granularity, how: dict[str, Any]
) -> None:
    """All that the page shows, one after the other."""
    found = await queries.summary(session, actor, window, **how)
    await queries.series(session, actor, Metric.QUESTIONS, window, granularity, **how)
    for share in Share:
        await queries.shares(session, actor, share, window, **how)
    await queries.ranking(session, actor, window, **how)
    await queries.heatmap(session, actor, window, **how)
    if not found[Metric.QUESTIONS].n or not found[Metric.BACKLOG].n:
        raise SystemExit("the dashboard is empty")


async def _timed(db: Database, ask: Ask, rounds: int) -> list[float]:
    taken = []
    for place in range(rounds + 1):
        began = time.perf_counter()
        async with db.reading() as session:
            await ask(session)
        if place:  # the first one fills caches
            taken.append(1000 * (time.perf_counter() - began))
    return taken


def _table(found: Sequence[Taken], scale: float) -> str:
    lines = [
        f"### {1_000_000 * scale:,.0f} messages, {100_000 * scale:,.0f} conversations and tickets, two years",
        "",
        f"| | {' | '.join(f'{one.name}, p50 / p95, ms' for one in found)} | aim |",
        f"|---|{'---|' * len(found)}---|",
    ]
    for what in found[0].asked:
        shown = [
            f"{quantile(one.asked[what], 0.5):.0f} / {quantile(one.asked[what], 0.95):.0f}" for one in found
        ]
        aim = ""
        if what in DASHBOARDS:
            is_met = all(quantile(one.asked[what], 0.95) <= AIM_MS for one in found)
            aim = f"p95 {AIM_MS:g}: {'met' if is_met else '**not met**'}"
        lines.append(f"| {what} | {' | '.join(shown)} | {aim} |")
    computed = [f"{one.computed_s:.0f} s for {one.days} days" for one in found]
    return "\n".join([*lines, f"| computed for the first time | {' | '.join(computed)} | |", ""])


if __name__ == "__main__":
    sys.exit(main())
