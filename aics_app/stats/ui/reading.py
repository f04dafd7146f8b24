"""What the charts show, read for whoever looks: each is a view of its own, so that one may fail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from aics_app.accounts.models import Actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Session
from aics_app.settings import Settings
from aics_app.stats import queries
from aics_app.stats.models import Granularity, Metric, Share, Unit
from aics_app.stats.rules.days import Window, today_in
from aics_app.stats.rules.figures import SLICES, Figure, Point
from aics_app.stats.ui import drawing
from aics_app.stats.ui.asking import Wanted, granularity_of, metric_of, window_of
from aics_app.stats.ui.shapes import LEADING, OWN_LEADING, ChartRow, ChartView, sees_all, unit_of
from aics_app.stats.ui.words import Words, amount, as_is, drawn, named, said
from aics_app.tickets import queries as tickets
from aics_app.ui import routes
from aics_app.ui.addresses import address_of, filled

MOST_BARS = 8
HEAT, WORK, UNNAMED, BUSINESS = "heat", "work", "-", "business"
"""How addresses name the heat map, what a person did, the part that nobody has named, and business hours."""
_UNITS = {
    Unit.COUNT: (1.0, ""),
    Unit.SHARE: (100.0, "%"),
    Unit.SCORE: (1.0, "%"),
    Unit.SECONDS: (1 / 60, drawn(said("stats.minutes"))),
}
"""What a chart's axis counts in: times in minutes."""


@dataclass(frozen=True)
class Asked:
    """What the dashboard is asked for; `before` is None where nobody compares.

    `back` asks for the same again, as an address says it.
    """

    window: Window
    before: Window | None
    granularity: Granularity
    metric: Metric
    timezone: str
    business: bool
    now: datetime
    back: str = ""

    def rows(self, what: str, window: Window | None = None, **more: str) -> str:
        """The list of what a figure, or one part of it, is made of; it leads back to these figures."""
        days = window or self.window
        return rows_address(what, days, business=self.business, **more, back=self.back)


def asked_of(wanted: Wanted, actor: Actor) -> Asked:
    """What the address means to this viewer, now. Raises `BadRange`."""
    timezone, now = use(Settings).app.timezone, clock.now()
    window = window_of(wanted, today_in(timezone, now))
    return Asked(
        window,
        None if wanted.compare else window.before(),
        granularity_of(wanted, window),
        metric_of(wanted, (LEADING if sees_all(actor) else OWN_LEADING)[0]),
        timezone,
        wanted.hours == BUSINESS,
        now,
        urlencode(filled(wanted)),
    )


def rows_address(what: str, window: Window, *, business: bool = False, **more: str) -> str:
    """The list of what a figure, or one part of it, is made of."""
    days = {"since": window.first.isoformat(), "until": window.last.isoformat()}
    hours = {"hours": BUSINESS} if business else {}
    return address_of(routes.ADMIN_ROWS, {"of": what, **more, **days, **hours})


async def trend(session: Session, actor: Actor, asked: Asked) -> ChartView:
    """The course of one figure, over that of the period before."""
    points = await _series(session, actor, asked, asked.window)
    before = await _series(session, actor, asked, asked.before) if asked.before else []
    if not any(point.n for point in (*points, *before)):
        return ChartView("empty")
    unit = unit_of(asked.metric)
    factor, suffix = _UNITS[unit]

    def scaled(found: Sequence[Point]) -> list[float | None]:
        return [None if point.value is None else round(point.value * factor, 3) for point in found]

    step = {Granularity.DAY: 1, Granularity.WEEK: 7, Granularity.MONTH: 28}[asked.granularity]
    days = [point.start.isoformat() for point in points]
    figure = drawing.trend(days, scaled(points), scaled(before), step=step, suffix=suffix)
    earlier = [*(point.value for point in before), *([None] * len(points))]
    rows = [
        ChartRow(
            as_is(point.start.isoformat()),
            amount(point.value, unit),
            amount(old, unit),
            asked.rows(asked.metric, _bucket(point.start, asked)) if point.n else "",
        )
        for point, old in zip(points, earlier, strict=False)
    ]
    return ChartView("ready", figure, rows)


async def _series(session: Session, actor: Actor, asked: Asked, window: Window) -> list[Point]:
    return await queries.series(
        session,
        actor,
        asked.metric,
        window,
        asked.granularity,
        tz=asked.timezone,
        business=asked.business,
        now=asked.now,
    )


