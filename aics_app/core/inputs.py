"""What requests may hold, within what every database takes: beyond it drivers break instead of refusing."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, TypeAdapter

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
