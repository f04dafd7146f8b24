"""What the API tells of figures, and of conversations that were searched for."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, RootModel, WithJsonSchema

from aics_app.core.errors import Invalid
from aics_app.core.paging import Whole
from aics_app.stats.models import Metric, RowKind, Unit
from aics_app.stats.queries import AgentRow, Figure, Point, Row, Slice
from aics_app.stats.queries.conversations import Found
from aics_app.stats.queries.export_rows import Talk

FIRST_RESPONSE = "first_response"
"""Of chats and tickets there is one each; asked for without saying which, it is that of chats."""


def metric_of(name: str) -> Metric:
    """What is meant by the name of a figure. Raises `Invalid` when none is called that."""
    if name not in {*Metric, FIRST_RESPONSE}:
        raise Invalid(fields={"metric": "choice"})
    return Metric.FIRST_RESPONSE_CHAT if name == FIRST_RESPONSE else Metric(name)


MetricName = Annotated[str, WithJsonSchema({"type": "string", "enum": [*map(str, Metric), FIRST_RESPONSE]})]
"""A figure as the summary calls it."""


class FigureOut(BaseModel):
    """`value` is null where n is 0; `unit` says whether it is a number, a share, seconds, or 0 to 100.

    `pending_days` are not computed yet, and left out.
    """

    value: float | None
    n: int
    unit: Unit
    median: float | None
    previous: float | None
    parts: dict[str, float | None]
    pending_days: int

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
    median: float | None


class SeriesOut(Whole):
    """A figure, bucket by bucket."""

    metric: MetricName
    items: list[PointOut]
    pending_days: int

    @classmethod
    def of(cls, metric: str, points: list[Point], pending_days: int) -> "SeriesOut":
        """As it leaves the house."""
        items = [PointOut.model_validate(point, from_attributes=True) for point in points]
        return cls(metric=metric, items=items, pending_days=pending_days)


class SliceOut(BaseModel):
    """So many of this kind; an empty `key` is what nobody named."""

    key: str
    n: int


class SharesOut(Whole):
    """What a whole is made of, most first."""

    items: list[SliceOut]
    pending_days: int

    @classmethod
    def of(cls, slices: list[Slice], pending_days: int) -> "SharesOut":
        """As it leaves the house."""
        items = [SliceOut.model_validate(one, from_attributes=True) for one in slices]
        return cls(items=items, pending_days=pending_days)


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


class RankingOut(Whole):
    """Most work first."""

    items: list[AgentOut]
    pending_days: int

    @classmethod
    def of(cls, rows: list[AgentRow], pending_days: int) -> "RankingOut":
        """As it leaves the house."""
        items = [AgentOut.model_validate(row, from_attributes=True) for row in rows]
        return cls(items=items, pending_days=pending_days)


class HeatmapOut(BaseModel):
    """What came in: seven days from Monday of 24 hours each."""

    rows: list[list[int]]
    pending_days: int


class RowOut(BaseModel):
    """What a figure counts. `id` is that of the `kind`; a ticket has a `number` too.

    `key` says of which part of it, as `met` and `breached`, `ai-good` and `ai-bad`.
    """

    kind: RowKind
    id: int | str
    number: str
    title: str
    at: datetime
    person: str
    value: float | None
    key: str

    @classmethod
    def of(cls, row: Row) -> "RowOut":
        """As it leaves the house: ids are numbers, but those of conversations."""
        own = row.id if row.kind == RowKind.CONVERSATION else int(row.id)
        return cls(**{**asdict(row), "id": own})


class TalkOut(BaseModel):
    """One conversation, and what was said in it in figures."""

    session_id: str
    title: str
    customer: str
    language: str
    created_at: datetime
    last_message_at: datetime
    solved: bool | None
    questions: int
    answers: int
    sources: Sequence[str]
    intents: Sequence[str]
    handoffs: int
    agents: Sequence[str]
    helpful: int
    unhelpful: int

    @classmethod
    def of(cls, one: Talk) -> "TalkOut":
        """From what was read."""
        return cls(
            session_id=one.id,
            title=one.title,
            customer=one.customer,
            language=one.language,
            created_at=one.began,
            last_message_at=one.last,
            solved=one.solved,
            questions=one.questions,
            answers=one.answers,
            sources=one.sources,
            intents=one.intents,
            handoffs=one.handoffs,
            agents=one.agents,
            helpful=one.helpful,
            unhelpful=one.unhelpful,
        )


class FoundOut(BaseModel):
    """A page. `looked_back_to`: it was looked no further back, and the cursor goes on from there."""

    items: list[TalkOut]
    next_cursor: str | None
    looked_back_to: datetime | None

    @classmethod
    def of(cls, found: Found) -> "FoundOut":
        """From what was found."""
        return cls(
            items=[TalkOut.of(one) for one in found.talks],
            next_cursor=found.next_cursor,
            looked_back_to=found.looked_back_to,
        )
