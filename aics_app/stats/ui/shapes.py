"""Figures as pages show them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aics_app.accounts.models import Actor, Scope
from aics_app.stats.models import Metric, Unit
from aics_app.stats.policies import scope_of
from aics_app.stats.rules.figures import SHARES_OF, AgentRow, Figure
from aics_app.stats.rules.figures import figure as figure_of
from aics_app.stats.ui.words import Words, amount, as_is, said

_SMALL_CHANGE = 0.0005

LEADING = (Metric.QUESTIONS, Metric.AI_RESOLUTION_RATE, Metric.HANDLING_TIME, Metric.CSAT)
OWN_LEADING = (Metric.FIRST_RESPONSE_CHAT, Metric.TIMELY_REPLY_RATE, Metric.HANDLING_TIME, Metric.CSAT)
OF_THE_AI = frozenset(
    {
        Metric.QUESTIONS,
        Metric.AI_HANDLED,
        Metric.AI_RESOLUTION_RATE,
        Metric.HANDOFF_RATE,
        Metric.CACHE_HIT_RATE,
        Metric.FALSE_HIT_RATE,
        Metric.CSAT_AI,
    }
)
"""Nobody's of the staff: whoever sees his own figures has none of them."""
TESTIDS = {
    Metric.QUESTIONS: "stats-questions",
    Metric.AI_RESOLUTION_RATE: "stats-ai-rate",
    Metric.HANDLING_TIME: "stats-handling",
    Metric.CSAT: "stats-csat",
}
_BETTER_LESS = frozenset(
    {
        Metric.HANDOFF_RATE,
        Metric.FALSE_HIT_RATE,
        Metric.QUEUE_WAIT,
        Metric.ABANDON_RATE,
        Metric.FIRST_RESPONSE_CHAT,
        Metric.FIRST_RESPONSE_TICKET,
        Metric.CUSTOMER_WAIT,
        Metric.HANDLING_TIME,
        Metric.HANDLING_TIME_LAST,
        Metric.HANDLING_TIME_ACTIVE,
        Metric.BACKLOG,
        Metric.REOPEN_RATE,
    }
)
_NEITHER = frozenset({Metric.QUESTIONS, Metric.AI_HANDLED})
"""More of it is more work, neither good nor bad."""


@dataclass
class Tile:
    """One figure. `trend`: up, down, same, or empty without a period before; `worth`: good, bad or neither.

    `beside` stands under the value: the mean beside a median, the parts of a share, how many it is of (`n`).
    """

    key: str = ""
    testid: str = ""
    name: Words = field(default_factory=Words)
    about: Words = field(default_factory=Words)
    value: Words = field(default_factory=Words)
    beside: list[Words] = field(default_factory=list)
    n: Words = field(default_factory=Words)
    trend: str = ""
    change: Words = field(default_factory=Words)
    before: Words = field(default_factory=Words)
    worth: str = ""
    href: str = ""


@dataclass
class ChartRow:
    """A line of a chart's table, which is also what a press on its mark leads to."""

    name: Words
    value: Words
    beside: Words = field(default_factory=Words)
    href: str = ""


@dataclass
class ChartView:
    """A chart: `status` is loading, ready, empty or failed."""

    status: str = "loading"
    figure: dict[str, Any] = field(default_factory=dict)
    rows: list[ChartRow] = field(default_factory=list)


def tile(metric: Metric, figure: Figure, href: str) -> Tile:
    """A figure with what belongs beside it. Of times the median leads, for one long case moves a mean."""
    by_median = figure.median is not None
    leading = figure.median if by_median else figure.value
    trend, change = _change(figure)
    return Tile(
        key=metric,
        testid=TESTIDS.get(metric, f"stats-{metric.replace('_', '-')}"),
        name=said("stats.median_of", name=said(f"stats.metric.{metric}"))
        if by_median
        else said(f"stats.metric.{metric}"),
        about=said(f"stats.about.{metric}"),
        value=amount(leading if figure.n else None, figure.unit),
        beside=_beside(figure, by_median=by_median),
        n=_n(figure),
        trend=trend,
        change=change,
        before=_before(figure, by_median=by_median) if trend else Words(),
        worth=_worth(metric, trend),
        href=href if figure.n else "",
    )


