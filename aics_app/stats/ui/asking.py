"""What the dashboard is asked for: it stands in the address, and nonsense asks for the usual."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum

from aics_app.core.days import day_from
from aics_app.core.text import one_line
from aics_app.stats.models import Granularity, Metric
from aics_app.stats.rules.days import Window

MAX_DAYS = 3653
"""Ten years."""
MOST_BARS = 400
"""More of them are thinner than a pixel, and each is a line of the table too."""
_MAX_CHARS = 40


class Range(StrEnum):
    """How far the figures go back; the company's own days, today the last one unless it says otherwise."""

    TODAY = "today"
    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "90d"
    THIS_MONTH = "month"
    LAST_MONTH = "last_month"
    YEAR = "year"
    CUSTOM = "custom"


class BadRange(ValueError):
    """The days in the address can't be had. `fault` is `date`, `order` or `long`."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass
class Wanted:
    """What is asked for, as words of the address; empty is the usual."""

    period: str = ""
    since: str = ""
    until: str = ""
    by: str = ""
    compare: str = ""
    hours: str = ""
    metric: str = ""


_BACK = {Range.TODAY: 1, Range.WEEK: 7, Range.MONTH: 30, Range.QUARTER: 90}
_CHOICES: dict[str, tuple[str, ...]] = {
    "period": tuple(Range),
    "by": tuple(Granularity),
    "compare": ("off",),
    "hours": ("business",),
    "metric": tuple(Metric),
}
_USUAL = {"period": Range.MONTH, "by": Granularity.DAY}


def wanted_of(said: Mapping[str, str]) -> Wanted:
    """What an address or a page asks for; the usual is left empty."""
    own = {one.name: one_line(str(said.get(one.name, "")), _MAX_CHARS) for one in fields(Wanted)}
    for name, words in _CHOICES.items():
        own[name] = own[name] if own[name] in words and own[name] != _USUAL.get(name) else ""
    if own["period"] != Range.CUSTOM:
        own["since"] = own["until"] = ""
    return Wanted(**own)


def granularity_of(wanted: Wanted, window: Window) -> Granularity:
    """What one bar stands for: more than is asked for, where there would be too many of them."""
    asked = Granularity(wanted.by or Granularity.DAY)
    coarser = list(Granularity)[list(Granularity).index(asked) :]
    return next((one for one in coarser if _bars(window, one) <= MOST_BARS), Granularity.MONTH)


def _bars(window: Window, by: Granularity) -> int:
    return window.length // {Granularity.DAY: 1, Granularity.WEEK: 7, Granularity.MONTH: 28}[by]


def metric_of(wanted: Wanted, usual: Metric = Metric.QUESTIONS) -> Metric:
    """Which figure's course is drawn."""
    return Metric(wanted.metric or usual)


def window_of(wanted: Wanted, today: date) -> Window:
    """The days asked for. Raises `BadRange`."""
    chosen = Range(wanted.period or Range.MONTH)
    if chosen is Range.CUSTOM:
        return custom(wanted.since, wanted.until)
    if chosen in _BACK:
        return Window(today - timedelta(days=_BACK[chosen] - 1), today)
    if chosen is Range.LAST_MONTH:
        last = today.replace(day=1) - timedelta(days=1)
        return Window(last.replace(day=1), last)
    first = today.replace(day=1) if chosen is Range.THIS_MONTH else today.replace(month=1, day=1)
    return Window(first, today)


def custom(since: str, until: str) -> Window:
    """Days that somebody has typed. Raises `BadRange`."""
    first, last = day_from(since), day_from(until)
    if first is None or last is None:
        raise BadRange("date")
    if first > last:
        raise BadRange("order")
    if (last - first).days >= MAX_DAYS:
        raise BadRange("long")
    return Window(first, last)
