"""How long a workbook takes, and how much memory, beside a bare loop of openpyxl over the same cells.

./aics bench export                   100,000 rows on SQLite: some minutes
./aics bench export --scale 0.01      to see that it works
./aics bench export --databases sqlite mariadb

Figures are computed before, as the background does it. Export and bare loop run in processes of their own, so
that each one's peak is its own. Times are never asserted.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from aics_app.accounts.models import Actor, Role
from aics_app.accounts.rules import rights_of
from aics_app.core import clock
from aics_app.core.cache import MemoryCache
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.jobs.running import Progress
from aics_app.settings import load
from aics_app.stats.export.making import Exporter
from aics_app.stats.jobs import Rollups
from aics_app.stats.models import Granularity
from aics_app.stats.rules.days import Window
from aics_app.stats.rules.exporting import Wanted
from tests.app import people
from tests.bench.history.filling import fill
from tests.processes import own_folder
from tests.servers import running_mariadb

ZONE = "Asia/Shanghai"
DAYS = 730
OF_A_MILLION = 0.45
"""About 100,000 rows: conversations, hand-offs, tickets and ratings of this share of S1's company."""
AIM_RATIO, AIM_MB = 1.5, 150.0
VERA = Actor(1, "vera", "Vera", Role.ADMIN, rights_of(Role.ADMIN))


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="./aics bench export", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1.0 is 100,000 rows")
    parser.add_argument("--databases", nargs="+", choices=("sqlite", "mariadb"), default=["sqlite"])
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    if asked.child:
        _child(*asked.child)
        return 0
    for name in asked.databases:
        with own_folder("aics-bench-") as folder, _environ(name) as environ:
            url = load({"APP_DATA_DIR": str(folder), **environ}).database_url
            asyncio.run(_filled(folder, environ, OF_A_MILLION * asked.scale))
            say(_line(name, _run("export", url, folder / "own.xlsx"), _run("bare", url, folder / "own.xlsx")))
    return 0


def say(words: str) -> None:
    """One line."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


@contextmanager
def _environ(name: str) -> Iterator[dict[str, str]]:
    if name == "sqlite":
        yield {}
        return
    with running_mariadb() as server:
        yield server.fresh_database().environ


async def _filled(folder: Path, environ: dict[str, str], scale: float) -> None:
    async with people(folder, APP_TIMEZONE=ZONE, **environ):
        now = clock.now()
        await fill(use(Database).engine, scale, now)
        rollups = Rollups(use(Database), MemoryCache(), timezone=ZONE, now=lambda: now)
        while await rollups.turn():
            pass


def _run(what: str, url: str, path: Path) -> dict[str, Any]:
    words = [sys.executable, "-m", "tests.bench.export", "--child", what, url, str(path)]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _child(what: str, url: str, path: str) -> None:
    idle_mb = _peak_mb()
    told = asyncio.run(_export(url, Path(path))) if what == "export" else _bare(Path(path))
    say(json.dumps(told | {"mb": _peak_mb() - idle_mb}))


def _peak_mb() -> float:
    """Of this process alone: `getrusage` goes on from what its parent had when it was begun."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return float(told["VmHWM"].split()[0]) / 1024


async def _export(url: str, path: Path) -> dict[str, Any]:
    db, progress, today = Database(url), Progress(), clock.now().date()
    wanted = Wanted(Window(today - timedelta(days=DAYS), today), Granularity.MONTH, "en")
    exporter, worst_s = Exporter(db, ZONE), 0.0

    async def listen() -> None:
        nonlocal worst_s
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            worst_s = max(worst_s, time.perf_counter() - before - 0.01)

    listening = asyncio.create_task(listen())
    began = time.perf_counter()
    await exporter.write(VERA, wanted, path, progress)
    took_s = time.perf_counter() - began
    listening.cancel()
    await db.close()
    return {"s": took_s, "rows": progress.done, "stalled_ms": 1000 * worst_s}


def _bare(path: Path) -> dict[str, Any]:
    """The same cells again; what it takes to read them is not counted."""
    book, took_s = Workbook(write_only=True), 0.0
    for source in load_workbook(path, read_only=True).worksheets:
        sheet = book.create_sheet(source.title)
        for row in source.iter_rows(values_only=True):
            began = time.perf_counter()
            sheet.append(row)
            took_s += time.perf_counter() - began
    began = time.perf_counter()
    book.save(path.with_suffix(".bare.xlsx"))
    return {"s": took_s + time.perf_counter() - began}


def _line(name: str, own: dict[str, Any], bare: dict[str, Any]) -> str:
    return (
        f"{name}: {own['rows']} rows in {own['s']:.1f} s, the bare loop {bare['s']:.1f} s: "
        f"{own['s'] / bare['s']:.2f} times (aim {AIM_RATIO}); "
        f"peak {own['mb']:.0f} MB above idle (aim {AIM_MB:.0f}); "
        f"the loop stalled for {own['stalled_ms']:.0f} ms at most"
    )


if __name__ == "__main__":
    sys.exit(main())