def _bucket(start: date, asked: Asked) -> Window:
    """The days behind one bar: those of its week or month that are asked for."""
    if asked.granularity == Granularity.DAY:
        return Window(start, start)
    after = start + timedelta(days=7)
    if asked.granularity == Granularity.MONTH:
        after = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Window(max(start, asked.window.first), min(after - timedelta(days=1), asked.window.last))


async def shares(session: Session, actor: Actor, asked: Asked, kind: Share) -> ChartView:
    """What a whole is made of: answers by source as a ring, the others as bars."""
    found = await queries.shares(session, actor, kind, asked.window, tz=asked.timezone, now=asked.now)
    slices = [one for one in found if one.n]
    if not slices:
        return ChartView("empty")
    names = await names_of(session, kind, [one.key for one in slices])
    whole = sum(one.n for one in slices)
    rows = [
        ChartRow(
            name,
            as_is(f"{one.n:,}"),
            as_is(f"{100 * one.n / whole:.1f}%"),
            asked.rows(kind, key=one.key or UNNAMED),
        )
        for name, one in zip(names, slices, strict=True)
    ]
    labels, counts = [drawn(name) for name in names], [one.n for one in slices]
    if kind == Share.SOURCES:
        figure = drawing.ring(labels, counts, [one.key for one in slices])
    else:
        figure = drawing.lying(labels[:MOST_BARS], counts[:MOST_BARS])
    return ChartView("ready", figure, rows)


async def names_of(session: Session, kind: Share, keys: Sequence[str]) -> list[Words]:
    """What the parts of a whole are called."""
    nobody = said("stats.unnamed")
    if kind in SLICES:
        return [named(SLICES[kind], key) if key else nobody for key in keys]
    topics = {one.word: one.names for one in (await tickets.workflow(session)).topics}
    return [
        Words(topics[key]["zh"], topics[key]["en"]) if key in topics else as_is(key) if key else nobody
        for key in keys
    ]


async def heat(session: Session, actor: Actor, asked: Asked) -> ChartView:
    """When people come: hours of the days of the week."""
    cells = await queries.heatmap(session, actor, asked.window, tz=asked.timezone, now=asked.now)
    if not any(count for row in cells for count in row):
        return ChartView("empty")
    days = [said(f"workforce.day_{day}") for day in range(drawing.WEEKDAYS)]
    rows = [
        ChartRow(
            said("stats.weekday_hour", day=days[day], hour=hour),
            as_is(f"{cells[day][hour]:,}"),
            href=asked.rows(HEAT, key=f"{day}-{hour}"),
        )
        for day in range(drawing.WEEKDAYS)
        for hour in range(drawing.HOURS)
    ]
    return ChartView("ready", drawing.heat(cells, [drawn(day) for day in days]), rows)


def satisfaction(figures: dict[Metric, Figure], asked: Asked) -> ChartView:
    """Who was satisfied, by who had helped."""
    return _parted(figures, (Metric.CSAT_AI, Metric.CSAT_MIXED, Metric.CSAT_PERSON), asked)


def promises(figures: dict[Metric, Figure], asked: Asked) -> ChartView:
    """Which part of the promises was kept."""
    return _parted(figures, (Metric.SLA_REPLY, Metric.SLA_RESOLVE), asked)


def _parted(figures: dict[Metric, Figure], metrics: Sequence[Metric], asked: Asked) -> ChartView:
    """Each side of a bar has a line of its own, the good one first: `SIDES` lines to a bar."""
    found = [(metric, figures[metric]) for metric in metrics]
    if not any(figure.n for _, figure in found):
        return ChartView("empty")
    good = [_percent(figure) for _, figure in found]
    bad = [None if one is None else 100 - one for one in good]
    words = queries.sides_of(metrics[0])
    rows = [
        ChartRow(
            said("stats.part_of", whole=said(metric.name_key), part=said(f"stats.side.{word}")),
            amount(part, Unit.SCORE),
            as_is(f"n={figure.n:,}"),
            asked.rows(metric, part=word) if part else "",
        )
        for (metric, figure), parts in zip(found, zip(good, bad, strict=True), strict=True)
        for word, part in zip(words, parts, strict=True)
    ]
    parts = [
        (drawn(said(f"stats.side.{word}")), values, colour)
        for word, values, colour in zip(words, (good, bad), drawing.PARTED, strict=True)
    ]
    labels = [drawn(said(f"stats.short.{metric}")) for metric, _ in found]
    return ChartView("ready", drawing.parted(labels, parts, suffix="%"), rows)


def _percent(figure: Figure) -> float | None:
    if figure.value is None:
        return None
    return round(figure.value * (100 if figure.unit == Unit.SHARE else 1), 1)
