"""What the board is told: plain values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from aics_app.tickets.rules.filters import Filters, Sort
from aics_app.tickets.ui.moving_shapes import Colleague, WordView
from aics_app.ui.addresses import filled

VIEWS = ("board", "table")
COLUMNS = ("status", "priority", "category", "customer", "handler", "due", "tags", "updated", "created")
"""Of the table, beside number and title, which are always there."""


@dataclass
class ClockView:
    """A promise: it runs to `due_at`, or stands with `left_s` business seconds (-1: it does not stand)."""

    kind: str = ""
    due_at: str = ""
    left_s: int = -1
    met: bool = False
    breached: bool = False


@dataclass
class CardView:
    """A ticket on the board or in the table. `ways`: the statuses to which the viewer may carry it."""

    order_no: str
    title: str
    status: WordView
    priority: WordView
    topic: WordView
    customer: str
    handler: str
    handler_id: int
    created_at: str
    updated_at: str
    ways: str
    version: int
    clock: ClockView = field(default_factory=ClockView)
    tags: list[str] = field(default_factory=list)


@dataclass
class ColumnView:
    """A status with its tickets; `count` is of all of them, as words."""

    status: WordView
    count: str
    cards: list[CardView] = field(default_factory=list)
    has_more: bool = False


@dataclass
class Choices:
    """What can be filtered by."""

    statuses: list[WordView] = field(default_factory=list)
    priorities: list[WordView] = field(default_factory=list)
    topics: list[WordView] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    people: list[Colleague] = field(default_factory=list)


@dataclass
class Wanted:
    """What is shown, and how, as it stands in the address; empty is any."""

    status: str = ""
    state: str = ""
    handler: str = ""
    priority: str = ""
    category: str = ""
    team: str = ""
    tag: str = ""
    sla: str = ""
    q: str = ""
    view: str = "board"
    sort: str = "updated"
    hidden: str = ""


def wanted_of(said: Mapping[str, str]) -> Wanted:
    """What an address or a page asks for; nonsense asks for nothing."""
    texts = {name: str(said.get(name, "")) for name in (one.name for one in fields(Wanted))}
    hidden = [name for name in texts["hidden"].split(",") if name in COLUMNS]
    return Wanted(
        **Filters.of({name: text for name, text in texts.items() if text}).query(),
        view=texts["view"] if texts["view"] in VIEWS else VIEWS[0],
        sort=Sort.of(texts["sort"]).word,
        hidden=",".join(dict.fromkeys(hidden)),
    )


def filters_of(wanted: Wanted) -> Filters:
    """As the database is asked."""
    return Filters.of(filled(wanted))
