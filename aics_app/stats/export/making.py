"""From what was asked for to the file: read in portions, written in a thread, told how far it is."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aics_app.accounts.models import Actor, Right
from aics_app.core import clock
from aics_app.core.db import Database
from aics_app.core.threads import in_thread
from aics_app.jobs.models import Job
from aics_app.jobs.running import Made, Progress
from aics_app.stats import queries
from aics_app.stats.export import summary
from aics_app.stats.export.book import Book
from aics_app.stats.export.summary import IN_SERIES, Asked, Found
from aics_app.stats.export.tables import TABLES, Look, Table
from aics_app.stats.export.waiting import until_computed
from aics_app.stats.export.words import Words, heads
from aics_app.stats.models import Metric, Share
from aics_app.stats.queries import export_rows
from aics_app.stats.rules.days import Span
from aics_app.stats.rules.exporting import Wanted, wanted_of
from aics_app.stats.rules.figures import Point
from aics_app.tickets import queries as tickets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PORTION = 1000
SIGHTS = frozenset(
    {
        Right.STATS_SEE,
        Right.STATS_SEE_ALL,
        Right.CONVERSATIONS_SEE_ALL,
        Right.CONVERSATIONS_SEARCH,
        Right.HANDOFFS_SEE_ALL,
        Right.TICKETS_SEE_ALL,
    }
)
"""What each of these shows somebody is in his workbook: he gets it as long as he has them."""


@dataclass(frozen=True)
class Exporter:
    """The work of an export. `timezone` cuts the days; times are read in it unless another is asked for."""

    db: Database
    timezone: str
    now: clock.Clock = clock.now
    portion: int = PORTION

    async def __call__(self, owner: Actor, job: Job, folder: Path, progress: Progress) -> Made:
        """See `jobs.running.Work`."""
        wanted = wanted_of(job.params)
        await until_computed(self.db, owner, wanted.window, tz=self.timezone, now=self.now)
        path = folder / "export.xlsx"
        await self.write(owner, wanted, path, progress)
        return Made(path, name_of(wanted), XLSX, owner.rights & SIGHTS)

    async def write(self, owner: Actor, wanted: Wanted, path: Path, progress: Progress) -> None:
        """Write the workbook to `path`, and its sheets beside it meanwhile. Raises `Forbidden`, `OSError`."""
        book, now = Book(path.parent), self.now()
        span = wanted.window.span(ZoneInfo(self.timezone))
        zone = ZoneInfo(wanted.zone or self.timezone)
        try:
            async with self.db.reading() as session:
                look = Look(Words(wanted.locale, await tickets.workflow(session)), zone)
            found = await self._found(owner, wanted, now)
            asked = Asked(wanted, owner.nickname, now, self.timezone)
            await in_thread(summary.write, book, look, asked, found)
            if wanted.rows:
                await self._rows(book, look, owner, span, progress)
            await in_thread(summary.define, book, look.words)
            await in_thread(book.save, path)
        finally:
            await in_thread(book.discard)

    async def _found(self, owner: Actor, wanted: Wanted, now: datetime) -> Found:
        """Each figure in a transaction of its own: none lasts long."""
        window, tz, business = wanted.window, self.timezone, wanted.business
        async with self.db.reading() as session:
            figures = await queries.summary(session, owner, window, tz=tz, business=business, now=now)
        series = {metric: await self._points(owner, metric, wanted, now) for metric in IN_SERIES}
        async with self.db.reading() as session:
            shares = {
                kind: await queries.shares(session, owner, kind, window, tz=tz, now=now) for kind in Share
            }
            ranking = await queries.ranking(session, owner, window, tz=tz, business=business, now=now)
            heat = await queries.heatmap(session, owner, window, tz=tz, now=now)
        return Found(figures, series, shares, ranking, heat)

    async def _points(self, owner: Actor, metric: Metric, wanted: Wanted, now: datetime) -> list[Point]:
        async with self.db.reading() as session:
            return await queries.series(
                session,
                owner,
                metric,
                wanted.window,
                wanted.granularity,
                tz=self.timezone,
                business=wanted.business,
                now=now,
            )

    async def _rows(self, book: Book, look: Look, owner: Actor, span: Span, progress: Progress) -> None:
        async with self.db.reading() as session:
            progress.total = await export_rows.counts(session, owner, span)
        for table in TABLES:
            widths, head = heads(look.words, table.name, table.columns)
            sheet = await in_thread(book.sheet, look.words.of(f"export.{table.name}"), widths, head)
            async for rows in self._portions(table, owner, span):
                # In a thread, a portion at a time: whoever else is served meanwhile hardly waits.
                await in_thread(sheet.write_all, (table.told(look, row) for row in rows))
                progress.done = min(progress.done + len(rows), progress.total)

    async def _portions(self, table: Table, owner: Actor, span: Span) -> AsyncIterator[Any]:
        for read in table.sources:
            after: Any = None
            while True:
                async with self.db.reading() as session:
                    portion = await read(session, owner, span, after, self.portion)
                if portion.rows:
                    yield portion.rows
                if portion.after is None:
                    break
                after = portion.after


def name_of(wanted: Wanted) -> str:
    """The file's name, the same in every language."""
    return f"aics-{wanted.window.first}-{wanted.window.last}.xlsx"
