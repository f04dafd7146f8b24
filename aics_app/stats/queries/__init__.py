"""Every figure, and what it is made of."""

from aics_app.stats.models import Granularity, Metric, RowKind, Share, Unit
from aics_app.stats.queries.figures import heatmap, ranking, series, shares, summary
from aics_app.stats.queries.rows import Hour, Part, rows
from aics_app.stats.rules.days import Window
from aics_app.stats.rules.figures import AgentRow, Figure, Point, Row, Slice

__all__ = [
    "AgentRow",
    "Figure",
    "Granularity",
    "Hour",
    "Metric",
    "Part",
    "Point",
    "Row",
    "RowKind",
    "Share",
    "Slice",
    "Unit",
    "Window",
    "heatmap",
    "ranking",
    "rows",
    "series",
    "shares",
    "summary",
]
