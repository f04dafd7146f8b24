"""What the window of moves is told: plain values only."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from aics_app.accounts.models import Actor
from aics_app.tickets.models import Category, Ticket
from aics_app.tickets.policies import may_go, roles_in
from aics_app.tickets.rules.listed import ListedTicket
from aics_app.tickets.rules.workflow import Names, Need, Transition, Workflow


@dataclass
class WordView:
    """A word of the workflow, as each language says it. `kind`: what a status means."""

    word: str = ""
    zh: str = ""
    en: str = ""
    kind: str = ""


@dataclass
class WayView:
    """A step that the viewer may take from here; `needs` are missing yet. `kind`: what its end means.

    `is_main`: the one that ends the matter as most are ended: in the first such status.
    """

    target: str
    zh: str
    en: str
    kind: str
    needs: list[str] = field(default_factory=list)
    is_main: bool = False


def word_view(word: str | None, names: Names | None, kind: str = "") -> WordView:
    """Words that the workflow no longer knows stand for themselves."""
    own = word or ""
    said = names or {}
    return WordView(own, said.get("zh", own), said.get("en", own), kind)


def status_view(workflow: Workflow, word: str, kind: str = "") -> WordView:
    """A status; `kind` is what it meant to the ticket, should the workflow not know it."""
    status = workflow.status(word)
    return word_view(word, status.names if status else None, status.category if status else kind)


def priority_view(workflow: Workflow, word: str) -> WordView:
    """A priority; `kind`: `high` above the middle, `low` below it."""
    priority = workflow.priority(word)
    if priority is None:
        return word_view(word, None)
    middle = workflow.priority("NORMAL")
    rank = priority.rank - (middle.rank if middle else 1)
    return word_view(word, priority.names, "high" if rank > 0 else "low" if rank < 0 else "")


def topic_view(workflow: Workflow, word: str | None) -> WordView:
    """A category, empty for none."""
    topic = workflow.topic(word)
    return word_view(word, topic.names if topic else None)


def ways_of(workflow: Workflow, ticket: Ticket | ListedTicket, actor: Actor) -> list[WayView]:
    """Every step that this actor may take with the ticket, in order."""
    roles = roles_in(ticket, actor)
    if not roles or ticket.merged_into_id is not None:
        return []
    ways = (way for way in workflow.ways_from(ticket.status) if may_go(way, roles))
    found = [_way(workflow, ticket, way) for way in ways]
    ends = [one.word for one in workflow.statuses if one.category == Category.RESOLVED]
    main = min(
        (way for way in found if way.target in ends), key=lambda way: ends.index(way.target), default=None
    )
    return [replace(way, is_main=way is main) for way in found]


def _way(workflow: Workflow, ticket: Ticket | ListedTicket, way: Transition) -> WayView:
    target = workflow.status(way.target)
    missing = {
        Need.REPLY: True,
        Need.CATEGORY: not ticket.category,
        Need.ASSIGNEE: ticket.handler_id is None,
    }
    needs = [need.value for need in sorted(way.needs) if missing[need]]
    names = way.names
    return WayView(
        way.target,
        names.get("zh", way.target),
        names.get("en", way.target),
        target.category if target else "",
        needs,
    )


def topics_of(workflow: Workflow) -> list[WordView]:
    """Every category, in order."""
    return [word_view(one.word, one.names) for one in workflow.topics]


def priorities_of(workflow: Workflow) -> list[WordView]:
    """Every priority, the most urgent first."""
    ranked = sorted(workflow.priorities, key=lambda one: -one.rank)
    return [priority_view(workflow, one.word) for one in ranked]


def statuses_of(workflow: Workflow) -> list[WordView]:
    """Every status, in order."""
    return [word_view(one.word, one.names, one.category) for one in workflow.statuses]


@dataclass
class Colleague:
    """Somebody who works on tickets: how he is there, and how many he has in hand."""

    id: int
    name: str
    status: str
    load: int
    is_me: bool = False


def colleagues_first(me: int, everybody: Sequence[Colleague]) -> list[Colleague]:
    """Oneself, then who is there, the least busy first."""
    rank = {"online": 0, "busy": 1, "away": 2}
    return sorted(
        everybody, key=lambda one: (one.id != me, rank.get(one.status, 3), one.load, one.name.lower())
    )
