"""`./aics export`: the workbook that administrators get from the dashboard, into a file."""

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from aics_app.accounts.models import Actor, Right, Role, Scope
from aics_app.cli.output import Refused, say
from aics_app.cli.people import opened
from aics_app.core import clock
from aics_app.core.cache import MemoryCache
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.jobs.running import Progress
from aics_app.settings import Settings, load
from aics_app.stats.errors import FiguresIncomplete
from aics_app.stats.export.making import Exporter, name_of
from aics_app.stats.export.waiting import PATIENCE, pending_of
from aics_app.stats.jobs import Rollups
from aics_app.stats.models import Granularity
from aics_app.stats.rules.days import Window, today_in, window_of
from aics_app.stats.rules.exporting import Wanted

OPERATOR = Actor(
    user_id=0,
    username="aics",
    nickname="./aics export",
    role=Role.ADMIN,
    rights=frozenset(Right),
    scope=Scope.ALL,
)
"""Whoever may run commands may read the database anyway."""


def export(asked: argparse.Namespace) -> int:
    """Write the workbook; 0 when it is there."""
    settings = load()
    wanted = _wanted(asked, settings)
    path: Path = asked.called_from / (asked.output or name_of(wanted))
    if path.exists() and not asked.force:
        raise Refused(f"{path} is there already; choose another name, or --force")
    rows = asyncio.run(_write(settings, wanted, path))
    say(f"{path}: {wanted.window.first} to {wanted.window.last}, {rows} rows")
    return 0


async def _write(settings: Settings, wanted: Wanted, path: Path) -> int:
    progress = Progress()
    async with opened(settings) as db:
        await _compute(db, settings.app.timezone, wanted.window)
        try:
            with _replacing(path) as made:
                await Exporter(db, settings.app.timezone).write(OPERATOR, wanted, made, progress)
        except OSError as error:
            raise Refused(f"{path} could not be written: {error.strerror or error}") from error
    return progress.done


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Where to write what then takes the place of `path`; when that fails, what was there stays as it is.

    In a folder of its own: the sheets that grow beside the workbook have names of which others may be.
    """
    target = path.resolve()
    with TemporaryDirectory(prefix=".aics-export-", dir=target.parent) as folder:
        made = Path(folder) / target.name
        yield made
        made.replace(target)


async def _compute(db: Database, timezone: str, window: Window) -> None:
    """Do what the server does in the background, for none may be running. Raises `FiguresIncomplete`.

    Beside a running one it does no harm: both compute the same, and neither writes what is no longer right.
    """
    rollups, until = Rollups(db, MemoryCache(), timezone=timezone), clock.now() + PATIENCE
    while True:
        await rollups.turn()
        days = await pending_of(db, OPERATOR, window, tz=timezone, now=clock.now())
        if not days:
            return
        if clock.now() >= until:
            raise FiguresIncomplete(days=days)
        say(f"computing figures, {days} days to go")


def _wanted(asked: argparse.Namespace, settings: Settings) -> Wanted:
    today = today_in(settings.app.timezone, clock.now())
    try:
        window = window_of(asked.first, asked.last, today)
    except Invalid as error:
        raise Refused("--from is after --to, or it is more than ten years") from error
    cut = Granularity(asked.granularity)
    return Wanted(window, cut, asked.locale or settings.app.locale, asked.business, not asked.figures_only)
