"""What requests may hold, within what every database takes: beyond it drivers break instead of refusing."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    Field,
    TypeAdapter,
    model_validator,
)

from aics_app.core.days import day_from

Id = Annotated[int, Field(ge=1, lt=2**63)]
"""Of a row."""
ID_DIGITS = 18
"""Every number of so many digits is one."""
Version = Annotated[int, Field(ge=0, lt=2**63)]
"""How often a row was changed before it was looked at."""
YEARS = range(1900, 2201)
"""Beyond them instants overflow when they are turned to another zone."""


def _storable(at: datetime) -> datetime:
    if at.year not in YEARS:
        raise ValueError("beyond all that is kept")
    return at


At = Annotated[AwareDatetime, AfterValidator(_storable)]
"""An instant with its offset from UTC."""
_AT: TypeAdapter[datetime] = TypeAdapter(At)
_DAY_CHARS = len("2026-03-01")


def _moment(said: object) -> date:
    if not isinstance(said, str) or len(said) != _DAY_CHARS:
        return _AT.validate_python(said)
    if (day := day_from(said)) is None:
        raise ValueError("no day of our times")
    return day


Moment = Annotated[datetime | date, BeforeValidator(_moment)]
"""A day of the company, `2026-03-01`, or an instant with its offset from UTC."""


class Body(BaseModel):
    """What a request says. Null where something may be left out means that it is left out."""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, said: Any) -> Any:
        if not isinstance(said, dict):
            return said
        fields = cls.model_fields.items()
        optional = {field.alias or name for name, field in fields if not field.is_required()}
        return {name: value for name, value in said.items() if value is not None or name not in optional}
