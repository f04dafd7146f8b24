"""What the page of the workflow is told: plain values only."""

from dataclasses import dataclass, field

from aics_app.tickets.queries import Stranded
from aics_app.tickets.rules.definition import Document
from aics_app.tickets.rules.drafting import Difference
from aics_app.tickets.ui.workflow_picture import Picture, picture_of


@dataclass
class StatusRow:
    """A status; `category` is what it means."""

    word: str
    zh: str
    en: str
    category: str


@dataclass
class WayRow:
    """A transition."""

    source: str
    target: str
    zh: str
    en: str
    who: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)


@dataclass
class PriorityRow:
    """A priority; promises in minutes of business time."""

    word: str
    zh: str
    en: str
    rank: int
    reply_minutes: int
    resolve_minutes: int
    reply: str
    resolve: str


@dataclass
class TopicRow:
    """A category, with its team."""

    word: str
    zh: str
    en: str
    team: str


@dataclass
class Drawing:
    """The whole workflow as it is being drawn; `team` and `priority` are what broken promises lead to."""

    statuses: list[StatusRow] = field(default_factory=list)
    ways: list[WayRow] = field(default_factory=list)
    priorities: list[PriorityRow] = field(default_factory=list)
    topics: list[TopicRow] = field(default_factory=list)
    team: str = ""
    priority: str = ""
    picture: Picture = field(default_factory=Picture)


@dataclass
class StrandedRow:
    """Tickets that need another place; `chosen` is where they go, and whether that is said at all."""

    kind: str
    word: str
    count: int
    chosen: str = ""
    is_chosen: bool = False


@dataclass
class DifferenceRow:
    """What a version changed."""

    sign: str
    kind: str
    word: str


@dataclass
class VersionRow:
    """A version: who set it when, and what was different from the one before."""

    version: int
    by: str
    at: str
    changes: list[DifferenceRow] = field(default_factory=list)


def drawing_of(document: Document) -> Drawing:
    """From a document of the right shape, sound or not."""
    return Drawing(
        statuses=[StatusRow(one["word"], *_names(one), one["category"]) for one in document["statuses"]],
        ways=[
            WayRow(way["source"], way["target"], *_names(way), list(way["who"]), list(way["needs"]))
            for way in document["transitions"]
        ],
        priorities=[
            PriorityRow(
                one["word"],
                *_names(one),
                one["rank"],
                one["reply_minutes"],
                one["resolve_minutes"],
                _span(one["reply_minutes"]),
                _span(one["resolve_minutes"]),
            )
            for one in document["priorities"]
        ],
        topics=[TopicRow(one["word"], *_names(one), one["team"] or "") for one in document["categories"]],
        team=document["escalation"].get("team") or "",
        priority=document["escalation"].get("priority") or "",
        picture=picture_of(document),
    )


def _names(one: dict[str, dict[str, str]]) -> tuple[str, str]:
    return one["names"]["zh"], one["names"]["en"]


def _span(minutes: int) -> str:
    """Hours and minutes, as a clock of more than a day would show them."""
    return f"{minutes // 60}:{minutes % 60:02}"


def stranded_row(one: Stranded) -> StrandedRow:
    """From what was counted."""
    return StrandedRow(one.kind, one.word, one.count)


def difference_row(one: Difference) -> DifferenceRow:
    """From what was compared."""
    return DifferenceRow(one.sign, one.kind, one.word)
