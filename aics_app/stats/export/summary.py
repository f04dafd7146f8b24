"""The sheets of figures: what was asked for, every figure with its n, how they went, and what they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl.chart import BarChart, LineChart, PieChart, Reference
from openpyxl.chart._chart import ChartBase

from aics_app.stats.export.book import DAY, HEAD, PERCENT, SECONDS, TITLE, Book, Sheet, Styled, Value
from aics_app.stats.export.cells import DASH, on_wall
from aics_app.stats.export.tables import Look
from aics_app.stats.export.words import Column, Words, heads
from aics_app.stats.models import Metric, Share, Unit
from aics_app.stats.rules.exporting import Wanted
from aics_app.stats.rules.figures import SHARES_OF, AgentRow, Figure, Point, Slice

FORMATS = {Unit.SHARE: PERCENT, Unit.SECONDS: SECONDS, Unit.SCORE: "0.0", Unit.COUNT: "#,##0"}
DRAWN = (Metric.QUESTIONS, Metric.AI_HANDLED)
"""Counts, whose 0 a line may show; a share of nothing is no point of a line."""
IN_SERIES = (
    *DRAWN,
    Metric.AI_RESOLUTION_RATE,
    Metric.HANDOFF_RATE,
    Metric.QUEUE_WAIT,
    Metric.FIRST_RESPONSE_CHAT,
    Metric.FIRST_RESPONSE_TICKET,
    Metric.HANDLING_TIME,
    Metric.BACKLOG,
    Metric.CSAT,
)
IN_BAR = 15
IN_POINTS = (Unit.SHARE, Unit.SCORE)
FIGURE: tuple[Column, ...] = (
    ("figure", 40),
    ("value", 14),
    ("unit", 12),
    ("n", 12),
    ("median", 14),
    ("before", 16),
    ("change", 14),
)
SHARE: tuple[Column, ...] = (("kind", 18), ("what", 30), ("n", 12))
AGENT: tuple[Column, ...] = (
    ("agent", 22),
    ("taken", 12),
    ("resolved", 12),
    ("first_reply_s", 20),
    ("first_reply_n", 14),
    ("csat", 12),
    ("csat_n", 12),
)


@dataclass(frozen=True)
class Found:
    """All that the sheets of figures show."""

    figures: Mapping[Metric, Figure]
    series: Mapping[Metric, Sequence[Point]]
    shares: Mapping[Share, Sequence[Slice]]
    ranking: Sequence[AgentRow]
    heat: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Asked:
    """What was asked for, by whom and when; `timezone` cuts the days."""

    wanted: Wanted
    who: str
    at: datetime
    timezone: str


def write(book: Book, look: Look, asked: Asked, found: Found) -> None:
    """Every sheet of figures, the summary first. Blocks."""
    words = look.words
    widths, _ = heads(words, "summary", FIGURE)
    first = book.sheet(words.of("export.summary"), widths)
    first.sheet.freeze_panes = "B2"
    series, shares = _series(book, words, found), _shares(book, words, found)
    ranking = _ranking(book, words, found)
    _heat(book, words, found)
    _filters(first, look, asked)
    _figures(first, words, found)
    for place, chart in zip(
        ("I2", "I19", "I36"),
        (_line(words, series), _pie(words, shares, found), _bar(words, ranking, found)),
        strict=True,
    ):
        if chart:
            first.draw(chart, place)


def define(book: Book, words: Words) -> None:
    """What each figure means: the last sheet."""
    sheet = book.sheet(words.of("export.definitions"), (34, 110), _two(words, "figure", "meaning"))
    for metric in Metric:
        sheet.write([words.of(metric.name_key), Styled(words.of(metric.about_key), wraps=True)])


def _two(words: Words, *names: str) -> list[str]:
    return [words.of(f"export.definitions.{name}") for name in names]


def _filters(sheet: Sheet, look: Look, asked: Asked) -> None:
    words, wanted, window = look.words, asked.wanted, asked.wanted.window
    before = window.before()
    told: tuple[tuple[str, Value], ...] = (
        ("range", f"{window.first} – {window.last}"),
        ("before", f"{before.first} – {before.last}"),
        ("granularity", words.of(f"export.by_{wanted.granularity}")),
        ("time", words.of("export.business" if wanted.business else "export.clock")),
        ("zone", look.zone.key),
        ("days", asked.timezone),
        ("who", asked.who),
        ("at", on_wall(asked.at, look.zone)),
    )
    sheet.write([Styled(words.of("export.title"), TITLE)])
    for name, value in told:
        sheet.write([Styled(words.of(f"export.filter.{name}"), HEAD), value])
    sheet.write([])


def _figures(sheet: Sheet, words: Words, found: Found) -> None:
    _, head = heads(words, "summary", FIGURE)
    sheet.write([Styled(word, HEAD) for word in head])
    for metric, figure in found.figures.items():
        own = FORMATS[figure.unit]
        sheet.write(
            [
                words.of(metric.name_key),
                told(figure.value, own),
                words.of(f"export.unit.{figure.unit}"),
                figure.n,
                told(figure.median, own) if figure.unit is Unit.SECONDS else None,
                told(figure.previous, own),
                changed(words.of("export.points"), figure),
            ]
        )
        sheet.write_all(_part(words, metric, figure, name) for name in figure.parts)


def _part(words: Words, metric: Metric, figure: Figure, name: str) -> list[Value | Styled]:
    """What a figure is made of, below it: a share of so many, or how many."""
    whole = words.of(metric.name_key)
    unit = Unit.SHARE if name in SHARES_OF else Unit.COUNT
    return [
        words.of("stats.part_of", whole=whole, part=words.of(f"export.part.{name}")),
        told(figure.parts[name], FORMATS[unit]),
        words.of(f"export.unit.{unit}"),
        SHARES_OF[name](figure) if name in SHARES_OF else None,
    ]


def changed(point: str, figure: Figure) -> Styled | str:
    """Against the period before, as on the page: shares and scores by points, all else by a part of it."""
    if figure.value is None or figure.previous is None:
        return DASH
    if figure.unit in IN_POINTS:
        gain = figure.value - figure.previous
        return told(gain * 100 if figure.unit is Unit.SHARE else gain, f'+0.0" {point}";-0.0" {point}";0.0')
    return told(figure.value / figure.previous - 1 if figure.previous else None, PERCENT)


def told(value: float | None, form: str) -> Styled | str:
    """A number as a number, and nothing as a dash: never as 0."""
    return DASH if value is None else Styled(value, format=form)


def _series(book: Book, words: Words, found: Found) -> Sheet:
    """How they went, the means of times with their medians."""
    shown = [metric for metric in IN_SERIES if metric in found.series]
    timed = {metric for metric in shown if found.figures[metric].unit is Unit.SECONDS}
    head = [words.of("export.series.start")]
    for metric in shown:
        name = words.of(metric.name_key)
        head += [name, words.of("stats.median_of", name=name)] if metric in timed else [name]
    sheet = book.sheet(words.of("export.series"), [14, *(18 for _ in head[1:])], head)
    for points in zip(*(found.series[metric] for metric in shown), strict=True):
        row: list[Value | Styled] = [Styled(points[0].start, format=DAY)]
        for metric, point in zip(shown, points, strict=True):
            own = FORMATS[found.figures[metric].unit]
            row += [told(point.value, own)]
            row += [told(point.median, own)] if metric in timed else []
        sheet.write(row)
    return sheet


def _shares(book: Book, words: Words, found: Found) -> Sheet:
    widths, head = heads(words, "shares", SHARE)
    sheet = book.sheet(words.of("export.shares"), widths, head)
    for kind, slices in found.shares.items():
        sheet.write_all(
            [words.of(f"export.share.{kind}"), words.shared(kind, one.key), one.n] for one in slices
        )
    return sheet


def _heat(book: Book, words: Words, found: Found) -> None:
    """When people come: a line for each day of the week, a column for each hour."""
    head = [words.of("export.heat.day"), *(f"{hour}:00" for hour in range(24))]
    sheet = book.sheet(words.of("export.heat"), [14, *(7 for _ in head[1:])], head)
    for day, hours in enumerate(found.heat):
        sheet.write([words.of(f"workforce.day_{day}"), *hours])


def _ranking(book: Book, words: Words, found: Found) -> Sheet:
    widths, head = heads(words, "ranking", AGENT)
    sheet = book.sheet(words.of("export.ranking"), widths, head)
    for row in found.ranking:
        reply, csat = told(row.first_response, SECONDS), told(row.csat, "0.0")
        sheet.write(
            [
                row.name or words.of("stats.gone"),
                row.taken,
                row.resolved,
                reply,
                row.first_response_n,
                csat,
                row.csat_n,
            ]
        )
    return sheet


def _line(words: Words, series: Sheet) -> ChartBase | None:
    if series.rows < 2:  # noqa: PLR2004 - the head alone
        return None
    chart = LineChart()
    chart.title = words.of("export.series")
    data = Reference(series.sheet, min_col=2, max_col=1 + len(DRAWN), min_row=1, max_row=series.rows)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(series.sheet, min_col=1, min_row=2, max_row=series.rows))
    chart.x_axis.number_format = DAY
    return _sized(chart)


def _pie(words: Words, shares: Sheet, found: Found) -> ChartBase | None:
    count = len(found.shares.get(Share.SOURCES, ()))
    if not count:
        return None
    chart = PieChart()
    chart.title = words.of("export.share.sources")
    chart.add_data(Reference(shares.sheet, min_col=3, min_row=2, max_row=1 + count))
    chart.set_categories(Reference(shares.sheet, min_col=2, min_row=2, max_row=1 + count))
    return _sized(chart)


def _bar(words: Words, ranking: Sheet, found: Found) -> ChartBase | None:
    count = min(len(found.ranking), IN_BAR)
    if not count:
        return None
    chart = BarChart()
    chart.title = words.of("export.ranking")
    data = Reference(ranking.sheet, min_col=2, max_col=3, min_row=1, max_row=1 + count)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(ranking.sheet, min_col=1, min_row=2, max_row=1 + count))
    return _sized(chart)


def _sized(chart: ChartBase) -> ChartBase:
    chart.width, chart.height = 18, 8
    for name in ("x_axis", "y_axis"):  # openpyxl 3.1 hides them unless they say that they are there
        axis = getattr(chart, name, None)
        if axis is not None:
            axis.delete = False
    return chart
