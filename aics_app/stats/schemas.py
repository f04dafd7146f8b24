"""What the API tells of figures."""

from datetime import date, datetime

from pydantic import BaseModel, RootModel

from aics_app.stats.models import Metric, RowKind, Unit
from aics_app.stats.queries import AgentRow, Figure, Point, Row, Slice

FIRST_RESPONSE = "first_response"
"""Of chats and tickets there is one each; asked for without saying which, it is that of chats."""


class FigureOut(BaseModel):
    """`value` is null where n is 0; `unit` says whether it is a number, a share, seconds, or 0 to 100."""

    value: float | None
    n: int
    unit: Unit
    median: float | None
    previous: float | None
    parts: dict[str, float | None]

    @classmethod
    def of(cls, figure: Figure) -> "FigureOut":
        """As it leaves the house."""
        return cls.model_validate(figure, from_attributes=True)


class SummaryOut(RootModel[dict[str, FigureOut]]):
    """Every figure by its name."""

    @classmethod
    def of(cls, found: dict[Metric, Figure]) -> "SummaryOut":
        """As it leaves the house."""
        figures = {str(metric): FigureOut.of(figure) for metric, figure in found.items()}
        return cls(figures | {FIRST_RESPONSE: figures[Metric.FIRST_RESPONSE_CHAT]})


class PointOut(BaseModel):
    """A figure in the day, week or month that begins on `start`."""

    start: date
    value: float | None
    n: int


class SeriesOut(BaseModel):
    """A figure, bucket by bucket."""

    metric: Metric
    items: list[PointOut]

    @classmethod
    def of(cls, metric: Metric, points: list[Point]) -> "SeriesOut":
        """As it leaves the house."""
        items = [PointOut.model_validate(point, from_attributes=True) for point in points]
        return cls(metric=metric, items=items)


class SliceOut(BaseModel):
    """So many of this kind; an empty `key` is what nobody named."""

    key: str
    n: int


class SharesOut(BaseModel):
    """What a whole is made of, most first."""

    items: list[SliceOut]

    @classmethod
    def of(cls, slices: list[Slice]) -> "SharesOut":
        """As it leaves the house."""
        return cls(items=[SliceOut.model_validate(one, from_attributes=True) for one in slices])


class AgentOut(BaseModel):
    """What one of the staff did. `csat` is null below five ratings; `name` is empty when he is gone."""

    user_id: int
    name: str
    taken: int
    resolved: int
    first_response: float | None
    first_response_n: int
    csat: float | None
    csat_n: int
    quality: float | None


class RankingOut(BaseModel):
    """Most work first."""

    items: list[AgentOut]

    @classmethod
    def of(cls, rows: list[AgentRow]) -> "RankingOut":
        """As it leaves the house."""
        return cls(items=[AgentOut.model_validate(row, from_attributes=True) for row in rows])


class HeatmapOut(BaseModel):
    """What came in: seven days from Monday of 24 hours each."""

    rows: list[list[int]]


class RowOut(BaseModel):
    """What a figure counts. `id` is that of the `kind`; a ticket has a `number` too."""

    kind: RowKind
    id: str
    number: str
    title: str
    at: datetime
    person: str
    value: float | None

    @classmethod
    def of(cls, row: Row) -> "RowOut":
        """As it leaves the house."""
        return cls.model_validate(row, from_attributes=True)
