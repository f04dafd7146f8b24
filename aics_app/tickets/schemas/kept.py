"""What the API gives of what people keep, and of many tickets at once."""

from typing import Any
from urllib.parse import parse_qsl

from pydantic import BaseModel

from aics_app.core.paging import Whole
from aics_app.tickets.models import Macro, SavedView
from aics_app.tickets.rules.filters import Filters, Sort


class OutcomeOut(BaseModel):
    """What became of one of many: `code` and `detail` say why it was refused."""

    order_no: str
    done: bool
    code: str | None = None
    detail: str | None = None


class Outcomes(BaseModel):
    """What became of each."""

    items: list[OutcomeOut]


class MacroOut(BaseModel):
    """A macro, one's own or everybody's."""

    id: int
    name: str
    shared: bool
    acts: dict[str, Any]
    version: int

    @classmethod
    def of(cls, macro: Macro) -> "MacroOut":
        """From its row."""
        shared = macro.owner_id is None
        return cls(id=macro.id or 0, name=macro.name, shared=shared, acts=macro.acts, version=macro.version)


class Macros(Whole):
    """Everybody's and one's own."""

    items: list[MacroOut]


class ViewOut(BaseModel):
    """Filters and order under a name."""

    id: int
    name: str
    filters: dict[str, str]
    sort: str

    @classmethod
    def of(cls, view: SavedView) -> "ViewOut":
        """From its row."""
        query = dict(parse_qsl(view.address))
        sort = Sort.of(query.get("sort", ""))
        return cls(id=view.id or 0, name=view.name, filters=Filters.of(query).query(), sort=sort.word)


class Tags(Whole):
    """Those that are used most, in the order of the alphabet."""

    items: list[str]


class Views(Whole):
    """One's own."""

    items: list[ViewOut]
