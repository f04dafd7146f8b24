"""What happens to those who work."""

from dataclasses import dataclass
from typing import Any, ClassVar

from aics_app.core.events import Event

TOPIC = "workforce"
"""Where screens of every replica hear of it."""


@dataclass(frozen=True, kw_only=True)
class _AboutAgent(Event):
    subject_type: ClassVar[str] = "agent"

    @property
    def user_id(self) -> int:
        """Whom it is about."""
        return int(self.subject_id)


@dataclass(frozen=True, kw_only=True)
class PresenceChanged(_AboutAgent):
    """An agent is there in another way than before; without an actor when he was not heard any more."""

    status: str


@dataclass(frozen=True, kw_only=True)
class AgentProfileChanged(_AboutAgent):
    """What an agent can do was set."""

    is_audited: ClassVar[bool] = True

    capacity: int
    team: str | None
    skills: list[str]
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PlanChanged(Event):
    """The company is open at other times; never recorded itself."""

    subject_type: ClassVar[str] = "workforce"
    is_audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class HoursChanged(PlanChanged):
    """Slots by weekday, `[opens, closes]` in minutes, as they were and are."""

    before: dict[str, list[list[int]]]
    after: dict[str, list[list[int]]]


@dataclass(frozen=True, kw_only=True)
class HolidaysChanged(PlanChanged):
    """All holidays, as they were and are."""

    before: list[dict[str, Any]]
    after: list[dict[str, Any]]
