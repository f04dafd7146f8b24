"""Charts as Plotly draws them.

Colours are the page's tokens (`var(--accent-9)`) and names stand in both languages (`words.drawn`):
`assets/chart.js` puts in what they are where it is looked at, so a switch asks the server for nothing.
"""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from aics_app.stats.ui.words import drawn, said

BARS, BEFORE, QUIET = "var(--accent-9)", "var(--gray-11)", "var(--gray-5)"
PARTED = (BARS, "var(--amber-9)")
"""What went well, and what did not."""
SIDES = len(PARTED)
SLICES = (
    BARS,
    "var(--blue-9)",
    "var(--amber-9)",
    "var(--plum-9)",
    "var(--cyan-9)",
    "var(--tomato-9)",
    "var(--lime-9)",
    "var(--brown-9)",
)
NOWHERE = {"none", "other"}
"""Slices that stand for what is missing are grey."""
_DAY_MS = 86_400_000
HOURS, WEEKDAYS = 24, 7
FEWEST = 4
"""One bar alone would fill the whole height."""
_LEGEND = {"orientation": "h", "itemclick": False, "itemdoubleclick": False}
_LEGEND_BELOW = {**_LEGEND, "x": 0.5, "xanchor": "center", "y": -0.08, "yanchor": "top"}
_LEGEND_ABOVE = {**_LEGEND, "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"}


def trend(
    days: Sequence[str],
    now: Sequence[float | None],
    before: Sequence[float | None],
    *,
    step: int,
    suffix: str,
) -> dict[str, Any]:
    """Bars from `days` (ISO) of `step` days each; the period before as a dashed line over them."""
    bars = go.Bar(
        x=list(days),
        y=list(now),
        width=0.72 * step * _DAY_MS,
        marker={"color": BARS, "cornerradius": 3},
        name=drawn(said("stats.now")),
        hovertemplate=f"{drawn(said('stats.now'))}: <b>%{{y:,.4~r}}{suffix}</b><extra></extra>",
    )
    figure = _figure(bars)
    if any(value is not None for value in before):
        line = go.Scatter(
            x=list(days),
            y=list(before)[: len(days)],
            mode="lines",
            line={"color": BEFORE, "dash": "dash", "width": 2},
            name=drawn(said("stats.before")),
            hovertemplate=f"{drawn(said('stats.before'))}: %{{y:,.4~r}}{suffix}<extra></extra>",
        )
        figure.add_trace(line)
    figure.update_layout(
        xaxis={"type": "date", "hoverformat": "%x", "showgrid": False, "nticks": 7},
        yaxis={"rangemode": "tozero", "ticksuffix": suffix, "nticks": 5},
        showlegend=len(figure.data) > 1,
        legend=_LEGEND_ABOVE,
        hovermode="x unified",
    )
    return _plotted(figure)


def ring(labels: Sequence[str], values: Sequence[float], keys: Sequence[str]) -> dict[str, Any]:
    """Shares of a whole."""
    pie = go.Pie(
        labels=list(labels),
        values=list(values),
        hole=0.62,
        sort=False,
        direction="clockwise",
        marker={"colors": _colours(keys), "line": {"color": "var(--color-panel-solid)", "width": 2}},
        textinfo="none",
        hovertemplate="%{label}<br><b>%{value:,}</b> · %{percent}<extra></extra>",
    )
    figure = _figure(pie)
    figure.update_layout(showlegend=True, legend=_LEGEND_BELOW)
    return _plotted(figure)


def lying(labels: Sequence[str], values: Sequence[float]) -> dict[str, Any]:
    """Bars that lie, the first one on top: their names have room."""
    bars = go.Bar(
        x=list(values),
        y=list(range(len(labels))),
        orientation="h",
        width=0.62,
        marker={"color": BARS, "cornerradius": 3},
        text=[f"{value:,.0f}" for value in values],
        textposition="auto",
        textangle=0,
        constraintext="none",
        textfont={"size": 12},
        customdata=list(labels),
        hovertemplate="%{customdata}<br><b>%{x:,}</b><extra></extra>",
    )
    figure = _figure(bars)
    figure.update_layout(
        xaxis={"visible": False, "rangemode": "tozero"},
        yaxis=_named(labels),
    )
    return _plotted(figure)


