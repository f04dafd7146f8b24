"""The workflow as an administrator sets it: statuses in fixed categories, and the ways between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from aics_app.tickets.models import Category

USUAL = "NORMAL"


class Who(StrEnum):
    """Who may carry a ticket over a transition."""

    CUSTOMER = "customer"
    ASSIGNEE = "assignee"
    AGENT = "agent"
    ADMIN = "admin"


class Need(StrEnum):
    """What a transition asks for first."""

    REPLY = "reply"
    CATEGORY = "category"
    ASSIGNEE = "assignee"


Names = Mapping[str, str]
"""By language; every one of the product's."""


@dataclass(frozen=True)
class Status:
    """One column of the board. `word` is what rows and programs say."""

    word: str
    category: Category
    names: Names


@dataclass(frozen=True)
class Transition:
    """A way from one status to another, and who may go it. Administrators may go any that there is."""

    source: str
    target: str
    names: Names
    who: frozenset[Who]
    needs: frozenset[Need] = frozenset()


@dataclass(frozen=True)
class Priority:
    """How urgent, and what is promised for it, in business minutes. `rank`: higher is more urgent."""

    word: str
    rank: int
    names: Names
    reply_minutes: int
    resolve_minutes: int


@dataclass(frozen=True)
class Topic:
    """What a ticket is about, and the team that takes it when nobody says otherwise."""

    word: str
    names: Names
    team: str | None = None


@dataclass(frozen=True)
class Escalation:
    """What happens when a promise is broken: a team gets it, its priority rises, or neither."""

    team: str | None = None
    priority: str | None = None


@dataclass(frozen=True)
class Workflow:
    """The whole of it, in the order in which it is shown. The first status is the one of new tickets."""

    statuses: tuple[Status, ...]
    transitions: tuple[Transition, ...]
    priorities: tuple[Priority, ...]
    topics: tuple[Topic, ...]
    escalation: Escalation = field(default_factory=Escalation)
    version: int = 0

    @property
    def first(self) -> Status:
        """Where a new ticket begins."""
        return self.statuses[0]

    def status(self, word: str) -> Status | None:
        """A status by its word."""
        return next((one for one in self.statuses if one.word == word), None)

    def priority(self, word: str) -> Priority | None:
        """A priority by its word."""
        return next((one for one in self.priorities if one.word == word), None)

    @property
    def usual(self) -> Priority:
        """What a ticket gets when nobody says how urgent it is: the reference's word, or the least urgent."""
        return self.priority(USUAL) or min(self.priorities, key=lambda one: one.rank)

    def topic(self, word: str | None) -> Topic | None:
        """A category by its word."""
        return next((one for one in self.topics if one.word == word), None)

    def between(self, source: str, target: str) -> Transition | None:
        """The way from one status to another, if there is one."""
        ways = (way for way in self.transitions if (way.source, way.target) == (source, target))
        return next(ways, None)

    def ways_from(self, source: str) -> tuple[Transition, ...]:
        """Every way out of a status, in order."""
        return tuple(way for way in self.transitions if way.source == source)
