"""Instants that lie in one of several stretches: what is scattered over days is asked for at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from aics_app.stats.rules.days import Span


def within(column: Any, spans: Sequence[Span]) -> ColumnElement[bool]:
    """Whether it lies in one of them; there is one at least."""
    return or_(*(and_(column >= start, column < end) for start, end in spans))


def lies_in(at: datetime, spans: Sequence[Span]) -> bool:
    """The same of an instant that is read."""
    return any(start <= at < end for start, end in spans)