def parted(
    labels: Sequence[str], parts: Sequence[tuple[str, Sequence[float | None], str]], *, suffix: str
) -> dict[str, Any]:
    """Lying bars in parts: each of `parts` has a name, a value for every label, and a colour."""
    bars = [
        go.Bar(
            x=list(values),
            y=list(range(len(labels))),
            orientation="h",
            width=0.5,
            name=name,
            marker={"color": colour},
            text=["" if value is None else f"{value:.0f}{suffix}" for value in values],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            hovertemplate=f"{name}<br><b>%{{x:,.1f}}{suffix}</b><extra></extra>",
        )
        for name, values, colour in parts
    ]
    figure = _figure(*bars)
    figure.update_layout(
        barmode="stack",
        xaxis={
            "range": [0, 100],
            "tickvals": [0, 50, 100],
            "ticktext": [f"{at}{suffix}" for at in (0, 50, 100)],
        },
        margin={"l": 4, "r": 24, "t": 8, "b": 4},
        yaxis={**_named(labels), "range": [len(labels) - 0.5, -0.5]},
        showlegend=True,
        legend={**_LEGEND_BELOW, "traceorder": "normal"},
    )
    return _plotted(figure)


def heat(cells: Sequence[Sequence[int]], weekdays: Sequence[str]) -> dict[str, Any]:
    """Hours from left to right, Monday on top."""
    tiles = go.Heatmap(
        z=[list(row) for row in cells],
        x=list(range(HOURS)),
        y=list(range(WEEKDAYS)),
        text=[[name] * HOURS for name in weekdays],
        colorscale=[[0, "var(--accent-2)"], [0.001, "var(--accent-3)"], [1, BARS]],
        zmin=0,
        xgap=2,
        ygap=2,
        showscale=False,
        hovertemplate="%{text} %{x}:00<br><b>%{z:,}</b><extra></extra>",
    )
    figure = _figure(tiles)
    hours = list(range(0, HOURS, 3))
    figure.update_layout(
        xaxis={
            "tickvals": hours,
            "ticktext": [str(hour) for hour in hours],
            "tickangle": 0,
            "showgrid": False,
        },
        yaxis={**_named(weekdays), "range": [WEEKDAYS - 0.5, -0.5]},
    )
    return _plotted(figure)


def _named(labels: Sequence[str]) -> dict[str, Any]:
    return {
        "tickvals": list(range(len(labels))),
        "ticktext": list(labels),
        "range": [max(len(labels), FEWEST) - 0.5, -0.5],
        "showgrid": False,
        "ticks": "",
    }


def _colours(keys: Sequence[str]) -> list[str]:
    return [
        "var(--gray-8)" if key in NOWHERE else SLICES[place % len(SLICES)] for place, key in enumerate(keys)
    ]


def _figure(*traces: Any) -> go.Figure:
    axis = {
        "automargin": True,
        "fixedrange": True,
        "gridcolor": QUIET,
        "linecolor": QUIET,
        "zeroline": False,
        "showline": False,
        "tickfont": {"size": 12},
    }
    figure = go.Figure(traces)
    figure.update_layout(
        template="none",
        autosize=True,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": "var(--gray-11)", "size": 12},
        margin={"l": 4, "r": 8, "t": 8, "b": 4},
        dragmode=False,
        bargap=0.2,
        hoverlabel={
            "bgcolor": "var(--color-panel-solid)",
            "bordercolor": "var(--gray-7)",
            "font": {"color": "var(--gray-12)", "size": 13},
        },
        xaxis=axis,
        yaxis=axis,
    )
    return figure


def _plotted(figure: go.Figure) -> dict[str, Any]:
    plotted: dict[str, Any] = figure.to_plotly_json()
    plotted["layout"].pop("template", None)  # an empty one, that would travel with every chart
    return plotted