def _before(figure: Figure, *, by_median: bool) -> Words:
    key = "stats.before_mean" if by_median else "stats.before_was"
    return said(key, value=amount(figure.previous, figure.unit))


def _beside(figure: Figure, *, by_median: bool) -> list[Words]:
    found = [said("stats.mean", value=amount(figure.value, figure.unit))] if by_median and figure.n else []
    found += [_part(key, value) for key, value in figure.parts.items() if value]
    return found if figure.unit == Unit.COUNT else [*found, _n(figure)]


def _n(figure: Figure) -> Words:
    return as_is(f"n={figure.n:,}")


def _part(key: str, value: float) -> Words:
    return said(f"stats.part.{key}", value=amount(value, Unit.SHARE if key in SHARES_OF else Unit.COUNT))


def _change(figure: Figure) -> tuple[str, Words]:
    """Shares change by points, everything else by a part of what it was."""
    if figure.previous is None or figure.value is None or not figure.n:
        return "", Words()
    gain, in_points = figure.value - figure.previous, figure.unit in (Unit.SHARE, Unit.SCORE)
    if not in_points and not figure.previous:
        return ("up", said("stats.from_none")) if gain else ("same", said("stats.same"))
    part = gain / (1 if figure.unit == Unit.SHARE else 100) if in_points else gain / figure.previous
    if abs(part) < _SMALL_CHANGE:
        return "same", said("stats.same")
    trend = "up" if gain > 0 else "down"
    return trend, said(f"stats.{trend}_{'points' if in_points else 'part'}", value=f"{abs(part) * 100:.1f}")


def _worth(metric: Metric, trend: str) -> str:
    if trend not in ("up", "down") or metric in _NEITHER:
        return "neither"
    return "good" if (trend == "down") == (metric in _BETTER_LESS) else "bad"


def unit_of(metric: Metric) -> Unit:
    """What a figure's value is, also where there is nothing."""
    return Unit.COUNT if metric == Metric.BACKLOG else figure_of(metric, {}).unit


@dataclass
class RankRow:
    """One of the staff, never one number alone. `part` is how full the bar is: 100 % for the busiest."""

    name: Words
    taken: str
    resolved: str
    first_response: Words
    csat: Words
    quality: Words
    part: str
    href: str


def rank_rows(found: list[AgentRow], way: Callable[[int], str]) -> list[RankRow]:
    """In the order in which they come; what too few have said is not shown.

    `way` leads to what is counted of a person: what he took and resolved.
    """
    most = max((one.taken + one.resolved for one in found), default=0) or 1
    return [
        RankRow(
            name=as_is(one.name) if one.name else said("stats.gone"),
            taken=f"{one.taken:,}",
            resolved=f"{one.resolved:,}",
            first_response=_on(one.first_response_n, amount(one.first_response, Unit.SECONDS)),
            csat=_rated(one),
            quality=amount(one.quality, Unit.SCORE),
            part=f"{100 * (one.taken + one.resolved) / most:.0f}%",
            href=way(one.user_id) if one.taken or one.resolved else "",
        )
        for one in found
    ]


def _on(n: int, value: Words) -> Words:
    """With how many it stands on; nothing stands on none."""
    return Words(f"{value.zh} (n={n:,})", f"{value.en} (n={n:,})") if n else value


def _rated(one: AgentRow) -> Words:
    if one.csat is None:
        return said("stats.too_few", n=one.csat_n) if one.csat_n else amount(None, Unit.SCORE)
    return as_is(f"{one.csat:.0f}% (n={one.csat_n})")


def sees_others(actor: Actor) -> bool:
    """Whether the figures are those of others too, and not the actor's own alone."""
    return scope_of(actor) != Scope.OWN


def sees_all(actor: Actor) -> bool:
    """Whether they are everybody's, so that what is nobody's of the staff is in them: the AI, the wall."""
    return scope_of(actor) == Scope.ALL
