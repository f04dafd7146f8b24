"""Pages by cursor: stable under inserts, the same cost on the last page as on the first."""

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, Field

from aics_app.core.errors import Invalid
from aics_app.core.inputs import ID_DIGITS, YEARS

T = TypeVar("T")

MAX_LIMIT = 200
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT)]
"""How many items a request may ask for at once."""
Cursor = Annotated[str, Field(max_length=200)]
"""`next_cursor` of the page before; empty for the first one."""


class Page(BaseModel, Generic[T]):
    """Some items, and where the next ones begin; no cursor means that was all."""

    items: Sequence[T]
    next_cursor: str | None = None


class Whole(BaseModel):
    """All of it at once, told as a page is."""

    next_cursor: None = None


def encode(*position: int | str) -> str:
    """An opaque cursor for the position after the last item shown."""
    return base64.urlsafe_b64encode("|".join(map(str, position)).encode()).decode().rstrip("=")


def decode(cursor: str, parts: int = 1) -> list[str]:
    """The position in a cursor. Raises `Invalid` for one that we did not make."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise Invalid(fields={"cursor": "cursor"}) from error
    position = text.split("|")
    if len(position) != parts:
        raise Invalid(fields={"cursor": "cursor"})
    return position


def decode_id(cursor: str) -> int:
    """The id in a cursor of one part."""
    (part,) = decode(cursor)
    return number(part)


def number(part: str) -> int:
    """A part of a cursor that says how many, or which. Raises `Invalid`."""
    if not part.isdecimal() or len(part) > ID_DIGITS:
        raise Invalid(fields={"cursor": "cursor"})
    return int(part)


def instant(part: str) -> datetime:
    """A part of a cursor that says when. Raises `Invalid`."""
    try:
        at = datetime.fromisoformat(part)
    except ValueError as error:
        raise Invalid(fields={"cursor": "cursor"}) from error
    if at.tzinfo is None or at.year not in YEARS:
        raise Invalid(fields={"cursor": "cursor"})
    return at.astimezone(UTC)
