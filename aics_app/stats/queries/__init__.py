"""Every figure, and what it is made of."""

from aics_app.stats.models import Granularity, Metric, RowKind, Share, Unit
from aics_app.stats.queries.due import due_days, due_months, history
from aics_app.stats.queries.figures import heatmap, ranking, series, shares, summary
from aics_app.stats.queries.looking import lens_of, pending_days, plan_version
from aics_app.stats.queries.plain import facts
from aics_app.stats.queries.rows import rows
from aics_app.stats.queries.stored import holds, progress, revision, settles_at, whole
from aics_app.stats.queries.touched import after, days_of, last_activity, last_settled
from aics_app.stats.queries.wanted import SIDES_OF_WORK, Hour, Part, Side, What, Work, sides_of
from aics_app.stats.rules.days import Window
from aics_app.stats.rules.figures import AgentRow, Figure, Point, Row, Slice

__all__ = [
    "SIDES_OF_WORK",
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
    "Side",
    "Slice",
    "Unit",
    "What",
    "Window",
    "Work",
    "after",
    "days_of",
    "due_days",
    "due_months",
    "facts",
    "heatmap",
    "history",
    "holds",
    "last_activity",
    "last_settled",
    "lens_of",
    "pending_days",
    "plan_version",
    "progress",
    "ranking",
    "revision",
    "rows",
    "series",
    "settles_at",
    "shares",
    "sides_of",
    "summary",
    "whole",
]
